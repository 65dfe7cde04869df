"""The limits of waitress for requests, with other ones for reports that are added."""

from collections.abc import Callable

from waitress.adjustments import Adjustments

from corpus.settings import Settings

_SPARE_CONNECTIONS = 64
_MAX_BODY_IN_MEMORY = 65_536
"""Bytes of a request body that are buffered in memory; a longer body goes to a file."""


class Limits(Adjustments):  # type: ignore[misc]
    """The limits of waitress for requests, and other ones for reports that are added.

    Attributes:
        of_reports: the limits for an upload of reports.
        report_paths: the paths that one may be sent to.
        may_send_reports: returns whether a client may send one, by two headers of its request.
        is_patient: whether the limit of time is for each pause in a request, not for all of it.
    """

    of_reports: "Limits"
    report_paths: tuple[str, ...]
    may_send_reports: Callable[[str | None, str | None], bool]
    is_patient = False


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
