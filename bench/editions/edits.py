"""Choose the edits of a second edition, and plan what becomes of each sentence."""

import random
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from bench.editions.sentences import Sentence, letters
from index.words.numerals import has_number

KINDS = ("new", "gone", "moved", "reworded", "number", "split", "merged")
_SHARE = 0.15
"""Share of the sentences of a report that are edited."""
_EDITED = ("text", "item", "note")
_FAR = 6
"""Least sentences between the old and the new place of one that is moved."""
OTHER_WORDS = (
    *("agencies", "officials", "program", "review", "federal", "several", "recent", "further"),
    *("local", "annual", "policy", "major", "reports", "states", "common", "general", "public"),
)
_NUMBER = re.compile(r"(?<![\w.,/-])[1-9]\d{0,2}(?:,\d{3})*(?:\.\d+)?(?![\w/-]|[.,]\d)")
_ENDS = re.compile(r"[.?!][”’\"')\]]*$")
_SPLITS = (", and ", ", but ", "; ", ", which ", ", although ", ", while ", ", so ")


@dataclass(slots=True)
class Edit:
    """One change of the script.

    Attributes:
        kind: one of ``KINDS``.
        old: the sentences of the first edition that it changes.
        made: the sentences that stand in their place, or that are put in after ``old``.
        to: of "moved": the sentence after which it stands now.
    """

    kind: str
    old: tuple[int, ...]
    made: tuple[Sentence, ...] = ()
    to: int = -1
    is_row: bool = False

    @property
    def name(self) -> str:
        """Return the kind, as it is counted."""
        return f"row {self.kind}" if self.is_row else self.kind


@dataclass(slots=True)
class Planned:
    """A sentence of the second edition.

    Attributes:
        edit: what made it, or None.
        old: the sentences of the first edition that it comes from.
        beside: edits that took away what stood before or after it.
    """

    sentence: Sentence
    edit: Edit | None = None
    old: tuple[int, ...] = ()
    beside: list[Edit] = field(default_factory=list)


