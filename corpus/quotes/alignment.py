"""Align the tokens of a quotation's part with those of a source.

A part that the source holds word for word is found by a search. Otherwise its longest common runs
are fixed first, and the costs of an edit decide between them.
"""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

from corpus.quotes.brackets import Part
from corpus.quotes.near import common
from corpus.quotes.tokens import TokenKind, Tokens

Step = tuple[int | None, int | None]
"""A token of the part and the token of the source beside it; None where one of them has none."""

_Form = tuple[str, str, TokenKind]
"""The key of a token, what its forms have in common, and its kind."""

_LETTERED = ("word", "number", "raised")
_ANCHOR = 3
"""Least tokens of a common run that is fixed."""
_FAR = 4
"""Least tokens of a common run that stands apart from the others."""
_MOST_CELLS = 400
_NEVER = 9.0


class Aligner:
    """Aligns parts of quotations with one source."""

    def __init__(self, source: Tokens) -> None:
        self.source = source
        self._codes: dict[str, str] = {}
        for key in source.keys:
            self._codes.setdefault(key, chr(0x4E00 + len(self._codes)))
        self._text = "".join(map(self._codes.__getitem__, source.keys))
        self.forms = list(zip(source.keys, map(common, source.keys), source.kinds, strict=True))

    def exact(self, part: Part) -> list[int]:
        """Return the first token of each run of the source that is the part."""
        pattern = ""
        for at, key in enumerate(part.tokens.keys):
            if at in part.edits:
                edit = part.edits[at]
                codes = "".join(self._codes[one] for one in self._codes if edit.fullmatch(one))
                code = f"[{codes}]" if codes else ""
            else:
                code = self._codes.get(key, "")
            if not code:
                return []
            pattern += code
        return [match.start() for match in re.finditer(f"(?={pattern})", self._text)]

    def align(self, part: Part, low: int, high: int) -> list[Step]:
        """Return the steps that turn a part into tokens [low, high) of the source, or some of them.

        Tokens of the source before and after the part cost nothing and are left out.
        """
        keys = [self._stand_in(part, at) for at in range(len(part.tokens))]
        work = _Work(keys, part.tokens, self)
        steps = work.between(0, len(keys), low, high, open_left=True, open_right=True)
        used = [at for at, (one, _) in enumerate(steps) if one is not None]
        return steps[used[0] : used[-1] + 1]

    def _stand_in(self, part: Part, at: int) -> str:
        """Return the key of a token, or the word of the source that it can stand for."""
        key = part.tokens.keys[at]
        if at not in part.edits or key in self._codes:
            return key
        return next((one for one in self._codes if part.edits[at].fullmatch(one)), key)


class _Work:
    def __init__(self, keys: Sequence[str], quoted: Tokens, aligner: Aligner) -> None:
        self.ones = list(zip(keys, map(common, keys), quoted.kinds, strict=True))
        self.others = aligner.forms
        self.matcher = SequenceMatcher(None, keys, aligner.source.keys, autojunk=False)

    def between(
        self, first: int, end: int, low: int, high: int, *, open_left: bool, open_right: bool
    ) -> list[Step]:
        """Align tokens [first, end) of the part with [low, high) of the source."""
        if first == end or low == high:
            dropped = [] if open_left or open_right else range(low, high)
            return [*((at, None) for at in range(first, end)), *((None, at) for at in dropped)]
        near_low, near_high = low, high
        reach = 2 * (end - first) + 8
        if open_left and not open_right:
            near_low = max(low, high - reach)
        if open_right and not open_left:
            near_high = min(high, low + reach)
        run = self.matcher.find_longest_match(first, end, near_low, near_high)
        if run.size < min(_FAR, end - first):
            far = self.matcher.find_longest_match(first, end, low, high)
            run = far if far.size >= max(_FAR, run.size + 1) else run
        # Without a common run, the window is not the place of the quotation.
        large = (open_left and open_right) or ((end - first) * (near_high - near_low) > _MOST_CELLS)
        if run.size >= (1 if large else _ANCHOR):
            after, beyond = run.a + run.size, run.b + run.size
            return [
                *self.between(
                    first, run.a, low, run.b, open_left=open_left, open_right=False
                ),
                *((run.a + at, run.b + at) for at in range(run.size)),
                *self.between(after, end, beyond, high, open_left=False, open_right=open_right),
            ]  # fmt: skip
        if large:
            return [(at, None) for at in range(first, end)]
        return self._cheapest(first, end, near_low, near_high, open_left, open_right)

    def _cheapest(
        self, first: int, end: int, low: int, high: int, open_left: bool, open_right: bool
    ) -> list[Step]:
        """Return the steps of least cost, by dynamic programming."""
        drops = [_alone(other) for other in self.others[low:high]]
        row = [0.0]
        for at, drop in enumerate(drops):
            # Where nothing is left before the part, a part nearer to what follows is better.
            row.append(0.001 * (len(drops) - at) if open_left else row[-1] + drop)
        rows = [row]
        for one in self.ones[first:end]:
            add, above = _alone(one), row
            row = [above[0] + add]
            for at, other in enumerate(self.others[low:high]):
                paired = above[at] + _cost(one, other)
                row.append(min(paired, above[at + 1] + add, row[at] + drops[at]))
            rows.append(row)
        at = min(range(len(drops) + 1), key=row.__getitem__) if open_right else len(drops)
        return self._walked(rows, first, low, at, open_left)

    def _walked(
        self, rows: list[list[float]], first: int, low: int, at: int, open_left: bool
    ) -> list[Step]:
        """Return the steps of the cheapest way to the last row, by walking back."""
        steps: list[Step] = []
        row = len(rows) - 1
        while row or (at and not open_left):
            one, other = first + row - 1, low + at - 1
            here = rows[row][at]
            if (
                row
                and at
                and here == rows[row - 1][at - 1] + _cost(self.ones[one], self.others[other])
            ):
                row, at = row - 1, at - 1
                steps.append((one, other))
            elif row and here == rows[row - 1][at] + _alone(self.ones[one]):
                row -= 1
                steps.append((one, None))
            else:
                at -= 1
                steps.append((None, other))
        return steps[::-1]


def _cost(one: _Form, other: _Form) -> float:
    if one[0] == other[0]:
        return -0.1
    if one[1] == other[1]:
        return 0.4
    lettered = one[2] in _LETTERED
    if lettered != (other[2] in _LETTERED):
        return _NEVER
    if lettered:
        return 0.95 if one[2] == other[2] else 1.3
    return 0.65 if one[2] == other[2] else 0.7


def _alone(one: _Form) -> float:
    return 1.0 if one[2] in _LETTERED else 0.7
