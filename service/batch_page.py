"""The page that takes a question file and gives a file of answers back."""

from flask import Blueprint, Response, render_template, request
from werkzeug.datastructures import FileStorage

from corpus.errors import BadRequest, UnreadableFile
from corpus.settings import Settings
from service.api import whole_number
from service.batch import answer_rows
from service.exports import MEDIA_TYPES, WRITERS, Writer
from service.loader import EngineLoader
from service.question_files import Row, read_rows


def blueprint(settings: Settings, loader: EngineLoader) -> Blueprint:
    """Return the routes of the page."""
    routes = Blueprint("batch", __name__)

    @routes.get("/batch")
    def batch() -> Response:
        return Response(render_template("batch.html", settings=settings))

    @routes.post("/batch")
    def answer_batch() -> Response:
        engine = loader.engine
        ending = request.form.get("format", ".csv")
        try:
            rows = _rows(settings, request.files.get("file"))
            write = _writer(ending)
            k = whole_number(request.form.get("k"))
        except (BadRequest, UnreadableFile) as error:
            page = render_template("batch.html", settings=settings, error=str(error))
            return Response(page, 422)
        results = (result for some in answer_rows(engine, rows, k) for result in some)
        response = Response(b"".join(write(results)), mimetype=MEDIA_TYPES[ending])
        response.headers["Content-Disposition"] = f'attachment; filename="answers{ending}"'
        return response

    return routes


def _writer(ending: str) -> Writer:
    if ending not in WRITERS:
        raise BadRequest(f"{ending} is no format: use one of {', '.join(WRITERS)}")
    return WRITERS[ending]


def _rows(settings: Settings, upload: FileStorage | None) -> list[Row]:
    if upload is None or not upload.filename:
        raise BadRequest("choose a question file first")
    rows = read_rows(upload.filename, upload.read())
    if not rows:
        raise BadRequest("the file holds no question")
    if len(rows) > settings.max_upload_rows:
        raise BadRequest(
            f"the file holds {len(rows)} questions: the page takes at most "
            f"{settings.max_upload_rows}; use python -m service batch for more"
        )
    return rows
