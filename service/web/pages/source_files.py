"""Serve the source files of reports, and pages of PDF files as images."""

import hashlib
import threading
from io import BytesIO
from pathlib import Path

from flask import Blueprint, Response, request, send_file
from werkzeug.exceptions import Conflict, NotFound, ServiceUnavailable, UnprocessableEntity

from corpus.command_line import build_command
from corpus.errors import CorpusError, UnreadableFile
from corpus.files import read_bytes
from corpus.limits import DrawingLimits, Limits
from corpus.readers.pdf.page_view import PageView
from corpus.sandbox.parent import Sandbox
from corpus.settings import Settings
from index.store.protocol import View
from index.types import IndexedReport, Key
from service.answers.engine import Engine
from service.reading.cache import SizedCache
from service.web.pages.report_page import number_in

_PLAIN = (".txt", ".md", ".markdown")
_PDF = ".pdf"
# Files other than plain text are sent as downloads. If a browser shows one, this blocks scripts.
_SANDBOX_POLICY = "default-src 'none'; sandbox"
_WAIT_SECONDS = 5.0
"""Longest wait for another page to be drawn."""


def blueprint(settings: Settings, engine: Engine) -> Blueprint:
    """Return the routes of the source files and page images."""
    routes = Blueprint("sources", __name__)
    renderer = PageRenderer(settings)
    limits = Limits.of(settings)

    @routes.get("/sources/<path:report_id>")
    def source(report_id: str) -> Response:
        report = _report(engine.opened.generation, report_id)
        location = source_location(engine, report)
        try:
            content = read_bytes(location, limits)
        except UnreadableFile as error:
            raise UnprocessableEntity(f"the source file cannot be read: {error}") from error
        # The file may change at any moment, so the bytes that were hashed are the bytes sent.
        if hashlib.sha256(content).hexdigest() != report.source_sha256:
            raise Conflict(
                "the source file has changed since the index was built: "
                f"{build_command(settings.index)}"
            )
        plain = location.suffix.lower() in _PLAIN
        response = send_file(
            BytesIO(content),
            mimetype="text/plain" if plain else None,
            as_attachment=not plain,
            download_name=Path(report.path).name,
        )
        if plain and not _is_utf8(content):
            response.headers["Content-Type"] = "text/plain"
        response.headers["Content-Security-Policy"] = _SANDBOX_POLICY
        return response

    @routes.get("/page-images/<int:page>/<path:report_id>")
    def page_image(page: int, report_id: str) -> Response:
        generation = engine.opened.generation
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
        image = renderer.draw(source_location(engine, report), view)
        response = Response(image, mimetype="image/png")
        response.add_etag()
        response.headers["Cache-Control"] = "private, max-age=3600"
        response.make_conditional(request)
        return response

    return routes


class PageRenderer:
    """Draws pages in child processes, up to ``Settings.jobs`` at a time, and caches the images."""

    def __init__(self, settings: Settings) -> None:
        """Read the limits; a process starts with each page."""
        self._limits = DrawingLimits.of(settings)
        self._images = SizedCache[bytes](settings.page_image_cache_bytes, len)
        self._slots = threading.BoundedSemaphore(settings.jobs)

    def draw(self, location: Path, view: PageView) -> bytes:
        """Return a page as a PNG image.

        Raises:
            UnprocessableEntity: when the page cannot be drawn; the message gives the reason.
            ServiceUnavailable: when no slot is free within 5 seconds.
        """
        return self._images.get(view, lambda: self._draw(location, view))

    def _draw(self, location: Path, view: PageView) -> bytes:
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


def source_location(engine: Engine, report: IndexedReport) -> Path:
    """Return the path of a report's file, with links resolved.

    Raises:
        NotFound: when the file or the corpus folder is missing, or when the file is not a regular
            one or lies outside the corpus.
    """
    try:
        corpus = engine.corpus
    except CorpusError as error:
        raise NotFound(str(error)) from error
    if not corpus.is_dir():
        raise NotFound(
            f"the corpus folder {corpus} does not exist any more: put it back, or start the "
            "service with --corpus DIR"
        )
    location = (corpus / report.path).resolve()
    if not location.is_relative_to(corpus.resolve()) or not location.is_file():
        raise NotFound(
            f"the source file is missing from {corpus}: restore it, or "
            f"{build_command(engine.settings.index)}"
        )
    return location


def _report(generation: View, report_id: str) -> IndexedReport:
    report = generation.reports.get(report_id)
    if report is None:
        raise NotFound("unknown report: choose one from /reports")
    return report


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True
