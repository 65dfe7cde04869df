"""Answer the rows of a question file in order; resume an interrupted run."""

import hashlib
from collections import Counter
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
from service.answers.tally import Tally
from service.batch.question_files import Row, no_questions, read_rows

_GROUP_SIZE = 64


@dataclass(frozen=True, slots=True)
class StoredResults:
    """Results on disk; each iteration reads them again."""

    read: Callable[[], Iterator[Result]]

    def __iter__(self) -> Iterator[Result]:
        """Read the results from the start."""
        return self.read()


def answer_rows(
    engine: Engine,
    rows: Sequence[Row],
    k: int | None = None,
    scope: Scope = EVERYWHERE,
    group_size: int = _GROUP_SIZE,
) -> Iterator[list[Result]]:
    """Yield the results of the rows in order, in groups.

    One index generation answers a whole group.

    Args:
        k, scope: defaults for rows without their own.
        group_size: number of rows in a group.

    Raises:
        NotReady: while no index is open.
    """
    for first in range(0, len(rows), group_size):
        yield _answer_group(engine, rows[first : first + group_size], k, scope)


def _answer_group(engine: Engine, rows: Sequence[Row], k: int | None, scope: Scope) -> list[Result]:
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
    tell: Callable[[str], None] = lambda _text: None,
) -> Tally:
    """Answer a question file and write the output file; resume an interrupted run.

    The results so far are in ``<output>.partial``. The output file appears at the end, complete.

    Args:
        write: yields the content of the output file from the results.
        k, scope: defaults for rows without their own.
        progress: called with (rows answered since the last call, rows in total).
        tell: see ``read_rows``.

    Returns:
        The number of rows of each kind.

    Raises:
        BadRequest: when the file, k, the scope or the output path cannot be used, or the file has
            no questions.
        UnreadableFile: when the bytes of the file cannot be decoded.
        OSError: when a file cannot be written.
    """
    # The last step renames a file to this path. That would replace a device such as /dev/null.
    if output.exists() and (not output.is_file() or output.samefile(questions)):
        raise BadRequest(
            f"{output} is the question file or not a regular file", "choose another name with -o"
        )
    opened = engine.opened
    engine.check_options(k, scope, opened)
    with _locked(output):
        content = _read(questions)
        rows = read_rows(questions.name, content, tell=tell)
        if not rows:
            raise no_questions(questions.name)
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
                stream.writelines(write(StoredResults(partial(_journal_results, journal))))
            finished.replace(output)
        finally:
            finished.unlink(missing_ok=True)
        tally = Tally.of(Counter(result.status for result in _journal_results(journal)))
        journal.unlink()
        return tally


def _read(questions: Path) -> bytes:
    try:
        return questions.read_bytes()
    except OSError as error:
        raise BadRequest(
            f"{questions} cannot be read: {error.strerror}",
            "make it readable, or choose another file",
        ) from error


@contextmanager
def _locked(output: Path) -> Iterator[None]:
    """Lock an output file, so that one run at a time writes it."""
    lock = FileLock(output.with_name(output.name + ".lock"), timeout=0)
    try:
        lock.acquire()
    except Timeout as error:
        raise BadRequest(
            f"another run is writing {output}", "wait for it, or choose another name with -o"
        ) from error
    try:
        yield
    finally:
        Path(lock.lock_file).unlink(missing_ok=True)
        lock.release()


def _resume(journal: Path, header: dict[str, Any]) -> int:
    """Return the number of results in the journal of the same run; else start a new journal."""
    if journal.exists():
        lines = journal.read_bytes().splitlines(keepends=True)
        # An incomplete last line is cut off; its row is answered again.
        complete = [line for line in lines if line.endswith(b"\n")]
        if complete and complete[0] == json_line(header).encode():
            with journal.open("r+b") as stream:
                stream.truncate(sum(map(len, complete)))
            return len(complete) - 1
    journal.write_text(json_line(header), encoding="utf-8")
    return 0


def _journal_results(journal: Path) -> Iterator[Result]:
    with journal.open(encoding="utf-8") as stream:
        next(stream)
        yield from map(from_line, stream)
