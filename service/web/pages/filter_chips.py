"""List the filters of a question, each with the address that drops it."""

from dataclasses import dataclass
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict

from index.store.protocol import View
from service.web.api.ask_api import PARAMETERS

FILTERS = {"report": "", "publisher": "", "from": "From ", "to": "To "}
"""The parameters that filter, and what the page writes before their values."""


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter.

    Attributes:
        label: the filter in words.
        url: the same question without this filter.
    """

    label: str
    url: str


def chips(given: MultiDict[str, str], generation: View) -> list[Chip]:
    """Return the filters of a query, in the order of the form."""
    pairs = [pair for pair in given.items(multi=True) if pair[0] in PARAMETERS]
    return [
        Chip(
            before + (_title(value, generation) if name == "report" else value),
            f"/?{urlencode([pair for pair in pairs if pair != (name, value)])}",
        )
        for name, before in FILTERS.items()
        for value in dict.fromkeys(given.getlist(name))
    ]


def _title(report_id: str, generation: View) -> str:
    report = generation.reports.get(report_id)
    return (report.source.title if report else None) or report_id
