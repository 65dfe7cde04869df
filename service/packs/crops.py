"""Draw the cited pages of PDF reports, with the cited sentences outlined."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from corpus.errors import NotStarted, UnreadableFile
from corpus.limits import DrawingLimits
from corpus.readers.pdf.page_view import PageView
from corpus.report import Box
from corpus.sandbox.parent import Sandbox
from corpus.settings import Settings
from service.packs.contents import CitedText, PackedAnswer, passages_of

_DOTS_PER_INCH = 110


@dataclass(slots=True)
class CitedPage:
    """A page with cited sentences, and its image or the reason why there is none."""

    source_sha256: str
    page: int
    report_id: str
    path: str
    boxes: list[Box] = field(default_factory=list)
    png: bytes = b""
    lacking: str = ""

    @property
    def name(self) -> str:
        """Return the name of the image in the pack."""
        return f"{self.source_sha256[:16]}-p{self.page}.png"


def cited_pages(answers: list[PackedAnswer], texts: dict[str, CitedText]) -> list[CitedPage]:
    """Return the cited pages of PDF reports, in order, without their images."""
    found: dict[tuple[str, int], CitedPage] = {}
    for packed in answers:
        for _, passage in passages_of(packed.result.answer) if packed.result.answer else ():
            about = texts[passage.citation.text_sha256]
            for one in passage.citation.boxes:
                key = about.source_sha256, one.page
                page = found.setdefault(key, CitedPage(*key, about.report_id, about.path))
                if one.box not in page.boxes:
                    page.boxes.append(one.box)
    return [found[key] for key in sorted(found)]


def draw(pages: list[CitedPage], corpus: Path | None, settings: Settings) -> Iterator[CitedPage]:
    """Yield the pages with their images, or with the reason why one cannot be drawn."""
    limits = DrawingLimits.of(settings)
    for page in pages:
        if corpus is None:
            page.lacking = "the folder of the reports is not known"
            yield page
            continue
        view = PageView(page.source_sha256, page.page, tuple(page.boxes), _DOTS_PER_INCH)
        try:
            location = _location(corpus, page.path)
            with Sandbox(limits) as sandbox:
                page.png = sandbox.draw(location, view).png
        except (UnreadableFile, NotStarted) as error:
            page.lacking = str(error)
        yield page


def _location(corpus: Path, path: str) -> Path:
    location = (corpus / path).resolve()
    if not location.is_relative_to(corpus.resolve()) or not location.is_file():
        raise UnreadableFile("the source file is missing")
    return location
