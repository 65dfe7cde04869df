"""Make a draft of what a reader extracted: pair notes with their marks, and take the marks out."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import accumulate

from corpus.readers.drafts.draft import Draft, Note
from corpus.readers.drafts.indents import with_indents
from corpus.readers.drafts.marks import PrintedMark, note_label, printed_marks
from corpus.readers.drafts.notes import with_listed_notes
from corpus.report import Block, Extracted, Span
from corpus.text.layout import LIST_MARKER, TERMINAL

_MARKS = '“„«"'
_OPEN, _CLOSE = "[(⁽", "])⁾"
_BETWEEN = re.compile(r"[,; \u00a0⁻–-]{0,2}")
_BACK = re.compile(r"[\s↩↑⤴\ufe0e\ufe0f]*$")
_SOURCED = re.compile(r"[)\]]\.?$")
_MOST_INDENTED = 0.5
"""Share of the paragraphs up to which an indent sets some of them apart."""


def make_draft(name: str, sha256: str, extracted: Extracted) -> Draft:
    """Return the draft of a text that was read with ``as_draft``."""
    text = extracted.text
    blocks = with_listed_notes(text, with_indents(extracted.blocks, extracted.places))
    notes = list(_notes(text, blocks))
    marks = _marks(text, blocks, notes)
    cuts = _Cuts(_widened(text, blocks, [(mark.start, mark.end) for mark in marks]))
    places: dict[int, list[int]] = {}
    for mark in marks:
        for at in mark.notes:
            places.setdefault(at, []).append(cuts.moved(mark.start))
    moved = tuple(filter(None, (_moved(block, cuts) for block in blocks)))
    return Draft(
        name=name,
        sha256=sha256,
        text=cuts.cut(text),
        blocks=moved,
        notes=tuple(
            replace(note, start=cuts.moved(note.start), end=cuts.moved(note.end),
                    label=note.label or _printed(text, marks, at),
                    marks=tuple(sorted(set(places.get(at, ())))))
            for at, (note, _) in enumerate(notes)
        ),
        block_quotes=tuple(_block_quotes(cuts.cut(text), moved, places)),
        omissions=extracted.omissions,
        pages=extracted.pages,
    )  # fmt: skip


def _notes(text: str, blocks: Sequence[Block]) -> Iterator[tuple[Note, str]]:
    """Yield the notes with their names, "" for those that no mark names."""
    found: tuple[Note, str] | None = None
    for block in blocks:
        if block.kind != "note":
            continue
        written = text[block.start : block.end]
        named = block.note
        label, length = note_label(written, named.name if named else "")
        if named and named.label:
            label, length = named.label, 0 if label != named.label else length
        end = block.start + _end(written)
        if found and not (named or label):
            found = replace(found[0], end=max(end, found[0].end)), found[1]
            continue
        if found:
            yield found
        kind = "endnote" if named and named.is_endnote else "footnote"
        start = min(block.start + length, end)
        found = Note(label, kind, start, end), named.name if named else ""  # type: ignore[arg-type]
    if found:
        yield found


def _end(written: str) -> int:
    """Return where the text of a note ends, before the sign of a link back to its mark."""
    match = _BACK.search(written)
    return match.start() if match and match.start() else len(written)


def _marks(
    text: str, blocks: Sequence[Block], notes: Sequence[tuple[Note, str]]
) -> list[PrintedMark]:
    """Return the marks that the file names, then those that are printed only, in order."""
    names = {name: at for at, (_, name) in enumerate(notes) if name}
    named = [
        PrintedMark(mark.start, mark.end, (names[mark.note],))
        for block in blocks
        for mark in block.marks
        if mark.note in names
    ]
    linked = {at for mark in named for at in mark.notes}
    labels: dict[str, list[tuple[int, int]]] = {}
    for at, (note, _) in enumerate(notes):
        if at not in linked and note.label:
            labels.setdefault(note.label, []).append((note.start, at))
    printed = [
        mark
        for block in blocks
        if block.kind != "note" and labels
        for mark in printed_marks(text, block.start, block.end, labels)
        if not any(mark.start < one.end and one.start < mark.end for one in named)
    ]
    return sorted([*named, *printed], key=lambda mark: mark.start)


def _printed(text: str, marks: Iterable[PrintedMark], note: int) -> str:
    written = next((text[mark.start : mark.end] for mark in marks if note in mark.notes), "")
    return written.strip(_OPEN + _CLOSE + "^ ")


def _widened(text: str, blocks: Sequence[Block], marks: Sequence[Span]) -> list[Span]:
    """Return the spans of marks with their brackets, and the signs and spaces that join them."""
    edges = [(block.start, block.end) for block in blocks]
    printed = [span for span in marks if span[0] < span[1]]
    joined = _joined(text, [_bracketed(text, span) for span in _joined(text, printed)])
    return [_with_space(text, span, edges) for span in joined]


def _joined(text: str, spans: Iterable[Span]) -> list[Span]:
    found: list[Span] = []
    for start, end in spans:
        if found and _BETWEEN.fullmatch(text[found[-1][1] : start]):
            found[-1] = found[-1][0], end
        else:
            found.append((start, end))
    return found


def _bracketed(text: str, mark: Span) -> Span:
    start, end = mark
    around = text[start - 1 : start], text[end : end + 1]
    is_inside = all(around) and around[0] in _OPEN and around[1] in _CLOSE
    return (start - 1, end + 1) if is_inside else mark


def _with_space(text: str, span: Span, edges: Sequence[Span]) -> Span:
    """Return a cut with the white space before it, unless a word follows without one."""
    start, end = span
    at = bisect_left(edges, (start + 1,)) - 1
    first, last = edges[at] if at >= 0 else (0, len(text))
    while first < start and text[start - 1].isspace() and (
        end >= last or not text[end].isalnum()
    ):  # fmt: skip
        start -= 1
    return start, end


class _Cuts:
    """Takes spans out of a text, and says where the rest then stands."""

    def __init__(self, spans: Sequence[Span]) -> None:
        self._spans = spans
        self._ends = [end for _, end in spans]
        self._lost = [0, *accumulate(end - start for start, end in spans)]

    def moved(self, at: int) -> int:
        """Return the new place of a code point; the place of the cut for one that is cut out."""
        before = bisect_left(self._ends, at)
        inside = before < len(self._spans) and self._spans[before][0] < at
        return (self._spans[before][0] if inside else at) - self._lost[before]

    def cut(self, text: str) -> str:
        """Return the text without the spans."""
        edges = [0, *(edge for span in self._spans for edge in span), len(text)]
        return "".join(text[start:end] for start, end in zip(edges[::2], edges[1::2], strict=True))


def _moved(block: Block, cuts: _Cuts) -> Block | None:
    """Return a block in the text without marks, or None for one that was only a mark."""
    start, end = cuts.moved(block.start), cuts.moved(block.end)
    drawn = ((cuts.moved(first), cuts.moved(last)) for first, last in block.drawn)
    cells = block.row and (
        replace(cell, start=cuts.moved(cell.start), end=cuts.moved(cell.end))
        for cell in block.row.cells
    )
    return None if start == end else replace(
        block,
        start=start,
        end=end,
        drawn=tuple(span for span in drawn if span[0] < span[1]),
        row=block.row and replace(block.row, cells=tuple(
            cell for cell in cells or () if cell.start < cell.end)),
        marks=(),
        note=None,
    )  # fmt: skip


def _block_quotes(
    text: str, blocks: Sequence[Block], places: dict[int, list[int]]
) -> Iterator[Span]:
    """Yield the paragraphs that are set apart as quotations.

    An indent on both sides does that, unless most of the text has one. An indent on one side does
    it where the paragraph also begins with a mark, ends with a source, or follows words that
    introduce it.
    """
    marked = {place for each in places.values() for place in each}
    plain = [block for block in blocks if block.kind in ("text", "item")]
    indented = sum(block.apart in ("inset", "indented") for block in plain)
    may_indent = indented <= _MOST_INDENTED * len(plain)
    introduced = False
    for block in plain:
        written = text[block.start : block.end]
        shows = introduced or block.end in marked or _SOURCED.search(written)
        is_indented = block.apart == "inset" or (
            block.apart == "indented" and (shows or written[0] in _MARKS)
        )
        is_item = block.kind == "item" or LIST_MARKER.match(written)
        if block.apart == "quoted" or (may_indent and is_indented and not is_item):
            yield block.start, block.end
        else:
            introduced = written.endswith((":", ",")) or not TERMINAL.search(written)
