"""Ask reports from Python.

import pincite

index = pincite.open("var/index")
answer = index.ask("How many U.S. troops are stationed in Japan?")
print(answer.status, answer.confidence)
for passage in answer.passages:
print(passage.quote, passage.citation.label)
"""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from corpus.errors import PinciteError
from corpus.report import Source
from corpus.settings import Settings, load_settings
from index.build.build import BuildSummary, build_index
from index.search.scope import Scope
from service import __version__
from service.answers.answer import Answer, AnswerPassage, Citation
from service.answers.engine import Engine

__all__ = [
    "Answer",
    "AnswerPassage",
    "BuildSummary",
    "Citation",
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

    A newer generation of the index is taken over before the next question.
    """

    def __init__(self, engine: Engine) -> None:
        """Wrap an engine; use ``open``."""
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
    ) -> Answer:
        """Return the answer to one question.

        Args:
            question: in plain words, at most ``Settings.max_question_chars`` characters.
            k: passages wanted, best first; ``Settings.k`` when None.
            reports: ids of the reports to search in; all when empty.
            publishers: names of the publishers to search in; all when empty.
            since: first year, month or day of the reports' dates, as 2016, 2016-02 or 2016-02-09.
            until: last year, month or day of the reports' dates.

        Raises:
            BadRequest: when the question, ``k`` or a filter is wrong; the message names the fix.
        """
        scope = Scope(tuple(reports), tuple(publishers), since, until)
        (answer,) = self._engine.ask([self._engine.question(question, k, scope)])
        return answer

    def ask_all(self, questions: Iterable[str], k: int | None = None) -> list[Answer]:
        """Return the answers to several questions, in order, all from one generation.

        Raises:
            BadRequest: when a question or ``k`` is wrong.
        """
        return self._engine.ask([self._engine.question(text, k) for text in questions])

    @property
    def reports(self) -> list[Source]:
        """Return what is known of each report, in order of report id."""
        return list(self._engine.generation.sources)

    def close(self) -> None:
        """Close the files of the index."""
        self._engine.generation.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the files of the index."""
        self.close()


def open(index: str | Path, **settings: Any) -> Index:  # noqa: A001  # read as pincite.open
    """Open the index in a folder.

    Args:
        index: the folder that ``build``, ``pincite build`` or ``build_index.py`` wrote.
        settings: settings by name, as in docs/settings.md; they override the environment.

    Raises:
        IndexProblem: when the folder holds no index that can answer; the message names the fix.
        SettingError: when a setting has a value that it cannot have.
    """
    return Index(Engine(load_settings(index=Path(index), **settings)))


def build(
    corpus: str | Path,
    index: str | Path,
    *,
    progress: Callable[[int, int], None] = lambda *_: None,
    strict: bool = False,
    **settings: Any,
) -> BuildSummary:
    """Build or update the index over a folder of reports.

    Args:
        corpus: the folder of the reports.
        index: the folder of the index; it is created when it is missing.
        progress: called with the passages ready since the last call, and the passages known.
        strict: publish nothing when one file cannot be read.
        settings: settings by name, as in docs/settings.md; they override the environment.

    Raises:
        CorpusError: when the folder cannot be used or holds no readable report.
        FilesNotRead: when the build is strict and a file cannot be read.
        BuildInProgress: when another build writes to the folder.
        OSError: when the disk is full or the folder cannot be written.
    """
    chosen = load_settings(corpus=Path(corpus), index=Path(index), **settings)
    return build_index(chosen, progress=progress, strict=strict)
