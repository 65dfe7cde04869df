"""Groups of like sentences: made from a sentence of a report, or found in one."""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass

from training.lists.exchange import (
    YEAR,
    Fact,
    Names,
    Slot,
    figures,
    other_figures,
    other_years,
    whole,
    within,
)

FEWEST_WORDS, MOST_WORDS = 8, 40
_FEWEST, _MOST = 4, 8
_ALIKE = 0.5
_LABEL = re.compile(
    r"(?P<year>(?:FY|CY)?(?:19|20)\d\d)(?= )"
    r"|(?P<range>(?:[Oo]ver )?\$[\d,]+(?: [Tt]o \$[\d,]+)?)(?= )"
    r"|(?P<date>[A-Z][a-z]{2}\. \d{1,2}, (?:19|20)\d\d)(?= )"
    r"|(?P<words>[A-Z][A-Za-z ,.()’'-]*[A-Za-z)])(?= [-(]?[\d$])"
)
ROW = "row"


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence, heading or row of a report on one line, and the kind of its block."""

    text: str
    kind: str


@dataclass(frozen=True, slots=True)
class Report:
    """A report's lines in order."""

    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Likes:
    """Sentences of one shape in a row.

    Attributes:
        first, last: the lines of the report that they stand in place of.
        absent: a fact of the same shape that no sentence states, or None where none is known.
        caption: of the table whose rows they are, or "".
    """

    first: int
    last: int
    facts: tuple[Fact, ...]
    absent: Fact | None
    caption: str = ""


def is_sentence(line: Line) -> bool:
    """Tell whether it is a clean running sentence."""
    text = line.text
    return (
        line.kind in ("text", "item")
        and FEWEST_WORDS <= len(text.split()) <= MOST_WORDS
        and text[-1] in ".?"
        and (text[0].isupper() or text[0] in "•-–")
        and not re.search(
            r"\.\.$|__|\*\*|: \d|GAO-\d|CRS Report|Rept\.|et al|https?:|www\.|\.{3}|\|| \d+ \d+ |"
            r"[a-z]\d",
            text,
        )
        and text.count("(") == text.count(")")
        and text.count("“") == text.count("”")
        and text.count('"') % 2 == 0
    )


def made_lists(report: Report, at: int, names: Names, chance: random.Random) -> Iterator[Likes]:
    """Yield lists made from a sentence, one for each name or year that can be exchanged."""
    sentence = report.lines[at].text
    keys = {*names.find(sentence), *(one for one in figures(sentence) if one.kind == YEAR)}
    for key in sorted(keys, key=lambda one: one.text):
        found = [
            one
            for one in figures(sentence)
            if not within(key.text, one.text) and one.text not in key.text
            if one.kind != YEAR or key.kind != YEAR
        ]
        choices: list[Slot | None] = [*found] or [None]
        for figure in choices:
            others = (
                other_years(key.text, chance)
                if key.kind == YEAR
                else names.others(key, report.title, chance)
            )
            apart = _apart(others, sentence, chance.randint(_FEWEST, _MOST))
            facts = _facts(sentence, key, figure, apart, chance)
            if len(facts) > _FEWEST:
                *stated, absent = facts
                _arrange(stated, chance)
                yield Likes(at, at + 1, tuple(stated), absent)


def _apart(others: list[str], sentence: str, count: int) -> list[str]:
    """Return the first names that stand neither in the sentence nor in one another."""
    kept: list[str] = []
    for other in others:
        held = any(_the_same(one, other) for one in kept)
        if not held and not within(other, sentence) and other[0] != "-":
            kept.append(other)
        if len(kept) == count:
            break
    return kept


def _the_same(one: str, other: str) -> bool:
    """Tell whether two names may be of the same thing: "UN …" and "United Nations …"."""
    ends = [name.split()[1:][-2:] for name in (one, other)]
    return within(one, other) or within(other, one) or (ends[0] == ends[1] and len(ends[0]) == 2)


def _facts(
    sentence: str, key: Slot, figure: Slot | None, others: list[str], chance: random.Random
) -> list[Fact]:
    """Return the sentence's fact and those made from it."""
    values = other_figures(figure, len(others), chance) if figure else None
    if figure and values is None:
        return []
    facts = [Fact(sentence, key, figure)]
    for number, other in enumerate(others):
        changed = re.sub(whole(key.text), other, sentence)
        slot = Slot(values[number], figure.kind) if figure and values else None
        if figure and slot:
            changed = changed.replace(figure.text, slot.text)
        facts.append(Fact(changed, Slot(other, key.kind), slot))
    singled = all(
        within(fact.key.text, fact.sentence)
        and not any(within(fact.key.text, one.sentence) for one in facts if one is not fact)
        and (fact.figure is None or fact.sentence.count(fact.figure.text) == 1)
        for fact in facts
    )
    return facts if singled else []


