"""Leave words out with a mark, and change others beside it."""

import re
from random import Random

from bench.quotes.kinds import Made, Maker, Sample, family, kind
from bench.quotes.rows.wording import (
    hides,
    matches,
    middle,
    pick,
    plain_words,
    swap,
    words,
)

FORMS = "ellipsis"
HIDES = "ellipsis that hides not, unless or a number"
_PLAIN = (
    *(("spaced …", " … "), ("… after a word", "… "), ("… without spaces", "…"), ("...", " ... ")),
    *(("... after a word", "... "), (". . .", " . . . "), ("[...]", " [...] "), ("[…]", " […] ")),
    *(("[. . .]", " [. . .] "), ("* * *", " * * * "), ("(...)", " (...) ")),
    (". . . with NBSP", "\u00a0.\u00a0.\u00a0. "),
)
_HIDING = (" … ", " ... ", " [...] ", " * * * ", " . . . ")


def _left_out(name: str, mark: str) -> tuple[str, Maker]:
    def make(sample: Sample, chance: Random) -> str | None:
        for _ in range(8):
            span = middle(sample.clean, chance, 1, 10)
            if span and not hides(sample.clean[slice(*span)]):
                return _cut(sample.clean, span, mark)
        return None

    return name, make


def _cut(text: str, span: tuple[int, int], mark: str) -> str:
    return text[: span[0]].rstrip(" ,;:") + mark + text[span[1] :].lstrip(" ,;:")


family(FORMS, ("marked",), (_left_out(*one) for one in _PLAIN))


@kind(FORMS, "marked")
def _comma_kept_before_the_ellipsis(sample: Sample, chance: Random) -> str | None:
    span = pick(
        chance, matches(r"(?<=[a-z],)(?: [a-z]+){2,7}(?= [a-z]+ [a-z]+ [a-z]+)", sample.clean)
    )
    if not span or hides(sample.clean[slice(*span)]):
        return None
    return swap(sample.clean, span, " ...")


@kind(FORMS, "marked")
def _leading_ellipsis(sample: Sample, chance: Random) -> str | None:
    return _leading(sample, chance, "... ")


@kind(FORMS, "marked")
def _leading_ellipsis_sign(sample: Sample, chance: Random) -> str | None:
    return _leading(sample, chance, "…")


def _leading(sample: Sample, chance: Random, mark: str) -> str | None:
    found = words(sample.clean)
    if len(found) < 10:
        return None
    start = found[chance.randint(1, 3)][0]
    return None if hides(sample.clean[:start]) else mark + sample.clean[start:]


@kind(FORMS, "marked")
def _trailing_ellipsis(sample: Sample, chance: Random) -> str | None:
    return _trailing(sample, chance, " ...")


@kind(FORMS, "marked")
def _trailing_ellipsis_of_four_dots(sample: Sample, chance: Random) -> str | None:
    return _trailing(sample, chance, "....")


@kind(FORMS, "marked")
def _trailing_bracketed_ellipsis(sample: Sample, chance: Random) -> str | None:
    return _trailing(sample, chance, " [...]")


def _trailing(sample: Sample, chance: Random, mark: str) -> str | None:
    found = words(sample.clean)
    if len(found) < 11:
        return None
    end = found[-chance.randint(2, 4)][1]
    return None if hides(sample.clean[end:]) else sample.clean[:end].rstrip(" ,;:") + mark


@kind(FORMS, "marked")
def _four_dots_between_sentences(sample: Sample, _: Random) -> str | None:
    return _over_a_sentence(sample, "... ")


@kind(FORMS, "marked")
def _spaced_dots_between_sentences(sample: Sample, _: Random) -> str | None:
    return _over_a_sentence(sample, " . . . ")


def _over_a_sentence(sample: Sample, mark: str) -> str | None:
    """Leave out the next sentence, where it and the one after it are running text."""
    left, last = sample.after(), sample.after(2)
    if not left or not last or not _runs_on(sample, left.start, last.start):
        return None
    short = len(left.clean.split()) <= 50
    if not short or hides(left.clean) or not sample.clean.endswith(".") or len(last.clean) < 30:
        return None
    return sample.clean + mark + last.clean


def _runs_on(sample: Sample, *starts: int) -> bool:
    text = sample.copy.text
    between = text[sample.span.start : max(starts)]
    limit = "\n" if sample.cased and sample.copy.format != "text" else "\n\n\n"
    return limit not in between and sample.span.kind == "text" and "[" not in between


@kind(FORMS, "marked")
def _two_ellipses(sample: Sample, chance: Random) -> str | None:
    found = words(sample.clean)
    if len(found) < 20:
        return None
    first = (found[4][0], found[4 + chance.randint(0, 2)][1])
    second = (found[11][0], found[11 + chance.randint(0, 3)][1])
    if hides(sample.clean[slice(*first)]) or hides(sample.clean[slice(*second)]):
        return None
    return _cut(_cut(sample.clean, second, " … "), first, " … ")


