"""Change spaces, line ends, dashes, hyphens and what is not seen."""

import re
from collections.abc import Iterator
from random import Random

from bench.quotes.kinds import Made, Maker, Sample, family, kind
from bench.quotes.rows.wording import matches, pick, plain_words, swap

SPACE = "line wrap, tabs, NBSP, thin and figure space, double space"
UNSEEN = "soft hyphen, zero-width, BOM"
LINE_END = "hyphen at a line end"
DASHES = "dashes"
HYPHEN = "hyphen inside a word"


def _spaced(name: str, new: str) -> tuple[str, Maker]:
    def make(sample: Sample, chance: Random) -> str | None:
        found = matches(r"(?<=[\w,]) (?=\w)", sample.clean)
        if len(found) < 4:
            return None
        quote = sample.clean
        for span in sorted(chance.sample(found, chance.randint(1, 3)), reverse=True):
            quote = swap(quote, span, new)
        return quote

    return name, make


def _spaced_on_the_other_side(name: str, new: str) -> tuple[str, Maker]:
    _, make = _spaced(name, new)

    def turned(sample: Sample, chance: Random) -> Made | None:
        source = make(sample, chance)
        return Made(sample.clean, str(source)) if source else None

    return f"{name} in the source", turned


_SPACES = (
    ("line wrap", "\n"),
    ("line wrap of Windows", "\r\n"),
    ("line wrap with a space", " \n"),
    ("tab", "\t"),
    ("NBSP", "\u00a0"),
    ("narrow NBSP", "\u202f"),
    ("thin space", "\u2009"),
    ("figure space", "\u2007"),
    ("em space", "\u2003"),
    ("double space", "  "),
)
family(SPACE, ("presentation",), (_spaced(*one) for one in _SPACES))
family(
    SPACE,
    ("presentation",),
    (_spaced_on_the_other_side(*one) for one in _SPACES),
    held_out=True,
)


def _unseen(name: str, new: str) -> Iterator[tuple[str, Maker]]:
    def make(sample: Sample, chance: Random) -> str | None:
        found = plain_words(sample.clean, 6)
        if not found:
            return None
        start, end = chance.choice(found)
        at = chance.randint(start + 2, end - 2)
        return swap(sample.clean, (at, at), new)

    def turned(sample: Sample, chance: Random) -> Made | None:
        source = make(sample, chance)
        return Made(sample.clean, source) if source else None

    yield name, make
    yield f"{name} in the source", turned


def _of(pairs: Iterator[tuple[str, Maker]], *, source: bool) -> Iterator[tuple[str, Maker]]:
    return (pair for pair in pairs if pair[0].endswith("in the source") is source)


_UNSEEN = (
    ("soft hyphen", "\u00ad"),
    ("soft hyphen and line end", "\u00ad\n"),
    ("zero-width space", "\u200b"),
    ("zero-width joiner", "\u200d"),
    ("word joiner", "\u2060"),
    ("BOM", "\ufeff"),
)
for _one in _UNSEEN:
    for _side in (False, True):
        family(UNSEEN, ("presentation",), _of(_unseen(*_one), source=_side), held_out=_side)
for _side in (False, True):
    family(
        LINE_END,
        ("presentation",),
        _of(_unseen("word broken at a line end", "-\n"), source=_side),
        held_out=_side,
    )


@kind(LINE_END, "presentation")
def _wrap_after_a_hyphen(sample: Sample, chance: Random) -> str | None:
    span = pick(chance, matches(r"(?<=[a-z]-)(?=[a-z]{2})", sample.clean))
    return swap(sample.clean, span, "\n") if span else None


@kind(LINE_END, "altered")
def _suspended_hyphen_joined(sample: Sample, chance: Random) -> str | None:
    span = pick(chance, matches(r"(?<=[a-z])- (?=(?:and|or|to)\b)", sample.clean))
    return swap(sample.clean, span, "") if span else None


@kind(LINE_END, "altered", held_out=True)
def _hyphen_and_space_read_as_a_line_end(sample: Sample, chance: Random) -> Made | None:
    """Join a word to the one after a dash with one space, which ends no line."""
    found = matches(r"(?<=[a-z]) (?=[a-z]{4})", sample.clean)
    span = pick(chance, found)
    if not span:
        return None
    return Made(swap(sample.clean, span, ""), swap(sample.clean, span, "- "))


_DASH = re.compile(r"(?<=[\w,.)”\"]) ?(?:--|[–—―]) ?(?=[\w“\"(])| [-–—] ")
_DASH_FORMS = (
    *(("em dash", "—"), ("spaced em dash", " — "), ("spaced en dash", " – ")),
    *(("spaced hyphen", " - "), ("two hyphens", "--"), ("spaced two hyphens", " -- ")),
    ("horizontal bar", "―"),
)


def _dashed(name: str, new: str) -> tuple[str, Maker]:
    def make(sample: Sample, _: Random) -> str | None:
        found = _word_dashes(sample.clean)
        if not found:
            return None
        quote = sample.clean
        for span in reversed(found):
            quote = swap(quote, span, new)
        return quote if quote != sample.clean else None

    return name, make


def _word_dashes(text: str) -> list[tuple[int, int]]:
    """Return the dashes between words, without those between numbers."""
    return [
        span
        for span in matches(_DASH, text)
        if not (text[span[0] - 1].isdigit() and text[span[1] : span[1] + 1].isdigit())
    ]


family(DASHES, ("presentation",), (_dashed(*one) for one in _DASH_FORMS))


@kind(DASHES, "presentation", held_out=True)
def _range_with_a_hyphen(sample: Sample, chance: Random) -> Made | None:
    span = pick(chance, matches(r"(?<=[a-z]) (?=(?:in|of|and|for|to)\b)", sample.clean))
    if not span:
        return None
    first = chance.randint(1950, 2010)
    quote, source = (swap(sample.clean, span, f" {first}{dash}{first + 7} ") for dash in "-–")
    return Made(quote, source)


_INNER_HYPHEN = r"(?<=[A-Za-z]{2})-(?=[a-z]{3})"


@kind(HYPHEN, "altered", minor=True)
def _hyphen_to_space(sample: Sample, chance: Random) -> str | None:
    span = pick(chance, matches(_INNER_HYPHEN, sample.clean))
    return swap(sample.clean, span, " ") if span else None


@kind(HYPHEN, "altered", minor=True)
def _hyphen_dropped(sample: Sample, chance: Random) -> str | None:
    span = pick(chance, matches(_INNER_HYPHEN, sample.clean))
    return swap(sample.clean, span, "") if span else None


@kind(HYPHEN, "altered", minor=True)
def _hyphen_added(sample: Sample, chance: Random) -> str | None:
    found = matches(
        r"\b(?:re|co|non|pre|over|under|inter|sub|multi|anti)(?=[a-z]{4})", sample.clean
    )
    span = pick(chance, found)
    return swap(sample.clean, (span[1], span[1]), "-") if span else None


@kind(HYPHEN, "altered", minor=True)
def _space_to_hyphen(sample: Sample, chance: Random) -> str | None:
    span = pick(chance, matches(r"(?<=[a-z]{4}) (?=[a-z]{5})", sample.clean))
    return swap(sample.clean, span, "-") if span else None
