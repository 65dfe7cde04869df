"""Serve the page with the question form and the answer."""

import json
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise, zip_longest
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, render_template, request
from werkzeug.datastructures import MultiDict

from corpus.dates import DATE_PATTERN
from corpus.errors import BadRequest
from corpus.omission_words import drawn_words
from corpus.report import Source
from corpus.settings import Settings
from index.store.protocol import View
from service.answers.answer import Answer, Span, percent, verdict
from service.answers.asked import Asked
from service.answers.citation import edition_name, readable_date, report_url
from service.answers.compound import names_in_words
from service.answers.engine import Engine
from service.answers.examples import Examples
from service.answers.vocabulary import DIFFERENT, FORM_WORDS, PARTS_ADVICE, STATUS_WORDS, WHY_WORDS
from service.citations.formats import FORMATS
from service.reading.works import first_files
from service.web.api.ask_api import PARAMETERS, asked_of
from service.web.pages.answer_view import (
    CHANCE_WORDS,
    advise,
    headline,
    lay_out,
    lay_out_differing,
    lay_out_parts,
)
from service.web.pages.filter_chips import FILTERS, chips

_MORE_PASSAGES = 20
_MAX_LISTED_REPORTS = 100
"""Maximum number of reports in the list; of more reports, it shows only the chosen ones."""
_MAX_CHIPS = 8
_WORD = re.compile(r"\w+|\W+")
_DIRECTION_MARKS = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}


def blueprint(settings: Settings, engine: Engine) -> Blueprint:
    """Return the routes of the page."""
    routes = Blueprint("pages", __name__)
    routes.add_app_template_global(report_url)
    routes.add_app_template_global(edition_name)
    routes.add_app_template_global(_about, "about")
    routes.add_app_template_global(_parts, "parts")
    routes.add_app_template_global(drawn_words, "drawn_words")
    routes.add_app_template_filter(_without_direction_marks, "straight")
    routes.add_app_template_filter(readable_date, "day")
    routes.add_app_template_filter(partial(percent, unit="\N{NO-BREAK SPACE}%"), "percent")
    examples = Examples()
    engine.serving.when_opened.append(lambda: examples.of(engine, engine.opened))

    @routes.get("/")
    def home() -> Response:
        opened = engine.opened
        # A form also sends its empty fields.
        given = MultiDict((name, value) for name, value in request.args.items(multi=True) if value)
        shown = _form_values(opened.generation, given) | {"max_chars": settings.max_question_chars}
        if "q" not in request.args:
            return Response(
                render_template("ask.html", examples=examples.of(engine, opened), **shown)
            )
        try:
            asked = asked_of(engine, given, opened)
            (answer,) = engine.ask([asked])
        except BadRequest as error:
            return Response(render_template("ask.html", error=error, **shown), 422)
        more = min(_MORE_PASSAGES, settings.max_k)
        shown["more"] = more if len(answer.passages) == asked.k < more else None
        shown |= _answer_values(answer, asked, f"/?{urlencode(shown['as_asked'])}")
        shown["searched"] = _searched(asked)
        return Response(render_template("ask.html", **shown))

    return routes


def _form_values(generation: View, given: MultiDict[str, str]) -> dict[str, Any]:
    """Return the template values of the form: the given values, and the choices."""
    as_asked = [pair for pair in given.items(multi=True) if pair[0] in PARAMETERS]
    return {
        "question": given.get("q", ""),
        "given": given,
        "chips": chips(given, generation),
        "most_chips": _MAX_CHIPS,
        "as_asked": as_asked,
        "unfiltered": [pair for pair in as_asked if pair[0] not in FILTERS],
        **filter_choices(generation, given.getlist("report")),
        "passages": generation.manifest.passages,
    }


def _works_of(generation: View, reports: Iterable[str]) -> set[str]:
    """Return the first file of the work of each report that is in the index."""
    known = (generation.reports.get(report) for report in reports)
    return {report.work.files[0] for report in known if report}


