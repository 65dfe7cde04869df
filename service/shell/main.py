"""Read the command line and run the command that it names."""

import argparse
import logging
import sys
from collections.abc import Callable
from pathlib import Path

from corpus.command_line import INSTALLED, guarded
from corpus.errors import IndexProblem, PinciteError
from corpus.settings import Settings, load_settings
from index.build import command as build_command
from service import __version__
from service.shell import asking, checking

Command = Callable[[Settings, argparse.Namespace], int]
PROGRAM = "pincite" if INSTALLED else "service"
"""The name before an error."""
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
    if options.command is None:
        return guarded(PROGRAM, lambda: build_command.run(options, PROGRAM), refused=1)
    return guarded(PROGRAM, lambda: _run(options), refused=2)


def _run(options: argparse.Namespace) -> int:
    command: Command = options.command
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
        print(f"{PROGRAM}: {error}", file=sys.stderr)
        return 1
    except PinciteError as error:
        print(f"{PROGRAM}: {error}", file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="pincite" if INSTALLED else "python -m service",
        description="Ask reports; get the sentences that answer.",
        epilog=_EXIT_CODES,
    )
    parser.add_argument("--version", action="version", version=f"pincite {__version__}")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")

    def add(name: str, command: Command | None, help: str) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=help, description=help, epilog=_EXIT_CODES)
        made.set_defaults(command=command)
        if command is not None:
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

    ask = add("ask", asking.ask, "Ask one question.")
    ask.add_argument("question")
    ask.add_argument("--json", action="store_true", help="print what /ask answers")
    add_options(ask)
    batch = add("batch", asking.batch, "Answer a file of questions (.txt, .csv, .jsonl, .xlsx).")
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
    serve = add("serve", asking.serve, "Serve the page and the API.")
    serve.add_argument("--host", help="address to listen on")
    serve.add_argument("--port", type=int, help="port to listen on; 0 picks a free one")
    serve.add_argument(
        "--open", action="store_true", default=None, help="serve any address without a key"
    )
    serve.add_argument("--log-format", choices=("text", "json"), help="form of the log")
    build = add("build", None, "Build or update the index over a folder of reports.")
    build_command.add_arguments(build)
    verify = add("verify", checking.verify, "Check the citations of a file of answers.")
    verify.add_argument("answers", type=Path)
    verify.add_argument("--corpus", type=Path, metavar="DIR", help="folder of the source files")
    verify.add_argument("--json", action="store_true", help="print the result as JSON")
    add("check", checking.check, "Check every byte of the index.")
    passages = add("passages", checking.passages, "Print every passage as a JSON line.")
    passages.add_argument("--report", metavar="ID", help="only of this report")
    return parser
