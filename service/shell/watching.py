"""Run the command watch."""

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus.errors import BadRequest
from corpus.settings import Settings
from service.shell.citechecking import check_folder, write

if TYPE_CHECKING:
    from service.editions.comparison import Comparison

EXIT_CODES = """exit codes:
  0    nothing has changed
  1    something has changed
  2    wrong usage, a file or the index cannot be used, or a system error such as a full disk
  130  interrupted with Ctrl-C
"""


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Declare the arguments of the command."""
    command.add_argument(
        "file",
        nargs="?",
        type=Path,
        help="file of standing questions to ask; tells of new editions of their reports, too",
    )
    command.add_argument(
        "--init",
        type=Path,
        metavar="FILE",
        help="accept the present answers to a file of questions, or the answers of a file that "
        "batch wrote, in the file -o",
    )
    command.add_argument("--accept", action="store_true", help="accept the answers as they are now")
    command.add_argument("--ties", action="store_true", help="list changes of order in a tie too")
    command.add_argument(
        "--editions",
        nargs="*",
        metavar="ID",
        help="compare two reports of the index, the older one first; with one id, compare the "
        "last former text of this report with the present one; without ids, compare all editions "
        "and former texts of the index that follow each other",
    )
    command.add_argument(
        "-o",
        "--output",
        type=Path,
        metavar="DIR",
        help="folder for watch.json, watch.html and the feed watch.atom of --editions, or for "
        "questions.json, questions.html and the feed questions.atom; a file is replaced, and a run "
        "that found changes adds them to the feed",
    )
    command.add_argument("--json", action="store_true", help="print the record")


def watch(settings: Settings, options: argparse.Namespace) -> int:
    """Compare two editions, or ask standing questions again."""
    from service.shell.accepting import begin
    from service.shell.standing import again

    if sum(one is not None for one in (options.file, options.init, options.editions)) != 1:
        raise BadRequest("give one of: a file of standing questions, --init, --editions")
    if options.editions is not None:
        return _editions(settings, options)
    return begin(settings, options) if options.init is not None else again(settings, options)


def _editions(settings: Settings, options: argparse.Namespace) -> int:
    """Compare two editions, or all of the index, and write what became of each sentence."""
    from service.editions.as_record import editions_record
    from service.editions.change_words import comparison_words
    from service.editions.page import watch_html

    if len(options.editions) > 2:
        raise BadRequest("name no report, one or two with --editions")
    if options.output is not None:
        check_folder(options.output)
    found = _compared(settings, options.editions)
    changed = sum(one.is_changed for one in found)
    record = editions_record(found)
    words = [comparison_words(one) for one in found]
    title = _title(found, changed)
    if options.output is not None:
        site = settings.public_url.rstrip("/") or None
        page = watch_html(title, found, record["record_id"], site)
        _write_all(options.output, record, page, title, words, changed=changed > 0)
    _print(record, "\n".join(words or [title]), options)
    return int(changed > 0)


def _compared(settings: Settings, ids: list[str]) -> "list[Comparison]":
    """Return the comparison of two editions that are named, or of all that follow each other."""
    from tqdm import tqdm

    from index.store import open_index
    from service.editions.comparison import compared
    from service.editions.editions import last_former_edition, named_edition, present_edition
    from service.editions.others import edition_pairs

    view = open_index(settings)
    try:
        if ids:
            new = present_edition(view, ids[-1])
            former = len(ids) == 1
            old = last_former_edition(view, ids[0]) if former else present_edition(view, ids[0])
            return [compared(old, new)]
        # disable=None shows the bar on a terminal only.
        found = []
        for pair in tqdm(list(edition_pairs(view)), disable=None, unit=" editions", leave=False):
            both = [named_edition(view, one, pair.report) for one in (pair.old, pair.new)]
            sides = [one for one in both if one is not None]
            found += [compared(sides[0], sides[1])] if len(sides) == 2 else []
        return found
    finally:
        view.close()


def _title(found: "list[Comparison]", changed: int) -> str:
    if len(found) == 1:
        return f"{found[0].new.title}: {'changes' if changed else 'no changes'}"
    if not found:
        return "No report of the index has another edition, or a former text."
    return f"{changed} of {len(found)} editions of the index differ from those before them"


def _print(record: dict[str, Any], words: str, options: argparse.Namespace) -> None:
    from service.records.canonical import canonical

    print(canonical(record).decode() if options.json else words)


def _write_all(
    folder: Path,
    record: dict[str, Any],
    page: str,
    title: str,
    words: list[str],
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
        html="".join(f"<p>{escape(one)}</p>" for one in words),
        record_id=record["record_id"],
        now=datetime.now(UTC),
    )
    if feed is None:
        print(f"{path} tells of these changes already.", file=sys.stderr)
    else:
        write(path, feed)
