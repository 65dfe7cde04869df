"""Name the differences between a part of a quotation and the source tokens beside it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import cast

from corpus.quotes.alignment import Step
from corpus.quotes.brackets import Part
from corpus.quotes.comparison import Difference
from corpus.quotes.forms import Rule, form_rules, space_rules
from corpus.quotes.near import named
from corpus.quotes.style import SourceStyle
from corpus.quotes.tokens import TokenKind, Tokens

ASSEMBLED: Rule = ("assembled", "altered")
WORD: Rule = ("word", "altered")
NUMBER: Rule = ("number", "altered")
INSIDE: Rule = ("inside a word", "altered")
BRACKETS: Rule = ("brackets", "marked")
_HYPHEN: Rule = ("hyphen", "minor")
_CLOSING: Rule = ("closing punctuation", "presentation")
_PUNCTUATION: Rule = ("punctuation", "minor")
_ALONE: dict[TokenKind, Rule] = {
    "word": WORD,
    "number": NUMBER,
    "raised": NUMBER,
    "sign": ("sign", "altered"),
    "symbol": ("symbol", "altered"),
    "quote": ("quotation marks", "minor"),
    "other": ("symbol", "altered"),
}
"""The rule of a token that one of the texts lacks; punctuation is the rule of the other kinds."""
_LEAST_LEFT_OUT, _LEAST_KEPT = 4, 3
"""A run of words that is left out makes a quotation assembled, where so many stand beside it."""


@dataclass(frozen=True, slots=True)
class Aligned:
    """A part of a quotation and the source tokens that it stands for.

    Attributes:
        steps: from the first to the last token of the part.
        first, end: the tokens of the source.
    """

    part: Part
    source: Tokens
    steps: Sequence[Step]
    first: int
    end: int

    @property
    def pairs(self) -> int:
        """Return the number of tokens that have one beside them."""
        return sum(None not in step for step in self.steps)


def differences(aligned: Aligned, style: SourceStyle) -> Iterator[Difference]:
    """Yield all differences of a part, in order of the quotation; runs of one rule are merged."""
    whole = _Steps(aligned, style)
    rules = [whole.rule(at) for at in range(len(aligned.steps))]
    for changed, run in groupby(range(len(rules)), lambda at: rules[at] is not None):
        steps = list(run)
        if not changed:
            for at in steps:
                yield from whole.forms(at)
        elif whole.is_assembled(steps):
            yield whole.difference(ASSEMBLED, steps)
        else:
            for rule, same in groupby(steps, rules.__getitem__):
                yield whole.difference(rule or WORD, list(same))


class _Steps:
    def __init__(self, aligned: Aligned, style: SourceStyle) -> None:
        self.aligned, self.style = aligned, style
        self.quoted, self.source = aligned.part.tokens, aligned.source
        kinds = self.quoted.kinds
        closing = len(kinds)
        while closing and kinds[closing - 1] in {"stop", "quote"}:
            closing -= 1
        self._closing = closing
        self._opening = next((at for at, kind in enumerate(kinds) if kind != "quote"), 0)

    def rule(self, at: int) -> Rule | None:
        """Return the rule of a step without a pair, or with an unequal one."""
        one, other = self.aligned.steps[at]
        if other is None:
            return self._alone(self.quoted, one or 0, at_end=(one or 0) >= self._closing)
        if one is None:
            return self._alone(self.source, other, at_end=self._is_closing(at))
        key, other_key = self.quoted.keys[one], self.source.keys[other]
        if one in self.aligned.part.edits:
            return None if self.aligned.part.edits[one].fullmatch(other_key) else WORD
        if key == other_key:
            return None
        near = named(key, other_key)
        return (near, "minor") if near else self._changed(one, other)

    def forms(self, at: int) -> Iterator[Difference]:
        """Yield the differences of form of an equal pair, and of the space after it."""
        one, other = cast("tuple[int, int]", self.aligned.steps[at])
        if one in self.aligned.part.edits:
            yield self.difference(BRACKETS, [at])
        else:
            forms = self.quoted.form(one), self.source.form(other)
            kind = self.quoted.kinds[one]
            for rule in form_rules(kind, *forms, self.style, is_first=one == self._opening):
                yield self.difference(rule, [at])
        following = self.aligned.steps[at + 1 : at + 2] == [(one + 1, other + 1)]
        if following and self.rule(at + 1) is None:
            spaces = self.quoted.between(one), self.source.between(other)
            for rule in space_rules(*spaces, self.style):
                yield Difference(
                    *rule,
                    (self.quoted.ends[one], self.quoted.starts[one + 1]),
                    (self.source.ends[other], self.source.starts[other + 1]),
                )

    def is_assembled(self, run: Sequence[int]) -> bool:
        """Tell whether a run of steps leaves out so many words that two places were joined."""
        dropped = [self.aligned.steps[at][1] for at in run if self.aligned.steps[at][0] is None]
        words = sum(self.source.kinds[at] == "word" for at in dropped if at is not None)
        before = sum(one is not None for one, _ in self.aligned.steps[: run[0]])
        after = sum(one is not None for one, _ in self.aligned.steps[run[-1] + 1 :])
        return words >= _LEAST_LEFT_OUT and min(before, after) >= _LEAST_KEPT

    def difference(self, rule: Rule, run: Sequence[int]) -> Difference:
        """Return the difference of a run of steps."""
        ones = [one for at in run if (one := self.aligned.steps[at][0]) is not None]
        others = [other for at in run if (other := self.aligned.steps[at][1]) is not None]
        return Difference(
            *rule,
            self.quoted.span(*_range(ones, self._next(run[0], 0))),
            self.source.span(*_range(others, self._next(run[0], 1))),
        )

    def _next(self, at: int, side: int) -> int:
        """Return the token of one side that stands at a step, or the next one."""
        after = (step[side] for step in self.aligned.steps[at:])
        end = self.aligned.end if side else len(self.quoted)
        return next((token for token in after if token is not None), end)

    def _alone(self, found: Tokens, token: int, *, at_end: bool) -> Rule:
        kind = found.kinds[token]
        if kind == "stop" and at_end:
            return _CLOSING if found.keys[token] in {".", ","} else _PUNCTUATION
        before = found.kinds[token - 1] if token else None
        after = found.kinds[token + 1] if token + 1 < len(found) else None
        if kind in {"dash", "stop"} and before == after == "number":
            return NUMBER
        if kind == "dash" and before == "word" and after in {"word", "number"}:
            return _HYPHEN
        return _ALONE.get(kind, _PUNCTUATION)

    def _changed(self, one: int, other: int) -> Rule:
        kinds = {self.quoted.kinds[one], self.source.kinds[other]}
        if kinds & {"number", "raised"}:
            return NUMBER
        if kinds == {"word"}:
            return self._inside(one, other)
        if kinds <= {"dash", "sign"} and self.style.tokenised:
            return "tokenised source", "presentation"
        if kinds & {"sign", "symbol", "other"}:
            return "sign", "altered"
        if one >= self._closing and self.quoted.keys[one] in {".", ","}:
            return _CLOSING
        return _PUNCTUATION

    def _inside(self, one: int, other: int) -> Rule:
        key, whole = self.quoted.keys[one], self.source.keys[other]
        starts = one == self._opening and whole.endswith(key)
        ends = one == self._closing - 1 and whole.startswith(key)
        return INSIDE if starts or ends else WORD

    def _is_closing(self, at: int) -> bool:
        """Tell whether only closing marks of the quotation follow a step."""
        return all(one is None or one >= self._closing for one, _ in self.aligned.steps[at:])


def _range(tokens: Sequence[int], nowhere: int) -> tuple[int, int]:
    return (tokens[0], tokens[-1] + 1) if tokens else (nowhere, nowhere)
