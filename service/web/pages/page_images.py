"""Serve pages of PDF files as images, and the sentences on a page with their places as JSON."""

import threading
from pathlib import Path

from flask import Blueprint, Response, request
from werkzeug.exceptions import NotFound, ServiceUnavailable, UnprocessableEntity

from corpus.errors import UnreadableFile
from corpus.limits import DrawingLimits
from corpus.readers.pdf.page_view import PageImage, PageView
from corpus.report import PageBox, Passage
from corpus.sandbox.parent import Sandbox
from corpus.settings import Settings
from index.store.protocol import View
from index.types import Key
from service.answers.engine import Engine
from service.reading.as_json import page_json
from service.reading.cache import SizedCache
from service.reading.layout import ReadableReport
from service.web.api.query import number_in, wants_json
from service.web.pages.report_cache import ReportCache
from service.web.pages.source_files import source_location

MOST_CELLS = 10_000
_WAIT_SECONDS = 5.0
"""Longest wait for another page to be drawn."""


def add_routes(
    routes: Blueprint, engine: Engine, images: "PageImages", reports: ReportCache
) -> None:
    """Add the route of the page images."""

    @routes.get("/page-images/<int:page>/<path:report_id>")
    def page_image(page: int, report_id: str) -> Response:
        generation = engine.opened.generation
        report = reports.report(generation, report_id)
        number = number_in("sentence", len(report.sentences))
        cell = number_in("cell", MOST_CELLS)
        if wants_json():
            drawn = images.draw(generation, report, page)
            keys = [Key(report_id, sentence.number) for sentence in report.on_page(page)]
            content = page_json(page, drawn, generation.fetch(keys).values())
            response = Response(content, mimetype="application/json")
        else:
            drawn = images.draw(generation, report, page, number, cell)
            response = Response(drawn.png, mimetype="image/png")
        response.add_etag()
        response.headers["Cache-Control"] = "private, max-age=3600"
        response.make_conditional(request)
        return response


class PageImages:
    """Draws pages in child processes, up to ``Settings.jobs`` at a time, and caches the images."""

    def __init__(self, settings: Settings, engine: Engine) -> None:
        """Read the limits; a process starts with each page."""
        self._engine = engine
        self._dots_per_inch = settings.page_image_dpi
        self._limits = DrawingLimits.of(settings)
        self._images = SizedCache[PageImage](
            settings.page_image_cache_bytes, lambda image: len(image.png)
        )
        self._slots = threading.BoundedSemaphore(settings.jobs)

    def draw(
        self,
        generation: View,
        report: ReadableReport,
        page: int,
        number: int | None = None,
        cell: int | None = None,
    ) -> PageImage:
        """Return a page of a report.

        Args:
            number: the sentence to outline, or None.
            cell: the cell of a row to outline in its place, from 1, or None.

        Raises:
            NotFound: when the report has no page images, its file is missing, or the sentence has
                no such cell.
            UnprocessableEntity: when the page cannot be drawn; the message gives the reason.
            ServiceUnavailable: when no slot is free within 5 seconds.
        """
        about = report.about
        if not report.has_page_images:
            raise NotFound("only PDF reports have page images: open the report text instead")
        key = Key(about.source.id, number or 0)
        boxes = _outlined(generation.fetch([key])[key], cell) if number else ()
        view = PageView(
            about.source_sha256,
            page,
            tuple(place.box for place in boxes if place.page == page),
            self._dots_per_inch,
        )
        location = source_location(self._engine, about)
        return self._images.get(view, lambda: self._draw(location, view))

    def _draw(self, location: Path, view: PageView) -> PageImage:
        if not self._slots.acquire(timeout=_WAIT_SECONDS):
            raise ServiceUnavailable(
                "The service is drawing too many pages. Try again in a moment."
            )
        try:
            # One process for each page: a hostile page cannot affect another page.
            with Sandbox(self._limits) as sandbox:
                return sandbox.draw(location, view)
        except UnreadableFile as error:
            detail = f"page {view.page} cannot be shown: {error}"
            raise UnprocessableEntity(detail) from error
        finally:
            self._slots.release()


def _outlined(passage: Passage, cell: int | None) -> tuple[PageBox, ...]:
    """Return the boxes of a passage, or those of its cell with this number."""
    if cell is None:
        return passage.boxes
    cells = passage.row.cells if passage.row else ()
    if cell > len(cells):
        raise NotFound(
            f"sentence {passage.number} has no cell {cell}: leave out the parameter cell"
        )
    return cells[cell - 1].boxes
