"""The files of the reports themselves, and their pages as images."""

import hashlib
import threading
from io import BytesIO
from pathlib import Path

from flask import Blueprint, Response, request, send_file
from werkzeug.exceptions import Conflict, NotFound, ServiceUnavailable, UnprocessableEntity

from corpus.errors import UnreadableFile
from corpus.files import read_bytes
from corpus.limits import DrawingLimits, Limits
from corpus.readers.pdf.page_view import PageView
from corpus.sandbox.parent import Sandbox
from corpus.settings import Settings
from index.store.protocol import View
from index.types import IndexedReport, Key
from service.answers.engine import Engine
from service.reading.cache import Recent
from service.web.report_page import number_in

_PLAIN = (".txt", ".md", ".markdown")
_PDF = ".pdf"
# What is not plain text is taken away, never shown; should a browser show it, it may do nothing.
_INERT = "default-src 'none'; sandbox"
_PATIENCE = 5.0
_CHANGED = "the source file has changed since the index was built: run python build_index.py"


def blueprint(settings: Settings, engine: Engine) -> Blueprint:
    """Return the routes of the files."""
    routes = Blueprint("sources", __name__)
    artist = PageArtist(settings)
    limits = Limits.of(settings)

    @routes.get("/sources/<path:report_id>")
    def source(report_id: str) -> Response:
        report = _report(engine.generation, report_id)
        location = source_location(settings.corpus, report)
        try:
            content = read_bytes(location, limits)
        except UnreadableFile as error:
            raise UnprocessableEntity(f"the source file cannot be read: {error}") from error
        # These very bytes are checked and sent: the file may change at any moment.
        if hashlib.sha256(content).hexdigest() != report.source_sha256:
            raise Conflict(_CHANGED)
        plain = location.suffix.lower() in _PLAIN
        response = send_file(
            BytesIO(content),
            mimetype="text/plain" if plain else None,
            as_attachment=not plain,
            download_name=Path(report.path).name,
        )
        if plain and not _is_utf8(content):
            response.headers["Content-Type"] = "text/plain"
        response.headers["Content-Security-Policy"] = _INERT
        return response

    @routes.get("/page-images/<int:page>/<path:report_id>")
    def page_image(page: int, report_id: str) -> Response:
        generation = engine.generation
        report = _report(generation, report_id)
        if not report.path.lower().endswith(_PDF):
            raise NotFound("only PDF reports have page images: open the report text instead")
        number = number_in("sentence", report.sentences)
        key = Key(report_id, number or 0)
        boxes = generation.fetch([key])[key].boxes if number else ()
        view = PageView(
            report.source_sha256,
            page,
            tuple(place.box for place in boxes if place.page == page),
            settings.page_image_dpi,
        )
        image = artist.draw(source_location(settings.corpus, report), view)
        response = Response(image, mimetype="image/png")
        response.add_etag()
        response.headers["Cache-Control"] = "private, max-age=3600"
        response.make_conditional(request)
        return response

    return routes


class PageArtist:
    """Draws pages in processes of their own, some at a time, and keeps those drawn last."""

    def __init__(self, settings: Settings) -> None:
        """Start nothing yet."""
        self._limits = DrawingLimits.of(settings)
        self._kept: Recent[bytes] = Recent(settings.page_image_cache_bytes, len)
        self._free = threading.BoundedSemaphore(settings.jobs)

    def draw(self, location: Path, view: PageView) -> bytes:
        """Return a page as a PNG file.

        Raises:
            UnprocessableEntity: when the page cannot be drawn; it says why.
            ServiceUnavailable: when too many pages are being drawn.
        """
        return self._kept.get(view, lambda: self._draw(location, view))

    def _draw(self, location: Path, view: PageView) -> bytes:
        if not self._free.acquire(timeout=_PATIENCE):
            raise ServiceUnavailable(
                "The service is drawing too many pages. Try again in a moment."
            )
        try:
            # One process a page: a page that harms it harms no other, and none is left waiting.
            with Sandbox(self._limits) as sandbox:
                return sandbox.draw(location, view)
        except UnreadableFile as error:
            detail = f"page {view.page} cannot be shown: {error}"
            raise UnprocessableEntity(detail) from error
        finally:
            self._free.release()


def source_location(corpus: Path, report: IndexedReport) -> Path:
    """Return where a report's file is, links resolved.

    Raises:
        NotFound: when it is gone, or no ordinary file inside the corpus.
    """
    location = (corpus / report.path).resolve()
    if not location.is_relative_to(corpus.resolve()) or not location.is_file():
        raise NotFound(
            "the source file is missing from the corpus: restore it, or run python build_index.py"
        )
    return location


def _report(generation: View, report_id: str) -> IndexedReport:
    report = generation.reports.get(report_id)
    if report is None:
        raise NotFound("unknown report: /reports lists the reports")
    return report


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True
