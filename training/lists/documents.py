"""Documents with lists of like sentences, amid other sentences of the same report."""

import random
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.sets import REPORT_TRAIN, documents
from corpus.errors import UnreadableFile
from corpus.extract import extract
from corpus.folder import find_files
from corpus.report import Block
from corpus.text.layout import find_blocks
from corpus.text.sentences import find_sentences
from training.lists.exchange import Names
from training.lists.likes import Likes, Line, Report, found_lists, is_sentence, made_lists

_TIMES = 4
_MOST_FOUND = 40  # tables of one report are much alike
_WITHOUT_FIGURE = 0.5
_LOOSE_KINDS = ("organization", "name")  # things of all sorts: they need a figure to tell

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Document:
    """A document with lists in it.

    Attributes:
        lists: each list with the spans of its sentences.
    """

    text: str
    lists: tuple[tuple[Likes, tuple[Span, ...]], ...]


def stretches(folder: Path) -> list[Report]:
    """Return the documents of a set of stretches of reports."""
    return [
        Report(row["title"], _lines(row["text"], find_blocks(row["text"])))
        for _, row in documents(folder)
    ]


def read_reports(folder: Path, data: Path) -> list[Report]:
    """Return the reports of a folder and the stretches of report_train."""
    found = []
    for file in find_files(folder)[0]:
        try:
            content = extract(file.location.suffix.lower(), file.location.read_bytes())
        except UnreadableFile as error:
            print(f"Not read: {file.path}: {error}")
            continue
        found.append(Report(file.path, _lines(content.text, content.blocks)))
    return [*found, *stretches(data / REPORT_TRAIN)]


def _lines(text: str, blocks: tuple[Block, ...]) -> tuple[Line, ...]:
    return tuple(
        Line(" ".join(text[start:end].split()), blocks[number - 1].kind)
        for (start, end), number in find_sentences(text, blocks)
    )


def all_lists(
    reports: Iterable[Report], names: Names, groups: int, chance: random.Random
) -> list[tuple[Report, Likes]]:
    """Return lists found in the reports and made from them, this many in all."""
    found: list[tuple[Report, Likes]] = []
    rounds: list[list[tuple[Report, Likes]]] = [[] for _ in range(_TIMES)]
    seen: set[str] = set()
    for report in reports:
        real = [one for one in found_lists(report, names) if one.facts[0].sentence not in seen]
        real = chance.sample(real, min(len(real), _MOST_FOUND))
        found.extend((report, one) for one in real)
        seen.update(fact.sentence for one in real for fact in one.facts)
        for at, line in enumerate(report.lines):
            if line.text in seen or not is_sentence(line):
                continue
            seen.add(line.text)
            made = list(made_lists(report, at, names, chance))
            chance.shuffle(made)
            made.sort(key=lambda one: one.facts[0].figure is None)
            for again, likes in enumerate(made[:_TIMES]):
                telling = likes.facts[0].key.kind not in _LOOSE_KINDS and not again
                if likes.facts[0].figure or (telling and chance.random() < _WITHOUT_FIGURE):
                    rounds[again].append((report, likes))
    for one_each in rounds:
        chance.shuffle(one_each)
        found.extend(one_each[: max(groups - len(found), 0)])
    return found


def make_documents(
    lists: Iterable[tuple[Report, Likes]], chance: random.Random
) -> Iterator[Document]:
    """Yield documents of one to three lists of the same report, amid its sentences."""
    of_report: dict[int, list[Likes]] = defaultdict(list)
    reports: dict[int, Report] = {}
    for report, likes in lists:
        reports[id(report)] = report
        of_report[id(report)].append(likes)
    for key, every in of_report.items():
        chance.shuffle(every)
        while every:
            some = [every.pop() for _ in range(min(len(every), chance.randint(1, 3)))]
            different = {likes.first: likes for likes in some}
            every.extend(one for one in some if different[one.first] is not one)
            yield _document(reports[key], sorted(different.values(), key=_first), chance)


def _first(likes: Likes) -> int:
    return likes.first


def _document(report: Report, lists: list[Likes], chance: random.Random) -> Document:
    text = ""
    placed = []
    used = {at for likes in lists for at in range(likes.first, likes.last)}
    for likes in lists:
        before, after = chance.randint(2, 7), chance.randint(2, 7)
        text += _ordinary(report, range(likes.first - before, likes.first), used)
        gap, mark = _layout(likes, chance)
        text += f"{likes.caption}\n\n" if likes.caption else ""
        spans = []
        for fact in likes.facts:
            start = len(text) + len(mark)
            text += mark + fact.sentence
            spans.append((start, len(text)))
            text += gap
        text = text.rstrip() + "\n\n"
        placed.append((likes, tuple(spans)))
        text += _ordinary(report, range(likes.last, likes.last + after), used)
    return Document(text.rstrip() + "\n", tuple(placed))


def _ordinary(report: Report, wanted: range, used: set[int]) -> str:
    """Return these lines as a paragraph, without those that are in the document already."""
    kept = []
    for at in wanted:
        if 0 <= at < len(report.lines) and at not in used and is_sentence(report.lines[at]):
            used.add(at)
            kept.append(report.lines[at].text)
    return " ".join(kept) + "\n\n" if kept else ""


def _layout(likes: Likes, chance: random.Random) -> tuple[str, str]:
    """Return what stands between the sentences of a list, and before each."""
    if likes.caption:
        return "\n\n", ""
    if likes.facts[0].sentence[0].isupper() and chance.random() < 0.3:
        return "\n", chance.choice(("• ", "- "))
    return (" ", "") if likes.facts[0].sentence[0].isupper() else ("\n", "")
