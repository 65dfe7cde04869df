"""Decide who may add and remove reports."""

from urllib.parse import urlsplit

from flask import request
from werkzeug.exceptions import Forbidden

from corpus.settings import Settings
from service.web.access import address_of, check_origin, holds_key, is_loopback

_OF_PROXIES = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-Ip", "Via")


class Managers:
    """Decides who may add and remove reports.

    At a loopback address without a public one, everyone on this machine. Elsewhere, who sends the
    key, if the settings allow it. A page of another site never may.
    """

    def __init__(self, settings: Settings) -> None:
        """Resolve the address that the service listens on."""
        self._key = settings.api_key
        self._by_key = bool(settings.uploads and settings.api_key)
        # A proxy is on this machine, too, and not every proxy tells for whom it asks.
        self._loopback = is_loopback(settings.host) and not settings.public_url

    def include_client(self) -> bool:
        """Return whether the client of the current request is one."""
        return self._by_key or (self._loopback and _is_direct())

    def may_send_reports(self, authorization: str | None, own_header: str | None) -> bool:
        """Return whether to receive a large body, by the headers that may hold the key."""
        may_ask = holds_key(self._key, authorization, own_header)
        return may_ask and (self._by_key or self._loopback)

    def check(self) -> None:
        """Check the current request.

        Raises:
            Forbidden: when it may not add or remove reports.
        """
        if not self.include_client():
            raise Forbidden(
                "reports are added and removed on the machine of the service only: "
                "set PINCITE_UPLOADS=1 and PINCITE_API_KEY to allow it from others"
            )
        check_origin(request.headers.get("Origin", ""))


def _is_direct() -> bool:
    """Return whether a request for a loopback name came without a proxy, as far as it shows."""
    if any(name in request.headers for name in _OF_PROXIES):
        return False
    name = (urlsplit(f"//{request.host}").hostname or "").rstrip(".")
    address = address_of(name)
    return name == "localhost" or (address is not None and address.is_loopback)
