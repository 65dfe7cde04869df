"""Find the rows of a draft's tables that state something; they are compared with no sentence."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from corpus.readers.drafts.draft import Draft
from corpus.report import Block, Span
from service.citecheck.own_words import masked
from service.citecheck.unit_words import is_claim


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of a table that state a number, a date or a name, beside what they quote and cite.

    Attributes:
        start, end: span of the first one in the draft's text.
        count: number of such rows.
    """

    start: int
    end: int
    count: int


def stating_rows(draft: Draft, apart: Sequence[Span]) -> Iterator[Rows]:
    """Yield the rows of each table that state something; tables without such rows are left out.

    Args:
        apart: what is judged as a quotation, or cites.
    """
    own = masked(draft.text, apart)
    for is_row, blocks in groupby(draft.blocks, key=lambda block: block.kind == "row"):
        body = _without_heads(blocks) if is_row else []
        stating = [one for one in body if is_claim(own[one.start : one.end])]
        if stating:
            yield Rows(stating[0].start, stating[0].end, len(stating))


def _without_heads(rows: Iterable[Block]) -> list[Block]:
    """Return the rows whose cells stand under heads; all where the table has none."""
    every = list(rows)
    under = [one for one in every if one.row and any(cell.column for cell in one.row.cells)]
    return under or every
