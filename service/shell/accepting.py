"""Accept answers to standing questions, for the command watch."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus.command_line import counted
from corpus.errors import BadRequest
from corpus.files import read_bytes
from corpus.limits import Limits
from corpus.settings import Settings
from service.shell.citechecking import write

if TYPE_CHECKING:
    from service.answers.answer import Answer
    from service.answers.engine import Engine
    from service.answers.opened import Opened
    from service.batch.question_files import Row
    from service.editions.standing.stored import Stored
    from service.editions.standing.verdicts import Standing


def begin(settings: Settings, options: argparse.Namespace) -> int:
    """Write the present answers to questions, or stored answers, as the accepted ones."""
    from service.editions.standing.stored import is_answer_file, read_stored

    if options.output is None:
        raise BadRequest("--init needs -o: name the file to write, such as watch.toml")
    source: Path = options.init
    content = read_bytes(source, Limits.of(settings))
    if is_answer_file(source):
        return _accept_stored(settings, read_stored(source), options.output)
    return _accept_present(settings, _rows(source, content), options.output)


def _rows(source: Path, content: bytes) -> "list[Row]":
    from service.batch.question_files import read_rows

    rows = read_rows(source.name, content)
    for row in rows:
        if row.error is not None:
            raise BadRequest(f"row {row.id} of {source}: {row.error.detail}")
    if not rows:
        raise BadRequest(f"{source} has no questions")
    return rows


def _accept_present(settings: Settings, rows: "list[Row]", target: Path) -> int:
    from service.answers.engine import Engine
    from service.editions.standing.verdicts import accepted_of

    engine = Engine(settings)
    opened = engine.opened
    asked = [engine.asked(row.question, None, row.scope, opened=opened) for row in rows]
    pairs = zip(rows, engine.ask(asked), strict=True)
    accept(target, engine, opened, [accepted_of(r.question, r.scope, a) for r, a in pairs])
    print(f"{counted(len(rows), 'question')} accepted: {target}")
    return 0


def _accept_stored(settings: Settings, answers: "list[Answer]", target: Path) -> int:
    """Accept stored answers, and tell at once which of them the index no longer has."""
    from service.answers.engine import Engine
    from service.editions.standing.stored import checked, engine_told, same_index
    from service.editions.standing.watch_file import watch_file

    engine = Engine(settings)
    opened = engine.opened
    found = list(checked(opened.generation, answers))
    questions = [one.standing for one in found]
    given_here = same_index(answers, opened.info)
    differing = _differing(engine, opened, questions) if given_here else None
    if differing == 0:
        accept(target, engine, opened, questions)
    else:
        told = engine_told(answers)
        write(target, watch_file(told, {}, questions, partly_known=True))
    _tell(found, target)
    if differing:
        print(f"The index answers {differing} of them otherwise now: pincite watch tells how.")
    lost = any(one.fate in {"superseded", "gone"} for one in found)
    return int(lost or bool(differing))


def _differing(engine: "Engine", opened: "Opened", questions: "list[Standing]") -> int:
    from service.editions.standing.asking import ask_again, became

    pairs = zip(questions, ask_again(engine, opened, questions), strict=True)
    return sum(became(opened.generation, *pair).is_changed for pair in pairs)


def _tell(found: "list[Stored]", target: Path) -> None:
    from service.editions.standing.words import plain

    for one in found:
        if one.fate not in {None, "same"}:
            print(f"{one.fate}: {one.standing.question}\n   {one.message}")
            print(f"   was: {plain(one.standing.accepted[0])}")
    fates = ("same", "moved", "superseded", "gone")
    counts = [(sum(one.fate == fate for one in found), fate) for fate in fates]
    without = sum(one.fate is None for one in found)
    counts += [(without, "without an answer")] if without else []
    listed = ", ".join(f"{count} {words}" for count, words in counts)
    print(f"{counted(len(found), 'answer')} accepted: {target}: {listed}.")


def accept(path: Path, engine: "Engine", opened: "Opened", questions: "list[Standing]") -> None:
    """Write questions with accepted answers, and what the index and the engine were for them."""
    from service.editions.standing.watch_file import watch_file

    reports = {
        name: {"source_sha256": one.source_sha256, "text_sha256": one.text_sha256}
        for name, one in opened.generation.reports.items()
    }
    write(path, watch_file(present_engine(engine, opened), reports, questions))


def present_engine(engine: "Engine", opened: "Opened") -> dict[str, Any]:
    """Return the engine as TOML can hold it: without null, and fractions as text."""
    from service.absence.parts import engine_json

    kept = {name: one for name, one in engine_json(engine, opened).items() if one is not None}
    return {name: str(one) if isinstance(one, float) else one for name, one in kept.items()}
