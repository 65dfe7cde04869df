"""Make the mutations that a writer marks with brackets, and those that brackets must not excuse."""

import re
from random import Random

from bench.quotes.kinds import Made, Sample, family, kind
from bench.quotes.rows.wording import (
    NEGATION,
    hides,
    matches,
    middle,
    pick,
    plain_words,
    swap,
    words,
)

INITIAL = "[T]he, [t]he, establish[ed]"
NOTED = "[sic], [emphasis added], [citation omitted]"
REPLACED = "[they] for words"
HIDDEN = "[they] for a number or negation"


@kind(INITIAL, "marked")
def _bracketed_capital(sample: Sample, chance: Random) -> str | None:
    found = words(sample.clean)
    starts = [
        start for start, end in found[1:-6] if sample.clean[start:end].isalpha()
        and sample.clean[start:end].islower()
    ]  # fmt: skip
    if not starts:
        return None
    quote = sample.clean[chance.choice(starts) :]
    return f"[{quote[0].upper()}]{quote[1:]}"


@kind(INITIAL, "marked")
def _bracketed_small_letter(sample: Sample, _: Random) -> str | None:
    if not re.match(r"[A-Z][a-z]", sample.clean):
        return None
    return f"[{sample.clean[0].lower()}]{sample.clean[1:]}"


_ENDINGS = {"s": ("ed", "ing"), "ed": ("s", "ing"), "ing": ("ed", "s")}


@kind(INITIAL, "marked")
def _bracketed_ending(sample: Sample, chance: Random) -> str | None:
    span = pick(
        chance, matches(r"(?<=[a-z]{3}[b-df-hj-np-rtv-z])(?:ed|s|ing)(?= [a-z])", sample.clean)
    )
    if not span:
        return None
    new = chance.choice(_ENDINGS[sample.clean[slice(*span)]])
    return swap(sample.clean, span, f"[{new}]")


@kind(INITIAL, "marked")
def _bracketed_ending_added(sample: Sample, chance: Random) -> str | None:
    found = [one for one in plain_words(sample.clean, 5) if sample.clean[one[1] - 1] not in "sedg"]
    span = pick(chance, found)
    return (
        swap(sample.clean, (span[1], span[1]), f"[{chance.choice(('ed', 's'))}]") if span else None
    )


@kind(INITIAL, "marked")
def _empty_brackets_for_an_ending(sample: Sample, chance: Random) -> str | None:
    span = pick(chance, matches(r"(?<=[a-z]{4})(?:ed|s)(?= [a-z])", sample.clean))
    return swap(sample.clean, span, "[]") if span else None


@kind(INITIAL, "altered")
def _letters_outside_the_brackets_differ(sample: Sample, chance: Random) -> str | None:
    span = pick(chance, matches(r"(?<=[a-z]{4})(?:ed|s|ing)(?= [a-z])", sample.clean))
    if not span:
        return None
    at = span[0] - 2
    other = chance.choice([one for one in "aeioulnrt" if one != sample.clean[at]])
    return (
        sample.clean[:at]
        + other
        + sample.clean[at + 1 : span[0]]
        + "[ed]"
        + sample.clean[span[1] :]
    )


@kind(INITIAL, "altered")
def _word_after_a_bracketed_capital_differs(sample: Sample, chance: Random) -> str | None:
    if not re.match(r"[A-Z][a-z]", sample.clean):
        return None
    span = pick(chance, [one for one in plain_words(sample.clean, 5) if one[0] > 10])
    if not span:
        return None
    quote = swap(sample.clean, span, "government" if chance.random() < 0.5 else "agreement")
    return f"[{quote[0].lower()}]{quote[1:]}" if quote != sample.clean else None


@kind(NOTED, "marked")
def _sic(sample: Sample, chance: Random) -> str | None:
    span = pick(chance, plain_words(sample.clean, 4))
    return swap(sample.clean, (span[1], span[1]), " [sic]") if span else None


def _noted(name: str, note: str):  # type: ignore[no-untyped-def]
    def make(sample: Sample, _: Random) -> str | None:
        quote = sample.clean
        return f"{quote[:-1]} {note}{quote[-1]}" if quote.endswith(".") else f"{quote} {note}"

    return name, make


_NOTES = (
    ("emphasis added", "[emphasis added]"),
    ("emphasis in original", "[emphasis in original]"),
    ("citation omitted", "[citation omitted]"),
    ("footnote omitted", "[footnote omitted]"),
)
family(NOTED, ("marked",), (_noted(*one) for one in _NOTES))


@kind(NOTED, "exact", held_out=True)
def _sic_printed_by_the_source(sample: Sample, chance: Random) -> Made | None:
    made = _sic(sample, chance)
    return Made(str(made), str(made)) if made else None