@kind(FORMS, "marked")
def _ellipsis_that_leaves_out_nothing(sample: Sample, chance: Random) -> str | None:
    """Put a mark between two sentences that follow each other."""
    after = sample.after()
    if not after or not sample.cased or not sample.clean.endswith("."):
        return None
    between = sample.copy.text[sample.span.end : after.start]
    plain = between == " " and len(after.clean.split()) > 5
    return f"{sample.clean} {chance.choice(('...', '…'))} {after.clean}" if plain else None


@kind(FORMS, "altered")
def _word_changed_beside_an_ellipsis(sample: Sample, chance: Random) -> str | None:
    found = words(sample.clean)
    if len(found) < 16:
        return None
    quote = _cut(sample.clean, (found[9][0], found[11][1]), " … ")
    span = pick(chance, [one for one in plain_words(quote, 4) if one[0] > 4])
    other = chance.choice(("government", "agreement", "reported", "national"))
    if not span or quote[slice(*span)] == other:
        return None
    return swap(quote, span, other)


@kind(FORMS, "altered")
def _negation_dropped_beside_an_ellipsis(sample: Sample, chance: Random) -> str | None:
    found = matches(r"(?<=[a-z] )not(?= [a-z])", sample.clean)
    span = pick(chance, found)
    if not span:
        return None
    short = sample.clean[: span[0]] + sample.clean[span[1] + 1 :]
    room = [one for one in words(short)[4:-4] if one[0] > span[0] + 20 or one[1] < span[0] - 20]
    gap = pick(chance, [one for one in room if not hides(short[slice(*one)])])
    return _cut(short, gap, " … ") if gap else None


def _hiding(name: str, pattern: str) -> tuple[str, Maker]:
    def make(sample: Sample, chance: Random) -> str | None:
        found = words(sample.clean)
        inner = {one[0] for one in found[4:-4]}
        spans = [one for one in matches(pattern, sample.clean) if one[0] in inner]
        span = pick(chance, spans)
        return _cut(sample.clean, span, chance.choice(_HIDING)) if span else None

    return name, make


_HIDDEN = (
    ("hides not", r"(?<= )not(?: [a-z]+)?(?= [a-z])"),
    ("hides words with not", r"(?<= )[a-z]+ not [a-z]+(?: [a-z]+)?(?= [a-z])"),
    ("hides no or never", r"(?<= )(?:no|never|neither|nor|without|cannot)(?: [a-z]+)?(?= [a-z])"),
    ("hides a number", r"(?<= )\$?\d[\d,.]*%?(?: [a-z]+)?(?= [a-z])"),
    ("hides a number among words", r"(?<= )[a-z]+ \$?\d[\d,.]*%? [a-z]+(?= [a-z])"),
)
family(HIDES, ("marked",), (_hiding(*one) for one in _HIDDEN), warnings=("hidden_words",))


@kind(HIDES, "marked", warnings=("hidden_words",), held_out=True)
def _hides_a_negation_put_in(sample: Sample, chance: Random) -> Made | None:
    verbs = r"\b(?:is|are|was|were|will|would|can|could|may|should)(?= [a-z])"
    span = pick(chance, [one for one in matches(verbs, sample.clean) if one[0] > 20])
    if not span or len(sample.clean) - span[1] < 25:
        return None
    source = swap(sample.clean, (span[1], span[1]), f" {chance.choice(('not', 'never'))}")
    return Made(swap(sample.clean, (span[1], span[1]), chance.choice((" …", " ...", "…"))), source)


@kind(HIDES, "marked", warnings=("hidden_words",), held_out=True)
def _hides_unless_or_except(sample: Sample, chance: Random) -> Made | None:
    found = matches(r"(?<=[a-z]) (?=(?:in|of|and|for|to)\b)", sample.clean)
    span = pick(chance, [one for one in found if 25 < one[0] < len(sample.clean) - 25])
    if not span:
        return None
    limit = chance.choice(("unless the Secretary agrees", "except in time of war"))
    source = swap(sample.clean, span, f" {limit} ")
    return Made(swap(sample.clean, span, chance.choice(_HIDING)), source)


@kind(HIDES, "marked", warnings=("hidden_words",))
def _hides_a_sentence_with_a_negation(sample: Sample, _: Random) -> str | None:
    left, last = sample.after(), sample.after(2)
    if not left or not last or not _runs_on(sample, left.start, last.start):
        return None
    if not re.search(r"\b(?:not|never|no)\b", left.clean) or len(last.clean.split()) < 5:
        return None
    return f"{sample.clean} … {last.clean}" if len(left.clean.split()) < 50 else None
