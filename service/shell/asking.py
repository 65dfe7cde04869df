"""Run the commands ask, batch and serve."""

import argparse
import sys
from typing import TYPE_CHECKING

from corpus.command_line import INTERRUPTED
from corpus.errors import BadRequest
from corpus.settings import Settings
from index.search.scope import Scope

if TYPE_CHECKING:
    from service.answers.answer import AnswerPassage, Differing


def ask(settings: Settings, options: argparse.Namespace) -> int:
    """Print the answer to one question."""
    from service.answers.answer import verdict_line
    from service.answers.compound import parts_note, searched_note
    from service.answers.engine import Engine

    scope = scope_of(options)
    engine = Engine(settings)
    asked = engine.asked(
        options.question,
        options.k,
        scope,
        as_written=options.as_written,
        all_reports=options.all_reports,
    )
    (answer,) = engine.ask([asked])
    if options.json:
        from service.answers.as_json import answer_json

        print(answer_json(answer).decode())
        return 0
    print(f"{verdict_line(answer)}:")
    if answer.searched_for:
        print(f"Searched for: {answer.searched_for} (--as-written searches for it as typed)")
    if searched := searched_note(answer):
        print(f"{searched} (--all-reports searches all reports)")
    if note := parts_note(answer):
        print(note)
    if answer.partly_read:
        print(answer.partly_read.text)
    told: set[str] = set()
    for passage in answer.passages:
        _print_passage(passage)
        report = passage.citation.report
        if report.id not in told:
            told.add(report.id)
            for one in report.omissions:
                print(f"   {one.text}")
    _print_differing(answer.differing)
    return 0


def _print_differing(pairs: "list[Differing]") -> None:
    from service.answers.citation import full_label

    for pair in pairs:
        print(f"\n{pair.note}")
        for passage in pair.passages:
            print(f"   {passage.display}\n      {full_label(passage.citation)}")


def _print_passage(passage: "AnswerPassage") -> None:
    from corpus.omission_words import drawn_words
    from service.answers.citation import superseded_words

    print(f"\n{passage.rank}. {passage.display}")
    if passage.drawn:
        print(f"   {drawn_words(passage.quote, passage.drawn)}")
    if passage.display != passage.quote:
        print(f"   word for word: {' '.join(passage.quote.split())}")
    if passage.answer:
        print(f"   answer: {' '.join(passage.answer.text.split())}")
    print(f"   {passage.citation.label}")
    if newer := passage.citation.report.newer_edition:
        print(f"   {superseded_words(newer)} ({newer.id})")
    for place in passage.also_at:
        print(f"   also at {place.label}")
    if passage.places > len(passage.also_at) + 1:
        print(f"   and {passage.places - len(passage.also_at) - 1} more places")


def batch(settings: Settings, options: argparse.Namespace) -> int:
    """Answer a file of questions and write a file of answers."""
    from tqdm import tqdm

    from service.answers.engine import Engine
    from service.batch.run import run_batch
    from service.exports import writer_for
    from service.exports.layout import Layout

    layout = Layout(options.columns, settings.public_url.rstrip("/"))
    writer = writer_for(options.output.name)
    scope = scope_of(options)
    if options.questions.is_dir():
        raise BadRequest(f"{options.questions} is a folder: give a question file in it")
    if not options.questions.is_file():
        raise BadRequest(f"{options.questions} does not exist: give an existing question file")
    if not options.output.absolute().parent.is_dir():
        raise BadRequest(f"the folder {options.output.parent} does not exist: create it first")
    engine = Engine(settings)
    # disable=None shows the bar on a terminal only.
    with tqdm(disable=None, unit=" questions", leave=False, total=0) as bar:

        def progress(done: int, known: int) -> None:
            bar.total = known
            bar.update(done)

        try:
            tally = run_batch(
                engine,
                options.questions,
                options.output,
                lambda results: writer(results, layout),
                options.k,
                scope,
                progress,
                lambda text: bar.write(text, sys.stderr),
            )
        except KeyboardInterrupt:
            print("\nStopped. Run the same command again to continue.", file=sys.stderr)
            return INTERRUPTED
    print(f"{tally}: {options.output}")
    asked = tally.answered + tally.to_check + tally.without_answer
    return 0 if asked else 1


def scope_of(options: argparse.Namespace) -> Scope:
    """Return the filters that the options state."""
    return Scope(
        tuple(options.report or ()),
        tuple(options.publisher or ()),
        options.since,
        options.until,
    )


def serve(settings: Settings, _options: argparse.Namespace) -> int:
    """Serve the web page and the JSON API until SIGTERM or Ctrl-C."""
    from service.http.server import serve as listen

    return listen(settings)
