"""Remove the numbers of lines beside the text, as pleadings, transcripts and bills have them.

A chain is a column of numbers that count on down the page. It numbers lines, and not the items of a
list or the rows of a table, where sentences run from one numbered line into the next, where numbers
stand beside blank paper, or where other pages repeat the numbers at the same heights.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from corpus.readers.pdf.lines import Line, Page, Word, same_row

_NUMBER = re.compile(r"\d{1,4}")
_STEPS = (1, 2, 3, 4, 5, 10)
_MOST_SKIPPED = 3
_ALIGNED = 2.5  # points
_SAME_HEIGHT = 3.0  # points
# These were fitted on pleading paper (25 numbers, 24 points apart, 12-point type) and on a preprint
# with a number at every fifth line; the tests set other types, sizes, distances and steps.
_FREE = 0.9  # type sizes
_FEWEST, _FEWEST_STEPPED, _MANY = 4, 3, 8
_RUN_ON, _RUN_ON_REPEATED = 0.3, 0.1
_BLANK = 0.25
_WIDE = 12  # type sizes; items and cells in lower case are narrower
_EVEN = 0.1
_ENDS = tuple(".,;:?!")


@dataclass(frozen=True, slots=True)
class _Column:
    """Where a chain stands: which share of a number's width, from its left, is aligned, and at x.

    Attributes:
        right: whether the numbers stand to the right of their lines.
    """

    right: bool
    share: float
    x: float

    def holds(self, word: Word) -> bool:
        """Return whether a number is aligned with the column."""
        return abs(_x(word, self.share) - self.x) <= _ALIGNED


@dataclass(frozen=True, slots=True)
class _Chain:
    """Numbers of one page, one below the other, that count on by a step."""

    column: _Column
    step: int
    numbers: tuple[Word, ...]

    @property
    def places(self) -> set[tuple[str, int]]:
        """Return the numbers with their heights, which are rounded."""
        return {(word.text, round(word.box[1] / _SAME_HEIGHT)) for word in self.numbers}


def without_line_numbers(pages: list[Page]) -> list[Page]:
    """Return the pages without the numbers of their lines."""
    digits = [list(_digits(page)) for page in pages]
    for right in (False, True):
        numbers = [[word for word, free in found if free[right]] for found in digits]
        chains = [list(_chains(found, right)) for found in numbers]
        if not any(chains):
            continue
        sure = _sure(pages, chains)
        if sure:
            pages = [
                _without(page, _of_lines(found, sure))
                for page, found in zip(pages, numbers, strict=True)
            ]
    return pages


def _digits(page: Page) -> Iterator[tuple[Word, tuple[bool, bool]]]:
    """Yield the numbers of a page, and whether each stands free at its left and at its right."""
    for line in page.lines:
        last = len(line.words) - 1
        for at, word in enumerate(line.words):
            if word.text[0].isdigit() and _NUMBER.fullmatch(word.text):
                yield (
                    word,
                    (
                        at == 0 or _gap(line.words[at - 1], word) > _FREE * word.size,
                        at == last or _gap(word, line.words[at + 1]) > _FREE * word.size,
                    ),
                )


def _gap(word: Word, following: Word) -> float:
    """Return the gap between two words of a line, in whichever order they are drawn."""
    return max(following.box[0] - word.box[2], word.box[0] - following.box[2])


def _chains(numbers: list[Word], right: bool) -> Iterator[_Chain]:
    """Yield the chains among the numbers of a page, aligned as most of them are."""
    if len(numbers) < _FEWEST_STEPPED:
        return
    found = [list(_aligned(numbers, right, share)) for share in (1.0, 0.0, 0.5)]
    yield from max(found, key=lambda chains: sum(len(chain.numbers) for chain in chains))


def _aligned(numbers: list[Word], right: bool, share: float) -> Iterator[_Chain]:
    left = sorted(numbers, key=lambda word: _x(word, share))
    while left:
        column = _Column(right, share, round(_x(left[0], share) + 1))
        group = [word for word in left if column.holds(word)]
        left = left[len(group) :]
        if len(group) >= _FEWEST_STEPPED:
            step = _step(group)
            for run in _runs(group, step):
                if len(run) >= (_FEWEST if step == 1 else _FEWEST_STEPPED):
                    yield _Chain(column, step, tuple(run))


def _x(word: Word, share: float) -> float:
    return word.box[0] + share * (word.box[2] - word.box[0])


def _step(numbers: list[Word]) -> int:
    """Return the step by which most of these numbers count on down the page."""
    down = sorted(numbers, key=lambda word: word.box[1])
    steps = Counter(int(below.text) - int(above.text) for above, below in pairwise(down))
    return max(_STEPS, key=lambda step: (steps[step], -step))


def _runs(numbers: list[Word], step: int) -> Iterator[list[Word]]:
    """Yield the runs of numbers that count on down the page; a few may be missing inside one."""
    run: list[Word] = []
    for word in sorted(numbers, key=lambda word: word.box[1]):
        if run:
            skipped, rest = divmod(int(word.text) - int(run[-1].text), step)
            if rest or not 1 <= skipped <= _MOST_SKIPPED or word.box[1] < run[-1].box[3] - 1:
                yield run
                run = []
        run.append(word)
    if run:
        yield run


def _sure(pages: list[Page], chains: list[list[_Chain]]) -> list[_Chain]:
    """Return the chains that number lines."""
    sure: list[_Chain] = []
    repeated = _repeated([chain for found in chains for chain in found])
    for page, found in zip(pages, chains, strict=True):
        if not found:
            continue
        bare = _without(page, {id(word) for chain in found for word in chain.numbers})
        for chain in found:
            beside = [_beside(word, bare.lines, chain.column.right) for word in chain.numbers]
            lines = [line for line in beside if line]
            run_on = sum(_continues(line, bare.lines) for line in lines)
            enough = (_RUN_ON_REPEATED if id(chain) in repeated else _RUN_ON) * len(lines)
            blank = len(beside) - len(lines) >= _BLANK * len(beside) and _is_even(chain)
            if (run_on > 1 and run_on >= enough) or (lines and blank):
                sure.append(chain)
    return sure


def _repeated(chains: list[_Chain]) -> set[int]:
    """Return the chains of which another one repeats many numbers at the same heights."""
    at_place: defaultdict[tuple[str, int], list[int]] = defaultdict(list)
    for chain in chains:
        for place in chain.places:
            at_place[place].append(id(chain))
    repeated: set[int] = set()
    for chain in chains:
        others = Counter(other for place in chain.places for other in at_place[place])
        others.pop(id(chain))
        if others and max(others.values()) >= _MANY:
            repeated.add(id(chain))
    return repeated


def _beside(number: Word, lines: tuple[Line, ...], right: bool) -> Line | None:
    """Return the words that a number stands beside, or None where it stands alone."""
    alone = Line((number,))
    for line in lines:
        if same_row(line, alone):
            words = [word for word in line.words if (word.box[0] < number.box[0]) == right]
            if words:
                return Line(tuple(words))
    return None


def _continues(line: Line, lines: tuple[Line, ...]) -> bool:
    """Return whether a line of running text continues the sentence of the line above."""
    if not line.text[0].islower():
        return False
    above = [
        one
        for one in lines
        if one.bottom < line.bottom - 0.5 * line.size
        and one.left < line.right
        and one.right > line.left
    ]
    last = max(above, key=lambda one: one.bottom, default=None)
    if last is None or last.right - last.left < _WIDE * last.size:
        return False
    return not last.text.endswith(_ENDS)


def _is_even(chain: _Chain) -> bool:
    """Return whether a long chain has one distance between its numbers."""
    steps = [below.box[1] - above.box[1] for above, below in pairwise(chain.numbers)]
    usual = median(steps)
    return len(chain.numbers) >= _MANY and all(abs(one - usual) < _EVEN * usual for one in steps)


def _of_lines(numbers: list[Word], sure: list[_Chain]) -> set[int]:
    """Return which of a page's numbers stand in a column of line numbers."""
    found: set[int] = set()
    after = {int(chain.numbers[-1].text) + chain.step for chain in sure}
    for column, step in {(chain.column, chain.step) for chain in sure}:
        for run in _runs([word for word in numbers if column.holds(word)], step):
            if len(run) > 1 or int(run[0].text) in {1, step, *after}:
                found.update(map(id, run))
    return found


def _without(page: Page, out: set[int]) -> Page:
    """Return the page without these words."""
    lines: list[Line] = []
    for line in page.lines:
        words = tuple(word for word in line.words if id(word) not in out)
        if len(words) == len(line.words):
            lines.append(line)
        elif words:
            lines.append(Line(words))
    return replace(page, lines=tuple(lines))
