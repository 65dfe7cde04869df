"""Make a second edition of a report by script, which knows what it did to each sentence."""

import random
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from corpus.quotes.anchors import folded_sentence
from index.words.numerals import has_number

KINDS = ("new", "gone", "moved", "reworded", "number", "split", "merged")
_SHARE = 0.15
"""Share of the sentences of a report that are edited."""
_FAR = 6
"""Least sentences between the old and the new place of one that is moved."""
_OTHER_WORDS = (
    *("agencies", "officials", "program", "review", "federal", "several", "recent", "further"),
    *("local", "annual", "policy", "major", "reports", "states", "common", "general", "public"),
)
_NUMBER = re.compile(r"(?<![\w.,/-])[1-9]\d{0,2}(?:,\d{3})*(?:\.\d+)?(?![\w/-]|[.,]\d)")
_SPLITS = (", and ", ", but ", "; ", ", which ", ", although ", ", while ", ", so ")


@dataclass(slots=True)
class Edit:
    """One change of the script.

    Attributes:
        kind: one of ``KINDS``.
        old: the sentences of the first edition that it changes.
        texts: the sentences that stand in their place, or that are put in after ``old``.
        to: of "moved": the sentence after which it stands now.
    """

    kind: str
    old: tuple[int, ...]
    texts: tuple[str, ...] = ()
    to: int = -1


@dataclass(slots=True)
class Planned:
    """A sentence of the second edition.

    Attributes:
        edit: what made it, or None.
        old: the sentences of the first edition that it comes from.
        start: its place in the text.
        beside: edits that took away what stood before or after it.
    """

    text: str
    paragraph: int
    edit: Edit | None = None
    old: tuple[int, ...] = ()
    start: int = -1
    beside: list[Edit] = field(default_factory=list)


def choose_edits(
    sentences: Sequence[str],
    paragraphs: Sequence[int],
    others: Sequence[str],
    chance: random.Random,
) -> list[Edit]:
    """Return edits of a report; no sentence is in two.

    Args:
        paragraphs: number of the paragraph of each sentence.
        others: sentences of other reports, to be put in.
    """
    counts = Counter(map(folded_sentence, sentences))
    free = list(range(1, len(sentences)))
    chance.shuffle(free)
    taken: set[int] = {0}
    edits: list[Edit] = []
    wanted = max(len(KINDS), round(_SHARE * len(sentences)))
    foreign = [one for one in others if folded_sentence(one) not in counts]
    chance.shuffle(foreign)
    makers: dict[str, Callable[[int], Edit | None]] = {
        "new": lambda at: Edit("new", (at,), (foreign.pop(),)) if foreign else None,
        "gone": lambda at: Edit("gone", (at,)),
        "moved": lambda at: _moved(sentences, at, counts, taken, chance),
        "reworded": lambda at: _replaced("reworded", at, _reworded(sentences[at], chance)),
        "number": lambda at: _replaced("number", at, _renumbered(sentences[at], chance)),
        "split": lambda at: _split(at, sentences[at]),
        "merged": lambda at: _merged(sentences, paragraphs, at, taken, chance),
    }
    while len(edits) < wanted and free:
        kind = KINDS[len(edits) % len(KINDS)]
        for at in free:
            edit = makers[kind](at) if at not in taken else None
            if edit is not None:
                taken.update(edit.old, [edit.to] if edit.to >= 0 else [])
                edits.append(edit)
                break
        else:
            break
        free = [at for at in free if at not in taken]
    return edits


def second_edition(
    sentences: Sequence[str], paragraphs: Sequence[int], edits: Sequence[Edit]
) -> tuple[str, list[Planned]]:
    """Return the text of the second edition, and its sentences with their places in it."""
    at_old = {at: edit for edit in edits for at in edit.old}
    arriving = {edit.to: edit for edit in edits if edit.kind == "moved"}
    planned: list[Planned] = []
    taken_away: list[tuple[int, Edit]] = []
    for at, sentence in enumerate(sentences):
        edit = at_old.get(at)
        own = paragraphs[at]
        if edit is None or edit.kind == "new":
            planned.append(Planned(sentence, own, None, (at,)))
        if edit and edit.kind != "moved" and at == edit.old[0]:
            origin = () if edit.kind == "new" else edit.old
            planned += [Planned(text, own, edit, origin) for text in edit.texts]
        if edit and edit.kind in ("gone", "moved"):
            taken_away.append((len(planned), edit))
        if at in arriving:
            moved = arriving[at]
            planned.append(Planned(sentences[moved.old[0]], own, moved, moved.old))
    for at, edit in taken_away:
        for one in planned[max(0, at - 1) : at + 1]:
            one.beside.append(edit)
    text = ""
    for before, one in zip([None, *planned], planned, strict=False):
        if before is not None:
            text += " " if before.paragraph == one.paragraph else "\n\n"
        one.start = len(text)
        text += one.text
    return text, planned


def _moved(
    sentences: Sequence[str],
    at: int,
    counts: Counter[str],
    taken: set[int],
    chance: random.Random,
) -> Edit | None:
    places = [one for one in range(len(sentences)) if abs(one - at) >= _FAR and one not in taken]
    if counts[folded_sentence(sentences[at])] > 1 or not places:
        return None
    return Edit("moved", (at,), (), chance.choice(places))


def _replaced(kind: str, at: int, text: str | None) -> Edit | None:
    return Edit(kind, (at,), (text,)) if text else None


def _reworded(sentence: str, chance: random.Random) -> str | None:
    words = sentence.split(" ")
    inside = [
        at for at in range(1, len(words) - 1) if words[at].isalpha() and not has_number(words[at])
    ]
    if len(inside) < 6:
        return None
    for at in chance.sample(inside, min(4, max(1, len(words) // 8))):
        words[at] = chance.choice([one for one in _OTHER_WORDS if one != words[at].lower()])
    return " ".join(words)


def _renumbered(sentence: str, chance: random.Random) -> str | None:
    found = list(_NUMBER.finditer(sentence))
    if not found or len(re.findall(r"[^\W\d]+", sentence)) < 2:
        return None
    match = chance.choice(found)
    digits = [at for at in range(*match.span()) if sentence[at].isdigit()]
    at = chance.choice(digits)
    other = chance.choice([one for one in "123456789" if one != sentence[at]])
    return sentence[:at] + other + sentence[at + 1 :]


def _split(at: int, sentence: str) -> Edit | None:
    for mark in _SPLITS:
        first, found, second = sentence.partition(mark)
        if found and min(len(first.split()), len(second.split())) >= 5 and "(" not in sentence:
            subject = "It " if "which" in mark else ""
            return Edit("split", (at,), (f"{first}.", subject + second[:1].upper() + second[1:]
                                         if not subject else subject + second))  # fmt: skip
    return None


def _merged(
    sentences: Sequence[str],
    paragraphs: Sequence[int],
    at: int,
    taken: set[int],
    chance: random.Random,
) -> Edit | None:
    after = at + 1
    if after >= len(sentences) or after in taken or paragraphs[at] != paragraphs[after]:
        return None
    first, second = sentences[at], sentences[after]
    if not first.endswith(".") or min(len(first.split()), len(second.split())) < 4:
        return None
    joint = chance.choice((", and ", "; ", ", while "))
    return Edit("merged", (at, after), (first[:-1] + joint + second[:1].lower() + second[1:],))