def filter_choices(generation: View, given: Iterable[str]) -> dict[str, object]:
    """Return the template values of the filters: reports, publishers, and whether dates exist.

    Args:
        given: ids of the reports that the question names; these are listed first.
    """
    sources = generation.sources
    names = {source.publisher for source in sources}
    reports = first_files(generation.reports.values())
    chosen = _works_of(generation, given)
    few = len(reports) <= _MAX_LISTED_REPORTS
    listed = [one for one in reports if few or one.source.id in chosen]
    return {
        "reports": reports,
        "chosen": chosen,
        "listed": sorted(listed, key=lambda one: one.source.id not in chosen),
        "publishers": sorted(filter(None, names)) if len(names) > 1 else [],
        "dated": any(source.date for source in sources),
        "date_pattern": DATE_PATTERN,
    }


@dataclass(frozen=True, slots=True)
class _Searched:
    """The part of the index that was searched.

    Attributes:
        reports: the chosen works, each by its first file; empty when all reports were searched.
        sentences: number of sentences in the searched reports.
    """

    reports: tuple[Source, ...]
    sentences: int


def _searched(asked: Asked) -> _Searched:
    reports = asked.opened.generation.reports
    return _Searched(
        tuple(one.source for one in first_files(reports[report] for report in asked.reports)),
        sum(reports[report].sentences for report in asked.reports or reports),
    )


def _answer_values(answer: Answer, asked: Asked, here: str) -> dict[str, object]:
    """Return the template values of an answer.

    Args:
        here: the address of the page.
    """
    part_results = lay_out_parts(answer, asked, here)
    return {
        "answer": answer,
        "result": lay_out(answer, asked, here),
        "part_results": part_results,
        "advice": advise(answer, asked),
        "status": headline(part_results) if part_results else verdict(answer),
        "chance_words": CHANCE_WORDS,
        "unread": answer.question_form in FORM_WORDS,
        "parts_advice": PARTS_ADVICE,
        "status_words": STATUS_WORDS,
        "named": names_in_words(answer) if answer.searched_in else None,
        "why": WHY_WORDS,
        "different": DIFFERENT,
        "pairs": lay_out_differing(answer, asked, here),
        "styles": json.dumps({name: form.title for name, form in FORMATS.items()}),
        "respelt": _corrected_words(answer),
    }


def _corrected_words(answer: Answer) -> list[tuple[str, bool]]:
    """Split the searched question into words and separators.

    Returns:
        (text, whether the spelling was corrected); empty when nothing was corrected.
    """
    if answer.searched_for is None:
        return []
    pieces = zip_longest(_WORD.findall(answer.question), _WORD.findall(answer.searched_for))
    return [(after, before != after) for before, after in pieces if after]


def _about(source: Source) -> str:
    """Return publisher, number and date of a report on one line."""
    parts = (source.publisher, source.number, source.date and readable_date(source.date))
    return ", ".join(part for part in parts if part)


def _without_direction_marks(text: str) -> str:
    """Return a text without the characters that change the direction of the text after them."""
    return "".join(one for one in text if unicodedata.bidirectional(one) not in _DIRECTION_MARKS)


def _parts(text: str, matches: Sequence[Span], answer: Span | None) -> list[tuple[str, bool, bool]]:
    """Split a text at the ends of the marked spans.

    Returns:
        (text, whether it is a matched word, whether it is in the short answer), in order.
    """
    spans = [*matches, *([answer] if answer else [])]
    ends = sorted({0, len(text), *(end for span in spans for end in span)})

    def inside(start: int, end: int, spans: Sequence[Span]) -> bool:
        return any(first <= start and end <= last for first, last in spans)

    return [
        (
            text[start:end],
            inside(start, end, matches),
            inside(start, end, [answer] if answer else []),
        )
        for start, end in pairwise(ends)
    ]
