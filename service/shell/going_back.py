"""Go back to a former generation of the index, for the command rollback."""

import argparse
import json
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any

from corpus.command_line import counted
from corpus.errors import IndexProblem, IndexUnavailable
from corpus.settings import Settings
from index.store.search_check import search_check

if TYPE_CHECKING:
    from index.build.roll_back import RolledBack
    from index.store.kept import Kept
    from index.store.protocol import Store

EXIT_CODES = """exit codes:
  0    the former generation serves, or with --list the generations are listed
  1    refused, and the index is unchanged: no such generation is kept, it is damaged or was made
       with another format or model, or a build holds the index
  2    wrong usage, or a system error such as a full disk
  130  interrupted with Ctrl-C
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command to its parser."""
    which = parser.add_mutually_exclusive_group()
    which.add_argument(
        "generation", nargs="?", metavar="GENERATION",
        help="name of the generation, or its beginning; default: the one before",
    )  # fmt: skip
    which.add_argument("--list", action="store_true", help="list the generations that are kept")
    parser.add_argument("--json", action="store_true", help="print the result as JSON")


def rollback(settings: Settings, options: argparse.Namespace) -> int:
    """Let a former generation serve again, or list those that are kept."""
    if options.list:
        return _list(settings, as_json=options.json)
    from index.build.roll_back import roll_back

    done = roll_back(settings, options.generation)
    if options.json:
        print(json.dumps(_as_json(done), ensure_ascii=False, default=str))
    else:
        _print(done)
    return 0


def _print(done: "RolledBack") -> None:
    manifest = done.manifest
    print(
        f"Generation {manifest.generation} serves now. It holds what {done.former} held: "
        f"{counted(manifest.reports, 'report')}, {counted(manifest.passages, 'passage')}, "
        f"built {_when(done.built)}."
    )
    print(search_check(manifest.passages, done.recall))
    print("Running services switch to it within seconds.")
    if done.is_kept:
        print(f"Generation {done.replaced} is kept: rollback without a name returns to it.")
    if not done.has_record:
        print("The folder and the options of that build are not known: those of the last one stay.")
    changes = done.changes
    if changes.problem:
        print(f"{changes.problem[:1].upper()}{changes.problem[1:]}.")
    elif changes.sentence:
        print(
            f"{changes.sentence}, in {changes.folder}. The next build reads that folder again, and "
            "brings back what you left: put the former files there first. A service with --watch "
            "builds when it starts and when the folder changes."
        )
    else:
        print(f"The files in {changes.folder} are those of this generation.")


def _as_json(done: "RolledBack") -> dict[str, Any]:
    manifest = done.manifest
    return {
        "generation": manifest.generation,
        "former": done.former,
        "replaced": done.replaced,
        "is_kept": done.is_kept,
        "built": _iso(done.built),
        "fingerprint": manifest.fingerprint,
        "reports": manifest.reports,
        "passages": manifest.passages,
        "recall": asdict(done.recall) if done.recall else None,
        "search_check": search_check(manifest.passages, done.recall),
        "has_record": done.has_record,
        "changes": {**asdict(done.changes), "summary": done.changes.sentence},
    }


def _list(settings: Settings, *, as_json: bool) -> int:
    from index.store import open_store

    store = open_store(settings)
    kept = store.generations()
    if not kept:
        store.open()  # says that there is no index
    rows = [_row(store, one) for one in reversed(kept)]
    if as_json:
        print(json.dumps({"generations": rows}, ensure_ascii=False))
        return 0
    for one, row in zip(reversed(kept), rows, strict=True):
        counts = (
            f"{counted(row['reports'], 'report')}, {counted(row['passages'], 'passage')}"
            if row["problem"] is None
            else f"cannot serve: {row['problem']}"
        )
        serves = ", serves" if one.serves else ""
        print(f"{one.generation}: built {_when(one.built)}, {counts}{serves}")
    return 0


def _row(store: "Store", one: "Kept") -> dict[str, Any]:
    """Return a generation as JSON; ``problem`` is why its manifest cannot be read, or null."""
    row = {"generation": one.generation, "built": _iso(one.built), "serves": one.serves}
    try:
        manifest = store.manifest(one.generation)
    except IndexUnavailable:
        raise
    except IndexProblem as problem:
        return {**row, "reports": None, "passages": None, "problem": problem.reason}
    counts = {"reports": manifest.reports, "passages": manifest.passages}
    return {**row, **counts, "problem": None}


def _iso(when: datetime | None) -> str | None:
    return when.isoformat(timespec="seconds") if when else None


def _when(when: datetime | None) -> str:
    return f"{when:%Y-%m-%d %H:%M} UTC" if when else "at an unknown time"
