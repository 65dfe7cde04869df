"""Serve /reports: the list of indexed reports, and facts about the index."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import quote

from flask import Blueprint, Response, render_template, request

from corpus.command_line import build_command
from corpus.errors import BadRequest, CorpusError
from corpus.folder import Failure
from corpus.omission_words import OmissionInfo, is_partly_read, omission_infos, remarks
from corpus.report import Passage
from corpus.settings import Settings
from corpus.text.fold import fold
from index.store.protocol import View
from index.types import IndexedReport, Key
from service.answers.citation import report_url
from service.answers.engine import Engine
from service.answers.index_info import EditionInfo
from service.answers.opened import Opened
from service.answers.serving import NotReady
from service.builds.runner import Builder
from service.builds.shelf import is_inside
from service.reading.works import FileInfo, WorkInfo, work_info
from service.web.api.query import json_page, page_number, wants_json
from service.web.managers import Managers
from service.web.pages.build_rows import build_values
from service.web.pages.report_upload import form_values

COLUMNS = {
    "title": "Title",
    "publisher": "Publisher",
    "date": "Date",
    "pages": "Pages",
    "sentences": "Sentences",
}
"""Columns that the list can be sorted by, with their titles."""

REPORTS_A_PAGE = 200


@dataclass(frozen=True, slots=True)
class ReportRow:
    """A report in the list.

    Attributes:
        pages: number of pages, or None when the source has none; in an index of a format before
            7, number of the last page with text.
        sha256: SHA-256 of the source file.
        text_sha256: SHA-256 of the text that was read from it.
        url, source_url: address of the report and of its file in this service.
        omissions, ocr_pages: see ``ReportInfo``.
        work, files, newer_edition, older_editions, superseded: see ``WorkInfo``.
    """

    id: str
    title: str | None
    publisher: str | None
    number: str | None
    date: str | None
    published_at: str | None
    note: str | None
    file: str
    pages: int | None
    sentences: int
    sha256: str
    text_sha256: str
    url: str
    source_url: str
    work: str
    files: list[FileInfo]
    newer_edition: EditionInfo | None
    older_editions: list[EditionInfo]
    superseded: str | None
    omissions: tuple[OmissionInfo, ...]
    ocr_pages: tuple[int, ...]

    @property
    def remarks(self) -> list[str]:
        """Return what a reader of the report must know of its text, in sentences."""
        return remarks(self.omissions, self.ocr_pages)


def blueprint(settings: Settings, engine: Engine, builder: Builder) -> Blueprint:
    """Return the routes of the page."""
    routes = Blueprint("collection", __name__)
    managers = Managers(settings)

    @routes.get("/reports")
    def reports() -> Response:
        try:
            opened = engine.opened
        except NotReady as error:
            if wants_json() or error.cause == "busy":
                raise
            return Response(render_template("no_reports.html", error=error, **adding()))
        generation = opened.generation
        sort, order = request.args.get("sort", ""), request.args.get("order", "asc")
        if sort not in ("", *COLUMNS) or order not in ("asc", "desc"):
            raise BadRequest(
                f"unknown sort or order: sort by {', '.join(COLUMNS)}; order by asc or desc"
            )
        find = request.args.get("find", "").strip()
        found = _sorted(_found(report_rows(generation), find), sort, descending=order == "desc")
        works = [report for report in found if report.id == report.work]
        corpus = corpus_about(engine, opened)
        about = {
            "index": index_about(opened),
            "corpus": corpus,
            "found": len(found),
            "found_works": len(works),
        }
        failures = generation.manifest.failures
        partly = sum(is_partly_read(report.omissions) for report in generation.reports.values())
        if wants_json():
            kept = list(map(asdict, found))
            return json_page({**about, "reports": kept, "failures": list(map(asdict, failures))})
        pages = max(1, -(-len(works) // REPORTS_A_PAGE))
        page = min(pages, page_number(request.args.get("page", "")))
        here = works[(page - 1) * REPORTS_A_PAGE : page * REPORTS_A_PAGE]
        return Response(
            render_template(
                "reports.html", reports=here, failures=failures, columns=COLUMNS, sort=sort,
                order=order, find=find, page=page, pages=pages, state=corpus, index=about["index"],
                found_works=len(works), partly=partly,
                removable=_removable(engine, failures), **adding(),
            )
        )  # fmt: skip

    def adding() -> dict[str, Any]:
        """Return the template values of the form, and of the build that runs or ran last."""
        shown = form_values(settings, engine) if managers.include_client() else {}
        return {**shown, "open": "add" in request.args, **build_values(builder.latest)}

    return routes


def _removable(engine: Engine, failures: Iterable[Failure]) -> set[str]:
    """Return the paths of failures which are files, and not entries of the catalog or links."""
    try:
        return {one.path for one in failures if is_inside(engine.corpus, one.path)}
    except CorpusError:  # the form that adds reports says so
        return set()


def index_about(opened: Opened) -> dict[str, Any]:
    """Return the facts about the index that serves: size, models, hashes and versions."""
    manifest, reranker = opened.generation.manifest, opened.reranker
    return {
        "generation": manifest.generation,
        "fingerprint": manifest.fingerprint,
        "reports": manifest.reports,
        "works": manifest.reports - sum(len(work.files) - 1 for work in manifest.works),
        "sentences": manifest.passages,
        "model": manifest.model,
        "model_sha256": manifest.model_sha256,
        "adapter": manifest.adapter,
        "adapter_sha256": manifest.adapter_sha256,
        "reader": reranker.identity.name if reranker else None,
        "reader_sha256": reranker.identity.sha256 if reranker else None,
        "versions": {"format": manifest.format, **manifest.versions},
    }


def corpus_about(engine: Engine, opened: Opened) -> dict[str, Any] | None:
    """Return the corpus folder and what has changed in it; None while that is not known."""
    changes = engine.corpus_changes(opened)
    if changes is None:
        return None
    command = build_command(engine.settings.index)
    return {
        "folder": str(changes.folder),
        "problem": changes.problem,
        "new": list(changes.new),
        "changed": list(changes.changed),
        "gone": list(changes.gone),
        "summary": changes.sentence,
        "remedy": command if changes.sentence and not changes.problem else None,
    }


def report_rows(generation: View) -> list[ReportRow]:
    """Return all reports, in order of their ids."""
    reports = list(generation.reports.values())
    ends = [Key(report.source.id, report.sentences) for report in reports]
    last = generation.fetch(ends)
    return [
        _row(report, last.get(end), work_info(generation, report.source.id))
        for report, end in zip(reports, ends, strict=True)
    ]


def _row(report: IndexedReport, last: Passage | None, work: WorkInfo) -> ReportRow:
    source = report.source
    return ReportRow(
        id=source.id,
        title=source.title,
        publisher=source.publisher,
        number=source.number,
        date=source.date,
        published_at=source.url,
        note=source.note,
        file=report.path,
        pages=report.page_count or (last.pages[1] if last and last.pages else None),
        sentences=report.sentences,
        sha256=report.source_sha256,
        text_sha256=report.text_sha256,
        url=report_url(source.id),
        source_url=f"/sources/{quote(source.id)}",
        work=work.work,
        files=work.files,
        newer_edition=work.newer_edition,
        older_editions=work.older_editions,
        superseded=work.superseded,
        omissions=omission_infos(report.omissions, report.page_count),
        ocr_pages=report.ocr_pages,
    )


def _found(reports: list[ReportRow], find: str) -> list[ReportRow]:
    """Return the files of works, one of whose files has all words in what is known of it."""
    words = fold(find).text.split()

    def about(report: ReportRow) -> str:
        known = (report.title, report.publisher, report.number, report.date, report.id)
        return fold(" ".join(filter(None, known))).text

    works = {one.work for one in reports if all(word in about(one) for word in words)}
    return [report for report in reports if report.work in works]


def _sorted(reports: list[ReportRow], name: str, *, descending: bool) -> list[ReportRow]:
    """Sort by a column; reports without a value there come last in either order."""
    if not name:
        return reports

    def key(report: ReportRow) -> Any:
        value = report.title or report.id if name == "title" else getattr(report, name)
        return fold(value).text if isinstance(value, str) else value

    known = [report for report in reports if key(report) is not None]
    unknown = [report for report in reports if key(report) is None]
    return sorted(known, key=key, reverse=descending) + unknown
