"""Make pairs of editions, and find in the second one what the script planned."""

import difflib
import random
from collections import defaultdict, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bench.editions.edits import Edit, Planned, choose_edits, planned_edition
from bench.editions.formats.original import Original, read_bytes
from bench.editions.row_edits import choose_row_edits
from bench.editions.sentences import letters, sentences_of
from corpus.report import Report
from service.answers.citation import report_url
from service.editions.changes import Alignment
from service.editions.comparison import compared
from service.editions.editions import Edition, edition_sentence

_SUFFIXES = {"text": ".txt", "HTML": ".html", "DOCX": ".docx", "PDF": ".pdf"}
_BESIDE = 2
"""Sentences from an edit that the reader may divide otherwise on account of it."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two editions as they are read, and what the script planned for the second one.

    Attributes:
        old, new: as the product compares them.
        places: of a planned sentence in the second edition, as far as it is read as planned.
        rows: places of rows of tables in the first edition.
        left_out: edits in or beside sentences that the reader divides otherwise.
    """

    old: Edition
    new: Edition
    planned: list[Planned]
    places: dict[int, int]
    rows: frozenset[int]
    left_out: int

    @property
    def edited(self) -> bool:
        """Return whether the second edition has an edit."""
        return any(one.edit or one.beside for one in self.planned)


def named_changes(pair: Pair) -> Alignment:
    """Return what the product names."""
    return compared(pair.old, pair.new).alignment


def make_pair(original: Original, others: Sequence[str], chance: random.Random) -> Pair:
    """Return a report and its second edition.

    Args:
        others: sentences of other reports, to be put in.
    """
    sentences = original.sentences
    edits = choose_edits(sentences, original.free, others, chance)
    edits += choose_row_edits(sentences, original.free, chance)
    made = len(edits)
    while True:
        planned = planned_edition(sentences, edits)
        report = _second(original, edits)
        places = _places(planned, report)
        bad = _divided_otherwise(planned, places)
        if not bad:
            return _pair(original, report, planned, made - len(edits))
        edits = [edit for edit in edits if id(edit) not in bad]


def unedited_pair(original: Original) -> Pair:
    """Return a report and the same report, written as a second edition."""
    planned = planned_edition(original.sentences, [])
    report = _second(original, [])
    return _pair(original, report, planned)


def _pair(original: Original, report: Report, planned: list[Planned], left_out: int = 0) -> Pair:
    sentences = original.sentences
    rows = frozenset(at for at, one in enumerate(sentences) if one.kind == "row")
    return Pair(
        _edition(original.first),
        _edition(report),
        planned,
        _places(planned, report),
        rows,
        left_out,
    )


def _second(original: Original, edits: Sequence[Edit]) -> Report:
    return read_bytes(original.second(edits), _SUFFIXES[original.form])


def _edition(report: Report) -> Edition:
    sentences = tuple(map(edition_sentence, report.passages))
    url = report_url(report.source.id)
    return Edition(report.source, report.source_sha256, report.text_sha256, sentences, url)


def _places(planned: Sequence[Planned], report: Report) -> dict[int, int]:
    """Return where planned sentences are read: in order, then the rest wherever they stand."""
    ones = [letters(one.sentence.text) for one in planned]
    others = [letters(one.text) for one in sentences_of(report)]
    matcher = difflib.SequenceMatcher(None, ones, others, autojunk=False)
    found = {
        block.a + at: block.b + at
        for block in matcher.get_matching_blocks()
        for at in range(block.size)
    }
    left = defaultdict[str, deque[int]](deque)
    for at in sorted(set(range(len(others))) - set(found.values())):
        left[others[at]].append(at)
    for at in range(len(ones)):
        if at not in found and left[ones[at]]:
            found[at] = left[ones[at]].popleft()
    return found


def _divided_otherwise(planned: Sequence[Planned], places: dict[int, int]) -> set[int]:
    """Return the ids of the edits in or beside the sentences that are read otherwise."""
    bad = set[int]()
    for at in range(len(planned)):
        if at in places:
            continue
        for reach in range(_BESIDE + 1):
            near = set(_edits(planned[max(0, at - reach) : at + reach + 1]))
            if near:
                bad |= near
                break
    return bad


def _edits(planned: Iterable[Planned]) -> Iterable[int]:
    for one in planned:
        if one.edit:
            yield id(one.edit)
        yield from map(id, one.beside)
