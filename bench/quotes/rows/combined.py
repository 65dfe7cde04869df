"""Make mutations of several kinds at once: typography that passes on top of another kind."""

from collections.abc import Callable
from dataclasses import replace
from random import Random

from bench.quotes.kinds import KINDS, Made, Maker, Sample, family
from bench.quotes.rows import brackets, ellipses, numbers, order, whole, words
from bench.quotes.rows.wording import matches, plain_words, swap

SEVERAL = "several allowed kinds at once"
ALTERED = "an altering kind under allowed typography"
_BASES = (
    whole,
    numbers,
    words,
    brackets,
    ellipses,
    order,
)  # their kinds are registered before ours

Dressing = Callable[[str, Random], str]


def _in_spaces(new: str) -> Dressing:
    def dress(text: str, chance: Random) -> str:
        found = matches(r"(?<=[a-z]) (?=[a-z])", text)
        return swap(text, chance.choice(found), new) if found else text

    return dress


def _in_a_word(new: str) -> Dressing:
    def dress(text: str, chance: Random) -> str:
        found = plain_words(text, 7)
        start = chance.choice(found)[0] + 3 if found else 0
        return swap(text, (start, start), new) if found else text

    return dress


def _ligature(text: str, _: Random) -> str:
    return text.replace("fi", "ﬁ").replace("fl", "ﬂ")


def _apostrophes(text: str, _: Random) -> str:
    return text.translate({0x27: "’", 0x2019: "'"})


_DRESSINGS: tuple[Dressing, ...] = (
    *(_in_spaces("\n"), _in_spaces("\u00a0"), _in_spaces("  "), _in_spaces("\u2009")),
    *(_in_a_word("\u00ad"), _in_a_word("\u200b"), _in_a_word("-\n"), _ligature, _apostrophes),
)


def _dressed(base: Maker, count: int) -> Maker:
    def make(sample: Sample, chance: Random) -> Made | None:
        made = base(sample, chance)
        if made is None:
            return None
        one = Made(made) if isinstance(made, str) else made
        quote = one.quote
        for dress in chance.sample(_DRESSINGS, count):
            quote = dress(quote, chance)
        return replace(one, quote=quote) if quote != one.quote else None

    return make


def _after(first: Maker, second: Maker) -> Maker:
    """Apply the second kind to what the first one made of a sentence."""

    def make(sample: Sample, chance: Random) -> str | None:
        made = first(sample, chance)
        if not isinstance(made, str):
            return None
        span = replace(sample.span, clean=made)
        at = sample.position
        spans = (*sample.copy.spans[:at], span, *sample.copy.spans[at + 1 :])
        result = second(replace(sample, copy=replace(sample.copy, spans=spans)), chance)
        return result if isinstance(result, str) else None

    return make


_PASSING = ("part of a sentence", "usual spelling of a tokenised sentence", "first letter raised")
_MARKED = (
    *("spaced …", "...", ". . .", "[...]", "* * *", "trailing ellipsis", "two ellipses"),
    *("bracketed capital", "bracketed ending", "sic", "brackets for words inside"),
)
_ALTERING = (
    *("negation dropped", "negation added", "digit changed", "number swapped", "word dropped"),
    *("word swapped", "word added", "words crossed", "opposite word", "hyphen as minus added"),
    *("short word dropped", "letters outside the brackets differ", "halves out of order"),
    *("word changed beside an ellipsis", "two reports assembled"),
)
_ALTERING_HELD_OUT = (
    *("negation dropped in the copy", "minus dropped", "parentheses dropped", "less than dropped"),
    *("no read as not", "unless turned to if"),
)


def _named(names: tuple[str, ...], count: int) -> list[tuple[str, Maker]]:
    return [(f"{name}, dressed", _dressed(KINDS[name].make, count)) for name in names]


family(SEVERAL, ("presentation",), iter(_named(_PASSING, 3)))
family(SEVERAL, ("marked",), iter(_named(_MARKED, 2)))
family(
    SEVERAL,
    ("marked",),
    iter(
        [
            (
                "bracketed capital and ellipsis",
                _after(KINDS["bracketed capital"].make, KINDS["[...]"].make),
            ),
            (
                "sic and trailing ellipsis",
                _after(KINDS["sic"].make, KINDS["trailing ellipsis"].make),
            ),
            ("ellipsis and full stop", _after(KINDS["..."].make, KINDS["comma for stop"].make)),
        ]
    ),
)
family(ALTERED, ("altered",), iter(_named(_ALTERING, 2)))
family(ALTERED, ("altered",), iter(_named(_ALTERING_HELD_OUT, 2)), held_out=True)
family(
    ALTERED,
    ("altered",),
    iter(
        [
            (
                f"{name} in a bracketed quotation",
                _after(KINDS["bracketed capital"].make, KINDS[name].make),
            )
            for name in ("word dropped", "negation added", "digit changed")
        ]
    ),
)
family(
    ALTERED,
    ("altered",),
    iter(
        [
            (f"{name} in an elided quotation", _after(KINDS["spaced …"].make, KINDS[name].make))
            for name in (
                "word dropped",
                "negation added",
                "digit changed",
                "word added",
                "words crossed",
            )
        ]
    ),
)
