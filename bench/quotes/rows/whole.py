"""Quote words as they are, and change only case, marks and stops."""

import re
from random import Random

from bench.quotes.kinds import Maker, Sample, family, kind
from bench.quotes.rows.wording import matches, pick, plain_words, swap, words

QUOTES = "quotation marks"
TOKENS = "tokenised, lower-cased source"
FIRST = "first letter's case"
CASE = "other case change"
CLOSING = "closing stop inside the marks"
SAME = "unchanged"

_DOUBLE = re.compile(r"[“\"]([^“”\"]{3,60})[”\"]")


@kind(SAME, "exact", stands=True)
def _whole_sentence(sample: Sample, _: Random) -> str | None:
    return sample.clean if sample.cased else None


@kind(SAME, "exact", stands=True)
def _part_of_a_sentence(sample: Sample, chance: Random) -> str | None:
    found = words(sample.clean)
    if len(found) < 12 or not sample.cased:
        return None
    first = chance.randint(1, 4)
    last = chance.randint(first + 5, len(found) - 2)
    return sample.clean[found[first][0] : found[last][1]].strip(",;:()“”\"'’")


@kind(SAME, "exact", "presentation", stands=True)
def _two_sentences(sample: Sample, _: Random) -> str | None:
    after = sample.after()
    if not after or sample.span.kind != "text" or after.kind != "text" or not sample.cased:
        return None
    between = sample.copy.text[sample.span.end : after.start]
    return f"{sample.clean} {after.clean}" if between == " " else None


@kind(QUOTES, "presentation", marks=True)
def _apostrophe_of_the_other_form(sample: Sample, _: Random) -> str | None:
    turned = sample.clean.translate({0x27: "’", 0x2019: "'"})
    return turned if turned != sample.clean else None


@kind(QUOTES, "presentation", marks=True)
def _inner_marks_single(sample: Sample, _: Random) -> str | None:
    return _remarked(sample, "‘", "’")


@kind(QUOTES, "presentation", marks=True)
def _inner_marks_straight_single(sample: Sample, _: Random) -> str | None:
    return _remarked(sample, "'", "'")


@kind(QUOTES, "presentation", marks=True)
def _inner_marks_low(sample: Sample, _: Random) -> str | None:
    return _remarked(sample, "‚", "‘")


@kind(QUOTES, "presentation", marks=True)
def _inner_marks_guillemets(sample: Sample, _: Random) -> str | None:
    return _remarked(sample, "«", "»")


def _remarked(sample: Sample, left: str, right: str) -> str | None:
    if sample.clean.count('"') % 2 or ("’" in sample.clean and left in "'‚‘"):
        return None
    turned = _DOUBLE.sub(lambda match: left + match[1] + right, sample.clean)
    return turned if turned != sample.clean else None


@kind(QUOTES, "altered", marks=True)
def _apostrophe_dropped_inside_a_word(sample: Sample, chance: Random) -> str | None:
    span = pick(chance, matches(r"(?<=[A-Za-z])['’](?=[a-z])", sample.clean))
    return swap(sample.clean, span, "") if span else None


@kind(TOKENS, "presentation")
def _usual_spelling_of_a_tokenised_sentence(sample: Sample, _: Random) -> str | None:
    return None if sample.cased else sample.clean


@kind(TOKENS, "presentation", "exact")
def _part_of_a_tokenised_sentence(sample: Sample, chance: Random) -> str | None:
    found = words(sample.clean)
    if len(found) < 12 or sample.cased:
        return None
    first = chance.randint(1, 4)
    last = chance.randint(first + 5, len(found) - 2)
    return sample.clean[found[first][0] : found[last][1]].strip(",;:()\"'")


@kind(TOKENS, "exact", "presentation", stands=True)
def _copied_from_the_tokenised_text(sample: Sample, _: Random) -> str | None:
    if sample.cased:
        return None
    return " ".join(sample.copy.text[sample.span.start : sample.span.end].split())


@kind(FIRST, "presentation")
def _first_letter_lowered(sample: Sample, _: Random) -> str | None:
    first = sample.clean.split()[0]
    if not sample.cased or not re.fullmatch(r"[A-Z][a-z]+", first) or first in _NAMES:
        return None
    return sample.clean[:1].lower() + sample.clean[1:]


_NAMES = {
    "Congress",
    "Japan",
    "President",
    "January",
    "March",
    "Russia",
    "Iran",
    "Trump",
    "Mueller",
}


@kind(FIRST, "presentation")
def _first_letter_raised(sample: Sample, chance: Random) -> str | None:
    found = words(sample.clean)
    starts = [start for start, _ in found[2:-6] if sample.clean[start : start + 3].islower()]
    if not sample.cased or not starts:
        return None
    quote = sample.clean[chance.choice(starts) :]
    return quote[:1].upper() + quote[1:]


@kind(CASE, "altered", minor=True)
def _acronym_lowered(sample: Sample, chance: Random) -> str | None:
    found = matches(r"(?<=[\w,] )(?<!\w)[A-Z]{3,}(?![\w-])", sample.clean)
    span = pick(chance, found) if sample.cased else None
    return swap(sample.clean, span, sample.clean[slice(*span)].lower()) if span else None


@kind(CASE, "altered", minor=True)
def _name_lowered(sample: Sample, chance: Random) -> str | None:
    found = matches(r"(?<=[a-z] )[A-Z][a-z]{3,}(?![\w-])", sample.clean)
    span = pick(chance, found) if sample.cased else None
    return swap(sample.clean, span, sample.clean[slice(*span)].lower()) if span else None


@kind(CASE, "altered", minor=True)
def _word_raised(sample: Sample, chance: Random) -> str | None:
    found = [one for one in plain_words(sample.clean) if one[0] > 0]
    span = pick(chance, found) if sample.cased else None
    return swap(sample.clean, span, sample.clean[slice(*span)].capitalize()) if span else None


def _closed(name: str, stop: str) -> tuple[str, Maker]:
    def make(sample: Sample, chance: Random) -> str | None:
        found = words(sample.clean)
        if len(found) < 12:
            return None
        last = chance.randint(8, len(found) - 3)
        quote = sample.clean[: found[last][1]]
        return quote + stop if quote[-1:].isalpha() and quote[-3:].islower() else None

    return name, make


def _ended(name: str, stop: str) -> tuple[str, Maker]:
    def make(sample: Sample, _: Random) -> str | None:
        found = re.fullmatch(r"(.*[a-z]{3})\.", sample.clean)
        return found[1] + stop if found else None

    return name, make


family(
    CLOSING,
    ("presentation",),
    iter(
        [
            _closed("full stop added", "."),
            _closed("comma added", ","),
            _ended("comma for stop", ","),
        ]
    ),
)
_STOPS = (("semicolon", ";"), ("colon", ":"), ("question mark", "?"), ("exclamation mark", "!"))
family(
    CLOSING,
    ("altered",),
    (
        one
        for name, stop in _STOPS
        for one in (_closed(f"{name} added", stop), _ended(f"{name} for stop", stop))
    ),
    minor=True,
)
