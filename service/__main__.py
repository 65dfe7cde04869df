"""The shell door: python -m service ask | batch | serve | verify | check | passages."""

import argparse
import json
import logging
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from corpus.errors import BadRequest, IndexProblem, PinciteError
from corpus.settings import Settings, load_settings
from corpus.shell import guarded
from index.search.scope import Scope

_EXIT_CODES = (
    "exit codes: 0 done; 1 the answer is no: a citation is broken, or the index cannot serve; "
    "2 not done: wrong usage, a file that cannot be used, or something that the system refuses, "
    "as on a full disk; 130 stopped with Ctrl-C"
)


def main(arguments: list[str] | None = None) -> int:
    """Run a command and return its exit code: 0 done, 1 the answer is "no", 2 not done."""
    options = _parser().parse_args(arguments)
    logging.basicConfig(format="%(levelname)s %(name)s: %(message)s")
    logging.getLogger("service").setLevel(logging.INFO)
    return guarded("service", lambda: _run(options), refused=2)


def _run(options: argparse.Namespace) -> int:
    command: Callable[[Settings, argparse.Namespace], int] = options.command
    try:
        settings = load_settings(
            index=options.index,
            corpus=getattr(options, "corpus", None),
            host=getattr(options, "host", None),
            port=getattr(options, "port", None),
            open=getattr(options, "open", None),
            log_format=getattr(options, "log_format", None),
        )
        return command(settings, options)
    except IndexProblem as error:
        print(f"service: {error}", file=sys.stderr)
        return 1
    except PinciteError as error:
        print(f"service: {error}", file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m service", description="Ask reports.", epilog=_EXIT_CODES
    )
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")

    def add(name: str, command: Callable[..., int], help: str) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=help, description=help, epilog=_EXIT_CODES)
        made.set_defaults(command=command)
        made.add_argument("--index", type=Path, metavar="DIR", help="folder of the index")
        return made

    def add_options(made: argparse.ArgumentParser) -> None:
        made.add_argument("-k", type=int, metavar="N", help="passages for each question")
        made.add_argument(
            "--report", action="append", metavar="ID", help="search in this report; repeatable"
        )
        made.add_argument(
            "--publisher", action="append", metavar="NAME", help="only its reports; repeatable"
        )
        made.add_argument(
            "--from", dest="since", metavar="DATE", help="reports from this year, month or day on"
        )
        made.add_argument(
            "--to", dest="until", metavar="DATE", help="reports up to this year, month or day"
        )

    ask = add("ask", _ask, "Ask one question.")
    ask.add_argument("question")
    ask.add_argument("--json", action="store_true", help="print what /ask answers")
    add_options(ask)
    batch = add("batch", _batch, "Answer a file of questions (.txt, .csv, .jsonl, .xlsx).")
    batch.add_argument("questions", type=Path)
    batch.add_argument(
        "-o",
        "--output",
        type=Path,
        required=True,
        metavar="FILE",
        help=".jsonl, .csv, .xlsx or .md",
    )
    add_options(batch)
    serve = add("serve", _serve, "Serve the page and the API.")
    serve.add_argument("--host", help="address to listen on")
    serve.add_argument("--port", type=int, help="port to listen on; 0 picks a free one")
    serve.add_argument(
        "--open", action="store_true", default=None, help="serve any address without a key"
    )
    serve.add_argument("--log-format", choices=("text", "json"), help="form of the log")
    verify = add("verify", _verify, "Check the citations of a file of answers.")
    verify.add_argument("answers", type=Path)
    verify.add_argument("--corpus", type=Path, metavar="DIR", help="folder of the source files")
    verify.add_argument("--json", action="store_true", help="print the result as JSON")
    add("check", _check, "Check every byte of the index.")
    passages = add("passages", _passages, "Print every passage as a JSON line.")
    passages.add_argument("--report", metavar="ID", help="only of this report")
    return parser


