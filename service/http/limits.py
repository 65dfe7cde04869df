"""The limits of waitress for requests, with other ones for reports that are added."""

from collections.abc import Callable

from waitress.adjustments import Adjustments


class Limits(Adjustments):  # type: ignore[misc]
    """The limits of waitress for requests, and other ones for reports that are added.

    Attributes:
        of_reports: the limits for an upload of reports.
        may_send_reports: returns whether a client may send one, by two headers of its request.
        is_patient: whether the limit of time is for each pause in a request, not for all of it.
    """

    of_reports: "Limits"
    may_send_reports: Callable[[str | None, str | None], bool]
    is_patient = False
