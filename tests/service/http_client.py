"""Ask a running service over HTTP, and wait until it is ready."""

import json
import time
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from tests.service.http.served import PATIENCE


def get(address: str, accept: str = "*/*") -> tuple[int, bytes]:
    """Return the status and the body of what stands at an address."""
    try:
        with urlopen(Request(address, headers={"Accept": accept}), timeout=60) as response:
            return response.status, response.read()
    except HTTPError as error:
        with error:
            return error.code, error.read()


def get_json(address: str) -> dict[str, Any]:
    """Return the JSON object that stands at an address."""
    status, body = get(address, "application/json")
    assert status == 200, body
    content: dict[str, Any] = json.loads(body)
    return content


def until_ready(site: str) -> None:
    """Wait until a service answers questions."""
    deadline = time.monotonic() + PATIENCE
    while get(f"{site}readyz")[0] != 200:
        assert time.monotonic() < deadline, "the service did not become ready"
        time.sleep(0.1)
