"""Cache the layouts of the reports that were read last, and their HTML."""

from functools import partial
from urllib.parse import urlencode

from flask import render_template
from markupsafe import Markup, escape
from werkzeug.exceptions import NotFound

from index.store.protocol import View
from service.reading.cache import SizedCache
from service.reading.layout import ReadableReport, readable_report

UNKNOWN_REPORT = "unknown report: choose one from /reports"
_QUERY = 'href="?'
"""How the links of the text to its own page begin; text itself has no straight quotes."""


class ReportCache:
    """The reports that were read last, as layouts and as HTML; each up to the same size."""

    def __init__(self, max_chars: int) -> None:
        """Create an empty cache."""
        self._reports = SizedCache[ReadableReport](max_chars, _length)
        self._texts = SizedCache[Markup](max_chars, len)

    def report(self, generation: View, report_id: str) -> ReadableReport:
        """Return the layout of a report.

        Raises:
            NotFound: when the index does not hold the report.
        """
        if report_id not in generation.reports:
            raise NotFound(UNKNOWN_REPORT)
        key = generation.manifest.generation, report_id
        return self._reports.get(key, lambda: readable_report(generation, report_id))

    def text(
        self, generation: View, report: ReadableReport, form: str, origin: str | None
    ) -> Markup:
        """Return the text of a report as HTML.

        Args:
            form: "readable", "source" or "both".
            origin: the parameter ``from`` for the links to the same page, or None.
        """
        key = generation.manifest.generation, report.source.id, form
        render = partial(render_template, "report_text.html", report=report, form=form)
        # The template escapes every text of the report.
        text = self._texts.get(key, lambda: Markup(render()))  # noqa: S704
        if origin is None:
            return text
        kept = escape(urlencode({"from": origin}) + "&")
        # As plain strings: Markup would escape the quote of the attribute.
        return Markup(str(text).replace(_QUERY, _QUERY + str(kept)))  # noqa: S704


def _length(report: ReadableReport) -> int:
    return sum(len(sentence.text) for sentence in report.sentences)
