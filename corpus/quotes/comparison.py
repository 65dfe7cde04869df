"""Define what a comparison of a quotation with its source says."""

from dataclasses import dataclass
from typing import Literal

from corpus.report import Span

Weight = Literal["presentation", "marked", "minor", "altered"]
"""What a difference means for the reader.

- presentation: typography only; the words are those of the source.
- marked: the writer marks the change, with brackets or an ellipsis.
- minor: an unmarked change of form, such as a hyphen, an accent or "%" for "percent".
- altered: an unmarked change of words, numbers or signs.
"""

QuoteVerdict = Literal[
    "misattributed", "altered", "not_found", "not_checked", "marked", "presentation", "exact"
]
"""The verdict on a quotation, worst first.

``compare`` gives "altered", "marked", "presentation" or "exact"; the others need more than one
text.
"""

WarningKind = Literal[
    "hidden_words",  # what brackets or an ellipsis stand for has a number, or not, unless, …
    "distant_parts",  # an ellipsis leaves out more than 60 words, or a change of section
    "goes_on",  # the source goes on with but, unless, except or provided
    "negated_before",  # a negation governs the quoted words from before the first one
    "differs_elsewhere",  # the draft quotes the same words in another form elsewhere
    "quotes_another",  # the words are the report's quotation of somebody else
    "older_edition",  # only an older edition has the words
    "other_page",  # the report is right, the page is another one
]


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference between a quotation and its source.

    Attributes:
        rule: name of the rule of ``corpus.quotes.compare``, such as "quotation marks" or "word".
        quoted: span in the quotation; empty (start == end) where it lacks something.
        source: span in the source text; empty where the source lacks something.
    """

    rule: str
    weight: Weight
    quoted: Span
    source: Span


@dataclass(frozen=True, slots=True)
class Warned:
    """A warning, which is independent of the verdict.

    Attributes:
        source: span in the source text that the warning is about; empty where there is none.
    """

    kind: WarningKind
    source: Span


@dataclass(frozen=True, slots=True)
class Comparison:
    """A quotation compared with one place of one text.

    Attributes:
        verdict: "altered", "marked", "presentation" or "exact": that of the worst difference.
        start, end: span in the source text that the quotation stands for, in code points.
        likeness: 1 where all words agree, 0 where none does.
    """

    verdict: QuoteVerdict
    start: int
    end: int
    likeness: float
    differences: tuple[Difference, ...] = ()
    warnings: tuple[Warned, ...] = ()
