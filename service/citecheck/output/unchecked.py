"""Sum up what of a draft was not checked, with the reasons."""

from collections import Counter
from dataclasses import dataclass

from corpus.command_line import counted
from service.citecheck.findings import CheckedDraft, UnitKind

_OPENING = "Not checked: "


@dataclass(frozen=True, slots=True)
class NotChecked:
    """Findings that were not checked for one reason, which may hold the title of a report."""

    kind: UnitKind
    count: int
    reason: str

    @property
    def words(self) -> str:
        """Return how many of what were not checked, and why: one line."""
        return f"{counted(self.count, self.kind)} not checked: {self.reason}"


def not_checked(checked: CheckedDraft) -> list[NotChecked]:
    """Return what was not checked, the most frequent reason first."""
    reasons = Counter(
        (one.kind, _reason(one.message)) for one in checked.findings if one.verdict == "not_checked"
    )
    return [NotChecked(kind, count, reason) for (kind, reason), count in reasons.most_common()]


def _reason(message: str) -> str:
    """Return the first sentence of a message, without what every one says."""
    return message.removeprefix(_OPENING).split(". ")[0].removesuffix(".")
