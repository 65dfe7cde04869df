"""Write what became of accepted answers as one HTML file that loads nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from service.answers.citation import sentence_url
from service.editions.page import STYLES, TEMPLATES, shown
from service.editions.standing.report_words import (
    changes_words,
    others_words,
    questions_words,
    renewed_words,
)
from service.editions.standing.reports import Renewed
from service.editions.standing.verdicts import Accepted, Standing, Verdict, Watched
from service.editions.standing.words import (
    CAUSES,
    counts_words,
    place_words,
    plain,
    verdict_words,
)
from service.editions.word_diff import Piece, word_diff
from service.exports.one_file import one_file

_SIGNS: dict[Verdict, str] = {
    "same": "=", "moved": "↕", "reworded": "≈", "number_changed": "≈", "tie": "=",
    "other_sentence_first": "⇄", "no_answer_now": "−", "newly_answered": "+",
}  # fmt: skip
_WITH_DIFF = {"reworded", "number_changed"}


@dataclass(frozen=True, slots=True)
class Row:
    """A question with what became of its answer, and the words that differ."""

    standing: Standing
    what: Watched

    @property
    def accepted(self) -> Accepted | None:
        """Return the first accepted sentence."""
        return self.standing.accepted[0] if self.standing.accepted else None

    @property
    def filters(self) -> str:
        """Return the filters of the question in words."""
        scope = self.standing.scope
        listed = [*(scope.reports or ()), *(scope.publishers or ())]
        listed += [f"from {scope.since}"] if scope.since else []
        listed += [f"to {scope.until}"] if scope.until else []
        return ", ".join(listed)

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """Return the words that both sentences have, or one; empty for unlike sentences."""
        if self.accepted is None or self.what.now is None or self.what.verdict not in _WITH_DIFF:
            return ()
        return word_diff(plain(self.accepted), plain(self.what.now))


def questions_html(
    name: str,
    questions: Sequence[Standing],
    found: Sequence[Watched],
    record_id: str,
    titles: Mapping[str, str],
    site: str | None,
    renewed: Sequence[Renewed] = (),
) -> str:
    """Return what became of accepted answers as one HTML file.

    Args:
        name: of the file of standing questions.
        titles: of the reports, by id.
        site: address of the service, for links to its reports; None leaves these links out.
        renewed: reports that have changed.
    """
    rows = [Row(*pair) for pair in zip(questions, found, strict=True)]
    values = {
        "title": f"Standing questions: {name}",
        "summary": counts_words(found),
        "groups": _groups(rows),
        "ties": [row for row in rows if row.what.verdict == "tie"],
        "same": [row for row in rows if row.what.verdict == "same"],
        "renewed": [one for one in renewed if one.is_own],
        "others": others_words(renewed),
        "record_id": record_id,
        "titles": titles,
        "site": site,
    }
    return one_file(TEMPLATES / "questions.html", STYLES, {**values, **_shown()})


def _groups(rows: Sequence[Row]) -> list[tuple[str, list[Row]]]:
    """Return the changes with each cause, in the order of ``CAUSES``."""
    changed = [row for row in rows if row.what.is_changed]
    groups = (
        (f"Changed by {words}", [row for row in changed if row.what.cause == cause])
        for cause, words in CAUSES.items()
    )
    return [(words, group) for words, group in groups if group]


def _shown() -> dict[str, Any]:
    """Return what the template calls."""
    changes = shown()
    return {
        **changes,
        "signs": {**changes["signs"], **_SIGNS},
        "renewed_words": renewed_words,
        "changes_words": changes_words,
        "questions_words": questions_words,
        "verdict_words": verdict_words,
        "place_words": place_words,
        "plain": plain,
        "path_of": lambda one: sentence_url(one.report, one.sentence, one.anchor),
    }