def _arrange(facts: list[Fact], chance: random.Random) -> None:
    if facts[0].key.kind == YEAR and chance.random() < 0.6:
        facts.sort(key=lambda one: one.key.text)
    else:
        chance.shuffle(facts)


def found_lists(report: Report, names: Names) -> Iterator[Likes]:
    """Yield the tables and enumerations that stand in a report."""
    at = 0
    while at < len(report.lines):
        last = at + 1
        while last < len(report.lines) and _alike(report.lines[last - 1], report.lines[last]):
            last += 1
        lines = report.lines[at:last]
        for first in range(0, len(lines) - _FEWEST + 1, _MOST):
            part = lines[first : first + _MOST]
            facts = _rows(part) if part[0].kind == ROW else _enumerated(part, names)
            caption = _caption(report, at) if part[0].kind == ROW else ""
            if facts and (caption or part[0].kind != ROW):
                yield Likes(at + first, at + first + len(part), tuple(facts), None, caption)
        at = last


def _alike(one: Line, other: Line) -> bool:
    if one.kind == other.kind == ROW:
        first, second = _LABEL.match(one.text), _LABEL.match(other.text)
        return bool(first and second and first.lastgroup == second.lastgroup)
    if not is_sentence(one) or not is_sentence(other):
        return False
    left, right = (
        set(re.sub(r"[\d,.$%]+", "", line.text).lower().split()) for line in (one, other)
    )
    return len(left & right) / len(left | right) >= _ALIKE


def _numbers(text: str) -> list[str]:
    return re.findall(r"\$?\d[\d,]*(?:\.\d+)?%?(?: [mb]illion)?", text)


def _rows(lines: tuple[Line, ...]) -> list[Fact] | None:
    """Return the rows with their labels, or None where the labels do not tell them apart."""
    labels = [match[0] if (match := _LABEL.match(line.text)) else "" for line in lines]
    facts = []
    for line, label in zip(lines, labels, strict=True):
        numbers = _numbers(line.text[len(label) :])
        figure = Slot(numbers[0], "amount") if len(numbers) == 1 else None
        if figure and line.text.count(figure.text) != 1:
            figure = None
        facts.append(Fact(line.text, Slot(label, ROW), figure))
    figured = all(re.search(r"[$%]|\d[.,]\d", line.text) for line in lines)
    return facts if len(labels) >= _FEWEST and figured and _told_apart(labels, lines) else None


def _enumerated(lines: tuple[Line, ...], names: Names) -> list[Fact] | None:
    """Return the sentences with a name or year that only one of them has."""
    facts, keys = [], []
    for line in lines:
        slots = [*names.find(line.text), *(one for one in figures(line.text) if one.kind == YEAR)]
        own = [
            slot
            for slot in slots
            if not any(within(slot.text, one.text) for one in lines if one is not line)
        ]
        if not own:
            return None
        figure = next((one for one in figures(line.text) if one.text not in own[0].text), None)
        keys.append(own[0].text)
        facts.append(Fact(line.text, own[0], figure))
    return facts if len(facts) >= _FEWEST and _told_apart(keys, lines) else None


def _told_apart(labels: list[str], lines: tuple[Line, ...]) -> bool:
    """Tell whether each label stands in its own line and in no other."""
    return all(labels) and all(
        within(label, line.text) == (at == number)
        for at, label in enumerate(labels)
        for number, line in enumerate(lines)
    )


def _caption(report: Report, first: int) -> str:
    """Return the title of a table and the last short line of words before it."""
    before = [line.text for line in report.lines[max(first - 40, 0) : first]]
    titles = [text for text in before if text.startswith(("Table ", "Figure "))]
    short = [
        text
        for text in before[-6:]
        if 3 <= len(text.split()) <= 20 and text[0].isalpha() and not _LABEL.match(text)
    ]
    parts = dict.fromkeys(
        re.sub(r"^(?:Table|Figure) [\w-]+[.:]? ", "", text).rstrip(".:")
        for text in (*titles[-1:], *short[-1:])
    )
    return ", ".join(parts)
