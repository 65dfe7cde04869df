"""Count false and missed sentence breaks on labelled texts: python -m bench.breaks.

``gold/sentences.jsonl`` holds paragraphs of law, science and government prose, with a bar where a
sentence begins. Rules are written by the half "dev" and measured on the half "test".

``gold/pages.jsonl`` holds the true sentences of pages that were read by eye: those that begin
on the page, to their ends. A false break stands inside a true sentence; a break is missed where
a true sentence begins inside a passage. White space counts on neither side.
"""

import argparse
import json
from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

from corpus.extract import extract
from corpus.report import Passage
from corpus.text.layout import find_blocks
from corpus.text.passages import split_sentences
from corpus.text.sentences import sentence_spans

REPORTS = Path("../shared/reports")
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
GOLD = Path(__file__).parent / "gold" / "pages.jsonl"
SENTENCES = Path(__file__).parent / "gold" / "sentences.jsonl"


@dataclass(frozen=True, slots=True)
class Breaks:
    """What the passages of a page and its true sentences have in common.

    Attributes:
        shared: true sentences that a passage begins with.
        false: passages that begin inside a true sentence.
        missed: true sentences that begin inside a passage.
        absent: true sentences whose text the passages lack.
    """

    shared: tuple[str, ...]
    false: tuple[str, ...]
    missed: tuple[str, ...]
    absent: tuple[str, ...]


def compare(sentences: list[str], passages: list[str]) -> Breaks:
    """Compare where true sentences and passages begin."""
    letters = [_letters(one) for one in passages]
    starts = list(accumulate(map(len, letters), initial=0))[:-1]
    whole = "".join(letters)
    shared: list[str] = []
    missed: list[str] = []
    absent: list[str] = []
    inside: set[int] = set()
    at = 0
    for sentence in sentences:
        own = _letters(sentence)
        found = whole.find(own, at)
        found = found if found >= 0 else whole.find(own)
        if found < 0:
            absent.append(sentence)
            continue
        at = found + len(own)
        (shared if found in starts else missed).append(sentence)
        inside.update(range(bisect_right(starts, found), bisect_right(starts, at - 1)))
    false = tuple(passages[number] for number in sorted(inside))
    return Breaks(tuple(shared), false, tuple(missed), tuple(absent))


def breaks_in(marked: str) -> tuple[list[int], list[int], list[int]]:
    """Return the true, the false and the missed breaks of a paragraph, as offsets.

    Args:
        marked: the paragraph, with a bar where each sentence but the first begins.
    """
    *before, last = marked.split("|")
    true = list(accumulate(map(len, before)))
    text = "".join((*before, last))
    found = {start for start, _ in sentence_spans(text, find_blocks(text))} - {0}
    return true, sorted(found - set(true)), sorted(set(true) - found)


def passages_of(report: Path, page: int | None) -> list[str]:
    """Return the passages that touch a page, and those of the page after it, as they are printed.

    What the source prints once and the text repeats is left out.
    """
    found = extract(report.suffix, report.read_bytes())
    passages = split_sentences("one", found.text, found.blocks, found.places)
    if page is None:
        return list(map(_printed, passages))
    # A sentence that begins on the page may be broken off on the next.
    return [
        _printed(one) for one in passages if one.pages and one.pages[1] >= page >= one.pages[0] - 1
    ]


def _printed(passage: Passage) -> str:
    """Return the quote without what programs draw."""
    quote = passage.quote
    for start, end in reversed(passage.drawn):
        quote = quote[: start - passage.start] + quote[end - passage.start :]
    return quote


def _letters(text: str) -> str:
    """Return a text without white space, with the numbers of its notes in plain digits."""
    return "".join(text.split()).translate(_RAISED)


def main() -> None:
    """Print the counts for each page and for all."""
    parser = argparse.ArgumentParser(prog="python -m bench.breaks")
    parser.add_argument("--reports", type=Path, default=REPORTS, help="folder of the reports")
    parser.add_argument("--misses", action="store_true", help="print what differs")
    options = parser.parse_args()
    _print_paragraphs(options.misses)
    found = []
    for row in map(json.loads, GOLD.read_text(encoding="utf-8").splitlines()):
        passages = passages_of(options.reports / row["file"], row["page"])
        breaks = compare(row["sentences"], passages)
        found.append(breaks)
        place = f" p. {row['page']}" if row["page"] else ""
        _print(Path(row["file"]).name[:24] + place, [breaks])
        if options.misses:
            for mark, some in (("+", breaks.false), ("-", breaks.missed), ("?", breaks.absent)):
                print(*(f"  {mark} {one}\n" for one in some), sep="", end="")
    _print("all", found)


def _print_paragraphs(misses: bool) -> None:
    counts: dict[tuple[str, str], list[int]] = {}
    for row in map(json.loads, SENTENCES.read_text(encoding="utf-8").splitlines()):
        breaks = breaks_in(row["text"])
        for kind in (row["kind"], "all"):
            own = counts.setdefault((row["half"], kind), [0, 0, 0])
            own[:] = [one + len(more) for one, more in zip(own, breaks, strict=True)]
        if misses and (breaks[1] or breaks[2]):
            print(_marked(row["text"].replace("|", ""), breaks))
    for (half, kind), (true, false, missed) in sorted(counts.items()):
        print(f"{half:5}{kind:27} {true:4} breaks {false:3} false {missed:3} missed")


def _marked(text: str, breaks: tuple[list[int], list[int], list[int]]) -> str:
    """Return a paragraph with "+" where a break is false and "-" where one is missed."""
    _, false, missed = breaks
    marks = dict.fromkeys(false, "+") | dict.fromkeys(missed, "-")
    return "".join(marks.get(at, "") + character for at, character in enumerate(text))


def _print(name: str, found: list[Breaks]) -> None:
    shared, false, missed, absent = (
        sum(len(getattr(one, field)) for one in found)
        for field in ("shared", "false", "missed", "absent")
    )
    print(
        f"{name:32} {shared + missed + absent:4} sentences {shared:4} shared"
        f" {false:3} false {missed:3} missed {absent:3} absent"
    )


if __name__ == "__main__":
    main()
