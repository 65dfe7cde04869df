"""The checkers that the benchmark compares."""

from collections.abc import Sequence

from bench.quotes.copies import Copy
from bench.quotes.judge import Said
from bench.quotes.kinds import Mutation
from bench.quotes.rows.ellipses import FORMS, HIDES
from bench.quotes.rows.order import DISTANT, ORDER
from bench.quotes.rows.places import SOURCE
from bench.quotes.rows.whole import SAME
from corpus.quotes.compare import compare
from corpus.quotes.style import SourceStyle, style_of
from corpus.report import Block

_NEAR, _FAR = 120, 2500
_OF_SENTENCES = (FORMS, HIDES, DISTANT, ORDER, SAME)
_SAME = str.maketrans("“”„«»‘’‚", '"""""\'\'\'')


class PlainChecker:
    """The baseline: a substring after white space and quotation marks are folded."""

    def __init__(self, copies: Sequence[Copy]) -> None:
        self._texts = {one.number: _plain(one.text) for one in copies if one.number}

    def __call__(self, mutations: Sequence[Mutation]) -> list[Said]:
        """Say of each mutation whether its words stand in the report that it names."""
        return [self._say(one) for one in mutations]

    def _say(self, one: Mutation) -> Said:
        if one.number not in self._texts:
            return Said("not_checked")
        quote = _plain(one.quote)
        if quote in self._texts[one.number]:
            return Said("exact")
        elsewhere = any(quote in text for text in self._texts.values())
        return Said("misattributed" if elsewhere else "not_found")


def _plain(text: str) -> str:
    return " ".join(text.translate(_SAME).split())


class Comparer:
    """The comparison of a quotation with its place, which it is told: no place is searched for."""

    def __init__(self, copies: Sequence[Copy]) -> None:
        self._copies = {one.number: one for one in copies}
        self._styles: dict[str, SourceStyle] = {}

    def __call__(self, mutations: Sequence[Mutation]) -> list[Said]:
        """Say how each mutation differs from the place that it was made from."""
        return [self._say(one) for one in mutations]

    def _say(self, one: Mutation) -> Said:
        copy = self._copies.get(one.number)
        if copy is None or one.kind.row == SOURCE:
            return Said(None)
        at = copy.text.find(one.source) if one.source else one.place[0]
        # Parts of one quotation may stand in sentences before and after.
        around = _FAR if one.kind.row in _OF_SENTENCES else _NEAR
        window = max(0, at - around), min(len(copy.text), at + len(one.original) + around)
        found = compare(one.quote, copy.text, window, self._style(copy))
        return Said(
            found.verdict,
            tuple((each.rule, each.weight) for each in found.differences),
            tuple(each.kind for each in found.warnings),
        )

    def _style(self, copy: Copy) -> SourceStyle:
        if copy.number not in self._styles:
            blocks = (
                Block(one.start, one.end, one.page, one.section, one.kind) for one in copy.spans
            )
            self._styles[copy.number] = style_of(copy.text, blocks)
        return self._styles[copy.number]
