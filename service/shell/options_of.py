"""Add the options of commands to their parsers."""

import argparse
from pathlib import Path


def add_citecheck(citecheck: argparse.ArgumentParser) -> None:
    """Add the options of citecheck."""
    citecheck.add_argument("draft", type=Path, help="draft: .docx, .md, .html, .txt or .pdf")
    citecheck.add_argument(
        "-o",
        "--output",
        type=Path,
        metavar="DIR",
        help="folder for the annotated draft (.html, for a .docx draft also .docx), findings.json "
        "and findings.csv; files of these names are replaced",
    )
    citecheck.add_argument(
        "--report", action="append", metavar="ID",
        help="compare only with this report; repeat for several",
    )  # fmt: skip
    citecheck.add_argument(
        "--strict",
        action="store_true",
        help="exit with 3 where there are only warnings or doubtful claims",
    )
    citecheck.add_argument(
        "--json", action="store_true", help="print the findings as JSON, as POST /citecheck does"
    )


def add_filters(command: argparse.ArgumentParser | argparse._ArgumentGroup) -> None:
    """Add the filters of reports."""
    command.add_argument(
        "--report",
        action="append",
        metavar="ID",
        help="search only this report; repeat for several",
    )
    command.add_argument(
        "--publisher",
        action="append",
        metavar="NAME",
        help="search only reports of this publisher; repeat for several",
    )
    command.add_argument(
        "--from",
        dest="since",
        metavar="DATE",
        help="search only reports from this date or later (YYYY, YYYY-MM or YYYY-MM-DD)",
    )
    command.add_argument(
        "--to",
        dest="until",
        metavar="DATE",
        help="search only reports from this date or earlier",
    )


def add_absent(absent: argparse.ArgumentParser) -> None:
    """Add the options of absent."""
    absent.add_argument("question", nargs="?", help="the question, in quotes")
    absent.add_argument(
        "--phrases", type=Path, metavar="FILE",
        help="words and phrases, one a line, with | between variants",
    )  # fmt: skip
    absent.add_argument(
        "--phrase", action="append", metavar="TEXT", help="a word or phrase; repeat for several"
    )
    absent.add_argument(
        "--partial", action="store_true",
        help="certify although pages or files were not read, and state which",
    )  # fmt: skip
    absent.add_argument(
        "--rerun", type=Path, metavar="FILE", help="run a certificate again, and tell what changed"
    )
    absent.add_argument(
        "-o", "--output", type=Path, metavar="FILE",
        help="write a .json or .html file, or both into a folder",
    )  # fmt: skip
    absent.add_argument("--json", action="store_true", help="print the record as JSON")
    add_filters(absent)


def add_listening(command: argparse.ArgumentParser) -> None:
    """Add the options of a command that listens for requests."""
    command.add_argument("--host", help="address to listen on")
    command.add_argument("--port", type=int, help="port to listen on; 0 for any free port")
    command.add_argument(
        "--open", action="store_true", default=None, help="allow other machines without an API key"
    )
    command.add_argument(
        "--watch", action="store_true", default=None, help="build when the reports change"
    )
    command.add_argument("--log-format", choices=("text", "json"), help="format of the log")
    command.add_argument(
        "--corpus",
        type=Path,
        metavar="DIR",
        help="folder of the source files; default: that from which the index was built",
    )
