"""Sum up the findings of a draft on one screen of a terminal."""

from itertools import zip_longest
from textwrap import wrap

from corpus.command_line import counted
from corpus.omission_words import in_total
from service.citecheck.findings import CheckedDraft, Finding
from service.citecheck.output.unchecked import not_checked
from service.citecheck.output.verdict_words import VERDICTS, judged, sign, tally, worst_first
from service.exports.escape import one_line

WIDTH, HEIGHT = 80, 22
"""The size of the summary; two lines of a screen of 24 are left for the command."""
_KINDS = ("quotation", "claim", "term")
_COLUMN = WIDTH // 2
_REASONS = 3


def summary(checked: CheckedDraft) -> str:
    """Return counts, what was not checked, and the worst findings, in 22 lines of 80 columns."""
    kinds = [counted(sum(one.kind == kind for one in checked.findings), kind) for kind in _KINDS]
    lines = wrap(f"{one_line(checked.name) or 'The draft'}: {', '.join(kinds)}.", WIDTH)[:2]
    lines += ["", *_counts(checked)]
    if told := unchecked_words(checked):
        lines += ["", *wrap(f"Not checked: {'; '.join(told)}.", WIDTH)[:4]]
    reasons = [one for one in not_checked(checked) if one.kind == "claim"]
    lines += [
        "  " + one_line(f"{counted(one.count, 'claim')}: {one.reason}")[: WIDTH - 2]
        for one in reasons[:_REASONS]
    ]
    wrong = [one for one in worst_first(checked.findings) if _is_trouble(one)]
    wrong.sort(key=lambda one: (VERDICTS[judged(one)].group != "wrong", not one.warnings))
    room = HEIGHT - len(lines) - 2
    if wrong and room > 0:
        shown = wrong if len(wrong) <= room else wrong[: room - 1]
        lines += ["", "Worst first:", *map(_finding_line, shown)]
        if len(wrong) > len(shown):
            lines.append(f"  and {len(wrong) - len(shown)} more")
    return "\n".join(lines)


def unchecked_words(checked: CheckedDraft) -> list[str]:
    """Return what was not checked, in words: findings, references, and parts that were not read."""
    unchecked = [one.kind for one in checked.findings if one.verdict == "not_checked"]
    told = [counted(unchecked.count(kind), kind) for kind in _KINDS if kind in unchecked]
    if checked.unresolved:
        told.append(f"{counted(len(checked.unresolved), 'reference')} without a report")
    if checked.omissions:
        total = in_total(checked.omissions).removesuffix(".")
        told.append(f"in the draft, {total.removeprefix('In all, ')}")
    if checked.not_covered:
        told.append(f"unread pages of {counted(len(checked.not_covered), 'report')}")
    return told


def _counts(checked: CheckedDraft) -> list[str]:
    columns = []
    for kind in ("quotation", "claim"):
        own = [one for one in checked.findings if one.kind == kind]
        counts = {verdict: sum(judged(one) == verdict for one in own) for verdict in tally(checked)}
        rows = [
            f"{VERDICTS[verdict].sign} {count:>4} {VERDICTS[verdict].words}"
            for verdict, count in counts.items()
            if count and verdict != "not_checked"
        ]
        warned = sum(bool(one.warnings) for one in own)
        columns.append(rows + ([f"  {warned:>4} with warnings"] if warned else []))
    heads = [f"{'Quotations':<{_COLUMN}}Claims"]
    pairs = zip_longest(*columns, fillvalue="")
    return heads + [f"{left:<{_COLUMN}}{right}".rstrip() for left, right in pairs]


def _is_trouble(finding: Finding) -> bool:
    return VERDICTS[judged(finding)].group in ("wrong", "doubtful") or bool(finding.warnings)


def _finding_line(finding: Finding) -> str:
    found = VERDICTS[judged(finding)]
    warned = " (warning)" if finding.warnings else ""
    start = f"{sign(finding):<2}{finding.number:>4} {found.words}{warned}, {finding.place}: "
    words = one_line(finding.text)
    room = max(WIDTH - len(start) - 2, 8)
    quoted = words if len(words) <= room else f"{words[: room - 1].rstrip()}…"
    return f"{start}“{quoted}”"[:WIDTH]
