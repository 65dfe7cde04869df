"""Serve below the address that people use, which a proxy in front of the service has.

Routes, templates and redirects write addresses from the root of the service ("/reports"). With a
path in ``PINCITE_PUBLIC_URL``, this module takes that path off each request and puts it before
each address of a response, so that no other module knows it.
"""

import re
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Response

from corpus.errors import SettingError
from corpus.settings import Settings

_ADDRESS = re.compile(r'(?<=\s)((?:href|src|action|formaction|cite|data-place|data-url)=")/(?!/)')
_Wsgi = Callable[[dict[str, Any], Any], Iterable[bytes]]


def public_host(settings: Settings) -> str:
    """Return the host name of the public address, or "" without one.

    Raises:
        SettingError: when the public address is invalid.
    """
    return _parts(settings)[1]


def install(app: Flask, settings: Settings) -> None:
    """Make the application answer at the public address.

    Raises:
        SettingError: when the public address is invalid.
    """
    scheme, _, path = _parts(settings)
    if scheme:
        app.wsgi_app = _BehindProxy(app.wsgi_app, scheme, path)  # type: ignore[method-assign]
    if path:
        app.after_request(lambda response: _with_path(response, path))


def with_path(page: str, path: str) -> str:
    """Return a page with a path before each of its addresses in the service."""
    # Jinja escapes quotation marks, so only tags can match.
    return _ADDRESS.sub(lambda match: f"{match[1]}{path}/", page) if path else page


def public_path(settings: Settings) -> str:
    """Return the path of the public address, without a slash at the end."""
    return _parts(settings)[2]


def _parts(settings: Settings) -> tuple[str, str, str]:
    if not settings.public_url:
        return "", "", ""
    try:
        parts = urlsplit(settings.public_url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        parts, host = urlsplit(""), ""
    path = parts.path.rstrip("/")
    valid = host and parts.scheme in ("http", "https") and not (parts.query or parts.fragment)
    if not valid or not re.fullmatch(r"(?:/[\w.~-]+)*", path, re.ASCII):
        raise SettingError(
            f"public_url is {settings.public_url!r}: it must be an address such as "
            "https://example.org or https://example.org/pincite"
        )
    return parts.scheme, host, path


class _BehindProxy:
    """Takes the public path off a request, whether or not the proxy has done so."""

    def __init__(self, app: _Wsgi, scheme: str, path: str) -> None:
        self._app, self._scheme, self._path = app, scheme, path

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        asked = environ.get("PATH_INFO", "")
        if asked == self._path or asked.startswith(f"{self._path}/"):
            environ["PATH_INFO"] = asked.removeprefix(self._path)
        environ["SCRIPT_NAME"] = self._path
        environ["wsgi.url_scheme"] = self._scheme
        return self._app(environ, start_response)


def _with_path(response: Response, path: str) -> Response:
    location = response.headers.get("Location", "")
    if location.startswith("/") and not location.startswith("//"):
        response.headers["Location"] = path + location
    if response.mimetype == "text/html":
        response.set_data(with_path(response.get_data(as_text=True), path))
    return response
