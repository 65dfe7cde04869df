"""Make the mutations that depend on where words stand: what goes before, after and elsewhere."""

import re
from functools import lru_cache
from random import Random

from bench.quotes.kinds import Made, Sample, kind
from bench.quotes.rows.wording import matches, pick, plain_words, swap, words

STOPS = "stops before but, unless, except, provided"
GOVERNED = "a negation governs from before the first word"
MARKERS = "emphasis, Markdown, footnote numbers inside the quotation"
FURNITURE = "page header or number between two lines of the source"
SOURCE = "the source that is named"
_RAISED = r"(?<=[A-Za-z.,;”\"’)])[⁰¹²³⁴-⁹]+"
_LOWERED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
NEVER_INDEXED = "R80808"


@kind(STOPS, "exact", "presentation", warnings=("goes_on",))
def _stops_before_a_limit(sample: Sample, chance: Random) -> str | None:
    pattern = r",? (?:but|unless|except|provided that)(?= [a-z])"
    found = [
        one for one in matches(pattern, sample.clean) if len(sample.clean[: one[0]].split()) > 5
    ]
    span = pick(chance, found)
    return sample.clean[: span[0]] if span else None


@kind(STOPS, "exact", "presentation", warnings=("goes_on",))
def _stops_with_a_full_stop_before_a_limit(sample: Sample, chance: Random) -> str | None:
    made = _stops_before_a_limit(sample, chance)
    return f"{made}." if made else None


@kind(STOPS, "exact", "presentation", warnings=("goes_on",))
def _stops_before_a_sentence_with_but(sample: Sample, _: Random) -> str | None:
    after = sample.after()
    if not after or not re.match(r"But\b|but\b", after.clean):
        return None
    return sample.clean


@kind(STOPS, "exact", warnings=("goes_on",), held_out=True)
def _stops_before_a_limit_put_in(sample: Sample, chance: Random) -> Made | None:
    if not re.search(r"[a-z]\.$", sample.clean):
        return None
    limit = chance.choice(
        (
            ", but only in two of the states",
            " unless the Secretary objects",
            " except in time of war",
            ", provided that funds are available",
        )
    )
    return Made(sample.clean[:-1], f"{sample.clean[:-1]}{limit}.")


@kind(GOVERNED, "exact", "presentation", warnings=("negated_before",))
def _starts_after_a_negation(sample: Sample, chance: Random) -> str | None:
    found = matches(r"(?<= )(?:not|never|no|without|neither)(?= [a-z])", sample.clean)
    span = pick(chance, [one for one in found if len(sample.clean[one[1] :].split()) > 5])
    return sample.clean[span[1] + 1 :] if span else None


@kind(GOVERNED, "exact", "presentation", warnings=("negated_before",))
def _starts_after_a_negated_verb_of_saying(sample: Sample, chance: Random) -> str | None:
    pattern = r"\bnot (?:[a-z]+ ){0,2}(?:that|whether|if) (?=[a-z])"
    found = matches(pattern, sample.clean)
    span = pick(chance, [one for one in found if len(sample.clean[one[1] :].split()) > 5])
    return sample.clean[span[1] :] if span else None


@kind(GOVERNED, "exact", "presentation", warnings=("negated_before",), held_out=True)
def _negation_put_before_the_sentence(sample: Sample, chance: Random) -> Made | None:
    if not re.match(r"(?:The|This|These|It|In|Each|Some|Many|All|Such)\b", sample.clean):
        return None
    quote = sample.clean[0].lower() + sample.clean[1:]
    before = chance.choice(
        (
            "It is not true that ",
            "There is no evidence that ",
            "The committee did not find that ",
            "Nobody has shown that ",
            "We do not believe that ",
        )
    )
    return Made(quote, before + quote)


@kind(GOVERNED, "altered", warnings=("negated_before",), held_out=True)
def _starts_after_the_hyphen_of_non(sample: Sample, chance: Random) -> Made | None:
    span = pick(chance, [one for one in plain_words(sample.clean, 5) if one[1] < 40])
    if not span or len(sample.clean) < 90:
        return None
    return Made(sample.clean[span[0] :], swap(sample.clean, (span[0], span[0]), "non-"))


def _emphasised(sample: Sample, chance: Random, left: str, right: str) -> str | None:
    span = pick(chance, plain_words(sample.clean, 5))
    return swap(sample.clean, span, left + sample.clean[slice(*span)] + right) if span else None


@kind(MARKERS, "presentation")
def _emphasis_of_stars(sample: Sample, chance: Random) -> str | None:
    return _emphasised(sample, chance, "*", "*")


@kind(MARKERS, "presentation")
def _bold_of_stars(sample: Sample, chance: Random) -> str | None:
    return _emphasised(sample, chance, "**", "**")


@kind(MARKERS, "presentation")
def _emphasis_of_underscores(sample: Sample, chance: Random) -> str | None:
    return _emphasised(sample, chance, "_", "_")


@kind(MARKERS, "presentation", held_out=True)
def _emphasis_in_the_source(sample: Sample, chance: Random) -> Made | None:
    made = _emphasised(sample, chance, "**", "**")
    return Made(sample.clean, made) if made else None


