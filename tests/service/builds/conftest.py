import io
import json
import time
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import docx
import pytest
from flask.testing import FlaskClient
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import TestResponse, encode_multipart

from corpus.settings import Settings
from service.answers.engine import Engine
from service.builds import runner
from service.builds.runner import Builder
from service.web.app import create_app
from tests.corpus.readers.pdf.pdf_files import Drawing
from tests.fakes import BagOfWords

PATIENCE = 60.0

HTML = {"Accept": "text/html"}
TRAM = b"The tram to Gull Point leaves at ten. It is green.\n"


def pdf(pages: int = 2) -> bytes:
    drawing = Drawing("Tides")
    for number in range(1, pages + 1):
        drawing.line(f"The tide gauge number {number} stands in the old lock.", 100).page()
    return drawing.save()


def word(text: str = "The crane lifts nine tons of gravel.") -> bytes:
    document, content = docx.Document(), io.BytesIO()
    document.add_paragraph(text)
    document.save(content)
    return content.getvalue()


def packed(files: Mapping[str, bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, inside in files.items():
            archive.writestr(name, inside)
    return content.getvalue()


@dataclass
class Desk:
    """A service to which reports are brought, with the small embedder."""

    settings: Settings
    engine: Engine
    builder: Builder
    client: FlaskClient
    hold: Path
    """While this file exists, builds do not encode."""

    @property
    def corpus(self) -> Path:
        return self.settings.corpus

    def send(self, files: Mapping[str, bytes], **more: Any) -> TestResponse:
        sent = [FileStorage(io.BytesIO(content), name) for name, content in files.items()]
        fields: dict[str, Any] = {"file": sent, **more.pop("fields", {})}
        # A body of bytes: the client would leave the temporary file of a large form open.
        boundary, body = encode_multipart(MultiDict(fields))
        kind = f"multipart/form-data; boundary={boundary}"
        return self.client.post("/reports", data=body, content_type=kind, **more)

    def ended(self, number: int) -> dict[str, Any]:
        """Return a build when it has ended."""
        deadline = time.monotonic() + PATIENCE
        while True:
            response = self.client.get(f"/builds/{number}")
            assert response.status_code == 200, response.text
            build: dict[str, Any] = json.loads(response.text)
            if build["state"] not in ("waiting", "running"):
                return build
            assert time.monotonic() < deadline, build
            time.sleep(0.02)

    def added(self, files: Mapping[str, bytes], **more: Any) -> dict[str, Any]:
        """Add reports, and return their build when it has ended."""
        response = self.send(files, **more)
        assert response.status_code == 202, response.text
        return self.ended(json.loads(response.text)["number"])

    def quotes(self, question: str) -> list[str]:
        response = self.client.get("/ask", query_string={"q": question})
        assert response.status_code == 200, response.text
        return [passage["quote"] for passage in json.loads(response.text)["passages"]]

    def files(self) -> dict[str, bytes]:
        """Return the files that a build sees."""
        return {
            path.relative_to(self.corpus).as_posix(): path.read_bytes()
            for path in self.corpus.rglob("*")
            if path.is_file() and not path.relative_to(self.corpus).parts[0].startswith(".")
        }


Opened = Callable[..., Desk]


@pytest.fixture
def open_desk(
    tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Opened]:
    """Opens a desk over an empty folder, with the settings of a test."""
    hold, desks = tmp_path / "hold", list[Desk]()
    monkeypatch.setattr(runner, "CHILD", "tests.service.builds.small_child")
    monkeypatch.setenv("HOLD_BUILDS", str(hold))

    def make(**chosen: Any) -> Desk:
        made = replace(settings, **{"corpus": tmp_path / "mine"} | chosen)
        engine = Engine(made, BagOfWords(), wait=False)
        builder = Builder(engine)
        client = create_app(made, engine, builder=builder).test_client()
        desks.append(Desk(made, engine, builder, client, hold))
        return desks[-1]

    yield make
    hold.unlink(missing_ok=True)
    for desk in desks:
        desk.engine.serving.stop()
        desk.engine.serving.finish()


@pytest.fixture
def desk(open_desk: Opened) -> Desk:
    return open_desk()
