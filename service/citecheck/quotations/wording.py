"""Put the verdict on a quotation, and its warnings, into words."""

from collections.abc import Callable, Sequence

from corpus.command_line import counted
from corpus.quotes.comparison import Difference, WarningKind
from service.citecheck.quotations.verdicts import Decision, Named

_SHOWN_CHARS = 60
_SHOWN = 3
_WARNINGS: dict[WarningKind, str] = {
    "hidden_words": "What the brackets or the ellipsis stand for has {words}.",
    "distant_parts": "The ellipsis leaves out more than 60 words, or a change of section.",
    "goes_on": "The source goes on with {words}.",
    "negated_before": "The source has {words} before these words: read what it denies.",
    "quotes_another": "The report quotes somebody else here.",
    "differs_elsewhere": "The draft quotes these words in another form: {words}.",
    "older_edition": "Only an older edition has these words; it is {words}.",
    "other_page": "The words stand on {words}.",
}


def warning_words(kind: WarningKind, words: str = "") -> str:
    """Return a warning as a sentence.

    Args:
        words: of the source, or what the warning names.
    """
    shown = words if kind in ("older_edition", "other_page") else in_quotes(words)
    if not words and kind == "hidden_words":
        return "The brackets put a number or a negation in place of the source's words."
    return _WARNINGS[kind].format(words=shown)


def verdict_words(
    decision: Decision,
    named: Named,
    differences: Sequence[tuple[Difference, str, str]],
    name: Callable[[str], str],
) -> str:
    """Return the verdict in one sentence, with its reason.

    Args:
        differences: with the words of the draft and of the source.
        name: gives the name of a report, by its id.
    """
    match, where = decision.match, f" in {name(decision.match.report)}" if decision.match else ""
    told = differences_in_words(differences)
    named_as = _listed(sorted(set(map(name, named.cited))))
    if decision.verdict == "exact":
        return f"The words stand{where}, character for character."
    if decision.verdict == "presentation":
        return f"The words stand{where}; only the typography differs: {told}."
    if decision.verdict == "marked":
        return f"The words stand{where}, with marked changes: {told}."
    if decision.verdict == "misattributed":
        return f"The words stand{where}, and not in the cited {named_as}."
    if decision.verdict == "altered":
        other = match is not None and named.cited and match.report not in named.cited
        aside = f", which is not the cited {named_as}" if other else ""
        return f"The words are changed from those{where}{aside}: {told}."
    if decision.verdict == "not_found":
        if named.cited:
            return f"The text of {named_as} does not have these words, nor does any other report."
        return "No report of the index has these words in its text."
    if decision.why == "unread":
        return f"Not checked: parts of {named_as} could not be read, and the rest lacks the words."
    found = f" Words like these stand{where}." if match else ""
    return f"Not checked: the index lacks the source that the draft names.{found}"


def differences_in_words(differences: Sequence[tuple[Difference, str, str]]) -> str:
    """Return the weightiest differences, such as "“30,000” for the source's “50,000”"."""
    weights = [one.weight for one, _, _ in differences]
    for weight in ("altered", "minor", "marked", "presentation"):
        if weight in weights:
            told = [_difference(*one) for one in differences if one[0].weight == weight]
            told = list(dict.fromkeys(told))
            more = len(told) - _SHOWN
            return ", ".join(told[:_SHOWN]) + (f" and {more} more" if more > 0 else "")
    return "no difference"


def in_quotes(words: str) -> str:
    """Return words in quotation marks, cut where they are long."""
    words = " ".join(words.split())
    cut = words if len(words) <= _SHOWN_CHARS else f"{words[:_SHOWN_CHARS].rstrip()} …"
    return f"“{cut}”"


def _difference(one: Difference, draft: str, source: str) -> str:
    if one.weight == "presentation" or one.rule in ("assembled", "editor's remark"):
        return one.rule
    if one.weight == "marked":
        return f"{in_quotes(draft)} for {in_quotes(source)}" if source.strip() else in_quotes(draft)
    if not source.strip():
        return f"{in_quotes(draft)} added"
    if not draft.strip():
        return f"{in_quotes(source)} left out"
    return f"{in_quotes(draft)} for {in_quotes(source)}"


def _listed(reports: Sequence[str]) -> str:
    if len(reports) > _SHOWN:
        return f"{', '.join(reports[:_SHOWN])} and {counted(len(reports) - _SHOWN, 'other')}"
    return " and ".join([", ".join(reports[:-1]), reports[-1]] if len(reports) > 1 else reports)
