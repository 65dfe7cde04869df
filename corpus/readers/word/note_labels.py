"""Number the notes of a Word document as Word prints them."""

from collections.abc import Iterable

from docx.oxml.ns import qn
from lxml import etree

from corpus.readers.numerals import WORD, decimal
from corpus.readers.word.styles import value_of

_DEFAULTS = {"footnote": "decimal", "endnote": "lowerRoman"}


def note_labels(
    body: etree._Element, settings: etree._Element | None, notes: Iterable[tuple[str, str]]
) -> dict[str, str]:
    """Return the number or sign of each note by its name.

    Args:
        notes: names in the order of their marks, each with the text of a mark of the writer's own.
    """
    labels: dict[str, str] = {}
    roots = (body,) if settings is None else (body, settings)
    formats = {kind: _format(roots, kind) for kind in _DEFAULTS}
    counts = {kind: first for kind, (_, first) in formats.items()}
    for name, own_mark in notes:
        kind = name.partition(" ")[0]
        if own_mark.strip():
            labels[name] = own_mark.strip()
        elif name not in labels:
            labels[name] = WORD.get(formats[kind][0], decimal)(counts[kind])
            counts[kind] += 1
    return labels


def _format(roots: Iterable[etree._Element], kind: str) -> tuple[str, int]:
    """Return the number format of this kind of notes, and its first number."""
    stated = [each for root in roots for each in root.iter(qn(f"w:{kind}Pr"))]
    forms = filter(None, (value_of(each.find(qn("w:numFmt"))) for each in stated))
    starts = filter(None, (value_of(each.find(qn("w:numStart"))) for each in stated))
    first = next(starts, "1")
    return next(forms, _DEFAULTS[kind]), int(first) if first.isdecimal() else 1
