"""Ask standing questions again, for the command watch."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus.errors import BadRequest
from corpus.files import read_bytes
from corpus.limits import Limits
from corpus.settings import Settings
from service.shell.citechecking import check_folder, write

if TYPE_CHECKING:
    from service.answers.engine import Engine
    from service.editions.standing import Standing, Watched


def begin(settings: Settings, options: argparse.Namespace) -> int:
    """Write the present answers to the questions of a file as the accepted ones."""
    from service.answers.engine import Engine
    from service.batch.question_files import read_rows
    from service.editions.standing import accepted_of

    if options.output is None:
        raise BadRequest("--init needs -o: name the file to write, such as watch.toml")
    source: Path = options.init
    rows = read_rows(source.name, read_bytes(source, Limits.of(settings)))
    for row in rows:
        if row.error is not None:
            raise BadRequest(f"row {row.id} of {source}: {row.error.detail}")
    if not rows:
        raise BadRequest(f"{source} has no questions")
    engine = Engine(settings)
    answers = engine.ask([engine.asked(row.question, None, row.scope) for row in rows])
    pairs = zip(rows, answers, strict=True)
    _write(options.output, engine, [accepted_of(r.question, r.scope, a) for r, a in pairs])
    print(f"{len(rows)} questions accepted: {options.output}")
    return 0


def again(settings: Settings, options: argparse.Namespace) -> int:
    """Ask the questions of a file again, and tell what became of the accepted answers."""
    from service.absence.parts import engine_json
    from service.answers.engine import Engine
    from service.editions.standing import accepted_of, cause_of, watched
    from service.editions.watch_file import read_watch_file
    from service.records.canonical import canonical

    file = read_watch_file(options.file)
    if options.output is not None:
        check_folder(options.output)
    questions = file.standing()
    engine = Engine(settings)
    view = engine.opened.generation
    texts = {name: one.text_sha256 for name, one in file.reports.items()}
    present = {name: one.text_sha256 for name, one in view.reports.items()}
    cause = cause_of((file.engine, _engine(engine_json(engine, engine.opened))), (texts, present))
    answers = engine.ask([engine.asked(one.question, None, one.scope) for one in questions])
    pairs = list(zip(questions, answers, strict=True))
    found = [watched(view, one, answer, cause) for one, answer in pairs]
    record = canonical(_record(questions, found))
    if options.output is not None:
        write(options.output / "questions.json", record + b"\n")
    if options.json:
        print(record.decode())
    else:
        for one, what in zip(questions, found, strict=True):
            if what.verdict != "tie" or options.ties:
                print(_line(one, what))
    if options.accept:
        _write(options.file, engine, [accepted_of(q.question, q.scope, a) for q, a in pairs])
    return int(any(one.verdict not in {"same", "tie"} for one in found))


def _record(questions: "list[Standing]", found: "list[Watched]") -> dict[str, Any]:
    from dataclasses import asdict

    from service.records.canonical import identified

    listed = [
        {
            "question": one.question,
            "accepted": asdict(one.accepted[0]) if one.accepted else None,
            **asdict(what),
        }
        for one, what in zip(questions, found, strict=True)
    ]
    return identified({"type": "pincite/questions/1", "questions": listed})


def _line(one: "Standing", what: "Watched") -> str:
    words = what.verdict.replace("_", " ")
    if what.verdict == "other_sentence_first":
        words += ", the old one is still there" if what.still_there else ", the old one is gone"
    lines = [f"{words}: {one.question}"]
    if what.cause is not None:
        lines[0] += f" (cause: {what.cause})"
        lines += [f"   was: {' '.join(one.accepted[0].quote.split())}"] if one.accepted else []
        lines += [f"   now: {' '.join(what.now.quote.split())}"] if what.now else []
    return "\n".join(lines)


def _write(path: Path, engine: "Engine", questions: "list[Standing]") -> None:
    from service.absence.parts import engine_json
    from service.editions.watch_file import watch_file

    opened = engine.opened
    reports = {
        name: {"source_sha256": one.source_sha256, "text_sha256": one.text_sha256}
        for name, one in opened.generation.reports.items()
    }
    write(path, watch_file(_engine(engine_json(engine, opened)), reports, questions))


def _engine(parts: dict[str, Any]) -> dict[str, Any]:
    """Return the parts as TOML can hold them: without null, and fractions as text."""
    kept = {name: one for name, one in parts.items() if one is not None}
    return {name: str(one) if isinstance(one, float) else one for name, one in kept.items()}
