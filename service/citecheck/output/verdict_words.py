"""Give each verdict its words, its sign and its group, worst first, for every door."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from corpus.quotes.comparison import QuoteVerdict
from service.citecheck.findings import CheckedDraft, ClaimVerdict, Finding

Group = Literal["wrong", "doubtful", "not_checked", "right", "not_judged"]
Judged = QuoteVerdict | ClaimVerdict | Literal["term"]
SIGNS: dict[Group, str] = {
    "wrong": "✗",
    "doubtful": "!",
    "not_checked": "?",
    "right": "✓",
    "not_judged": "–",
}


@dataclass(frozen=True, slots=True)
class VerdictWords:
    """A verdict as people read it.

    Attributes:
        todo: what the writer of the draft should do about it.
    """

    group: Group
    words: str
    todo: str

    @property
    def sign(self) -> str:
        """Return the sign that stands beside the words, so that colour is never alone."""
        return SIGNS[self.group]


VERDICTS: dict[Judged, VerdictWords] = {
    "misattributed": VerdictWords(
        "wrong", "misattributed", "Cite the report that has these words, or quote the cited one."
    ),
    "altered": VerdictWords(
        "wrong", "altered", "Restore the source's words, or mark the change with brackets or …."
    ),
    "not_found": VerdictWords(
        "wrong", "not found", "Compare with the nearest sentences; remove the quotation marks, "
        "or add the report that has these words."
    ),
    "differs": VerdictWords(
        "doubtful", "differs", "Compare the figure, date or name with that of the source."
    ),
    "no_support": VerdictWords(
        "doubtful", "no support found", "Read the best sentences; cite another source if needed."
    ),
    "partly": VerdictWords(
        "doubtful", "partly supported", "Look for what the source lacks, and cite it or cut it."
    ),
    "not_checked": VerdictWords(
        "not_checked", "not checked", "Check it by hand, or add the source and check again."
    ),
    "supported": VerdictWords("right", "supported", "Nothing."),
    "marked": VerdictWords(
        "right", "changes marked", "Read what the brackets and the ellipses stand for."
    ),
    "presentation": VerdictWords("right", "same words", "Nothing: only the typography differs."),
    "exact": VerdictWords("right", "exact", "Nothing."),
    "own_words": VerdictWords("not_judged", "nothing to check", "Nothing: no source is named."),
    "term": VerdictWords("not_judged", "term", "Nothing: fewer than three words are not judged."),
}  # fmt: skip
"""Every verdict, worst first, but for "not_checked", which no order makes right or wrong."""


def judged(finding: Finding) -> Judged:
    """Return the verdict of a finding; "term" for a term, which has none."""
    return finding.verdict or "term"


def worst_first(findings: Iterable[Finding]) -> list[Finding]:
    """Return findings from the worst verdict to the best, then in the order of the draft."""
    ranks = {verdict: rank for rank, verdict in enumerate(VERDICTS)}
    return sorted(findings, key=lambda one: (ranks[judged(one)], one.number))


def tally(checked: CheckedDraft) -> dict[Judged, int]:
    """Return the number of findings of each verdict that occurs, in the order of ``VERDICTS``."""
    counts = Counter(map(judged, checked.findings))
    return {verdict: counts[verdict] for verdict in VERDICTS if counts[verdict]}
