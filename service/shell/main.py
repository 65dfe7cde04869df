"""Parse the command line and run its command."""

import argparse
import logging
import sys
from collections.abc import Callable
from pathlib import Path

from corpus.command_line import INSTALLED, guarded
from corpus.errors import BuildInProgress, IndexProblem, PinciteError
from corpus.settings import Settings, load_settings
from index.build import command as build_command
from service import __version__
from service.shell import (
    asking,
    assistants,
    certifying,
    checking,
    citechecking,
    going_back,
    options_of,
    packing,
    verifying,
    watching,
)

Command = Callable[[Settings, argparse.Namespace], int]
PROGRAM = "pincite" if INSTALLED else "service"
"""The prefix of error messages."""
_EXIT_CODES = """exit codes:
  0    success
  1    a citation is broken or cannot be checked, no question of a file could be asked, the
       index cannot be used or is out of date, or a build failed
  2    wrong usage, a file cannot be read, or a system error such as a full disk
  130  interrupted with Ctrl-C
"""
_CITECHECK_CODES = """exit codes:
  0    every quotation is exact, has other typography only, or marks its changes
  1    a quotation is altered, misattributed or not found
  2    wrong usage, the draft or the index cannot be used, or a system error such as a full disk
  3    with --strict: all is checked and nothing is wrong, but there are warnings, or
       claims that a source does not support or that differ from it
  4    nothing is wrong, but something could not be checked
  130  interrupted with Ctrl-C
"""
_ABSENT_CODES = """exit codes:
  0    the certificate is given, or with --rerun the same
  1    it is refused, a phrase stands in the reports, or with --rerun something changed
  2    wrong usage, the index cannot be used, or a system error such as a full disk
  130  interrupted with Ctrl-C
"""
_LAYOUT = argparse.RawDescriptionHelpFormatter  # keeps the lines of the exit codes


def main(arguments: list[str] | None = None) -> int:
    """Run a command and return its exit code, as ``--help`` lists them.

    Args:
        arguments: the arguments of the process when None.
    """
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
            watch=getattr(options, "watch", None),
            log_format=getattr(options, "log_format", None),
        )
        return command(settings, options)
    except (IndexProblem, BuildInProgress) as error:
        print(f"{PROGRAM}: {error}", file=sys.stderr)
        return int(options.no_index)
    except PinciteError as error:
        print(f"{PROGRAM}: {error}", file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="pincite" if INSTALLED else "python -m service",
        description="Find the sentences in your reports that answer a question, and cite them.",
        epilog=_EXIT_CODES,
        formatter_class=_LAYOUT,
    )
    parser.add_argument("--version", action="version", version=f"pincite {__version__}")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")

    def add(
        name: str, command: Command | None, help: str, codes: str = _EXIT_CODES, no_index: int = 1
    ) -> argparse.ArgumentParser:
        added = commands.add_parser(
            name, help=help, description=help, epilog=codes, formatter_class=_LAYOUT
        )
        added.set_defaults(command=command, no_index=no_index)
        if command is not None:
            added.add_argument("--index", type=Path, metavar="DIR", help="index folder")
        return added

    def add_options(command: argparse.ArgumentParser) -> None:
        command.add_argument(
            "-k", type=int, metavar="N", help="number of sentences for each question"
        )
        options_of.add_filters(command)

    ask = add("ask", asking.ask, "Answer one question.")
    ask.add_argument("question", help="the question, in quotes")
    ask.add_argument(
        "--as-written", action="store_true", help="search without correcting the spelling"
    )
    ask.add_argument(
        "--all-reports",
        action="store_true",
        help="search all reports, although the question names some by number or title",
    )
    ask.add_argument("--json", action="store_true", help="print the answer as JSON, as /ask does")
    add_options(ask)
    batch = add("batch", asking.batch, "Answer a file of questions.")
    batch.add_argument("questions", type=Path, help="question file: .txt, .csv, .jsonl or .xlsx")
    batch.add_argument(
        "-o",
        "--output",
        type=Path,
        required=True,
        metavar="FILE",
        help="answer file to write: .jsonl, .csv, .xlsx or .md",
    )
    batch.add_argument(
        "--columns",
        choices=("short", "full"),
        default="short",
        help="columns of a .csv or .xlsx file (default: %(default)s)",
    )
    add_options(batch)
    options_of.add_citecheck(
        add(
            "citecheck",
            citechecking.citecheck,
            "Check the quotations and figures of a draft against the reports.",
            _CITECHECK_CODES,
            no_index=2,
        )
    )
    options_of.add_absent(
        add(
            "absent",
            certifying.absent,
            "Certify that the reports lack words, or an answer to a question.",
            _ABSENT_CODES,
            no_index=2,
        )
    )
    watching.add_arguments(
        add(
            "watch",
            watching.watch,
            "Compare editions of a report, or ask standing questions again.",
            watching.EXIT_CODES,
            no_index=2,
        )
    )
    options_of.add_listening(add("serve", asking.serve, "Serve the web page and the JSON API."))
    door = add("mcp", assistants.mcp, "Answer an assistant over the Model Context Protocol.")
    door.add_argument(
        "--http",
        action="store_true",
        help="answer at /mcp over HTTP, beside the web page, in place of standard input and output",
    )
    options_of.add_listening(door)
    build = add("build", None, "Build or update the index of a folder of reports.")
    build_command.add_arguments(build)
    verify = add("verify", verifying.verify, "Check citations, a pack, a certificate or a link.")
    verify.add_argument("target", help=verifying.TARGETS)
    verify.add_argument(
        "--corpus",
        type=Path,
        metavar="DIR",
        help="folder of the source files; default: that from which the index was built",
    )
    verify.add_argument("--json", action="store_true", help="print the result as JSON")
    packing.add_arguments(
        add("pack", packing.pack, "Write answers with their evidence as one file to hand over.")
    )
    going_back.add_arguments(
        add(
            "rollback",
            going_back.rollback,
            "Let a former generation of the index serve again, or list those that are kept.",
            going_back.EXIT_CODES,
        )
    )
    add("check", checking.check, "Check every file of the index against its hash.")
    status = add(
        "status", checking.status, "Tell which reports have changed since the index was built."
    )
    status.add_argument("--corpus", type=Path, metavar="DIR", help="folder to compare instead")
    status.add_argument("--json", action="store_true", help="print the result as JSON")
    passages = add("passages", checking.passages, "Print all indexed sentences as JSON lines.")
    passages.add_argument("--report", metavar="ID", help="print only the sentences of this report")
    return parser
