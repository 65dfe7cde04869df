"""Dates of reports: a year, a month or a day, as ISO 8601 writes them.

"2005", "2005-09" and "2005-09-01" are three statements. A date never gets a month or a day that
its source does not state. As strings, dates sort by time, and a year before its months.
"""

import datetime
import re

DATE_PATTERN = "[0-9]{4}(-[0-9]{2}){0,2}"
"""Form of a date; a text of this form may still be an invalid date."""
DATE_FORMS = "a year, a month or a day, as in 2016, 2016-02 or 2016-02-09"
"""The forms in words, for messages."""
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def is_date(text: str) -> bool:
    """Return whether a text is a valid year, month or day."""
    if not re.fullmatch(DATE_PATTERN, text):
        return False
    try:
        datetime.date.fromisoformat(text + "-01-01"[len(text) - 4 :])
    except ValueError:
        return False
    return True


def date_parts(date: str) -> tuple[int, int | None, int | None]:
    """Return year, month and day of a valid date; None for what it does not state."""
    year, month, day = [*map(int, date.split("-")), None, None][:3]
    return year or 0, month, day


def us_day(month: str, day: str, year: str) -> datetime.date | None:
    """Return the day that a US date such as 04/09/2026 states; None where there is no such day."""
    try:
        return datetime.date(int(year), int(month), int(day))
    except ValueError:
        return None


def is_within(date: str, since: str, until: str) -> bool:
    """Return whether some day of a date may be from ``since`` to ``until``, inclusive.

    A date of a year or a month is within a range that holds any day of it, as its report may be of
    that day.

    Args:
        since, until: dates; "" for no bound.
    """

    # As much as both state decides: of "2005-09" and "2005-09-15", the month.
    def shared(bound: str) -> int:
        return min(len(date), len(bound))

    return (
        since[: shared(since)] <= date[: shared(since)]
        and date[: shared(until)] <= until[: shared(until)]
    )
