"""Ask questions of the texts that the reports had, with the present engine."""

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from corpus.command_line import counted
from corpus.errors import PinciteError
from corpus.report import Report
from corpus.settings import Settings
from index.build.beside import open_beside
from index.store.protocol import View
from service.answers.engine import Engine
from service.answers.opened import Opened
from service.editions.standing.asking import ask_again, became
from service.editions.standing.former_reports import former_report, has_text
from service.editions.standing.verdicts import Standing, Watched
from service.editions.standing.watch_file import ReportHashes

_SHOWN = 3
_REMEDY = (
    "Accept the present answers with --accept; a higher PINCITE_FORMER_TEXT_BYTES lets later "
    "builds keep more former texts."
)


class FormerTexts:
    """The reports of an index as they were at another time."""

    def __init__(
        self, view: View, changed: Mapping[str, ReportHashes | None], settings: Settings
    ) -> None:
        """Take what has changed since.

        Args:
            changed: hashes of the reports at that time, by id; None of a report that is new since.
        """
        self.view = view
        self._changed = changed
        self._max_chars = settings.max_sentence_chars
        new = {name for name, then in changed.items() if then is None}
        self.names = sorted((view.reports.keys() | changed.keys()) - new)

    @property
    def lost(self) -> list[str]:
        """Return the reports whose former texts the index does not have, by id."""
        return [
            name
            for name, then in self._changed.items()
            if then and not has_text(self.view, then.source_sha256, then.text_sha256)
        ]

    def reports(self) -> Iterator[Report]:
        """Yield the reports in order of id, one at a time; no text of theirs may be lost."""
        for name in self.names:
            then = self._changed.get(name)
            if then is None:
                yield self.view.report(name)
            else:
                yield former_report(
                    self.view, name, then.source_sha256, then.text_sha256, self._max_chars
                )


def ask_before(
    engine: Engine,
    opened: Opened,
    texts: FormerTexts,
    questions: Sequence[Standing],
    tell: Callable[[str], None],
) -> list[Watched] | str:
    """Return what becomes of accepted answers with former texts, or why they cannot be asked.

    The former texts are indexed in a temporary folder, which is removed; nothing is written to the
    index that serves.

    Args:
        opened: the present generation with its models.
        tell: called with what takes long, in words.
    """
    lost = texts.lost
    if lost:
        shown = ", ".join(lost[:_SHOWN]) + (" and others" if len(lost) > _SHOWN else "")
        return (
            "Texts and engine have both changed, and the index no longer has the former text of "
            f"{shown}. {_REMEDY}"
        )
    tell(
        "Texts and engine have both changed. To tell why answers differ, "
        f"{counted(len(questions), 'question')} will be asked of the former texts."
    )
    try:
        with tempfile.TemporaryDirectory(prefix="pincite-") as folder:
            return _asked(engine, opened, texts, questions, Path(folder), tell)
    except (PinciteError, OSError) as error:
        return (
            f"Texts and engine have both changed, and the former texts cannot be asked: {error}. "
            f"They are indexed in {tempfile.gettempdir()}; TMPDIR names another folder."
        )


def _asked(
    engine: Engine,
    opened: Opened,
    texts: FormerTexts,
    questions: Sequence[Standing],
    folder: Path,
    tell: Callable[[str], None],
) -> list[Watched]:
    total = counted(len(texts.names), "report")
    beside = open_beside(
        texts.view, texts.reports(), opened.embedder, folder, engine.settings.exact_up_to,
        lambda done: tell(f"{done} of {total} with former texts indexed."),
    )  # fmt: skip
    try:
        then = Opened(beside, opened.embedder, opened.reranker)
        answers = ask_again(engine, then, questions)
        return [became(beside, *pair) for pair in zip(questions, answers, strict=True)]
    finally:
        beside.close()