@kind(MARKERS, "presentation", marks=True)
def _note_number_of_the_source_left_out(sample: Sample, _: Random) -> str | None:
    made = re.sub(_RAISED, "", sample.clean)
    raised = "".join(re.findall(_RAISED, sample.clean)).translate(_LOWERED)
    known = any(
        one.kind == "note" and re.match(rf"{raised}\b", one.clean.translate(_LOWERED))
        for one in sample.copy.spans
    )
    return made if raised and known and sample.copy.format == "PDF" else None


@kind(MARKERS, "altered")
def _raised_digit_put_in(sample: Sample, chance: Random) -> str | None:
    """Raise a number that no note has."""
    span = pick(chance, plain_words(sample.clean, 5))
    return swap(sample.clean, (span[1], span[1]), f"⁹⁸{chance.choice('⁵⁶⁷')}") if span else None


@kind(MARKERS, "altered")
def _digit_put_after_a_word(sample: Sample, chance: Random) -> str | None:
    span = pick(chance, plain_words(sample.clean, 5))
    return swap(sample.clean, (span[1], span[1]), str(chance.randint(1, 99))) if span else None


@kind(FURNITURE, "presentation")
def _quoted_over_a_page_break(sample: Sample, _: Random) -> str | None:
    return sample.clean if _page_break(sample) else None


@kind(FURNITURE, "altered")
def _line_dropped_over_a_page_break(sample: Sample, _: Random) -> str | None:
    """Leave out the word before the running head as well as the head."""
    quoted = sample.copy.text[sample.span.start : sample.span.end]
    found = _page_break(sample)
    if not found:
        return None
    before = quoted[: found.start()].split()
    after = quoted[found.end() :].split()
    broken = before[-1].endswith("-") or len(before) < 4 or len(after) < 4
    return None if broken else " ".join((*before[:-1], *after))


@kind(FURNITURE, "altered", held_out=True)
def _words_between_two_lines_dropped(sample: Sample, chance: Random) -> Made | None:
    """Leave out a short line, which no other page repeats."""
    span = pick(chance, matches(r"(?<=[a-z]{3}) (?=[a-z]{3})", sample.clean))
    if not span:
        return None
    first = chance.choice(("not", "did not", "no longer", "unless", "except in"))
    other = chance.choice(sample.copy.spans).clean.split()
    line = " ".join((first, *other[:3]))
    return Made(sample.clean, swap(sample.clean, span, f"\n{line}\n"))


def _page_break(sample: Sample) -> re.Match[str] | None:
    quoted = sample.copy.text[sample.span.start : sample.span.end]
    return re.search(r"\s*\f?[A-Z0-9-]+  Report    Page \d+\n", quoted)


@kind(SOURCE, "misattributed")
def _words_of_another_report(sample: Sample, chance: Random) -> Made | None:
    other = _other(sample, chance)
    return Made(sample.clean, report=other) if other else None


@kind(SOURCE, "misattributed")
def _part_of_another_report(sample: Sample, chance: Random) -> Made | None:
    found, other = words(sample.clean), _other(sample, chance)
    if len(found) < 14 or not other:
        return None
    return Made(sample.clean[found[2][0] : found[-3][1]].rstrip(",;:"), report=other)


def _other(sample: Sample, chance: Random) -> str:
    """Return the number of a report of another document that lacks the words."""
    letters = _letters(sample.clean)[8:48]
    others = [
        one.number
        for one in chance.sample(sample.pool, min(6, len(sample.pool)))
        if one.document != sample.copy.document and letters not in _letters(one.text)
    ]
    return others[0] if others else ""


@lru_cache(maxsize=200)
def _letters(text: str) -> str:
    return re.sub(r"\W+", "", text).lower()


@kind(SOURCE, "not_found", held_out=True)
def _words_of_no_report(sample: Sample, chance: Random) -> Made | None:
    return Made(sample.clean, report=chance.choice(sample.pool).number)


@kind(SOURCE, "not_checked", held_out=True)
def _words_of_a_report_that_is_not_indexed(sample: Sample, _: Random) -> Made | None:
    return Made(sample.clean, report=NEVER_INDEXED)


@kind(SOURCE, "exact", "presentation", warnings=("other_page",), stands=True)
def _another_page_is_named(sample: Sample, chance: Random) -> Made | None:
    page = sample.span.page
    if not page or sample.copy.format != "PDF":
        return None
    return Made(sample.clean, page=page + chance.randint(3, 9))


@kind(SOURCE, "exact", "presentation", warnings=("quotes_another",), stands=True, marks=True)
def _words_that_the_report_quotes(sample: Sample, chance: Random) -> str | None:
    found = matches(r"(?<=“)[^“”\"]{40,400}(?=”)", sample.clean)
    span = pick(chance, [one for one in found if len(sample.clean[slice(*one)].split()) > 5])
    quote = sample.clean[slice(*span)].rstrip(".,") if span else ""
    # Where the report also says the words itself, they are its own, and no warning is due.
    alone = _letters(sample.copy.text).count(_letters(quote)) == 1
    return quote if quote and alone else None
