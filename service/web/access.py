"""Control access: the listening address, host names, API keys and web origins."""

import hmac
import re
import socket
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Response, request
from werkzeug.datastructures import Authorization, WWWAuthenticate
from werkzeug.exceptions import (
    BadRequest,
    Forbidden,
    HTTPException,
    Unauthorized,
    UnsupportedMediaType,
)

from corpus.errors import SettingError
from corpus.settings import Settings
from service.web.public_url import public_host

_MIN_KEY_CHARS = 16
_KEYLESS = ("/healthz", "/readyz")
_STATIC = "/static/"
_SAFE = ("GET", "HEAD", "OPTIONS")
_HOST = re.compile(r"(\*|[\w.-]+|\[?[0-9a-f.]*:[0-9a-f:.]+\]?)(?::([0-9]{1,5}))?")
_BODIES = ("application/json", "multipart/form-data", "application/x-www-form-urlencoded")
_ALLOWED_HEADERS = (
    *("Authorization", "Content-Type", "X-API-Key", "X-Request-Id"),
    *("MCP-Protocol-Version", "Mcp-Method", "Mcp-Name"),  # of the Model Context Protocol
)
_CHALLENGES = (
    WWWAuthenticate("basic", {"realm": "Pincite", "charset": "UTF-8"}),
    WWWAuthenticate("bearer", {"realm": "Pincite"}),
)


class _MisdirectedRequest(HTTPException):
    code = 421


def check_binding(settings: Settings) -> None:
    """Check the API key, and that other machines need it unless the service is open.

    Raises:
        SettingError: when the key is too short, has invalid characters, or is missing.
    """
    if settings.api_key and len(settings.api_key) < _MIN_KEY_CHARS:
        raise SettingError(f"the API key is too short: use at least {_MIN_KEY_CHARS} characters")
    if not _is_printable(settings.api_key):
        raise SettingError("the API key has invalid characters: use printable ASCII, no spaces")
    if not (settings.api_key or settings.open or is_loopback(settings.host)):
        raise SettingError(
            f"other machines can reach {settings.host}, but no API key is set: "
            "set PINCITE_API_KEY, or pass --open to answer everyone"
        )


def install(app: Flask, settings: Settings) -> None:
    """Check every request of the application, and add the CORS headers to its response.

    Raises:
        SettingError: when ``allowed_hosts`` contains anything but names of hosts.
    """
    names = {"localhost", settings.host.lower(), *map(_allowed, _items(settings.allowed_hosts))}
    names |= _items(public_host(settings))
    origins = {origin.rstrip("/") for origin in _items(settings.allowed_origins)}

    @app.before_request
    def check() -> Response | None:
        _check_host(names, settings.host)
        origin = request.headers.get("Origin", "")
        allowed = origin.lower() in origins
        if allowed and request.method == "OPTIONS":
            return Response(status=204)
        if settings.api_key and not _is_keyless(request.path):
            _check_key(settings.api_key)
        if not allowed:
            check_origin(origin)
        found = request.routing_exception is None
        has_body = bool(request.content_length or request.mimetype)
        if found and request.method not in _SAFE and has_body and request.mimetype not in _BODIES:
            raise UnsupportedMediaType(
                f"unsupported Content-Type: send one of {', '.join(_BODIES)}"
            )
        return None

    @app.after_request
    def add_cors_headers(response: Response) -> Response:
        if origins:
            response.vary.add("Origin")
            origin = request.headers.get("Origin", "")
            if origin.lower() in origins:
                response.headers.extend(_cors_headers(origin))
        return response


def _cors_headers(origin: str) -> dict[str, str]:
    return {
        "Access-Control-Allow-Origin": origin,
        "Access-Control-Allow-Methods": "GET, POST",
        "Access-Control-Allow-Headers": ", ".join(_ALLOWED_HEADERS),
        "Access-Control-Expose-Headers": "Retry-After, X-Request-Id",
        "Access-Control-Max-Age": "600",
    }


def _allowed(item: str) -> str:
    """Return an item of ``allowed_hosts`` as ``_check_host`` compares it.

    Raises:
        SettingError: when it is not the name of a host, with or without a port.
    """
    found = _HOST.fullmatch(item)
    if found is None:
        raise SettingError(
            f"PINCITE_ALLOWED_HOSTS contains {item!r}: write names of hosts, as in "
            "reports.example.org, each with a port where only that port is meant"
        )
    name, port = found[1].rstrip(".").strip("[]"), found[2]
    # A client leaves the port of its protocol out.
    return name if port in (None, "80", "443") else f"{name}:{port}"


