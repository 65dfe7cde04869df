"""Build with the small embedder, and write down each step: see ``killed``.

Each line says what the server has acknowledged (``row``, ``committed``, ``promoted``) or what comes
next.
"""

import json
import sys
from collections.abc import Callable
from typing import Any

from corpus.errors import PinciteError
from corpus.settings import load_settings
from index.build.build import build_index
from index.store.seekdb import build_lock
from index.store.seekdb.draft import SeekdbDraft
from index.store.seekdb.generations import Generations
from index.store.seekdb.store import SeekdbStore
from index.store.seekdb.view import SeekdbView
from tests.fakes import BagOfWords

DEAD_SECONDS = 3.0


def say(*words: object) -> None:
    print(*words, flush=True)


def told(owner: type, name: str, before: str, after: Callable[[Any, Any, Any], object]) -> None:
    """Let a method tell when it begins and what it did."""
    method = getattr(owner, name)

    def run(self: Any, *args: Any, **named: Any) -> Any:
        say(before)
        result = method(self, *args, **named)
        said = after(self, args, result)
        if said:
            say(said)
        return result

    setattr(owner, name, run)


def row(draft: Any, args: Any, _: Any) -> str:
    report = args[0]
    version = draft._versions[report.source.id]
    return f"row {version} {len(report.passages)} {report.text_sha256}"


if __name__ == "__main__":
    build_lock._DEAD_SECONDS = DEAD_SECONDS
    told(SeekdbDraft, "upsert", "upserting", row)
    told(SeekdbDraft, "commit", "committing", lambda _, __, made: f"committed {made.generation}")
    told(SeekdbView, "check", "checking", lambda *_: None)
    told(Generations, "add", "naming", lambda *_: None)
    told(SeekdbStore, "promote", "promoting", lambda _, args, __: f"promoted {args[0]}")
    say("building")
    try:
        summary = build_index(load_settings(), BagOfWords())
    except PinciteError as error:
        say("failed", json.dumps(str(error)))
        sys.exit(1)
    say("done", summary.fingerprint)
