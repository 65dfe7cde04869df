"""Run the command pack, and check a pack for the command verify."""

import argparse
import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryFile
from typing import TYPE_CHECKING

from corpus.command_line import INTERRUPTED, counted
from corpus.errors import BadRequest
from corpus.settings import Settings
from service.shell import options_of
from service.shell.asking import scope_of

if TYPE_CHECKING:
    from service.answers.result import Result
    from service.packs.pack import PackOptions

_BLOCK_BYTES = 2**20


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Add the arguments of the command pack."""
    command.add_argument(
        "file", type=Path,
        help="answer file that batch or ask --json wrote, .jsonl or .json; or a question file, "
        ".txt, .csv, .xlsx or .jsonl, which is asked first",
    )  # fmt: skip
    command.add_argument(
        "-o", "--output", type=Path, required=True, metavar="FILE",
        help="pack to write, .zip; with --one-html .html",
    )  # fmt: skip
    command.add_argument(
        "--one-html", action="store_true", help="write the page alone, as one HTML file"
    )
    command.add_argument(
        "--certificates", action="store_true",
        help="certify each answer that was not found, where that may be done",
    )  # fmt: skip
    command.add_argument(
        "--partial", action="store_true",
        help="with --certificates: certify although pages or files were not read, and state which",
    )  # fmt: skip
    command.add_argument(
        "--certificate", type=Path, nargs="+", action="extend", default=[], metavar="FILE",
        help="certificates to include, or folders of them",
    )  # fmt: skip
    command.add_argument("--findings", type=Path, metavar="FILE", help="findings.json to include")
    command.add_argument("--name", help="name of the pack; default: that of the output file")
    command.add_argument(
        "--date",
        type=date.fromisoformat,
        metavar="DATE",
        help="date of the pack (YYYY-MM-DD); default: today. The same date gives the same bytes",
    )
    asking = command.add_argument_group("for a question file")
    asking.add_argument("-k", type=int, metavar="N", help="number of sentences for each question")
    options_of.add_filters(asking)


def pack(settings: Settings, options: argparse.Namespace) -> int:
    """Write an evidence pack from a file of answers or questions."""
    from service.answers.engine import Engine
    from service.packs.contents import read_packed
    from service.packs.pack import PackOptions, write_file

    output: Path = options.output
    if output.exists() and not output.is_file():
        raise BadRequest(f"{output} is not a regular file", "choose another name with -o")
    if not output.absolute().parent.is_dir():
        raise BadRequest(f"the folder {output.parent} does not exist: create it first")
    chosen = PackOptions(
        options.name or output.stem,
        options.date or datetime.now(UTC).date(),
        certify=options.certificates,
        partial=options.partial,
        certificates=options.certificate,
        findings=options.findings,
        tell=lambda text: print(text, file=sys.stderr),
    )
    if _asks(options.file):
        return _pack_questions(settings, options, chosen)
    if options.k is not None or scope_of(options).filters:
        raise BadRequest(f"{options.file} is answered: leave out -k and the filters")
    answers = read_packed(options.file, settings.max_pack_answers)
    write_file(Engine(settings), answers, output, chosen, one_html=options.one_html)
    print(f"Wrote {output}: {counted(len(answers), 'answer')}")
    return 0


def _asks(path: Path) -> bool:
    """Tell whether a file holds questions, and not answers."""
    suffix = path.suffix.lower()
    if suffix != ".jsonl":
        return suffix in (".txt", ".csv", ".xlsx")
    try:
        with path.open("rb") as stream:
            first = json.loads(next(filter(bytes.strip, stream), b"null"))
    except (OSError, ValueError, RecursionError):  # read_packed says what is wrong
        return False
    return isinstance(first, dict) and not {"passages", "error"} & first.keys()


def _pack_questions(settings: Settings, options: argparse.Namespace, chosen: "PackOptions") -> int:
    """Answer a question file as batch does, and pack the answers; resume an interrupted run."""
    from tqdm import tqdm

    from service.answers.engine import Engine
    from service.batch.question_files import read_rows
    from service.batch.run import run_batch
    from service.packs.contents import StoredAnswers, packed_result
    from service.packs.pack import write_pack, write_page

    scope, questions = scope_of(options), options.file
    if not questions.is_file():
        raise BadRequest(f"{questions} does not exist: give an existing file")
    rows = read_rows(questions.name, questions.read_bytes())
    if len(rows) > settings.max_pack_answers:
        raise BadRequest(
            f"{questions} has {len(rows):,} questions; a pack holds {settings.max_pack_answers:,}",
            "pack fewer, or raise PINCITE_MAX_PACK_ANSWERS",
        )
    write = write_page if options.one_html else write_pack
    chosen = replace(chosen, scopes=[row.scope.with_defaults(scope) for row in rows])
    engine = Engine(settings)

    def written(results: "Iterable[Result]") -> Iterator[bytes]:
        answers = StoredAnswers(len(rows), lambda: map(packed_result, results))
        with TemporaryFile() as stream:
            write(engine, answers, stream, chosen)
            stream.seek(0)
            while block := stream.read(_BLOCK_BYTES):
                yield block

    with tqdm(disable=None, unit=" questions", leave=False, total=len(rows)) as bar:

        def progress(done: int, _known: int) -> None:
            bar.update(done)

        try:
            tally = run_batch(
                engine, questions, options.output, written, options.k, scope,
                progress,
                lambda text: bar.write(text, sys.stderr),
            )  # fmt: skip
        except KeyboardInterrupt:
            print("\nStopped. Run the same command again to continue.", file=sys.stderr)
            return INTERRUPTED
    print(f"Wrote {options.output}: {tally}")
    return 0 if tally.answered + tally.to_check + tally.without_answer else 1


def verify_pack(settings: Settings, path: Path, *, as_json: bool) -> int:
    """Print what is wrong with a pack, and return 1 where anything is."""
    from service.packs.check import pack_problems

    problems = pack_problems(path, settings.max_file_bytes)
    if as_json:
        print(json.dumps({"intact": not problems, "problems": problems}, ensure_ascii=False))
    else:
        print("\n".join(problems) or "The pack is intact: every file, quote and certificate.")
    return 1 if problems else 0
