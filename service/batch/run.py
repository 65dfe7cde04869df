"""Answer question files: in order, a bad row as an error row, an interrupted run taken up again."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from corpus.errors import BadRequest
from corpus.refusals import naming
from index.search.scope import EVERYWHERE, Scope
from service.answers.answer import Answer
from service.answers.as_json import json_line
from service.answers.asked import Asked
from service.answers.engine import Engine
from service.answers.problems import Problem, problem
from service.answers.result import Result, from_line, to_line
from service.batch.question_files import Row, read_rows

_QUESTIONS_AT_A_TIME = 64


@dataclass(frozen=True, slots=True)
class Stored:
    """Results on disk, which are read anew each time that somebody goes through them."""

    read: Callable[[], Iterator[Result]]

    def __iter__(self) -> Iterator[Result]:
        """Read from the start."""
        return self.read()


def answer_rows(
    engine: Engine,
    rows: Sequence[Row],
    k: int | None = None,
    scope: Scope = EVERYWHERE,
    at_a_time: int = _QUESTIONS_AT_A_TIME,
) -> Iterator[list[Result]]:
    """Yield the results of the rows in order, some at a time, those from one generation.

    Args:
        k, scope: for the rows that do not say.
    """
    for first in range(0, len(rows), at_a_time):
        yield _answer_some(engine, rows[first : first + at_a_time], k, scope)


def _answer_some(engine: Engine, rows: Sequence[Row], k: int | None, scope: Scope) -> list[Result]:
    opened = engine.opened
    errors: dict[int, Problem] = {}
    questions: dict[int, Asked] = {}
    for at, row in enumerate(rows):
        if row.error is not None:
            errors[at] = row.error
            continue
        try:
            questions[at] = engine.asked(
                row.question,
                k if row.k is None else row.k,
                row.scope.with_defaults(scope),
                opened=opened,
            )
        except BadRequest as error:
            errors[at] = problem(422, str(error), error=error)
    answers = dict(zip(questions, engine.ask(list(questions.values())), strict=True))
    return [_result(row, answers.get(at), errors.get(at)) for at, row in enumerate(rows)]


def _result(row: Row, answer: Answer | None, error: Problem | None) -> Result:
    question = answer.question if answer else row.question
    return Result(row.id, question, answer, error, row.columns)


def run_batch(
    engine: Engine,
    questions: Path,
    output: Path,
    write: Callable[[Iterable[Result]], Iterable[bytes]],
    k: int | None,
    scope: Scope,
    progress: Callable[[int, int], None],
) -> tuple[int, int]:
    """Answer a question file into an output file; a run that was interrupted goes on.

    The answers so far lie in ``<output>.partial``; the output itself appears
    whole, at the end.

    Args:
        write: makes the output, piece by piece, from the results.
        progress: called with (rows answered since the last call, rows in all).

    Returns:
        The number of rows, and how many of them failed.

    Raises:
        BadRequest: when the file, k or the scope cannot be used.
    """
    # A device would be replaced by a file, as everything of the output's name is.
    if output.exists() and (not output.is_file() or output.samefile(questions)):
        raise BadRequest(f"the answers cannot be written to {output}", "give another name with -o")
    opened = engine.opened
    engine.check_options(k, scope, opened)
    with _only_run(output):
        content = _content(questions)
        rows = read_rows(questions.name, content)
        journal = output.with_name(output.name + ".partial")
        header = {
            "questions_sha256": hashlib.sha256(content).hexdigest(),
            "index": opened.generation.manifest.fingerprint,
            "k": k or engine.settings.k,
            "scope": asdict(scope),
            "search": engine.method(opened),
        }
        with naming(journal):
            done = _resume(journal, header)
        progress(done, len(rows))
        with naming(journal), journal.open("a", encoding="utf-8") as stream:
            for results in answer_rows(engine, rows[done:], k, scope):
                stream.writelines(map(to_line, results))
                stream.flush()
                progress(len(results), len(rows))
        finished = output.with_name(output.name + ".finished")
        try:
            with naming(finished), finished.open("wb") as stream:
                stream.writelines(write(Stored(partial(_journal_rows, journal))))
            finished.replace(output)
        finally:
            finished.unlink(missing_ok=True)
        failed = sum(row.error is not None for row in _journal_rows(journal))
        journal.unlink()
        return len(rows), failed


def _content(questions: Path) -> bytes:
    try:
        return questions.read_bytes()
    except OSError as error:
        raise BadRequest(
            f"{questions} cannot be read: {error.strerror}",
            "make it readable, or name another file",
        ) from error


@contextmanager
def _only_run(output: Path) -> Iterator[None]:
    """Hold an output for one run."""
    lock = FileLock(output.with_name(output.name + ".lock"), timeout=0)
    try:
        lock.acquire()
    except Timeout as error:
        raise BadRequest(
            f"another run is writing {output}", "wait for it, or give another name with -o"
        ) from error
    try:
        yield
    finally:
        Path(lock.lock_file).unlink(missing_ok=True)
        lock.release()


def _resume(journal: Path, header: dict[str, Any]) -> int:
    """Return how many rows the journal of the same run holds; start it anew when there is none."""
    if journal.exists():
        lines = journal.read_bytes().splitlines(keepends=True)
        # A line that was cut off while it was written is written again.
        whole = [line for line in lines if line.endswith(b"\n")]
        if whole and whole[0] == json_line(header).encode():
            with journal.open("r+b") as stream:
                stream.truncate(sum(map(len, whole)))
            return len(whole) - 1
    journal.write_text(json_line(header), encoding="utf-8")
    return 0


def _journal_rows(journal: Path) -> Iterator[Result]:
    with journal.open(encoding="utf-8") as stream:
        next(stream)
        yield from map(from_line, stream)
