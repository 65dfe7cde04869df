"""Large bodies at the door of the server: who may send them, and how slowly."""

import shutil
import time
from pathlib import Path

import pytest

from tests.service.builds.conftest import TRAM
from tests.service.http.served import Served, everything, served, status_of

pytestmark = pytest.mark.slow
KEY = "correct-horse-battery"
FORM = (
    b"--x\r\nContent-Disposition: form-data; name=file; filename=tram.txt\r\n\r\n"
    + TRAM
    + b"\r\n--x--\r\n"
)


def head(path: str, length: int, *headers: str) -> bytes:
    lines = [
        f"POST {path} HTTP/1.1", "Host: localhost", "Connection: close",
        "Content-Type: multipart/form-data; boundary=x", f"Content-Length: {length}", *headers,
    ]  # fmt: skip
    return "\r\n".join([*lines, "", ""]).encode()


def post(running: Served, path: str, size: int, *headers: str) -> int:
    """Send a form with a report of a size, and return the status."""
    body = FORM.replace(TRAM, TRAM.ljust(size, b" "))
    with running.connect() as client:
        client.sendall(head(path, len(body), *headers) + body)
        return status_of(everything(client))


def small_copy(index: Path, folder: Path) -> Path:
    (folder / "mine").mkdir()
    copy: Path = shutil.copytree(index, folder / "index")
    return copy


def test_only_reports_may_be_large(small_index: Path, tmp_path: Path) -> None:
    with served(
        small_copy(small_index, tmp_path), corpus=tmp_path / "mine", job_folder=tmp_path / "jobs",
        max_upload_bytes=60_000, max_report_upload_bytes=300_000, client_seconds=1,
    ) as running:  # fmt: skip
        assert post(running, "/reports", 250_000) == 202
        assert post(running, "/reports", 400_000) == 413
        assert post(running, "/batch", 250_000) == 413
        assert post(running, "/remove", 250_000) == 413
        # It takes longer than a client may, and pauses for less.
        with running.connect() as client:
            client.sendall(head("/reports", len(FORM)))
            began = time.monotonic()
            for at in range(0, len(FORM), 20):
                client.sendall(FORM[at : at + 20])
                time.sleep(0.3)
            assert time.monotonic() - began > 2
            assert status_of(everything(client)) in (202, 422)
        # It pauses for longer.
        with running.connect() as client:
            client.sendall(head("/reports", len(FORM)) + FORM[:20])
            assert everything(client) == b""


def test_reports_may_be_large_below_a_path_that_the_proxy_passes_on(
    small_index: Path, tmp_path: Path
) -> None:
    with served(
        small_copy(small_index, tmp_path), corpus=tmp_path / "mine", job_folder=tmp_path / "jobs",
        max_upload_bytes=70_000, max_report_upload_bytes=300_000, api_key=KEY, uploads=1,
        public_url="https://localhost/pincite",
    ) as running:  # fmt: skip
        sent = f"X-API-Key: {KEY}"
        assert post(running, "/pincite/reports", 250_000, sent) == 202
        assert post(running, "/reports", 250_000, sent) == 202
        assert post(running, "/pincite/batch", 250_000, sent) == 413


@pytest.mark.parametrize(("uploads", "status"), [(1, 202), (0, 413)])
def test_who_has_no_key_may_send_nothing_large(
    small_index: Path, tmp_path: Path, uploads: int, status: int
) -> None:
    with served(
        small_copy(small_index, tmp_path), corpus=tmp_path / "mine", job_folder=tmp_path / "jobs",
        max_upload_bytes=60_000, max_report_upload_bytes=300_000, host="0.0.0.0", api_key=KEY,
        uploads=uploads,
    ) as running:  # fmt: skip
        assert post(running, "/reports", 250_000) == 413
        assert post(running, "/citecheck", 250_000) == 413
        assert post(running, "/citecheck", 250_000, f"X-API-Key: {KEY}") not in (401, 413)
        assert post(running, "/reports", 100) == 401
        assert post(running, "/reports", 250_000, f"X-API-Key: {KEY}") == status
