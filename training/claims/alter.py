"""Change what a claim or a sentence says: a number, a name, a negation, a direction, a scope."""

import random
import re
from collections.abc import Callable, Sequence

_NUMBER = re.compile(r"(?<![\w.,])\d[\d,]*(?:\.\d+)?(?![\w])")
_YEAR = re.compile(r"(?:1[89]|20)\d\d")
_NAME = re.compile(r"(?<!^)(?<![.?!]\s)\b[A-Z][\w’'-]+(?:\s+(?:of\s+(?:the\s+)?)?[A-Z][\w’'-]+)*")
_AUXILIARY = re.compile(
    r"\b(is|are|was|were|has|have|had|will|would|could|can|may|should|must|did|does|do)\b(?! not\b)"
)
_NOT = re.compile(r"\b(?:not|never) ")
_NEGATED = (
    ("had", "had no"), ("with", "without"), ("all", "none"), ("every", "no"), ("some", "no"),
    ("found", "did not find"), ("agreed", "did not agree"), ("requires", "does not require"),
    ("includes", "does not include"), ("made", "did not make"), ("allowed", "did not allow"),
)  # fmt: skip
_DIRECTIONS = (
    "increase decrease", "increases decreases", "increased decreased", "increasing decreasing",
    "rise fall", "rises falls", "rose fell", "rising falling", "grew shrank", "grow shrink",
    "growing shrinking", "growth decline", "gained lost", "gain loss", "up down", "higher lower",
    "highest lowest", "more fewer", "more less", "most least", "above below", "over under",
    "before after", "earlier later", "first last", "largest smallest", "larger smaller",
    "greater less", "greater smaller", "raised lowered", "raise lower", "expanded cut",
    "expand cut", "strengthened weakened", "faster slower", "began ended", "begin end",
    "accepted rejected", "approved rejected", "allowed barred", "allows bars", "allow bar",
    "permits prohibits", "required forbade", "supported opposed", "support oppose",
    "agreed refused", "include exclude", "includes excludes", "included excluded",
    "better worse", "best worst", "improved worsened", "longer shorter", "long short",
    "older younger", "maximum minimum", "many few", "much little", "north south", "east west",
    "domestic foreign", "public private", "buy sell", "bought sold", "open closed",
    "opened closed",
    "granted denied", "won lost", "succeeded failed", "easier harder", "early late",
    "added removed", "joined left", "start stop", "started stopped",
    "upheld overturned", "affirmed reversed",
    "enough insufficient", "able unable", "likely unlikely", "clear unclear", "lawful unlawful",
    "voluntary mandatory", "temporary permanent", "partly fully", "rarely often", "always never",
)  # fmt: skip
_SCOPES = (
    "all some", "all most", "every some", "most some", "some all", "some every", "many all",
    "may must", "can must", "could will", "might will", "several all", "few all",
    "part all", "partly wholly",
    "only also", "least most", "often always", "sometimes always", "usually always", "each some",
    "both neither", "primarily solely", "mostly only", "generally always", "nearly exactly",
    "either both", "half all", "majority minority", "any no", "no any",
)  # fmt: skip
_NUMERALS = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "twelve")

Change = Callable[[str, str, random.Random], tuple[str, str] | None]
"""Given a text and a text to take other names from: what to replace, and what by."""


def _number(text: str, others: str, chance: random.Random) -> tuple[str, str] | None:
    found = [one[0].rstrip(",") for one in _NUMBER.finditer(text)]
    words = [one for one in _NUMERALS if re.search(rf"\b{one}\b", text)]
    if not found and not words:
        return None
    one = chance.choice(found + words)
    if one in words:
        return one, chance.choice([word for word in _NUMERALS if word != one])
    if _YEAR.fullmatch(one):
        return one, str(int(one) + chance.choice((-5, -4, -3, -2, -1, 1, 2, 3, 4, 5)))
    others_found = [
        number for number in _NUMBER.findall(others)
        if number != one and len(number) == len(one) and not _YEAR.fullmatch(number)
    ]  # fmt: skip
    if others_found and chance.random() < 0.4:
        return one, chance.choice(others_found)
    at = chance.choice([place for place, sign in enumerate(one) if sign.isdigit()])
    digit = chance.choice([d for d in "123456789" if d != one[at]])
    return one, one[:at] + digit + one[at + 1 :]


def _name(text: str, others: str, chance: random.Random) -> tuple[str, str] | None:
    found = [one[0] for one in _NAME.finditer(text)]
    instead = sorted({one for one in _NAME.findall(others) if one not in text})
    if not found or not instead:
        return None
    one = chance.choice(found)
    like = [other for other in instead if other.isupper() == one.isupper()] or instead
    return one, chance.choice(like)


def _negation(text: str, _others: str, chance: random.Random) -> tuple[str, str] | None:
    if _NOT.search(text) and chance.random() < 0.7:
        return chance.choice(_NOT.findall(text)), ""
    found = [one[0] for one in _AUXILIARY.finditer(text)]
    pairs = [(one, f"{one} not") for one in found]
    pairs += [(one, other) for one, other in _NEGATED if re.search(rf"\b{one}\b", text)]
    return chance.choice(pairs) if pairs else None


def _of(lists: Sequence[str], *, both: bool) -> Change:
    pairs = [(before, after) for before, after in (one.split() for one in lists)]
    pairs += [(after, before) for before, after in pairs] if both else []

    def change(text: str, _others: str, chance: random.Random) -> tuple[str, str] | None:
        found = [pair for pair in pairs if re.search(rf"\b{pair[0]}\b", text)]
        return chance.choice(found) if found else None

    return change


CHANGES: tuple[Change, ...] = (
    _number, _name, _negation, _of(_DIRECTIONS, both=True), _of(_SCOPES, both=False),
)  # fmt: skip


def a_change(text: str, others: str, chance: random.Random) -> tuple[str, str] | None:
    """Return what to replace in a text and what by, so that it says something else."""
    found = [pair for change in CHANGES if (pair := change(text, others, chance))]
    return chance.choice(found) if found else None


def replaced(text: str, change: tuple[str, str]) -> str:
    """Return a text with a change made at the first place."""
    old, new = change
    ends = rf"(?<!\w){re.escape(old)}" + ("" if old.endswith(" ") else r"(?!\w)")
    return re.sub(ends, lambda _: new, text, count=1)
