"""Make the mutations of words: swapped, dropped, added, moved, and negations above all."""

import re
from itertools import pairwise
from random import Random

from bench.quotes.kinds import Made, Sample, kind
from bench.quotes.rows.wording import dropped, matches, pick, plain_words, swap, words

WORDS = "one word swapped, dropped, added, moved"
NEGATIONS = "a negation dropped or added"
_NOT = r"(?<=\w )(?:not|never|no|nor|without)(?= \w)"
_VERBS = (
    r"\b(?:is|are|was|were|will|would|can|could|may|should|has|have|had|must|did|does|do)(?= [a-z])"
)
_OPPOSITES = {
    "before": "after", "more": "less", "increase": "decrease", "increased": "decreased",
    "may": "will", "all": "some", "and": "or", "most": "few", "least": "most", "unless": "if",
    "over": "under", "must": "may", "should": "shall", "higher": "lower", "first": "last",
    "with": "without", "above": "below", "some": "all", "or": "and", "after": "before",
    "would": "did", "can": "cannot", "could": "did", "up": "down", "from": "to", "few": "many",
    "only": "also", "since": "until", "if": "unless", "many": "few", "large": "small",
    "new": "old", "support": "oppose", "federal": "state", "public": "private",
    "likely": "unlikely", "able": "unable",
}  # fmt: skip
_ADDED = (
    "only",
    "also",
    "often",
    "largely",
    "always",
    "illegal",
    "former",
    "alleged",
    "major",
    "most",
)


@kind(NEGATIONS, "altered")
def _negation_dropped(sample: Sample, chance: Random) -> str | None:
    span = pick(chance, matches(_NOT, sample.clean))
    return dropped(sample.clean, span) if span else None


@kind(NEGATIONS, "altered", held_out=True)
def _negation_dropped_in_the_copy(sample: Sample, chance: Random) -> Made | None:
    """Put the negation into the source, where few sentences hold one."""
    made = _negation_added(sample, chance)
    return Made(sample.clean, str(made)) if made else None


@kind(NEGATIONS, "altered")
def _negation_added(sample: Sample, chance: Random) -> str | None:
    return _after_a_verb(sample, chance, "not")


@kind(NEGATIONS, "altered")
def _never_added(sample: Sample, chance: Random) -> str | None:
    return _after_a_verb(sample, chance, "never")


def _after_a_verb(sample: Sample, chance: Random, word: str) -> str | None:
    span = pick(chance, matches(_VERBS, sample.clean))
    return swap(sample.clean, (span[1], span[1]), f" {word}") if span else None


@kind(NEGATIONS, "altered")
def _no_added(sample: Sample, chance: Random) -> str | None:
    span = pick(chance, matches(r"\b(?:had|has|of|in|with) (?=[a-z]{4})", sample.clean))
    return swap(sample.clean, (span[1], span[1]), "no ") if span else None


@kind(NEGATIONS, "altered", held_out=True)
def _no_read_as_not(sample: Sample, chance: Random) -> Made | None:
    """Write "no table" for "not able", which have the same letters."""
    span = pick(chance, matches(r"(?<=[a-z]) (?=(?:in|of|and|for|to)\b)", sample.clean))
    if not span:
        return None
    quote, source = (swap(sample.clean, span, f" {one} ") for one in ("no table", "not able"))
    return Made(quote, source)


@kind(NEGATIONS, "altered", held_out=True)
def _contraction_made_positive(sample: Sample, chance: Random) -> Made | None:
    span = pick(
        chance,
        matches(r"\b(?:is|are|was|were|would|could|should|did|does)(?= [a-z])", sample.clean),
    )
    return Made(sample.clean, swap(sample.clean, (span[1], span[1]), "n't")) if span else None


@kind(NEGATIONS, "altered", held_out=True)
def _unless_turned_to_if(sample: Sample, chance: Random) -> Made | None:
    span = pick(chance, matches(r"(?<=[a-z]) (?=(?:in|of|and|for|to)\b)", sample.clean))
    if not span:
        return None
    source, quote = (
        swap(sample.clean, span, f" {one} the Secretary agrees ") for one in ("unless", "if")
    )
    return Made(quote, source)


@kind(NEGATIONS, "altered")
def _prefix_turned(sample: Sample, chance: Random) -> str | None:
    span = pick(chance, matches(r"\b(?:un|in|im|dis)(?=[a-z]{5})", sample.clean))
    return swap(sample.clean, span, "") if span else None


@kind(NEGATIONS, "altered")
def _negation_moved(sample: Sample, chance: Random) -> str | None:
    span = pick(chance, matches(_NOT, sample.clean))
    if not span:
        return None
    word, rest = sample.clean[slice(*span)], dropped(sample.clean, span)
    target = pick(chance, [one for one in words(rest)[2:-2] if abs(one[0] - span[0]) > 12])
    return swap(rest, (target[0], target[0]), f"{word} ") if target else None


