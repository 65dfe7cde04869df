"""Count the results of a question file by what their reader does with them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from service.answers.result import NOT_ASKED


@dataclass(frozen=True, slots=True)
class Tally:
    """The number of results of each kind; "failed" rows have an error instead of an answer."""

    answered: int
    to_check: int
    without_answer: int
    failed: int

    @classmethod
    def of(cls, statuses: Mapping[str, int]) -> Self:
        """Return the tally of results that were counted by status."""
        names = ("answered", "uncertain", "no_answer", NOT_ASKED)
        return cls(*(statuses.get(name, 0) for name in names))

    def __str__(self) -> str:
        """Return the counts in words; failures are named if there are any."""
        failed = f", {self.failed:,} failed" if self.failed else ""
        return (
            f"{self.answered:,} answered, {self.to_check:,} to check, "
            f"{self.without_answer:,} without an answer{failed}"
        )
