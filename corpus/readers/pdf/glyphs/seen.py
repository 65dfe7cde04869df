"""Keep the words of a page that people see and programs can read, and count the others."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import groupby

import pypdfium2

from corpus.errors import ScannedFile, UnreadableFile
from corpus.omission_words import RUN_OCR
from corpus.omissions import Omission, OmissionKind
from corpus.readers.pdf.glyphs.concealed import Concealed, Drawn, Reason
from corpus.readers.pdf.glyphs.legible import is_garbled
from corpus.readers.pdf.glyphs.picture import Picture
from corpus.readers.pdf.glyphs.scene import Scene, Upright, read_scene
from corpus.readers.pdf.lines import Line, Page, Word
from corpus.text.layout import TERMINAL

_SCAN = 0.8
"""Share of the page that the image of a scan covers; figures leave room for the margins."""

_FEWEST_ROWS = 5
_UNREAD = 3
"""A scan that shows this many times as many rows of letters as it has lines was not read."""


class Seen:
    """Reads what can be seen on the pages of a document and counts what is left out."""

    def __init__(self) -> None:
        self._pages: defaultdict[OmissionKind, list[int]] = defaultdict(list)
        self._counts: Counter[OmissionKind] = Counter()

    def lines(
        self,
        view: tuple[pypdfium2.PdfPage, pypdfium2.PdfTextPage, Upright],
        page: Page,
        drawn: Sequence[Drawn],
        unmapped: int,
    ) -> tuple[Line, ...]:
        """Return a page's lines without what is not seen; none where the page is not readable.

        Args:
            view: the page as PDFium has it.
            page: all its lines.
            drawn: their words with the index of the first character of each.
            unmapped: number of characters that have no meaning in Unicode.
        """
        pdf_page, text_page, upright = view
        scene = read_scene(pdf_page, upright)
        hidden = Concealed(pdf_page, text_page, scene).reasons(drawn)
        lines = page.lines
        if hidden:
            self._count_hidden([one.word for one in drawn], hidden, page.number)
            kept = (tuple(word for word in line.words if id(word) not in hidden) for line in lines)
            lines = tuple(Line(words) for words in kept if words)
        if is_garbled([word.text for line in lines for word in line.words], unmapped):
            self._leave_out("garbled", page.number)
            return ()
        if _is_unread(pdf_page, page, lines, scene, bool(hidden)):
            self._leave_out("no_text", page.number)
            return ()
        return lines

    def _count_hidden(self, words: Sequence[Word], hidden: dict[int, Reason], page: int) -> None:
        """Count the sentences, or their parts, that are not seen."""
        for reason, group in groupby(words, key=lambda word: hidden.get(id(word))):
            if reason:
                texts = [word.text for word in group]
                ends = sum(bool(TERMINAL.search(text)) for text in texts[:-1])
                self._leave_out(reason, page, ends + 1)

    def _leave_out(self, kind: OmissionKind, page: int, count: int = 1) -> None:
        self._counts[kind] += count
        if page not in self._pages[kind]:
            self._pages[kind].append(page)

    def omissions(self) -> tuple[Omission, ...]:
        """Return what was left out of all pages."""
        return tuple(
            Omission(kind, tuple(pages), self._counts[kind]) for kind, pages in self._pages.items()
        )

    def refusal(self) -> UnreadableFile:
        """Return the error of a file that has no text, with the remedy."""
        if "garbled" in self._pages:
            return ScannedFile(f"the text layer of the file is garbled: {RUN_OCR}")
        if self._pages and "no_text" not in self._pages:
            return UnreadableFile(
                "the file shows no text: save it without what hides its text, or delete it"
            )
        return ScannedFile(f"the file has no text layer, as is usual for scans: {RUN_OCR}")


def _is_unread(
    pdf_page: pypdfium2.PdfPage, page: Page, lines: Sequence[Line], scene: Scene, hides: bool
) -> bool:
    """Return whether a page shows text that its text layer lacks, as a scan does.

    An empty page, and one whose words were hidden, lack nothing. A scan may have a few lines of
    text over it, as the stamp of a court.
    """
    scanned = scene.image_reach() > _SCAN * page.width * page.height
    if not lines:
        return bool(scene.objects) and (scanned or not hides) and not Picture(pdf_page).is_empty()
    if not scanned or len(lines) > 20:
        return False
    rows = Picture(pdf_page).rows_of_letters()
    return rows >= _FEWEST_ROWS and rows >= _UNREAD * len(lines)
