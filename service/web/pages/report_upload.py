"""Fill the form that adds reports, and read what it sends."""

import io
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, cast

from flask import request
from werkzeug.formparser import FormDataParser

from corpus.errors import BadRequest, CorpusError
from corpus.extract import READABLE
from corpus.settings import Settings
from index.build.corpus_record import read_record
from service.answers.engine import Engine
from service.builds.build import Received
from service.builds.incoming import Incoming
from service.builds.names import ARCHIVE

_FIELDS = 16
"""Parts of the form beside the files, such as empty inputs."""


@dataclass(frozen=True, slots=True)
class Upload:
    """The files of a request, by the names that the client gives them, and an option."""

    files: list[tuple[str, Path]]
    replace: bool


class _OnDisk(io.RawIOBase):
    """A file of a form, which is closed as soon as it is complete: there may be thousands."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = path.open("xb")

    def write(self, data: Any) -> int:
        return self._file.write(data)

    def seek(self, _offset: int, _whence: int = 0) -> int:
        """Close the file: the parser goes to the start of a file that it has written."""
        self._file.close()
        return 0

    def close(self) -> None:
        self._file.close()
        super().close()


def form_values(settings: Settings, engine: Engine) -> dict[str, Any]:
    """Return the template values of the form: its folder, or why there is none, and its limits."""
    try:
        folder: dict[str, object] = {"corpus": _folder(engine).absolute()}
    except CorpusError as error:
        folder = {"no_corpus": error}
    return {
        **folder,
        "settings": settings,
        "endings": (*READABLE, ARCHIVE),
    }


def take_upload(settings: Settings, engine: Engine) -> list[Received]:
    """Put the files of the current request into the corpus folder.

    Returns:
        What became of each file, archives by their members.

    Raises:
        BadRequest: when the request is not a form with files.
        CorpusError: when the folder does not exist any more, or is not known.
        CorpusFolderError: when the folder cannot be written to.
    """
    incoming = Incoming(settings, _folder(engine))
    if request.mimetype != "multipart/form-data":
        raise BadRequest("no file was sent", "send a form of the type multipart/form-data")
    with incoming.receiving() as folder:
        upload = _read_form(settings, folder)
        if not upload.files:
            raise BadRequest("no file chosen", "choose reports, or a folder of them", "file")
        return incoming.take(upload.files, replace=upload.replace)


def _folder(engine: Engine) -> Path:
    """Return the corpus folder, which an upload creates before the first build only.

    Raises:
        CorpusError: when the folder does not exist any more, or is not known.
    """
    corpus = engine.corpus
    # A build from a new folder in its place would take all other reports out of the index.
    if not corpus.is_dir() and read_record(engine.settings.index) is not None:
        raise CorpusError(
            f"the corpus folder {corpus} does not exist any more",
            "put it back, or start the service with --corpus DIR",
        )
    return corpus


def _read_form(settings: Settings, folder: Path) -> Upload:
    made: list[_OnDisk] = []

    def start(*_: object, **__: object) -> IO[bytes]:
        made.append(_OnDisk(folder / str(len(made))))
        return cast("IO[bytes]", made[-1])

    parser = FormDataParser(
        start,
        max_form_memory_size=request.max_form_memory_size,
        max_form_parts=settings.max_report_upload_files + _FIELDS,
        silent=False,
    )
    try:
        _, form, files = parser.parse(
            request.stream, request.mimetype, request.content_length, request.mimetype_params
        )
    except ValueError as error:
        raise BadRequest("the form is not valid multipart/form-data", "send it again") from error
    finally:
        for one in made:
            one.close()
    # An input without a file sends a part with an empty name.
    named = [
        (file.filename, cast("_OnDisk", file.stream).path)
        for _, file in files.items(multi=True)
        if file.filename
    ]
    return Upload(named, "replace" in form)
