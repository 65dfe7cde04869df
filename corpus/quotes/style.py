"""Find how a report's text is printed, as far as a comparison with quotations must know it."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from corpus.quotes.words import LIMITS, denies
from corpus.report import Block, Passage
from corpus.text.display import is_tokenised
from corpus.text.layout import is_cased

_COMMA_GROUPS = re.compile(r"(?<![\d.,])\d{1,3}(?:,\d{3})+(?![\d])")
_DOT_GROUPS = re.compile(r"(?<![\d.,])[1-9]\d{0,2}(?:\.\d{3})+(?![\d.,]\d|\d)")
_SPACE_GROUPS = re.compile(r"(?<![\d.,])[1-9]\d{0,2}(?:[ \u00a0\u2009\u202f]\d{3})+(?![\d]|[.,]\d)")
_LABEL = re.compile(r"\W{0,2}(\d{1,3})\b")
_DIGITS = re.compile(r"\d+")
_LEAST_USES, _LEAST_REPEATS = 3, 3
_LONGEST_HEADER = 120


@dataclass(frozen=True, slots=True)
class SourceStyle:
    """How a report's text is printed.

    Attributes:
        lower_cased: the text has lost its capitals.
        tokenised: spaces separate punctuation from words ("japan .").
        dot_groups, space_groups: the report groups digits with dots, or with spaces.
        furniture: page headers and numbers that stand between lines of the text, as ``line_form``.
        notes: labels of the report's notes: only they can be note marks.
        sections: where sections start, in order, in code points.
    """

    lower_cased: bool = False
    tokenised: bool = False
    dot_groups: bool = False
    space_groups: bool = False
    furniture: frozenset[str] = frozenset()
    notes: frozenset[str] = frozenset()
    sections: tuple[int, ...] = ()


def style_of(text: str, parts: Iterable[Passage | Block] = ()) -> SourceStyle:
    """Return the style of a report.

    Args:
        text: its canonical text.
        parts: its passages or blocks, which know notes and sections.
    """
    parts = list(parts)
    lower_cased = not is_cased(text) and text.upper() != text
    commas = _COMMA_GROUPS.search(text) is not None
    notes = (_LABEL.match(text, one.start) for one in parts if one.kind == "note")
    return SourceStyle(
        lower_cased=lower_cased,
        tokenised=is_tokenised(text),
        dot_groups=not commas and _is_used(_DOT_GROUPS, text),
        space_groups=not commas and _is_used(_SPACE_GROUPS, text),
        furniture=_furniture(text, lower_cased),
        notes=frozenset(label[1] for label in notes if label),
        sections=tuple(
            after.start for before, after in pairwise(parts) if before.section != after.section
        ),
    )


def line_form(line: str) -> str:
    """Return a line with its numbers as "#", to compare running heads."""
    return _DIGITS.sub("#", " ".join(line.split()))


def _is_used(groups: re.Pattern[str], text: str) -> bool:
    return sum(1 for _ in groups.finditer(text)) >= _LEAST_USES


def _furniture(text: str, lower_cased: bool) -> frozenset[str]:
    """Return the lines that repeat like running heads, with numbers that only rise.

    The false alarms are a repeated row of a table, whose numbers also fall, a sentence, and the
    end of one that starts with a small letter.
    """
    found: dict[str, list[list[int]]] = defaultdict(list)
    for line in text.splitlines():
        if line.strip() and len(line) <= _LONGEST_HEADER:
            found[line_form(line)].append([int(each) for each in _DIGITS.findall(line)])
    return frozenset(
        form
        for form, numbers in found.items()
        if len(numbers) >= _LEAST_REPEATS
        and all(one < other or not one for one, other in pairwise(numbers))
        and not form.endswith((".", "?", "!", ",", ";"))
        and (lower_cased or not form[0].islower())
        and not any(denies(word) or word in LIMITS for word in form.lower().split())
    )
