"""Tell how much of a question names a report, by what the report is and not by what it says."""

from collections.abc import Sequence

from index.store.protocol import View
from index.words.question_words import QuestionWords


def report_shares(
    view: View, words: QuestionWords, reports: Sequence[str]
) -> dict[str, dict[str, float]]:
    """Return the terms of a question that name each report; omit reports not named.

    Each term has its share of the question, 0 to 1: it counts by its rarity among the sentences,
    and by how well it tells the report from the others (``Identities.weights``). So a single
    report is never named.

    Args:
        reports: ids of the reports that are searched; all when empty.
    """
    weights = view.identities.weights(words.distinct, reports)
    if not weights:
        return {}
    rarity = view.rarity(words.distinct)
    total = sum(rarity.values())
    return {
        report: {term: rarity[term] * weight / total for term, weight in own.items()}
        for report, own in weights.items()
    }
