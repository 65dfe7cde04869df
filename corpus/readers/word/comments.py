"""Write comments on a Word document, without a change of its words."""

import io
import re
import unicodedata
from collections.abc import Sequence
from copy import deepcopy

from docx.oxml.ns import qn
from docx.text.run import Run
from lxml import etree

from corpus.errors import UnreadableFile
from corpus.readers.drafts.draft import Draft, DraftComment
from corpus.readers.drafts.reading import make_draft
from corpus.readers.word.document import FAULTS, Opened, open_docx
from corpus.readers.word.package import DAMAGED
from corpus.readers.word.runs import FALLBACK, NOTE_KINDS, RUN, TEXT_BOX, Trail, note_name

AUTHOR, INITIALS = "Pincite", "P"
_TEXT, _BODY, _PROPERTIES = qn("w:t"), qn("w:body"), qn("w:rPr")
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_ALIKE = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻−⁽⁾₀₁₂₃₄₅₆₇₈₉₊₋₍₎⁄", "0123456789+--()0123456789+-()/")
_FORBIDDEN = re.compile(r"[^\n -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LONGEST_EXCERPT = 60

Place = tuple[etree._Element, int]
"""A piece of text of the document and a character in it."""


def comment_docx(content: bytes, comments: Sequence[DraftComment]) -> bytes:
    """Return a Word document with these comments, each at its words.

    Word has comments in the body only. One on a note hangs on the mark of the note, and one on a
    header or text box on the nearest words of the body; it quotes the words that it is about.

    Raises:
        UnreadableFile: when the document cannot be read or written.
    """
    opened = open_docx(content)
    try:
        _Writing(opened).write(comments)
        written = io.BytesIO()
        opened.document.save(written)
    except FAULTS as error:
        raise UnreadableFile(DAMAGED) from error
    return written.getvalue()


class _Writing:
    def __init__(self, opened: Opened) -> None:
        self._document = opened.document
        self._draft = make_draft("", "", opened.extracted)
        self._places = list(places(self._draft, opened.trail))
        self._marks = {
            note_name(reference): reference
            for reference in self._document.element.body.iter(*NOTE_KINDS)
            if _is_live(reference)
        }
        self._pieces: dict[etree._Element, list[Place]] = {}

    def write(self, comments: Sequence[DraftComment]) -> None:
        """Add all comments in the order of the text."""
        for comment in sorted(comments, key=lambda one: (one.start, -one.end)):
            inside = [place for place in self._places[comment.start : comment.end]
                      if place and _is_in_body(place[0])]  # fmt: skip
            text = _FORBIDDEN.sub("", comment.text)
            if inside:
                runs = [self._run_from(inside[0]), self._run_to(inside[-1])]
            else:
                runs = [self._beside(comment)] * 2
                text = f"On “{self._excerpt(comment)}”: {text}"
            self._document.add_comment(
                [Run(run, self._document) for run in runs], text, AUTHOR, INITIALS
            )  # fmt: skip

    def _excerpt(self, comment: DraftComment) -> str:
        words = " ".join(self._draft.text[comment.start : comment.end].split())
        is_short = len(words) <= _LONGEST_EXCERPT
        return _FORBIDDEN.sub("", words if is_short else f"{words[:_LONGEST_EXCERPT]}…")

    def _run_from(self, place: Place) -> etree._Element:
        """Return the run that begins with a character, after its run was split before it."""
        piece, at = self._piece(place)
        run = next(piece.iterancestors(RUN))
        if piece.tag == _TEXT and at:
            piece = self._split_text(place[0], piece, at)
        part = _child(run, piece)
        before = part.getprevious()
        return run if before is None or before.tag == _PROPERTIES else _split_run(run, part)

    def _run_to(self, place: Place) -> etree._Element:
        """Return the run that ends with a character, after its run was split behind it."""
        piece, at = self._piece(place)
        run = next(piece.iterancestors(RUN))
        if piece.tag == _TEXT and at + 1 < len(piece.text or ""):
            self._split_text(place[0], piece, at + 1)
        following = _child(run, piece).getnext()
        if following is not None:
            _split_run(run, following)
        return run

    def _piece(self, place: Place) -> Place:
        """Return where a character stands after the splits up to now."""
        element, at = place
        parts = self._pieces.get(element, [(element, 0)])
        piece, first = next(part for part in reversed(parts) if part[1] <= at)
        return piece, at - first

    def _split_text(self, whole: etree._Element, piece: etree._Element, at: int) -> etree._Element:
        """Return a new piece with the text from a character on, behind the other one."""
        parts = self._pieces.setdefault(whole, [(whole, 0)])
        number, first = next((number, first) for number, (each, first) in enumerate(parts)
                             if each is piece)  # fmt: skip
        text = piece.text or ""
        rest = deepcopy(piece)
        piece.text, rest.text = text[:at], text[at:]
        for part in (piece, rest):
            part.set(_SPACE, "preserve")
        piece.addnext(rest)
        parts.insert(number + 1, (rest, first + at))
        return rest

    def _beside(self, comment: DraftComment) -> etree._Element:
        """Return the run that a comment on words outside the body hangs on."""
        outside = next(filter(None, self._places[comment.start : comment.end]), None)
        for around in () if outside is None else outside[0].iterancestors(*NOTE_KINDS, TEXT_BOX):
            if around.tag != TEXT_BOX and note_name(around) in self._marks:
                return next(self._marks[note_name(around)].iterancestors(RUN))
            runs = [run for run in around.iterancestors(RUN) if _is_in_body(run, within=True)]
            if around.tag == TEXT_BOX and runs:
                return runs[-1]
        # A header or footer comes after the body in the text, and stands over all of it.
        is_edge = outside is not None and _BODY not in _tags_around(outside[0])
        return self._nearest(0 if is_edge else comment.start)

    def _nearest(self, start: int) -> etree._Element:
        """Return the run of the body with the nearest words, or one without words."""
        before, after = self._places[start::-1], self._places[start:]
        for place in (*before, *after):
            if place and _is_in_body(place[0]):
                return next(self._piece(place)[0].iterancestors(RUN))
        paragraphs = self._document.paragraphs
        return (paragraphs[0] if paragraphs else self._document.add_paragraph()).add_run()._r


def places(draft: Draft, trail: Sequence[Trail]) -> list[Place | None]:
    """Return where each character of a draft's text stands in its document, or None.

    The text has the visible characters of all paragraphs in order, besides those that the program
    draws. A paragraph whose characters it lacks is passed over.
    """
    drawn = {at for block in draft.blocks for span in block.drawn for at in range(*span)}
    shown = [(at, alike) for at, character in enumerate(draft.text)
             if at not in drawn and (alike := _alike(character))]  # fmt: skip
    text = "".join(alike for _, alike in shown)
    found: list[Place | None] = [None] * len(draft.text)
    reached = 0
    for paragraph in trail:
        pieces = [
            ((element, at), alike)
            for element, written in paragraph
            for at, character in enumerate(written)
            if (alike := _alike(character))
        ]
        start = text.find("".join(alike for _, alike in pieces), reached) if pieces else -1
        if start >= 0:
            for number, (place, _) in enumerate(pieces, start=start):
                found[shown[number][0]] = place
            reached = start + len(pieces)
    return found


def _alike(character: str) -> str:
    """Return a character as readers write it in every form, or "" for one that is not seen."""
    is_unseen = character.isspace() or unicodedata.category(character) in ("Cc", "Cf", "Cs")
    return "" if is_unseen else character.translate(_ALIKE)


def _is_in_body(element: etree._Element, *, within: bool = False) -> bool:
    """Return whether Word takes a comment there: in a run of the body outside text boxes."""
    tags = _tags_around(element)
    return _BODY in tags and TEXT_BOX not in tags and (within or RUN in tags)


def _is_live(reference: etree._Element) -> bool:
    return not _tags_around(reference) & {qn("w:del"), qn("w:moveFrom"), FALLBACK}


def _tags_around(element: etree._Element) -> set[str]:
    return {around.tag for around in element.iterancestors()}


def _split_run(run: etree._Element, piece: etree._Element) -> etree._Element:
    """Return a new run behind another one, with its properties and what stands from a piece on."""
    rest = run.makeelement(run.tag, run.attrib)
    properties = run.find(_PROPERTIES)
    if properties is not None:
        rest.append(deepcopy(properties))
    while piece is not None:
        following = piece.getnext()
        rest.append(piece)
        piece = following
    run.addnext(rest)
    return rest


def _child(run: etree._Element, piece: etree._Element) -> etree._Element:
    """Return the part of a run that holds a piece."""
    return next(each for each in (piece, *piece.iterancestors()) if each.getparent() is run)
