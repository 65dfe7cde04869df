"""Run a command with output in any encoding, and with messages for errors of the system."""

import codecs
import io
import json
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from shlex import quote

from corpus.refusals import refusal
from corpus.settings import DEFAULT_INDEX

INSTALLED = Path(sys.argv[0]).name == "pincite"
"""Whether the installed command ``pincite`` runs, rather than a module of a clone."""
_BUILD = "pincite build" if INSTALLED else "python build_index.py"
INTERRUPTED = 130
"""The exit code after Ctrl-C, as of a shell."""
_STANDARD_OUTPUT = "standard output"


def build_command(index: Path, *, first: bool = False) -> str:
    """Return the command that builds an index: the remedy for a missing or damaged one.

    Args:
        first: whether the index does not exist, and so does not tell the folder of its reports.
    """
    if index in (DEFAULT_INDEX, DEFAULT_INDEX.absolute()):
        return f"run {_BUILD}"
    return f"run {_BUILD}{' --corpus DIR' if first else ''} --index {quote(str(index))}"


def counted(count: int, noun: str) -> str:
    """Return a number with its noun: "1 report", "2,000 reports"."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def guarded(name: str, command: Callable[[], int], refused: int) -> int:
    """Run a command, flush its output and return its exit code.

    Args:
        name: prefix of error messages.
        command: runs the command and returns its exit code.
        refused: exit code for an error of the operating system.
    """
    _escape_unencodable()
    try:
        code = command()
        if sys.stdout is not None:  # None when the parent process closed it
            sys.stdout.flush()
    except KeyboardInterrupt:
        _discard_output()
        print(f"{name}: stopped", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:  # the program that reads the output has ended, as in "| head"
        _discard_output()
        return 0
    except OSError as error:
        _discard_output()
        if error.filename is None:  # commands add the path to the errors of other files
            error.filename = _STANDARD_OUTPUT
        print(f"{name}: {refusal(error, 'another file')}", file=sys.stderr)
        return refused
    return code


def _escape_unencodable() -> None:
    """Write characters that the output encoding lacks as JSON escapes, so JSON stays valid."""

    def escaped(error: UnicodeError) -> tuple[str, int]:
        if not isinstance(error, UnicodeEncodeError):
            raise error
        return json.dumps(error.object[error.start : error.end])[1:-1], error.end

    codecs.register_error("json", escaped)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="json")


def _discard_output() -> None:
    """Discard buffered output, because Python would fail to write it again at exit."""
    with suppress(OSError, AttributeError):  # standard output is closed or has no descriptor
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
