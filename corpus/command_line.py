"""Run a command: its name, its output in any encoding, and exit codes for errors of the system."""

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
"""Whether the installed command ``pincite`` runs, not a module of a clone."""
BUILD_COMMAND = "run pincite build" if INSTALLED else "run python build_index.py"
"""The remedy for an index that is missing, damaged or made by another model."""
_STANDARD_OUTPUT = "standard output"


def guarded(name: str, command: Callable[[], int], refused: int) -> int:
    """Run a command, flush its output and return its exit code.

    Args:
        name: prefix of error messages.
        command: the command; it returns its exit code.
        refused: exit code for an error of the operating system.
    """
    _escape_what_cannot_be_shown()
    try:
        code = command()
        if sys.stdout is not None:  # None when the caller closed it
            sys.stdout.flush()
    except BrokenPipeError:  # the program that reads our output ended, as in "| head"
        _drop_output()
        return 0
    except OSError as error:
        _drop_output()
        if error.filename is None:  # commands add the path to errors of every other file
            error.filename = _STANDARD_OUTPUT
        print(f"{name}: {refusal(error, 'another file')}", file=sys.stderr)
        return refused
    return code


def _escape_what_cannot_be_shown() -> None:
    """Escape a character that the output's encoding lacks as JSON does, so JSON stays valid."""

    def escaped(error: UnicodeError) -> tuple[str, int]:
        if not isinstance(error, UnicodeEncodeError):
            raise error
        return json.dumps(error.object[error.start : error.end])[1:-1], error.end

    codecs.register_error("json", escaped)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="json")


def _drop_output() -> None:
    """Discard output that is not written yet: writing it when Python ends would fail again."""
    with suppress(OSError, AttributeError):  # there is no output, or it has no file descriptor
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
