"""Measure how whole the text of real documents is read: python -m bench.documents_read.

For each file: passages of running text without an end, and those of them that are cut, as where
a line end or a note cut a sentence: they end in a comma or in a word without a capital, or the
next passage begins in lower case; passages that are a number or a scrap; passages with a running
head inside; and the processor seconds of reading. Running text is what has five words or more and
is neither heading, list item, row nor footnote. A colon and a semicolon are ends, too. An address
or a caption has no end in the source either, so that a file of forms is above the aim of one in a
hundred.

``--other DIR`` reads the same files with the code of another checkout, in turn, and shows its
figures beside these.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pypdfium2

from corpus.errors import UnreadableFile
from corpus.extract import READABLE, extract
from corpus.text.passages import split_sentences

REPORTS = Path("../shared/reports")
_END = re.compile(r"[.?!…:;。！？।॥؟۔—–-][\s\"'”’»)\]}*†‡\d¹²³⁰⁴-⁹]*$")
_CUT = re.compile(r"(?:^|\s)[a-z'’-]+,?$|,$")
_FEWEST_WORDS = 5
_SCRAP_WORDS = 3
_HEAD_PAGES = 3
_TOP_AND_FOOT = 0.12
COLUMNS = ("passages", "running", "no end", "cut", "scraps", "heads", "pages", "seconds")


def measure(file: Path, misses: bool = False) -> dict[str, Any]:
    """Return the counts of a file, or the reason why it cannot be read.

    Args:
        file: of a format that Pincite reads.
        misses: whether to return the passages that are counted, too.
    """
    content = file.read_bytes()
    started = time.process_time()
    try:
        found = extract(file.suffix.lower(), content)
    except UnreadableFile as error:
        return {"file": file.name, "unreadable": str(error)}
    seconds = time.process_time() - started
    passages = split_sentences("one", found.text, found.blocks, found.places)
    running = [
        one.quote
        for one in passages
        if one.kind == "text" and len(one.quote.split()) >= _FEWEST_WORDS
    ]
    following = {one.quote: after.quote for one, after in pairwise(passages)}
    heads = list(_heads(content)) if file.suffix.lower() == ".pdf" else []
    without = [one for one in running if not _END.search(one)]
    counted = {
        "no end": without,
        "cut": [one for one in without if _CUT.search(one) or following.get(one, "A")[0].islower()],
        "scraps": [one.quote for one in passages if one.kind == "text" and _is_scrap(one.quote)],
        "heads": [one for one in running if any(head in _folded(one) for head in heads)],
    }
    pages = max((place.page for place in found.places), default=0)
    return {
        "file": file.name,
        "passages": len(passages),
        "running": len(running),
        **{name: len(some) for name, some in counted.items()},
        "pages": pages,
        "seconds": round(seconds, 3),
        **({"misses": counted} if misses else {}),
    }


def _is_scrap(quote: str) -> bool:
    words = re.findall(r"[^\W\d_]{2,}", quote)
    return not words or (len(words) < _SCRAP_WORDS and not _END.search(quote))


def _heads(content: bytes) -> Iterator[str]:
    """Yield the texts that stand at the top or foot of several pages, as PDFium gives them."""
    seen: Counter[str] = Counter()
    document = pypdfium2.PdfDocument(content)
    for page in document:
        height = page.get_height()
        text = page.get_textpage()
        found = set()
        for bottom, top in ((height * (1 - _TOP_AND_FOOT), height), (0, height * _TOP_AND_FOOT)):
            for line in text.get_text_bounded(0, bottom, page.get_width(), top).splitlines():
                found.add(_folded(re.sub(r"^\W*\d+\s+|\s+\d+\W*$", "", line)))
        seen.update(found)
    for line, times in seen.items():
        if times >= _HEAD_PAGES and len(line.split()) > 1:
            yield line


def _folded(text: str) -> str:
    return " ".join(text.split())


def files_in(folder: Path) -> list[Path]:
    """Return the files of a folder and those below it that Pincite has a reader for."""
    return sorted(file for file in folder.rglob("*")
                  if file.suffix.lower() in READABLE and file.name != "README.md")  # fmt: skip


def _measured_by(checkout: Path, folder: Path) -> list[dict[str, Any]]:
    """Return the figures that the code of another checkout gives, with this module's measure."""
    command = [sys.executable, str(Path(__file__).resolve()), "--json", "--reports", str(folder)]
    run = subprocess.run(
        command, cwd=checkout, capture_output=True, text=True, check=True,
        env={**os.environ, "PYTHONPATH": str(checkout.resolve())},
    )  # fmt: skip
    found: list[dict[str, Any]] = json.loads(run.stdout)
    return found


def _print(rows: list[dict[str, Any]], before: dict[Any, dict[str, Any]]) -> None:
    print("| file | " + " | ".join(COLUMNS) + " | no end, % |\n" + "|---" * 10 + "|")
    for row in rows:
        other = before.get(row["file"], {})
        if "unreadable" in row:
            print(f"| {row['file']} | {row['unreadable']} |")
            continue
        cells = [f"{other[name]} → {row[name]}" if name in other else str(row[name])
                 for name in COLUMNS]  # fmt: skip
        shares = " → ".join(_share(one) for one in (other, row) if "running" in one)
        print(f"| {row['file']} | " + " | ".join(cells) + f" | {shares} |")


def _share(row: dict[str, Any]) -> str:
    running, without = row["running"], row["no end"]
    return f"{100 * without / running:.1f}" if running else "–"


def main() -> None:
    """Print a table of all files."""
    parser = argparse.ArgumentParser(prog="python -m bench.documents_read")
    parser.add_argument("--reports", type=Path, default=REPORTS, help="folder of the documents")
    parser.add_argument("--other", type=Path, help="folder of another checkout, to compare with")
    parser.add_argument("--misses", action="store_true", help="print what is counted")
    parser.add_argument("--json", action="store_true", help="print JSON")
    options = parser.parse_args()
    folder = options.reports.resolve()
    before = _measured_by(options.other, folder) if options.other else []
    rows = [measure(file, options.misses) for file in files_in(folder)]
    if options.json:
        print(json.dumps(rows))
        return
    _print(rows, {row["file"]: row for row in before})
    for row in rows:
        for name, some in row.get("misses", {}).items():
            print(*(f"{row['file']}: {name}: {one}\n" for one in some), sep="", end="")


if __name__ == "__main__":
    main()
