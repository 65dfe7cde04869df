"""Write the answers of a batch as JSON lines, CSV or Markdown."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from corpus.errors import BadRequest
from service.answer import STATUS_WORDS
from service.batch import Result, json_line

Writer = Callable[[Iterable[Result]], Iterator[str]]

# What a spreadsheet would take for a formula, also behind blanks or in full width.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def writer_for(name: str) -> Writer:
    """Return what writes the format that a file name's ending stands for.

    Raises:
        BadRequest: when there is no such format.
    """
    suffix = Path(name).suffix.lower()
    if suffix not in WRITERS:
        raise BadRequest(f"{name} has no known format: end it in one of {', '.join(WRITERS)}")
    return WRITERS[suffix]


def _jsonl(rows: Iterable[Result]) -> Iterator[str]:
    return map(json_line, rows)


def _csv(rows: Iterable[Result]) -> Iterator[str]:
    """Write a line a question: its own columns, then its best passages side by side."""
    rows = list(rows)
    kept = list(dict.fromkeys(name for row in rows for name in row.get("columns", {})))
    most = max((len(row.get("passages", ())) for row in rows), default=0)
    ours = ["status", "confidence", "error"]
    header = ["id", "question", *kept, *ours]
    for rank in range(1, most + 1):
        suffix = "" if rank == 1 else f"_{rank}"
        header += [name + suffix for name in _PASSAGE_COLUMNS]
    yield _csv_line(header)
    for row in rows:
        columns = row.get("columns", {})
        cells = [row["id"], row.get("question", ""), *(columns.get(name, "") for name in kept)]
        cells += [row.get("status", ""), row.get("confidence", "")]
        cells.append(row["error"]["detail"] if "error" in row else "")
        for passage in row.get("passages", ()):
            cells += _passage_cells(passage)
        yield _csv_line(cells + [""] * (len(header) - len(cells)))


_PASSAGE_COLUMNS = (
    "quote", "display", "short_answer", "score", "citation", "label", "report", "sentence",
    "lines", "page", "section", "start", "end", "quote_sha256", "text_sha256", "url",
)  # fmt: skip


def _passage_cells(passage: dict[str, Any]) -> list[Any]:
    citation = passage["citation"]
    first, last = citation["lines"]
    return [
        passage["quote"], passage["display"], (passage["answer"] or {}).get("text", ""),
        passage["score"], citation["id"],
        citation["label"], citation["report"]["id"], citation["sentence"],
        str(first) if first == last else f"{first}–{last}", citation["page"] or "",
        citation["section"] or "", citation["start"], citation["end"],
        citation["quote_sha256"], citation["text_sha256"], citation["url"],
    ]  # fmt: skip


def _csv_line(cells: Iterable[Any]) -> str:
    stream = io.StringIO(newline="")
    csv.writer(stream).writerow([inert(cell) if isinstance(cell, str) else cell for cell in cells])
    return stream.getvalue()


def inert(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula: an apostrophe keeps it text."""
    return f"'{cell}" if cell.lstrip(" \u00a0\u3000").startswith(_FORMULA) else cell


def _markdown(rows: Iterable[Result]) -> Iterator[str]:
    yield "# Answers\n"
    for row in rows:
        yield f"\n## {_plain(str(row['id']))}. {_plain(row.get('question', ''))}\n\n"
        if "error" in row:
            yield f"Not asked: {_plain(row['error']['detail'])}\n"
            continue
        yield f"{STATUS_WORDS[row['status']]} ({row['confidence']:.0%}):\n\n"
        for passage in row["passages"]:
            yield f"{passage['rank']}. “{_plain(passage['quote'])}”  \n"
            yield f"   {_plain(passage['citation']['label'])}\n"


def _plain(text: str) -> str:
    """Return text on one line that Markdown shows as it is."""
    return "".join(f"\\{c}" if c in "\\`*_{}[]<>#|!&" else c for c in " ".join(text.split()))


MEDIA_TYPES = {".jsonl": "application/jsonl", ".csv": "text/csv", ".md": "text/markdown"}

WRITERS: dict[str, Writer] = {".jsonl": _jsonl, ".csv": _csv, ".md": _markdown}
"""What writes each format."""
