"""Run a command line: its name, its output on any terminal, and an exit code for each refusal."""

import codecs
import io
import json
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from corpus.refusals import refusal

INSTALLED = Path(sys.argv[0]).name == "pincite"
"""Whether the installed command runs, or a module of a clone."""
BUILD_COMMAND = "run pincite build" if INSTALLED else "run python build_index.py"
"""The remedy for an index that is missing, damaged or made by another model."""
_STANDARD_OUTPUT = "standard output"


def guarded(name: str, command: Callable[[], int], refused: int) -> int:
    """Run a command to its last byte of output and return its exit code.

    Args:
        name: stands before what is said of an error.
        refused: the exit code when the system refuses what the command needs.
    """
    _escape_what_cannot_be_shown()
    try:
        code = command()
        if sys.stdout is not None:  # the caller may have closed it
            sys.stdout.flush()
    except BrokenPipeError:  # the reader of our output went away, as in "| head"
        _drop_output()
        return 0
    except OSError as error:
        _drop_output()
        if error.filename is None:  # the commands name every other file that they write
            error.filename = _STANDARD_OUTPUT
        print(f"{name}: {refusal(error, 'another file')}", file=sys.stderr)
        return refused
    return code


def _escape_what_cannot_be_shown() -> None:
    """Write a character that the output's encoding lacks as JSON would: JSON then stays JSON."""

    def escaped(error: UnicodeError) -> tuple[str, int]:
        if not isinstance(error, UnicodeEncodeError):
            raise error
        return json.dumps(error.object[error.start : error.end])[1:-1], error.end

    codecs.register_error("json", escaped)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="json")


def _drop_output() -> None:
    """Let what is still to be written go nowhere: it would fail once more when Python ends."""
    with suppress(OSError, AttributeError):  # output that has no file has nothing to fail
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