def choose_edits(
    sentences: Sequence[Sentence],
    free: frozenset[int],
    others: Sequence[str],
    chance: random.Random,
) -> list[Edit]:
    """Return edits of sentences that are no rows; no sentence is in two.

    Args:
        free: places that may be edited.
        others: sentences of other reports, to be put in.
    """
    made = _Chosen(sentences, free, others, chance)
    places = sorted(made.free)
    chance.shuffle(places)
    wanted = min(max(len(KINDS), round(_SHARE * len(places))), len(places) // 3)
    edits: list[Edit] = []
    while len(edits) < wanted and places:
        kind = KINDS[len(edits) % len(KINDS)]
        for at in places:
            edit = made.edit(kind, at) if at not in made.taken else None
            if edit is not None:
                made.taken.update(edit.old, [edit.to] if edit.to >= 0 else [])
                edits.append(edit)
                break
        else:
            break
        places = [at for at in places if at not in made.taken]
    return edits


def planned_edition(sentences: Sequence[Sentence], edits: Sequence[Edit]) -> list[Planned]:
    """Return the sentences of the second edition, in order."""
    at_old = {at: edit for edit in edits for at in edit.old}
    arriving = {edit.to: edit for edit in edits if edit.kind == "moved"}
    planned: list[Planned] = []
    taken_away: list[tuple[int, Edit]] = []
    for at, sentence in enumerate(sentences):
        edit = at_old.get(at)
        if edit is None or edit.kind == "new":
            planned.append(Planned(sentence, None, (at,)))
        if edit and edit.kind != "moved" and at == edit.old[0]:
            origin = () if edit.kind == "new" else edit.old
            planned += [Planned(made, edit, origin) for made in edit.made]
        if edit and edit.kind in ("gone", "moved"):
            taken_away.append((len(planned), edit))
        if at in arriving:
            moved = arriving[at]
            text = sentences[moved.old[0]]
            planned.append(Planned(sentence.holding(text.text, text.cells), moved, moved.old))
    for at, edit in taken_away:
        for one in planned[max(0, at - 1) : at + 1]:
            one.beside.append(edit)
    return planned


class _Chosen:
    """Makes edits of single sentences, and knows which sentences have one."""

    def __init__(
        self,
        sentences: Sequence[Sentence],
        free: frozenset[int],
        others: Sequence[str],
        chance: random.Random,
    ) -> None:
        self.sentences, self.chance = sentences, chance
        self.free = {at for at in free if sentences[at].kind in _EDITED} - {0}
        self.counts = Counter(letters(one.text) for one in sentences)
        self.foreign = [one for one in others if letters(one) not in self.counts]
        chance.shuffle(self.foreign)
        self.taken: set[int] = set()

    def edit(self, kind: str, at: int) -> Edit | None:
        """Return an edit of a kind, or None where the sentence does not lend itself to it."""
        text = self.sentences[at].text
        if kind in ("new", "moved") and not self._has_end(at):
            return None
        if kind == "gone":
            return Edit("gone", (at,))
        if kind == "moved":
            return self._moved(at)
        if kind == "merged":
            return self._merged(at)
        made: Sequence[str] | None = None
        if kind == "new":
            made = [self.foreign.pop()] if self.foreign else None
        elif kind == "split":
            made = split(text)
        else:
            other = (_reworded if kind == "reworded" else renumbered)(text, self.chance)
            made = [other] if other else None
        own = self.sentences[at]
        return Edit(kind, (at,), tuple(map(own.holding, made))) if made else None

    def _has_end(self, at: int) -> bool:
        """Tell whether a reader ends the sentence wherever it stands."""
        return bool(_ENDS.search(self.sentences[at].text))

    def _moved(self, at: int) -> Edit | None:
        kind = self.sentences[at].kind
        places = [
            one
            for one in sorted(self.free)
            if abs(one - at) >= _FAR and one not in self.taken and self.sentences[one].kind == kind
        ]
        if self.counts[letters(self.sentences[at].text)] > 1 or not places:
            return None
        return Edit("moved", (at,), (), self.chance.choice(places))

    def _merged(self, at: int) -> Edit | None:
        after = at + 1
        if after not in self.free or after in self.taken:
            return None
        one, other = self.sentences[at], self.sentences[after]
        first, second = one.text, other.text
        if one.paragraph != other.paragraph or not first.endswith("."):
            return None
        if min(len(first.split()), len(second.split())) < 4:
            return None
        joint = self.chance.choice((", and ", "; ", ", while "))
        text = first[:-1] + joint + second[:1].lower() + second[1:]
        return Edit("merged", (at, after), (one.holding(text),))


def renumbered(text: str, chance: random.Random, words: int = 2) -> str | None:
    """Return a text with another digit in one of its numbers, or None without a number.

    Args:
        words: least words beside the numbers.
    """
    found = list(_NUMBER.finditer(text))
    if not found or len(re.findall(r"[^\W\d]+", text)) < words:
        return None
    match = chance.choice(found)
    digits = [at for at in range(*match.span()) if text[at].isdigit()]
    at = chance.choice(digits)
    other = chance.choice([one for one in "123456789" if one != text[at]])
    return text[:at] + other + text[at + 1 :]


def split(sentence: str) -> list[str] | None:
    """Return two sentences that say what one says, or None where it does not fall into two."""
    for mark in _SPLITS:
        first, found, second = sentence.partition(mark)
        if found and min(len(first.split()), len(second.split())) >= 5 and "(" not in sentence:
            second = f"It {second}" if "which" in mark else second[:1].upper() + second[1:]
            return [f"{first}.", second]
    return None


def _reworded(sentence: str, chance: random.Random) -> str | None:
    words = sentence.split(" ")
    inside = [
        at for at in range(1, len(words) - 1) if words[at].isalpha() and not has_number(words[at])
    ]
    if len(inside) < 6:
        return None
    for at in chance.sample(inside, min(4, max(1, len(words) // 8))):
        words[at] = chance.choice([one for one in OTHER_WORDS if one != words[at].lower()])
    return " ".join(words)
