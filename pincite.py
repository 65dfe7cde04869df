"""Ask reports from Python.

Example::

    import pincite

    index = pincite.open("var/index")
    answer = index.ask("How many U.S. troops are stationed in Japan?")
    print(answer.status, answer.confidence, answer.answerable)
    for passage in answer.passages:
        print(passage.quote, passage.citation.label)
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Self

from corpus.errors import BadRequest, PinciteError
from corpus.files import read_bytes
from corpus.limits import Limits
from corpus.report import Source
from corpus.settings import Settings, load_settings
from index.build.build import BuildSummary, build_index
from index.build.events import Event
from index.search.scope import Scope
from service import __version__
from service.absence.certify import certify
from service.absence.phrases import phrases_of
from service.absence.request import Request
from service.answers.answer import Answer, AnswerPassage, Citation
from service.answers.engine import Engine
from service.citecheck.check import check_draft
from service.citecheck.doors.drafts import check_suffix, read_draft
from service.citecheck.findings import CheckedDraft, Finding
from service.packs.contents import packed_answer
from service.packs.pack import PackOptions, write_file

__all__ = [
    "Answer",
    "AnswerPassage",
    "BuildSummary",
    "CheckedDraft",
    "Citation",
    "Event",
    "Finding",
    "Index",
    "PinciteError",
    "Settings",
    "Source",
    "__version__",
    "build",
    "open",
]


class Index:
    """An index that answers questions; safe to share between threads.

    After a build, the next question is answered from the new generation of the index.
    """

    def __init__(self, engine: Engine) -> None:
        """Wrap an engine; call ``open`` instead."""
        self._engine = engine

    def ask(
        self,
        question: str,
        k: int | None = None,
        *,
        reports: Sequence[str] = (),
        publishers: Sequence[str] = (),
        since: str | None = None,
        until: str | None = None,
        as_written: bool = False,
        all_reports: bool = False,
    ) -> Answer:
        """Return the answer to one question.

        Args:
            question: the question, at most ``Settings.max_question_chars`` characters.
            k: number of passages, best first; ``Settings.k`` when None.
            reports: ids of the reports to search; all reports when empty.
            publishers: publishers whose reports to search; all publishers when empty.
            since: earliest date of the reports, as "2016", "2016-02" or "2016-02-09".
            until: latest date of the reports, in the same form.
            as_written: search without correcting the spelling.
            all_reports: search all reports although the question names some by number or title.

        Raises:
            BadRequest: when the question, ``k`` or a filter is invalid; the message gives the
                remedy.
        """
        scope = Scope(tuple(reports), tuple(publishers), since, until)
        asked = self._engine.asked(
            question, k, scope, as_written=as_written, all_reports=all_reports
        )
        (answer,) = self._engine.ask([asked])
        return answer

    def ask_all(self, questions: Iterable[str], k: int | None = None) -> list[Answer]:
        """Return the answers to several questions, in order, all from one generation.

        Args:
            questions: the questions.
            k: number of passages for each; ``Settings.k`` when None.

        Raises:
            BadRequest: when a question or ``k`` is invalid.
        """
        opened = self._engine.opened
        return self._engine.ask([self._engine.asked(text, k, opened=opened) for text in questions])

    def check_draft(
        self,
        draft: str | Path,
        *,
        reports: Sequence[str] = (),
        progress: Callable[[int, int], None] = lambda _done, _total: None,
    ) -> CheckedDraft:
        """Check the quotations and claims of a draft against the reports.

        Args:
            draft: path of a .docx, .md, .html, .txt or .pdf file.
            reports: ids of the reports to compare with; all reports when empty.
            progress: called with the number of steps that are done, and of all.

        Raises:
            BadRequest: when the format of the draft or the id of a report is unknown.
            UnreadableFile: when the draft cannot be read; the message states reason and remedy.
        """
        engine, path = self._engine, Path(draft)
        check_suffix(path.name)
        engine.check_options(None, Scope(tuple(reports)))
        content = read_bytes(path, Limits.of(engine.settings))
        read = read_draft(engine.settings, path.name, content)
        return check_draft(read, engine, progress, reports=tuple(reports))

    def certify_absence(
        self,
        question: str | None = None,
        *,
        phrases: Sequence[str] = (),
        reports: Sequence[str] = (),
        publishers: Sequence[str] = (),
        since: str | None = None,
        until: str | None = None,
        partial: bool = False,
    ) -> dict[str, Any]:
        """Return a certificate of absence, or the refusal of one, as a record.

        Args:
            question: certify that no sentence reached the limit of an answer to it.
            phrases: certify instead that none of these stands in the reports, each with " | "
                between its variants.
            reports, publishers, since, until: the reports to search, as for ``ask``.
            partial: certify although pages or files were not read, and state which.

        Raises:
            BadRequest: when neither or both are given, or one of them or a filter is invalid.
        """
        if (question is None) == (not phrases):
            raise BadRequest("give either a question or phrases")
        scope = Scope(tuple(reports), tuple(publishers), since, until)
        chosen = phrases_of(phrases, self._engine.settings) if phrases else ()
        return certify(self._engine, Request(chosen, question, scope, partial))

    def pack(self, answers: Sequence[Answer], path: str | Path, *, day: date | None = None) -> None:
        """Write answers with their evidence as one zip file; see docs/evidence-packs.md.

        Args:
            answers: answers of this index.
            path: file to write; its name without the ending names the pack.
            day: date of the pack; the same date gives the same bytes. Today when None.

        Raises:
            BadRequest: when the index no longer holds a cited text.
        """
        target = Path(path)
        packed = [packed_answer(number, one) for number, one in enumerate(answers, start=1)]
        options = PackOptions(target.stem, day or datetime.now(UTC).date())
        write_file(self._engine, packed, target, options)

    @property
    def reports(self) -> list[Source]:
        """Return id, title, publisher, number and date of each report, in order of id."""
        return list(self._engine.opened.generation.sources)

    def close(self) -> None:
        """Close the files of the index."""
        self._engine.opened.generation.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Close the files of the index."""
        self.close()


def open(index: str | Path, **settings: Any) -> Index:  # noqa: A001  # read as pincite.open
    """Open the index in a folder.

    Args:
        index: the index folder that ``build``, ``pincite build`` or ``build_index.py`` wrote.
        settings: settings by name, as in docs/settings.md; they override the environment.

    Raises:
        IndexProblem: when the index is missing, damaged or made with another model or adapter.
        SettingError: when a setting has an invalid value.
    """
    return Index(Engine(load_settings(index=Path(index), **settings)))


def build(
    corpus: str | Path,
    index: str | Path,
    *,
    progress: Callable[[Event], None] = lambda _: None,
    strict: bool | None = None,
    replace: bool = False,
    **settings: Any,
) -> BuildSummary:
    """Build or update the index over a folder of reports.

    Args:
        corpus: folder of the reports.
        index: index folder; created when it is missing.
        progress: called with what the build does, such as a file that it reads; see ``Event``.
        strict: leave the index as it is when any file cannot be read; as the last build when None.
        replace: replace the reports of another folder, from which the index was built.
        settings: settings by name, as in docs/settings.md; they override the environment.

    Raises:
        CorpusError: when the corpus folder cannot be read or has no readable report, or when the
            index was built from another folder.
        FilesNotRead: when the build is strict and a file cannot be read.
        BuildInProgress: when another build writes to the index folder.
        OSError: when the disk is full or the folder cannot be written.
    """
    chosen = load_settings(corpus=Path(corpus), index=Path(index), **settings)
    return build_index(chosen, watch=progress, strict=strict, replace=replace)