def _check_host(names: set[str], bound: str) -> None:
    given = request.environ.get("HTTP_HOST")
    if given is None:
        if request.environ.get("SERVER_PROTOCOL") == "HTTP/1.1":
            raise BadRequest("missing Host header: HTTP/1.1 requires one")
        return
    try:
        parts = urlsplit(f"//{given}")
        name = (parts.hostname or "").rstrip(".")
        valid = (
            parts.netloc == given
            and not re.search(r"[\s,]", given)
            and parts.username is None
            and (parts.port or 0) >= 0
        )
    except ValueError:
        valid, name = False, ""
    if not valid or not name:
        raise BadRequest("invalid Host header: send a host name, with a port if needed")
    known = {name, f"{name}:{parts.port}", "*"} & names
    if not known and not _is_our_address(name, bound):
        raise _MisdirectedRequest(f"unknown host name {name}: list it in PINCITE_ALLOWED_HOSTS")


def _is_our_address(name: str, bound: str) -> bool:
    """Return whether a host is an IP address of this machine.

    Another site can point its own host name at this service (DNS rebinding), but not an address.
    """
    address, own = address_of(name), address_of(bound)
    if address is None:
        return False
    return address.is_loopback or (own is not None and own.is_unspecified)


def _is_keyless(path: str) -> bool:
    """Return whether a path needs no key: health probes and static files."""
    return path in _KEYLESS or path.startswith(_STATIC)


def _check_key(key: str) -> None:
    if not is_key(key, request.headers.get("Authorization"), request.headers.get("X-API-Key")):
        raise Unauthorized(
            "missing or wrong API key: send it as 'Authorization: Bearer …' or 'X-API-Key: …'; "
            "in a browser, enter it as the password with any user name",
            www_authenticate=_CHALLENGES,
        )


def is_key(key: str, authorization: str | None, own_header: str | None) -> bool:
    """Return whether one of two headers holds the key.

    Args:
        authorization: the header ``Authorization``.
        own_header: the header ``X-API-Key``.
    """
    given = [own_header]
    if found := Authorization.from_header(authorization):
        given += [found.token, found.password]
    sent = [one.encode("utf-8", "surrogateescape") for one in given if one is not None]
    return any(hmac.compare_digest(one, key.encode()) for one in sent)


def holds_key(key: str, authorization: str | None, own_header: str | None) -> bool:
    """Return whether a request may ask: its headers hold the key, or there is no key."""
    return not key or is_key(key, authorization, own_header)


def check_origin(origin: str) -> None:
    """Refuse forms and embedded content that a page of another site requests."""
    site = request.headers.get("Sec-Fetch-Site")
    if request.method in _SAFE:
        refused = site == "cross-site" and (
            request.headers.get("Sec-Fetch-Mode", "navigate") != "navigate"
        )
    elif site is not None:
        # Our Referrer-Policy makes browsers send the origin "null" with our own forms.
        refused = site not in ("none", "same-origin")
    else:
        refused = bool(origin) and _host_of(origin) != request.headers.get("Host", "").lower()
    if refused:
        raise Forbidden(
            "the request comes from another site: "
            "list its origin in PINCITE_ALLOWED_ORIGINS to allow it"
        )


def _host_of(origin: str) -> str | None:
    """Return the host and port of an origin, or None when it has none or is invalid."""
    try:
        return urlsplit(origin).netloc.lower() or None
    except ValueError:
        return None


def is_loopback(host: str) -> bool:
    """Return whether a host resolves to loopback addresses only."""
    try:
        found: list[Any] = socket.getaddrinfo(host or "0.0.0.0", None)  # noqa: S104
    except (OSError, UnicodeError):
        return False
    addresses = [address_of(str(item[4][0]).split("%")[0]) for item in found]
    return all(address is not None and address.is_loopback for address in addresses)


def address_of(text: str) -> IPv4Address | IPv6Address | None:
    """Return an IP address, or None for another text."""
    try:
        return ip_address(text)
    except ValueError:
        return None


def _items(text: str) -> set[str]:
    return {item.strip().lower() for item in text.split(",") if item.strip()}


def _is_printable(key: str) -> bool:
    return key.isascii() and key.isprintable() and " " not in key