def _ask(settings: Settings, options: argparse.Namespace) -> int:
    from service.answers.answer import STATUS_WORDS
    from service.answers.engine import Engine

    scope = _scope(options)
    engine = Engine(settings)
    (answer,) = engine.ask([engine.question(options.question, options.k, scope)])
    if options.json:
        from service.answers.as_json import answer_json

        print(answer_json(answer).decode())
        return 0
    print(f"{STATUS_WORDS[answer.status]} ({answer.confidence:.0%}):")
    if answer.searched_for:
        print(f"Searched for: {answer.searched_for}")
    for passage in answer.passages:
        print(f"\n{passage.rank}. {passage.display}")
        if passage.display != passage.quote:
            print(f"   word for word: {' '.join(passage.quote.split())}")
        if passage.answer:
            print(f"   answer: {' '.join(passage.answer.text.split())}")
        print(f"   {passage.citation.label}")
        for place in passage.also_at:
            print(f"   also at {place.label}")
        if passage.places > len(passage.also_at) + 1:
            print(f"   and {passage.places - len(passage.also_at) - 1} more places")
    return 0


def _batch(settings: Settings, options: argparse.Namespace) -> int:
    from tqdm import tqdm

    from service.answers.engine import Engine
    from service.batch.run import run_batch
    from service.exports import writer_for

    write = writer_for(options.output.name)
    scope = _scope(options)
    if options.questions.is_dir():
        raise BadRequest(f"{options.questions} is a folder: name a question file in it")
    if not options.questions.is_file():
        raise BadRequest(f"there is no file {options.questions}: name a question file")
    if not options.output.absolute().parent.is_dir():
        raise BadRequest(f"there is no folder {options.output.parent}: create it first")
    engine = Engine(settings)
    # disable=None: shown on a terminal only.
    with tqdm(disable=None, unit=" questions", leave=False, total=0) as bar:

        def progress(done: int, known: int) -> None:
            bar.total = known
            bar.update(done)

        try:
            rows, failed = run_batch(
                engine,
                options.questions,
                options.output,
                write,
                options.k,
                scope,
                progress,
            )
        except KeyboardInterrupt:
            print("\nStopped: run the same command again to go on from here.", file=sys.stderr)
            return 130
    print(f"{rows - failed} questions answered, {failed} not asked: {options.output}")
    return 0


def _scope(options: argparse.Namespace) -> Scope:
    return Scope(
        tuple(options.report or ()),
        tuple(options.publisher or ()),
        options.since,
        options.until,
    )


def _serve(settings: Settings, _options: argparse.Namespace) -> int:
    from service.http.server import serve

    return serve(settings)


def _verify(settings: Settings, options: argparse.Namespace) -> int:
    from service.answers.verify import Verifier, read_answers

    verifier = Verifier(settings)
    counts = {"exact": 0, "moved": 0, "broken": 0}
    noted: list[dict[str, str]] = []
    for where, passage in read_answers(options.answers):
        checked = verifier.check(where, passage)
        counts[checked.verdict] += 1
        if checked.reason:
            noted.append(asdict(checked))
    if options.json:
        print(json.dumps({**counts, "citations": noted}))
    else:
        for item in noted:
            print(f"{item['verdict']}: {item['where']}, {item['citation_id']}: {item['reason']}")
        print(
            f"{sum(counts.values())} citations: "
            + ", ".join(f"{count} {verdict}" for verdict, count in counts.items())
        )
    return 1 if counts["broken"] else 0


def _check(settings: Settings, _options: argparse.Namespace) -> int:
    from index.encode.choose import encoder_for_serving
    from index.store import open_index

    generation = open_index(settings.index)
    encoder_for_serving(settings, generation, None)
    recall = generation.check()
    manifest = generation.manifest
    print(
        f"Generation {manifest.generation} is whole: {manifest.reports} reports, "
        f"{manifest.passages} passages, {len(manifest.files)} files, model {manifest.model}."
    )
    if recall is not None:
        print(
            f"The codes of the vectors find {recall.at_10:.1%} of the 10 nearest and "
            f"{recall.at_100:.1%} of the 100 ({recall.questions} trials)."
        )
    return 0


def _passages(settings: Settings, options: argparse.Namespace) -> int:
    from corpus.text.display import readable
    from index.store import open_index
    from service.answers.citation import cite

    store = open_index(settings.index)
    if options.report is not None and options.report not in store.reports:
        raise BadRequest(f"there is no report {options.report} in the index")
    for report_id in [options.report] if options.report is not None else list(store.reports):
        report = store.reports[report_id]
        for passage in store.report(report_id).passages:
            content = {
                "quote": passage.quote,
                "display": readable(passage.quote, report.style).text,
                "citation": asdict(cite(passage, report)),
            }
            print(json.dumps(content, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
