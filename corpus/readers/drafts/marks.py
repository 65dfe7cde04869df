"""Find the marks of notes that a text prints, and the labels at the start of notes."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
_NUMBERS = r"\d{1,3}(?:\s?[,;–-]\s?\d{1,3})*"
_MARK = re.compile(
    rf"\[\^?(?P<bracketed>{_NUMBERS})\]|⁽?(?P<raised>[⁰¹²³⁴-⁹]+(?:\s?[,;⁻–-]\s?[⁰¹²³⁴-⁹]+)*)⁾?"
    r"|(?<=\S)(?P<sign>[*†‡§¶]{1,3})(?!\w)|(?<=[\w.,!?…][”’\"])(?P<glued>\d{1,3})(?=\s|$)"
    r"|\[\^(?P<named>[^\]\s]+)\]"
)
# A raised digit there is a power: 10³, 5 km². A note may follow a year.
_POWER = re.compile(r"(?<![\d.,])(?!(?:1[5-9]|20)\d\d$)[\d.,]*\d$|\b(?:[kcm]?m|ft|in|mi|yd|CO)$")
_LABEL = re.compile(
    r"\[\^?(?P<bracketed>[\w*†‡§]{1,4})\]:?|\((?P<round>\d{1,3})\)|(?P<plain>\d{1,3})(?:[.):]|(?=\s))"
    r"|(?P<raised>[⁰¹²³⁴-⁹]+)|(?P<sign>[*†‡§¶]{1,3})"
)
_MOST_IN_RANGE = 20


@dataclass(frozen=True, slots=True)
class PrintedMark:
    """A mark in the text.

    Attributes:
        notes: places among the notes of the draft.
    """

    start: int
    end: int
    notes: tuple[int, ...]


def note_label(written: str, name: str = "") -> tuple[str, int]:
    """Return the label at the start of a note and its length with the space behind it, or "", 0.

    Args:
        name: a label of any form that the file gives the note, as in "[^smith]: …".
    """
    named = f"[{name}]"
    if name and written.startswith(named):
        label, length = name.rstrip("."), len(named)
    elif match := _LABEL.match(written):
        label, length = next(filter(None, match.groups())).translate(_RAISED), match.end()
    else:
        return "", 0
    rest = written[length:]
    return label, length + len(rest) - len(rest.lstrip())


def printed_marks(
    text: str, start: int, end: int, labels: Mapping[str, Sequence[tuple[int, int]]]
) -> Iterator[PrintedMark]:
    """Yield the marks in a stretch of text that have a note.

    Args:
        labels: where the notes with each label start, with their places among the notes. Where
            each page counts anew, a mark points to the next note with its label.
    """
    for match in _MARK.finditer(text, start, end):
        if match["raised"] and _POWER.search(text[max(start, match.start() - 20) : match.start()]):
            continue
        found = []
        for label in _numbers(next(filter(None, match.groups()))):
            notes = labels.get(label, ())
            below = next((at for place, at in notes if place > match.start()), None)
            found.append(notes[-1][1] if below is None and notes else below)
        known = tuple(at for at in found if at is not None)
        if len(known) == len(found):
            yield PrintedMark(*match.span(), known)


def _numbers(written: str) -> Iterator[str]:
    """Yield the labels of a mark: "2, 5" names two notes, "3-5" three."""
    for part in re.split(r"\s?[,;]\s?", written.translate(_RAISED)):
        first, dash, last = re.sub(r"\s?[–-]\s?", "-", part).partition("-")
        if dash and first.isdecimal() and last.isdecimal():
            most = min(int(last), int(first) + _MOST_IN_RANGE)
            yield from map(str, range(int(first), most + 1))
        else:
            yield part
