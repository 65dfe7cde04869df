"""Run a command: python -m service ask | batch | serve | build | verify | check | status."""

import sys

from corpus.command_line import INTERRUPTED


def run(arguments: list[str] | None = None) -> int:
    """Run a command, that of the process when None, and return its exit code."""
    try:
        # Loading takes a good part of a second, in which Ctrl-C may arrive.
        from service.shell.main import main

        return main(arguments)
    except KeyboardInterrupt:
        return INTERRUPTED


if __name__ == "__main__":
    sys.exit(run())
