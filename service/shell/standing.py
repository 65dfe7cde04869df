"""Ask standing questions again, for the command watch."""

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus.settings import Settings
from service.shell.accepting import accept, present_engine
from service.shell.citechecking import check_folder, write

if TYPE_CHECKING:
    from service.answers.engine import Engine
    from service.answers.opened import Opened
    from service.editions.standing.asking import Asked
    from service.editions.standing.reports import Renewed
    from service.editions.standing.verdicts import Standing, Watched
    from service.editions.standing.watch_file import WatchFile


def again(settings: Settings, options: argparse.Namespace) -> int:
    """Ask the questions of a file again, and tell what became of the accepted answers."""
    from service.answers.engine import Engine
    from service.editions.standing.as_record import questions_record
    from service.editions.standing.asking import became
    from service.editions.standing.causes import explained
    from service.editions.standing.reports import in_newer_editions
    from service.editions.standing.watch_file import read_watch_file
    from service.records.canonical import canonical

    file = read_watch_file(options.file)
    if options.output is not None:
        check_folder(options.output)
    questions = file.standing()
    engine = Engine(settings)
    opened = engine.opened
    answers = _answers(engine, opened, questions)
    plain = [became(opened.generation, *pair) for pair in zip(questions, answers, strict=True)]
    present = present_engine(engine, opened)
    found = explained(engine, opened, file, present, questions, plain, _tell)
    renewed = _renewed(opened, file)
    found = in_newer_editions(questions, found, renewed)
    record = questions_record(questions, found, renewed)
    if options.output is not None:
        _write_all(settings, options, opened, questions, found, renewed, record)
    if options.json:
        print(canonical(record).decode())
    else:
        _print(questions, found, ties=options.ties)
        _print_reports(renewed)
    if options.accept:
        accept(options.file, engine, opened, _accepted(questions, answers))
    return int(any(one.is_changed for one in found) or any(one.is_changed for one in renewed))


def _answers(engine: "Engine", opened: "Opened", questions: "list[Standing]") -> "list[Asked]":
    from tqdm import tqdm

    from service.editions.standing.asking import ask_again

    # disable=None shows the bar on a terminal only.
    with tqdm(disable=None, unit=" questions", leave=False, total=len(questions)) as bar:
        return ask_again(engine, opened, questions, bar.update)


def _renewed(opened: "Opened", file: "WatchFile") -> "list[Renewed]":
    from tqdm import tqdm

    from service.editions.standing.reports import renewed_reports

    with tqdm(disable=None, unit=" reports", leave=False) as bar:
        return renewed_reports(opened.generation, file, bar.update)


def _print_reports(renewed: "list[Renewed]") -> None:
    from service.editions.standing.report_words import (
        changes_words,
        others_words,
        questions_words,
        renewed_words,
    )

    for one in renewed:
        if one.is_own:
            print(f"{renewed_words(one)} ({questions_words(one)})\n   {changes_words(one)}")
    others = others_words(renewed)
    if others:
        print(others)


def _tell(words: str) -> None:
    print(words, file=sys.stderr)


def _accepted(questions: "list[Standing]", answers: "list[Asked]") -> "list[Standing]":
    """Return the questions with the present answers; one that cannot be asked stays as it was."""
    from service.answers.answer import Answer
    from service.editions.standing.verdicts import accepted_of

    return [
        accepted_of(one.question, one.scope, asked) if isinstance(asked, Answer) else one
        for one, asked in zip(questions, answers, strict=True)
    ]


def _print(questions: "list[Standing]", found: "list[Watched]", *, ties: bool) -> None:
    from service.editions.standing.words import counts_words

    for one, what in zip(questions, found, strict=True):
        if what.verdict != "tie" or ties:
            print(_lines(one, what))
    print(counts_words(found))


def _lines(one: "Standing", what: "Watched") -> str:
    from service.editions.standing.words import plain, verdict_words

    cause = f" (cause: {what.cause})" if what.cause else ""
    lines = [f"{verdict_words(what)}: {one.question}{cause}"]
    if what.verdict != "same":
        lines += [f"   was: {plain(one.accepted[0])}"] if one.accepted else []
        lines += [f"   now: {plain(what.now)}"] if what.now else []
    lines += [f"   {what.reason}"] if what.reason else []
    return "\n".join(lines)


def _write_all(
    settings: Settings,
    options: argparse.Namespace,
    opened: "Opened",
    questions: "list[Standing]",
    found: "list[Watched]",
    renewed: "list[Renewed]",
    record: dict[str, Any],
) -> None:
    """Write the record, the page and, where it tells something new, the feed."""
    from service.editions.standing.feed import NAME, questions_feed
    from service.editions.standing.page import questions_html
    from service.records.canonical import canonical

    folder: Path = options.output
    source: Path = options.file.absolute()
    titles = {name: one.source.title or name for name, one in opened.generation.reports.items()}
    site = settings.public_url.rstrip("/") or None
    page = questions_html(source.name, questions, found, record["record_id"], titles, site, renewed)
    path = folder / NAME
    existing = path.read_bytes() if path.is_file() else None
    title = f"Standing questions: {source.name}"
    now = datetime.now(UTC)
    feed = questions_feed(existing, source.as_uri(), title, questions, found, now, renewed)
    write(folder / "questions.json", canonical(record) + b"\n")
    write(folder / "questions.html", page.encode())
    if feed is not None:
        write(path, feed)
