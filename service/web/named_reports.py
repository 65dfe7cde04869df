"""Find the reports that a request names, in the generation that serves or in a newer one."""

from contextlib import suppress

from flask import request

from corpus.text.fold import composed
from service.answers.engine import Engine
from service.answers.serving import NotReady


def find_named(engine: Engine) -> None:
    """Compose the accents in the id of a report, and wait for a newer generation that has it.

    A link may come from another server of the same index, which serves a newer generation by then.
    """
    values = request.view_args or {}
    in_path = [values["report_id"]] if "report_id" in values else []
    named = [composed(one) for one in [*in_path, *request.args.getlist("report")]]
    if not named:
        return
    with suppress(NotReady):
        reports = engine.opened.generation.reports
        if not all(one in reports for one in named):
            reports = engine.serving.caught_up().generation.reports
        if in_path and named[0] in reports:
            values["report_id"] = named[0]
