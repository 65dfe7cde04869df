"""The draft: a text whose quotations, citations and figures are checked against the reports."""

from dataclasses import dataclass
from typing import Literal

from corpus.omissions import Omission
from corpus.report import Block, Span

NoteKind = Literal["footnote", "endnote"]


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote or endnote.

    Attributes:
        label: the number or sign that the draft prints, such as "12" or "*".
        start, end: span of the note's text, in code points of the draft's text.
        marks: places in the text, in order, at which a mark points to the note: the code point
            that the mark stands before. Empty where no mark was found.
    """

    label: str
    kind: NoteKind
    start: int
    end: int
    marks: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft as it was read.

    Attributes:
        name: name of the file, without folders; "" for pasted text.
        sha256: SHA-256 of the file's bytes, in hexadecimal.
        text: the whole text: body, headers, text boxes and notes, without the marks of notes.
        blocks: in order; they cover everything but white space. Notes are blocks of kind "note".
        notes: in order of their text.
        block_quotes: spans set apart as quotations by style, indent or mark-up, in order.
        omissions: what the file holds and the text lacks, such as a part that cannot be read.
        pages: number of pages; 0 where the format has none.
    """

    name: str
    sha256: str
    text: str
    blocks: tuple[Block, ...]
    notes: tuple[Note, ...] = ()
    block_quotes: tuple[Span, ...] = ()
    omissions: tuple[Omission, ...] = ()
    pages: int = 0


@dataclass(frozen=True, slots=True)
class DraftComment:
    """A comment on a span of a draft's text, in code points."""

    start: int
    end: int
    text: str
