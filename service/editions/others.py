"""Find what a report can be compared with: its other editions, and the texts that it had."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise, product
from typing import Literal

from index.store.protocol import View

Relation = Literal["older", "newer", "former"]


@dataclass(frozen=True, slots=True)
class OtherEdition:
    """An edition that a report can be compared with.

    Attributes:
        relation: what it is to the report: an older or a newer edition, or a text that it had.
        old, new: the names of both sides, the older one first: ids of reports, or the SHA-256 of a
            former text; ``new`` is always the id of a report.
        title: of the other edition, or its id.
        generation: number of the last generation that held a former text; None of a report.
    """

    relation: Relation
    old: str
    new: str
    title: str
    date: str | None
    generation: int | None


def other_editions(view: View, report_id: str) -> list[OtherEdition]:
    """Return what a report of the index can be compared with, the nearest of each kind first."""
    work = view.reports[report_id].work
    ids = [edition.report for edition in work.editions]
    at = ids.index(work.files[0]) if ids else 0
    older = [_of_report(view, "older", one, report_id) for one in ids[at + 1 :]]
    newer = [_of_report(view, "newer", report_id, one) for one in ids[:at][::-1]]
    former = [
        OtherEdition(
            "former", one.text_sha256, report_id, one.source.title or one.source.id,
            one.source.date, one.generation,
        )
        for one in view.former_reports(report_id)
    ]  # fmt: skip
    return older + newer + former


@dataclass(frozen=True, slots=True)
class EditionPair:
    """Two editions of which one follows the other; for ``named_edition``.

    Attributes:
        old, new: names of both; report: id of the report that had them, where they are texts.
    """

    old: str
    new: str
    report: str


def edition_pairs(view: View) -> Iterator[EditionPair]:
    """Yield all editions of the index that follow each other.

    Each report also follows the last text that it had. Former texts follow each other.
    """
    works = (report.work.editions[::-1] for report in view.reports.values())
    pairs = (pair for editions in works for pair in pairwise(one.report for one in editions))
    for pair in dict.fromkeys(pairs):
        old, new = same_format(view, *pair)
        yield EditionPair(old, new, new)
    texts: dict[str, list[str]] = {}
    for one in view.former_reports():  # newest first
        texts.setdefault(one.source.id, []).append(one.text_sha256)
    for report_id in sorted(texts.keys() & view.reports.keys()):
        for old, new in pairwise([*reversed(texts[report_id]), report_id]):
            yield EditionPair(old, new, report_id)


def same_format(view: View, old: str, new: str) -> tuple[str, str]:
    """Return the files of two works that have one format, if there are any, to be compared.

    The text of a PDF differs from that of its HTML twin where nothing was edited.
    """
    both = product(*(view.reports[one].work.files for one in (old, new)))
    alike = ((a, b) for a, b in both if view.reports[a].format == view.reports[b].format)
    found = list(alike)
    own = [pair for pair in found if old in pair or new in pair]
    return next(iter(own or found), (old, new))


def _of_report(view: View, relation: Relation, old: str, new: str) -> OtherEdition:
    pair = same_format(view, old, new)
    source = view.reports[pair[0] if relation == "older" else pair[1]].source
    return OtherEdition(relation, *pair, source.title or source.id, source.date, None)
