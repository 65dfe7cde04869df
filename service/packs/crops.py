"""Draw what answers cite of PDF reports: a part of the page, with the sentences outlined."""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from corpus.errors import NotStarted, UnreadableFile
from corpus.limits import DrawingLimits
from corpus.readers.pdf.page_view import PageView
from corpus.report import Box
from corpus.sandbox.parent import Sandbox
from corpus.settings import Settings
from service.packs.contents import CitedText
from service.packs.evidence import Evidence

_DOTS_PER_INCH = 130
_AROUND = 54.0
"""Points that an image shows above and below the cited sentences: some four lines."""


@dataclass(slots=True)
class CitedPage:
    """A page with cited sentences, and its image or the reason why there is none.

    Attributes:
        boxes: the lines to outline; without any, the image is of the whole page.
        image: the file of the image; None where there is none.
        lacking: the reason, or "".
    """

    source_sha256: str
    page: int
    report_id: str
    path: str
    boxes: tuple[Box, ...]
    image: Path | None = None
    lacking: str = ""

    @property
    def name(self) -> str:
        """Return the name of the image in the pack."""
        return f"{self.source_sha256[:16]}-p{self.page}.png"

    @property
    def png(self) -> bytes:
        """Read the image; empty where there is none."""
        return self.image.read_bytes() if self.image else b""


def cited_pages(evidence: Evidence, texts: dict[str, CitedText]) -> list[CitedPage]:
    """Return the cited pages of PDF reports, in order, without their images."""
    found: dict[tuple[str, int], CitedPage] = {}
    for (sha256, page), places in evidence.pages.items():
        about = texts[sha256]
        if about.path.lower().endswith(".pdf"):
            key = about.source_sha256, page
            one = found.setdefault(key, CitedPage(*key, about.report_id, about.path, ()))
            one.boxes = () if places.whole else tuple(places.boxes)
    return [found[key] for key in sorted(found)]


def draw(
    pages: Iterable[CitedPage],
    corpus: Path | None,
    settings: Settings,
    folder: Path,
    progress: Callable[[], None] = lambda: None,
) -> None:
    """Draw pages as files of a folder, or note the reason why one cannot be drawn.

    Args:
        pages: in order of their sources. One process draws the pages of one file.
        progress: called after each page.
    """
    limits = DrawingLimits.of(settings)
    for _, some in groupby(pages, lambda page: page.source_sha256):
        location: Path | UnreadableFile | None = None
        with Sandbox(limits) as sandbox:
            for page in some:
                location = location or _source_of(page, corpus)
                _draw(page, location, sandbox, folder)
                progress()


def _draw(page: CitedPage, location: Path | UnreadableFile, sandbox: Sandbox, folder: Path) -> None:
    view = PageView(page.source_sha256, page.page, page.boxes, _DOTS_PER_INCH, _AROUND)
    try:
        if isinstance(location, UnreadableFile):
            raise location
        png = sandbox.draw(location, view).png
    except (UnreadableFile, NotStarted) as error:
        page.lacking = str(error)
    else:
        page.image = folder / page.name
        page.image.write_bytes(png)


def _source_of(page: CitedPage, corpus: Path | None) -> Path | UnreadableFile:
    """Return the file of a page, or why it cannot be drawn."""
    if corpus is None:
        return UnreadableFile("the folder of the reports is not known")
    location = (corpus / page.path).resolve()
    if not location.is_relative_to(corpus.resolve()) or not location.is_file():
        return UnreadableFile("the source file is missing")
    try:
        with location.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        return UnreadableFile(f"the source file cannot be read: {error.strerror}")
    if digest != page.source_sha256:
        return UnreadableFile("the source file is another one now than when it was cited")
    return location