@kind(NOTED, "exact", held_out=True)
def _brackets_printed_by_the_source(sample: Sample, chance: Random) -> Made | None:
    span = pick(chance, plain_words(sample.clean, 6))
    text = _with_brackets(sample.clean, span) if span else ""
    return Made(text, text) if text else None


@kind(NOTED, "altered", held_out=True)
def _word_in_brackets_of_the_source_dropped(sample: Sample, chance: Random) -> Made | None:
    """Leave out what the source itself prints in brackets, without a mark."""
    found = plain_words(sample.clean, 4)
    span = pick(chance, [one for one in found if one[1] < len(sample.clean) - 12])
    if not span:
        return None
    return Made(sample.clean, swap(sample.clean, (span[1], span[1]), " [not yet]"))


def _with_brackets(text: str, span: tuple[int, int]) -> str:
    return swap(text, span, f"[{text[slice(*span)]}]")


@kind(REPLACED, "marked")
def _brackets_for_the_first_words(sample: Sample, chance: Random) -> str | None:
    found = words(sample.clean)
    last = chance.randint(0, 3)
    if len(found) < last + 7 or hides(sample.clean[: found[last][1]]):
        return None
    rest = sample.clean[found[last][1] :]
    return f"[{chance.choice(('They', 'It', 'The agency', 'The office'))}]{rest}"


@kind(REPLACED, "marked")
def _brackets_for_words_inside(sample: Sample, chance: Random) -> str | None:
    return _bracketed(sample, chance)


@kind(REPLACED, "marked")
def _bracketed_words_put_in(sample: Sample, chance: Random) -> str | None:
    span = pick(chance, words(sample.clean)[3:-3])
    new = chance.choice(("the agency's", "of the report", "then", "in that year"))
    return swap(sample.clean, (span[0], span[0]), f"[{new}] ") if span else None


def _bracketed(sample: Sample, chance: Random) -> str | None:
    span = middle(sample.clean, chance, 1, 4)
    if not span or hides(sample.clean[slice(*span)]):
        return None
    return swap(sample.clean, span, f"[{chance.choice(('they', 'the agency', 'this', 'it'))}]")


@kind(REPLACED, "altered")
def _word_changed_beside_brackets(sample: Sample, chance: Random) -> str | None:
    made = _bracketed(sample, chance)
    if not made:
        return None
    found = [one for one in plain_words(made, 4) if made[one[0] - 1] != "[" and made[one[1]] != "]"]
    other = pick(chance, plain_words(sample.copy.spans[sample.position - 1].clean, 4))
    span = pick(chance, [one for one in found if "[" not in made[one[0] - 12 : one[0]]])
    if not span or not other:
        return None
    new = sample.copy.spans[sample.position - 1].clean[slice(*other)]
    return swap(made, span, new) if new not in made else None


@kind(HIDDEN, "marked", warnings=("hidden_words",))
def _brackets_for_a_number(sample: Sample, chance: Random) -> str | None:
    span = pick(chance, matches(r"(?<= )\$?\d[\d,.]*(?= [a-z])", sample.clean))
    return (
        swap(sample.clean, span, f"[{chance.choice(('many', 'several', '12'))}]") if span else None
    )


@kind(HIDDEN, "marked", warnings=("hidden_words",))
def _brackets_for_a_negation(sample: Sample, chance: Random) -> str | None:
    span = pick(chance, matches(rf"(?<= )(?:{NEGATION.pattern})(?= [a-z])", sample.clean.lower()))
    if not span or not sample.clean[slice(*span)].islower():
        return None
    return swap(sample.clean, span, f"[{chance.choice(('clearly', 'also', 'indeed'))}]")


@kind(HIDDEN, "marked", warnings=("hidden_words",))
def _brackets_for_words_with_a_negation(sample: Sample, chance: Random) -> str | None:
    found = matches(r"(?<= )[a-z]+ not [a-z]+(?= [a-z])", sample.clean)
    span = pick(chance, found)
    return swap(sample.clean, span, "[may well]") if span else None


@kind(HIDDEN, "marked", warnings=("hidden_words",), held_out=True)
def _brackets_for_a_negation_put_in(sample: Sample, chance: Random) -> Made | None:
    span = pick(
        chance,
        matches(r"\b(?:is|are|was|were|will|would|can|could|may|should)(?= [a-z])", sample.clean),
    )
    if not span:
        return None
    verb = sample.clean[slice(*span)]
    return Made(
        swap(sample.clean, span, f"{verb} [clearly]"), swap(sample.clean, span, f"{verb} not")
    )


@kind(HIDDEN, "marked", warnings=("hidden_words",))
def _bracketed_negation_put_in(sample: Sample, chance: Random) -> str | None:
    """Put in a negation in brackets, which turns the sense."""
    span = pick(
        chance, matches(r"\b(?:is|are|was|were|will|would|could|should)(?= [a-z])", sample.clean)
    )
    return swap(sample.clean, (span[1], span[1]), " [not]") if span else None
