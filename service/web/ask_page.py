"""The page that asks."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise, zip_longest

from flask import Blueprint, Response, render_template, request
from werkzeug.datastructures import MultiDict

from corpus.errors import BadRequest
from corpus.report import Source
from corpus.settings import Settings
from index.search.scope import DATE_PATTERN
from index.store.protocol import View
from service.answers.answer import STATUS_WORDS, WHY_WORDS, Answer, Span
from service.answers.asked import Asked
from service.answers.citation import readable_date, report_url
from service.answers.engine import Engine
from service.answers.examples import Examples
from service.web.ask_api import PARAMETERS, asked_of

_MORE = 20
_LISTED_REPORTS = 100
"""So many reports can be ticked on the page; of more, only those that were chosen."""
_WORD = re.compile(r"\w+|\W+")
_BENDS_TEXT = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}


def blueprint(settings: Settings, engine: Engine) -> Blueprint:
    """Return the routes of the page."""
    routes = Blueprint("pages", __name__)
    routes.add_app_template_global(report_url)
    routes.add_app_template_global(_about, "about")
    routes.add_app_template_global(_parts, "parts")
    routes.add_app_template_filter(_straight, "straight")
    examples = Examples()
    engine.serving.when_opened.append(lambda: examples.of(engine, engine.opened))

    @routes.get("/")
    def home() -> Response:
        opened = engine.opened
        # A form sends the fields that nobody filled in, too.
        given = MultiDict((name, value) for name, value in request.args.items(multi=True) if value)
        shown = _form(opened.generation, given) | {"max_chars": settings.max_question_chars}
        if "q" not in request.args:
            return Response(
                render_template("ask.html", examples=examples.of(engine, opened), **shown)
            )
        try:
            asked = asked_of(engine, given, opened)
            (answer,) = engine.ask([asked])
        except BadRequest as error:
            return Response(render_template("ask.html", error=error, **shown), 422)
        more = min(_MORE, settings.max_k)
        shown["more"] = more if len(answer.passages) == asked.k < more else None
        shown |= _answered(answer) | {"searched": _searched(asked)}
        return Response(render_template("ask.html", **shown))

    return routes


def _form(generation: View, given: MultiDict[str, str]) -> dict[str, object]:
    """Return what the form shows: what was given, and what there is to choose from."""
    reports = list(generation.reports.values())
    chosen = set(given.getlist("report"))
    few = len(reports) <= _LISTED_REPORTS
    listed = [one for one in reports if few or one.source.id in chosen]
    return {
        "question": given.get("q", ""),
        "given": given,
        "filtered": any(name in given for name in ("report", "publisher", "from", "to")),
        "as_asked": [pair for pair in given.items(multi=True) if pair[0] in PARAMETERS],
        "reports": reports,
        "listed": sorted(listed, key=lambda one: one.source.id not in chosen),
        **filter_choices(generation),
        "passages": generation.manifest.passages,
    }


def filter_choices(generation: View) -> dict[str, object]:
    """Return what a form's filters offer, wherever it stands."""
    sources = generation.sources
    names = {source.publisher for source in sources}
    return {
        "publishers": sorted(filter(None, names)) if len(names) > 1 else [],
        "dated": any(source.date for source in sources),
        "date_pattern": DATE_PATTERN,
    }


@dataclass(frozen=True, slots=True)
class _Searched:
    """What a question was put to: reports by id, none where it was all, and their sentences."""

    reports: tuple[Source, ...]
    sentences: int


def _searched(asked: Asked) -> _Searched:
    reports = asked.opened.generation.reports
    return _Searched(
        tuple(reports[report].source for report in asked.reports),
        sum(reports[report].sentences for report in asked.reports or reports),
    )


def _answered(answer: Answer) -> dict[str, object]:
    """Return what the page shows of an answer: the likely sentences, and the others."""
    likely = [passage for passage in answer.passages if passage.status != "no_answer"]
    others = [passage for passage in answer.passages if passage.status == "no_answer"]
    return {
        "answer": answer,
        "status": STATUS_WORDS[answer.status],
        "why": WHY_WORDS,
        "groups": [group for group in (likely, others) if group],
        "respelt": _respelt(answer),
    }


def _respelt(answer: Answer) -> list[tuple[str, bool]]:
    """Cut the question that was searched into pieces: was it put right? None where none was."""
    if answer.searched_for is None:
        return []
    pieces = zip_longest(_WORD.findall(answer.question), _WORD.findall(answer.searched_for))
    return [(after, before != after) for before, after in pieces if after]


def _about(source: Source) -> str:
    """Return what is known of a report besides its title, in one line."""
    parts = (source.publisher, source.number, source.date and readable_date(source.date))
    return ", ".join(part for part in parts if part)


def _straight(text: str) -> str:
    """Return a text without the characters that turn the writing direction of what follows."""
    return "".join(one for one in text if unicodedata.bidirectional(one) not in _BENDS_TEXT)


def _parts(text: str, matches: Sequence[Span], answer: Span | None) -> list[tuple[str, bool, bool]]:
    """Cut a text at the ends of the marked spans.

    Returns:
        Pieces of the text in order: is it a matched word, is it in the short answer?
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
