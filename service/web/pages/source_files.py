"""Serve the source files of reports."""

import hashlib
from io import BytesIO
from pathlib import Path

from flask import Blueprint, Response, send_file
from werkzeug.exceptions import Conflict, NotFound, UnprocessableEntity

from corpus.command_line import build_command
from corpus.errors import CorpusError, UnreadableFile
from corpus.files import read_bytes
from corpus.limits import Limits
from corpus.settings import Settings
from index.types import IndexedReport
from service.answers.engine import Engine

_PLAIN = (".txt", ".md", ".markdown")
# Files other than plain text are sent as downloads. If a browser shows one, this blocks scripts.
_SANDBOX_POLICY = "default-src 'none'; sandbox"


def blueprint(settings: Settings, engine: Engine) -> Blueprint:
    """Return the route of the source files."""
    routes = Blueprint("sources", __name__)
    limits = Limits.of(settings)

    @routes.get("/sources/<path:report_id>")
    def source(report_id: str) -> Response:
        report = engine.opened.generation.reports.get(report_id)
        if report is None:
            raise NotFound("unknown report: choose one from /reports")
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

    return routes


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


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True
