"""Certify an absence, or refuse to and say why; both are records."""

from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from corpus.command_line import counted
from index.store import open_store
from service.absence.controls import CONTROLS, Control, phrase_controls, question_controls
from service.absence.miss_rate import miss_rates
from service.absence.parts import (
    coverage_json,
    engine_json,
    nearest_json,
    place_json,
    standing_json,
)
from service.absence.phrases import Phrase
from service.absence.request import Request, filters_json
from service.absence.scan import PhraseScan
from service.absence.statements import TYPE, stated
from service.answers.answer import Answer, verdict_line
from service.answers.asked import chosen_reports
from service.answers.engine import Engine
from service.citecheck.quotations.report_texts import ReportTexts
from service.records.canonical import identified
from service.records.coverage import Coverage, coverage

_NEAREST_FOR = 20
"""Phrases for which the nearest sentences are listed."""

Record = dict[str, Any]


def certify(
    engine: Engine,
    request: Request,
    *,
    wait_seconds: float = 60.0,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> Record:
    """Return a certificate of absence, or the refusal of one, as a record with its id.

    Args:
        wait_seconds: how long to wait for the comparison of the folder with the index.
        progress: called with the number of reports that were scanned, and of all.

    Raises:
        BadRequest: when the question or a filter is not valid.
        NotReady: while no generation serves.
    """
    return _Certifying(engine, request, wait_seconds, progress).record()


class _Certifying:
    def __init__(
        self,
        engine: Engine,
        request: Request,
        wait_seconds: float,
        progress: Callable[[int, int], None],
    ) -> None:
        self._engine, self._request, self._progress = engine, request, progress
        self._opened = engine.opened
        self._view = self._opened.generation
        chosen = chosen_reports(request.scope, self._opened, engine.settings)
        self._reports = chosen or tuple(self._view.reports)
        self._wait = wait_seconds
        self._reasons: list[dict[str, str]] = []

    def record(self) -> Record:
        request, info = self._request, self._opened.info
        covered = coverage(self._view, self._reports)
        covers = coverage_json(covered, self._view.reports.keys() - set(self._reports))
        self._check_index()
        self._check_coverage(covered)
        found = self._of_question() if request.question is not None else self._of_phrases()
        is_given = not self._reasons
        return identified(
            {
                "type": TYPE,
                "status": "certified" if is_given else "refused",
                "reasons": self._reasons,
                "strength": request.strength,
                "statement": stated(request, covers, found["miss_rate"]) if is_given else None,
                "question": request.question,
                "asked": [
                    {"text": one.text, "variants": list(one.variants)} for one in request.phrases
                ],
                "filters": filters_json(request.scope),
                "partial": request.partial,
                **found,
                **covers,
                "index": {
                    "generation": info.generation,
                    "fingerprint": info.fingerprint,
                    "sentences": info.passages,
                },
                "engine": engine_json(self._engine, self._opened),
                "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
            }
        )

    def _refuse(self, code: str, text: str) -> None:
        self._reasons.append({"code": code, "text": text})

    def _check_index(self) -> None:
        if open_store(self._engine.settings).is_building():
            self._refuse("build_running", "A build is running: wait for it to end.")
        changes = self._engine.corpus_changes(self._opened, self._wait)
        if changes is None:
            self._refuse(
                "index_unknown", "The folder could not be compared with the index: try again."
            )
        elif changes.sentence:
            said = changes.sentence[0].upper() + changes.sentence[1:]
            self._refuse("index_older", f"{said}: build the index again.")

    def _check_coverage(self, covered: Coverage) -> None:
        unread = [one.id for one in covered.reports if not one.fully_read]
        # A file that was not read has no id, publisher or date that a filter could compare.
        files = () if self._request.scope.reports else covered.not_read
        if (unread or files) and not self._request.partial:
            counts = [
                counted(len(some), noun)
                for some, noun in ((unread, "partly read report"), (files, "file"))
                if some
            ]
            named = ", ".join([*unread, *(one.path for one in files)][:5])
            self._refuse(
                "partly_read",
                f"{' and '.join(counts)} in scope could not be read in full ({named}): read them, "
                "for example with OCR, or ask for a partial certificate, which says so.",
            )

    def _of_phrases(self) -> Record:
        phrases = self._request.phrases
        controls = phrase_controls(self._view, self._reports)
        texts = ReportTexts(self._view)
        forms = [form for one in phrases for form in one.forms]
        scan = PhraseScan(
            [*forms, *(one.text for one in controls)], texts, self._engine.settings.max_also_at
        )
        done = iter(range(1, len(self._reports) + 1))
        scan.run(self._reports, lambda: self._progress(next(done), len(self._reports)))
        first, absent, standing = 0, list[Record](), list[Record]()
        for one in phrases:
            own = range(first, first + len(one.forms))
            first += len(one.forms)
            if any(map(scan.reports_with, own)):
                standing.append(
                    standing_json(
                        one.forms, own, scan, texts, self._engine.settings.max_also_at or 1
                    )
                )
            else:
                absent.append(self._absent(one, own, scan, texts, len(absent) < _NEAREST_FOR))
        if not absent:
            self._refuse("stands", "The reports hold every phrase: see “standing”.")
        checked = [
            (one, any(place.report == one.report for place in scan.places(len(forms) + at))
             or scan.reports_with(len(forms) + at) > self._engine.settings.max_also_at)
            for at, one in enumerate(controls)
        ]  # fmt: skip
        scanned = f"{counted(scan.reports, 'text')}, {counted(scan.characters, 'character')}"
        return {
            "phrases": absent,
            "standing": standing,
            "channels": [{"name": "exhaustive scan", "state": "ran", "detail": scanned}],
            "nearest": [],
            "limit": None,
            "miss_rate": [],
            "controls": self._controls(checked),
        }

    def _absent(
        self, phrase: Phrase, own: range, scan: PhraseScan, texts: ReportTexts, nearest: bool
    ) -> Record:
        return {
            "text": phrase.text,
            "variants": list(phrase.variants),
            "signs": list(phrase.signs),
            "alike": [
                place_json(texts, place)
                for at in own[: len(phrase.forms) - len(phrase.signs)]
                for place in scan.alike(at)
            ],
            "nearest": nearest_json(self._engine, self._opened, phrase.text, self._request.scope)
            if nearest
            else [],
        }

    def _of_question(self) -> Record:
        text, scope, opened = self._request.question or "", self._request.scope, self._opened
        asked = self._engine.asked(text, None, scope, all_reports=True, opened=opened)
        (answer,) = self._engine.ask([asked])
        limit = opened.calibration.no_answer
        self._check_answer(answer, limit)
        rates = miss_rates(opened.info.reader, limit) if limit is not None else ()
        words, recall = asked.words, self._view.manifest.recall
        return {
            "phrases": [],
            "standing": [],
            "searched_for": asked.spelled,
            "other_forms": self._view.acronyms.alternatives(words.text, words.terms),
            "answerable": answer.answerable,
            "channels": [
                {"name": "meaning", "state": "ran",
                 "detail": f"recall {recall.at_100:.3f} of 100" if recall else "exact"},
                {"name": "words", "state": "ran", "detail": "exact"},
                {"name": "reader", "state": "ran" if opened.reranker else "off",
                 "detail": f"{self._engine.settings.reranker_candidates} sentences"},
            ],
            "nearest": nearest_json(self._engine, opened, asked.spelled, scope),
            "limit": limit,
            "miss_rate": [{**asdict(one), "sentence": one.sentence} for one in rates],
            "controls": self._controls(
                question_controls(self._engine, opened, self._reports, scope)
            ),
        }  # fmt: skip

    def _check_answer(self, answer: Answer, limit: float | None) -> None:
        if limit is None:
            self._refuse("no_limit", "No limit is known for this reader: use the packaged one.")
        if answer.question_form in ("not_english", "unreadable"):
            self._refuse("not_understood", f"{verdict_line(answer)}.")
        elif answer.parts:
            self._refuse("compound", "This asks several questions: ask for each on its own.")
        elif answer.status != "no_answer":
            where = answer.passages[0].citation.label if answer.passages else "nowhere"
            self._refuse(answer.status, f"{verdict_line(answer)}: the nearest sentence is {where}.")

    def _controls(self, checked: Sequence[tuple[Control, bool]]) -> list[Record]:
        if len(checked) < CONTROLS:
            self._refuse(
                "control_failed", f"The reports give only {len(checked)} of {CONTROLS} controls."
            )
        lost = [control for control, found in checked if not found]
        if lost:
            self._refuse(
                "control_failed",
                f"{len(lost)} of {len(checked)} controls were not found, such as "
                f"{lost[0].sentence}: the search is not sound.",
            )
        return [{**asdict(control), "found": found} for control, found in checked]
