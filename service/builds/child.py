"""Build the index in a process of its own: ``python -m service.builds.child``.

``service.builds.runner`` starts this process, sends it the settings as one line of JSON and keeps
its input open. When the input ends, so does this process: the index is then as it was before. It
writes lines of JSON: the events of the build, then its result.
"""

import json
import os
import sys
import threading
from typing import BinaryIO

from pydantic import TypeAdapter

from corpus.errors import BuildInProgress, PinciteError
from corpus.refusals import refusal
from corpus.settings import Settings
from index.build.events import Event, as_json
from index.types import Embedder

SETTINGS = TypeAdapter(Settings)
_NICENESS = 5
"""Questions come first."""


def main(embedder: Embedder | None = None, niceness: int = _NICENESS) -> None:
    """Build once, with the settings from standard input.

    Args:
        embedder: encodes the sentences; the export of the settings' model when None.
        niceness: how far the process gives way to others.
    """
    settings = SETTINGS.validate_json(sys.stdin.buffer.readline())
    threading.Thread(target=_end_with_input, daemon=True).start()
    os.nice(niceness)
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what libraries print goes to the log
    _write(answers, _result(settings, embedder, answers))


def _result(settings: Settings, embedder: Embedder | None, answers: BinaryIO) -> dict[str, object]:
    from index.build.build import build_index

    def tell(event: Event) -> None:
        _write(answers, as_json(event))

    try:
        summary = build_index(settings, embedder, tell)
    except BuildInProgress:
        return {"locked": True}
    except PinciteError as error:
        return {"failure": str(error)}
    except OSError as error:
        return {"failure": f"the index cannot be written: {refusal(error, 'another folder')}"}
    return {"generation": summary.generation}


def _write(answers: BinaryIO, content: dict[str, object]) -> None:
    answers.write(json.dumps(content).encode() + b"\n")
    answers.flush()


def _end_with_input() -> None:
    while os.read(0, 1):  # not through Python's buffer, which an ending process could not lock
        pass
    os._exit(1)


if __name__ == "__main__":
    main()