@kind(WORDS, "altered")
def _word_swapped(sample: Sample, chance: Random) -> str | None:
    span = pick(chance, plain_words(sample.clean, 4))
    other = chance.choice(sample.copy.spans).clean
    new = pick(chance, plain_words(other, 4))
    if not span or not new or other[slice(*new)] == sample.clean[slice(*span)]:
        return None
    return swap(sample.clean, span, other[slice(*new)])


@kind(WORDS, "altered")
def _opposite_word(sample: Sample, chance: Random) -> str | None:
    found = [one for one in plain_words(sample.clean, 2) if sample.clean[slice(*one)] in _OPPOSITES]
    span = pick(chance, found)
    return swap(sample.clean, span, _OPPOSITES[sample.clean[slice(*span)]]) if span else None


@kind(WORDS, "altered")
def _letter_of_a_word_changed(sample: Sample, chance: Random) -> str | None:
    span = pick(chance, plain_words(sample.clean, 5))
    if not span:
        return None
    at = chance.randint(span[0], span[1] - 1)
    others = [one for one in "abcdeglmnoprstu" if one != sample.clean[at]]
    return swap(sample.clean, (at, at + 1), chance.choice(others))


@kind(WORDS, "altered")
def _ending_changed(sample: Sample, chance: Random) -> str | None:
    span = pick(chance, matches(r"(?<=[a-z]{3})(?:ed|s|ing)(?= )", sample.clean))
    return swap(sample.clean, span, "") if span else None


@kind(WORDS, "altered")
def _word_dropped(sample: Sample, chance: Random) -> str | None:
    span = pick(chance, _inner(sample.clean))
    return dropped(sample.clean, span) if span else None


@kind(WORDS, "altered")
def _short_word_dropped(sample: Sample, chance: Random) -> str | None:
    found = [one for one in _inner(sample.clean) if one[1] - one[0] <= 3]
    span = pick(chance, found)
    return dropped(sample.clean, span) if span else None


@kind(WORDS, "altered")
def _two_words_dropped(sample: Sample, chance: Random) -> str | None:
    found = _inner(sample.clean)
    if len(found) < 8:
        return None
    at = chance.randint(1, len(found) - 3)
    return dropped(sample.clean, (found[at][0], found[at + 1][1]))


@kind(WORDS, "altered")
def _clause_dropped_without_a_mark(sample: Sample, chance: Random) -> str | None:
    span = pick(chance, matches(r",(?: [^,.;:()]+){3,8}(?=,)", sample.clean))
    return swap(sample.clean, span, "") if span else None


@kind(WORDS, "altered")
def _word_added(sample: Sample, chance: Random) -> str | None:
    span = pick(chance, _inner(sample.clean))
    return swap(sample.clean, (span[0], span[0]), f"{chance.choice(_ADDED)} ") if span else None


@kind(WORDS, "altered")
def _word_doubled(sample: Sample, chance: Random) -> str | None:
    span = pick(chance, plain_words(sample.clean, 2))
    return (
        swap(sample.clean, (span[0], span[0]), sample.clean[slice(*span)] + " ") if span else None
    )


@kind(WORDS, "altered")
def _words_crossed(sample: Sample, chance: Random) -> str | None:
    found = _inner(sample.clean)
    pairs = [
        (left, right)
        for left, right in pairwise(found)
        if sample.clean[slice(*left)] != sample.clean[slice(*right)]
    ]
    if not pairs:
        return None
    left, right = chance.choice(pairs)
    turned = f"{sample.clean[slice(*right)]} {sample.clean[slice(*left)]}"
    return swap(sample.clean, (left[0], right[1]), turned)


@kind(WORDS, "altered")
def _word_moved(sample: Sample, chance: Random) -> str | None:
    span = pick(chance, _inner(sample.clean))
    if not span:
        return None
    word, rest = sample.clean[slice(*span)], dropped(sample.clean, span)
    target = pick(chance, [one for one in _inner(rest) if abs(one[0] - span[0]) > 15])
    return swap(rest, (target[0], target[0]), f"{word} ") if target else None


@kind(WORDS, "altered")
def _two_words_joined(sample: Sample, chance: Random) -> str | None:
    span = pick(chance, matches(r"(?<=[a-z]{3}) (?=[a-z]{3})", sample.clean))
    return swap(sample.clean, span, "") if span else None


@kind(WORDS, "altered")
def _word_parted(sample: Sample, chance: Random) -> str | None:
    span = pick(chance, plain_words(sample.clean, 7))
    return swap(sample.clean, (span[0] + 3, span[0] + 3), " ") if span else None


@kind(WORDS, "altered")
def _name_swapped(sample: Sample, chance: Random) -> str | None:
    pattern = r"(?<=[a-z] )[A-Z][a-z]{3,}(?![\w-])"
    span = pick(chance, matches(pattern, sample.clean))
    names = {name for one in sample.copy.spans for name in re.findall(pattern, one.clean)}
    if not span:
        return None
    old = sample.clean[slice(*span)]
    return swap(sample.clean, span, chance.choice(sorted(names - {old}) or ["Elsewhere"]))


def _inner(text: str) -> list[tuple[int, int]]:
    """Return the words of letters that are neither the first two nor the last two."""
    return [one for one in words(text)[2:-2] if text[slice(*one)].isalpha()]
