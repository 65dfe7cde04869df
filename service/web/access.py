"""Who may ask: the address that is served, the names it is reached by, keys and web origins."""

import hmac
import re
import socket
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Response, request
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import (
    BadRequest,
    Forbidden,
    HTTPException,
    Unauthorized,
    UnsupportedMediaType,
)

from corpus.errors import SettingError
from corpus.settings import Settings

SHORTEST_KEY = 16
_KEYLESS = ("/healthz", "/readyz")
_STATIC = "/static/"
_SAFE = ("GET", "HEAD", "OPTIONS")
_BODIES = ("application/json", "multipart/form-data", "application/x-www-form-urlencoded")
_CHALLENGES = (
    WWWAuthenticate("basic", {"realm": "Pincite", "charset": "UTF-8"}),
    WWWAuthenticate("bearer", {"realm": "Pincite"}),
)


class _Misdirected(HTTPException):
    code = 421


def check_binding(settings: Settings) -> None:
    """Refuse to serve other machines without a key, unless that is meant.

    Raises:
        SettingError: also when the key is too short or has invalid characters.
    """
    if settings.api_key and len(settings.api_key) < SHORTEST_KEY:
        raise SettingError(f"the API key is too short: use at least {SHORTEST_KEY} characters")
    if not _plain(settings.api_key):
        raise SettingError("the API key has invalid characters: use printable ASCII, no spaces")
    if not (settings.api_key or settings.open or _is_loopback(settings.host)):
        raise SettingError(
            f"other machines can reach {settings.host}, but no API key is set: "
            "set PINCITE_API_KEY, or pass --open to answer everyone"
        )


def install(app: Flask, settings: Settings) -> None:
    """Put the checks before every request of the application."""
    names = {"localhost", settings.host.lower(), *_listed(settings.allowed_hosts)}
    origins = {origin.rstrip("/") for origin in _listed(settings.allowed_origins)}

    @app.before_request
    def admit() -> Response | None:
        _check_host(names, settings.host)
        origin = request.headers.get("Origin", "")
        listed = origin.lower() in origins
        if listed and request.method == "OPTIONS":
            return Response(status=204)
        if settings.api_key and not _is_keyless(request.path):
            _check_key(settings.api_key)
        if not listed:
            _check_origin(origin)
        found = request.routing_exception is None
        has_body = bool(request.content_length or request.mimetype)
        if found and request.method not in _SAFE and has_body and request.mimetype not in _BODIES:
            raise UnsupportedMediaType(
                f"unsupported Content-Type: send one of {', '.join(_BODIES)}"
            )
        return None

    @app.after_request
    def share(response: Response) -> Response:
        if origins:
            response.vary.add("Origin")
            origin = request.headers.get("Origin", "")
            if origin.lower() in origins:
                response.headers.extend(_shared_with(origin))
        return response


def _shared_with(origin: str) -> dict[str, str]:
    return {
        "Access-Control-Allow-Origin": origin,
        "Access-Control-Allow-Methods": "GET, POST",
        "Access-Control-Allow-Headers": "Authorization, Content-Type, X-API-Key, X-Request-Id",
        "Access-Control-Expose-Headers": "Retry-After, X-Request-Id",
        "Access-Control-Max-Age": "600",
    }


def _check_host(names: set[str], bound: str) -> None:
    given = request.environ.get("HTTP_HOST")
    if given is None:
        if request.environ.get("SERVER_PROTOCOL") == "HTTP/1.1":
            raise BadRequest("missing Host header: HTTP/1.1 requires one")
        return
    try:
        parts = urlsplit(f"//{given}")
        name = (parts.hostname or "").rstrip(".")
        whole = (
            parts.netloc == given
            and not re.search(r"[\s,]", given)
            and parts.username is None
            and (parts.port or 0) >= 0
        )
    except ValueError:
        whole, name = False, ""
    if not whole or not name:
        raise BadRequest("invalid Host header: send a host name, with a port if needed")
    if name not in names and "*" not in names and not _is_our_address(name, bound):
        raise _Misdirected(f"unknown host name {name}: list it in PINCITE_ALLOWED_HOSTS")


def _is_our_address(name: str, bound: str) -> bool:
    """Tell whether a host is a number that can only mean this machine.

    A page of a stranger's site can make a name of its own lead here, but not a number.
    """
    address, own = _address(name), _address(bound)
    if address is None:
        return False
    return address.is_loopback or (own is not None and own.is_unspecified)


def _is_keyless(path: str) -> bool:
    """Tell whether a probe asks there, or whether there is nothing of the reports."""
    return path in _KEYLESS or path.startswith(_STATIC)


def _check_key(key: str) -> None:
    for given in _keys_given():
        if hmac.compare_digest(given, key.encode()):
            return
    raise Unauthorized(
        "missing or wrong API key: send it as 'Authorization: Bearer …' or 'X-API-Key: …'; "
        "in a browser, enter it as the password with any user name",
        www_authenticate=_CHALLENGES,
    )


def _keys_given() -> list[bytes]:
    authorization = request.authorization
    given = [request.headers.get("X-API-Key")]
    if authorization is not None:
        given += [authorization.token, authorization.password]
    return [key.encode("utf-8", "surrogateescape") for key in given if key is not None]


def _check_origin(origin: str) -> None:
    """Refuse what a page of another site sends: its forms, and whatever it would embed."""
    sent_by = request.headers.get("Sec-Fetch-Site")
    if request.method in _SAFE:
        refused = sent_by == "cross-site" and (
            request.headers.get("Sec-Fetch-Mode", "navigate") != "navigate"
        )
    elif sent_by is not None:
        # Our pages send no referrer, so their own forms come with the origin "null".
        refused = sent_by not in ("none", "same-origin")
    else:
        refused = bool(origin) and _host_of(origin) != request.headers.get("Host", "").lower()
    if refused:
        raise Forbidden(
            "the request comes from another site: "
            "list its origin in PINCITE_ALLOWED_ORIGINS to allow it"
        )


def _host_of(origin: str) -> str | None:
    """Return the host and port of an origin, or None where it names none."""
    try:
        return urlsplit(origin).netloc.lower() or None
    except ValueError:
        return None


def _is_loopback(host: str) -> bool:
    """Tell whether only this machine can reach an address, whatever it is resolved to."""
    try:
        found: list[Any] = socket.getaddrinfo(host or "0.0.0.0", None)  # noqa: S104
    except (OSError, UnicodeError):
        return False
    addresses = [_address(str(item[4][0]).split("%")[0]) for item in found]
    return all(address is not None and address.is_loopback for address in addresses)


def _address(text: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(text)
    except ValueError:
        return None


def _listed(text: str) -> set[str]:
    return {item.strip().lower() for item in text.split(",") if item.strip()}


def _plain(key: str) -> bool:
    return key.isascii() and key.isprintable() and " " not in key
