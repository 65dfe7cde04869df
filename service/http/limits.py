"""The limits of waitress for requests, with other ones for reports and drafts that are sent."""

from collections.abc import Callable
from dataclasses import dataclass

from waitress.adjustments import Adjustments

from corpus.settings import Settings

_SPARE_CONNECTIONS = 64
_MAX_BODY_IN_MEMORY = 65_536
"""Bytes of a request body that are buffered in memory; a longer body goes to a file."""


class Limits(Adjustments):  # type: ignore[misc]
    """The limits of waitress for requests, and other ones for what may be larger.

    Attributes:
        uploads: what may be larger.
        is_patient: whether the limit of time is for each pause in a request, not for all of it.
    """

    uploads: tuple["Upload", ...] = ()
    is_patient = False

    def of_post(self, path: str, authorization: str | None, own_header: str | None) -> "Limits":
        """Return the limits of a POST request to a path, by the headers that may hold the key."""
        for one in self.uploads:
            if path in one.paths and one.may_send(authorization, own_header):
                return one.limits
        return self


@dataclass(frozen=True, slots=True)
class Upload:
    """Requests that may be larger than others.

    Attributes:
        paths: the paths that they are sent to.
        may_send: returns whether a client may send one, by two headers of its request.
    """

    limits: Limits
    paths: tuple[str, ...]
    may_send: Callable[[str | None, str | None], bool]


def limits_for(settings: Settings, body_bytes: int) -> Limits:
    """Return the limits for requests with a body of at most so many bytes."""
    return Limits(
        host=settings.host,
        port=settings.port,
        max_request_body_size=body_bytes + 1,
        max_request_header_size=settings.max_header_bytes,
        # handle_accept enforces max_connections; this bounds connections that must stay open.
        connection_limit=settings.max_connections + _SPARE_CONNECTIONS,
        cleanup_interval=min(1.0, settings.client_seconds / 4),
        inbuf_overflow=_MAX_BODY_IN_MEMORY,
        log_socket_errors=False,
        ident="pincite",
    )
