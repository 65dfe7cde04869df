"""Run the command watch."""

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from corpus.errors import BadRequest
from corpus.settings import Settings
from service.shell.citechecking import check_folder, write

EXIT_CODES = """exit codes:
  0    nothing has changed
  1    something has changed
  2    wrong usage, a file or the index cannot be used, or a system error such as a full disk
  130  interrupted with Ctrl-C
"""


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Declare the arguments of the command."""
    command.add_argument("file", nargs="?", type=Path, help="file of standing questions to ask")
    command.add_argument(
        "--init", type=Path, metavar="QUESTIONS", help="accept the present answers, in the file -o"
    )
    command.add_argument("--accept", action="store_true", help="accept the answers as they are now")
    command.add_argument("--ties", action="store_true", help="list changes of order in a tie too")
    command.add_argument(
        "--editions",
        nargs="+",
        metavar="ID",
        help="compare two reports of the index, the older one first; with one id, compare the "
        "last former text of this report with the present one",
    )
    command.add_argument(
        "-o",
        "--output",
        type=Path,
        metavar="DIR",
        help="folder for watch.json, watch.html and the feed watch.atom of --editions, or for "
        "questions.json; a file is replaced, and a run that found changes adds them to the feed",
    )
    command.add_argument("--json", action="store_true", help="print the record")


def watch(settings: Settings, options: argparse.Namespace) -> int:
    """Compare two editions, or ask standing questions again."""
    from service.shell.standing import again, begin

    if sum(one is not None for one in (options.file, options.init, options.editions)) != 1:
        raise BadRequest("give one of: a file of standing questions, --init, --editions")
    if options.editions is not None:
        return _editions(settings, options)
    return begin(settings, options) if options.init is not None else again(settings, options)


def _editions(settings: Settings, options: argparse.Namespace) -> int:
    """Compare two editions, and write what became of each sentence."""
    from index.store import open_index
    from service.editions.as_record import editions_record
    from service.editions.change_words import counts_words
    from service.editions.comparison import compared
    from service.editions.editions import last_former_edition, present_edition
    from service.editions.page import watch_html

    ids: list[str] = options.editions
    if len(ids) > 2:
        raise BadRequest("name one or two reports with --editions")
    if options.output is not None:
        check_folder(options.output)
    view = open_index(settings)
    try:
        new = present_edition(view, ids[-1])
        old = present_edition(view, ids[0]) if len(ids) == 2 else last_former_edition(view, ids[0])
        found = compared(old, new)
    finally:
        view.close()
    record = editions_record([found])
    site = settings.public_url.rstrip("/") or None
    title = f"{new.title}: {'changes' if found.is_changed else 'no changes'}"
    if options.output is not None:
        page = watch_html(title, [found], record["record_id"], site)
        _write_all(
            options.output, record, page, title, counts_words(found), changed=found.is_changed
        )
    _print(record, f"{new.title}: {counts_words(found)}.", options)
    return int(found.is_changed)


def _print(record: dict[str, Any], words: str, options: argparse.Namespace) -> None:
    from service.records.canonical import canonical

    print(canonical(record).decode() if options.json else words)


def _write_all(
    folder: Path,
    record: dict[str, Any],
    page: str,
    title: str,
    words: str,
    *,
    changed: bool,
) -> None:
    """Write the record, the page and, where something has changed, the feed."""
    from markupsafe import escape

    from service.editions.atom import updated_feed
    from service.records.canonical import canonical

    write(folder / "watch.json", canonical(record) + b"\n")
    write(folder / "watch.html", page.encode())
    if not changed:
        return
    path = folder / "watch.atom"
    feed = updated_feed(
        path.read_bytes() if path.is_file() else None,
        title=f"Pincite watch: {folder.absolute().name}",
        entry=title,
        html=f"<p>{escape(words)}</p>",
        record_id=record["record_id"],
        now=datetime.now(UTC),
    )
    if feed is None:
        print(f"{path} tells of these changes already.", file=sys.stderr)
    else:
        write(path, feed)
