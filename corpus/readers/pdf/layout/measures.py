"""Measure how a document is set: the size of its running text and its line spacing."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise, zip_longest
from statistics import median

from corpus.readers.pdf.columns import gaps
from corpus.readers.pdf.lines import Line, Page, Word, half_points
from corpus.text.layout import TERMINAL

RUNNING = 10.0
"""Width in type sizes from which words are running text. The columns of the Federal Register
(2020-17221, page 1) are 18 wide, cells of tables mostly less than 8."""

_BESIDE_NOTES = 0.2
"""Share of the characters that text needs on pages that hold more notes than text."""

_REGULAR = 1.22
"""Largest step inside a paragraph, in usual steps. Paragraphs of CRS reports (R48913, page 5)
are 1.5 steps apart."""

_AFTER_STOP = 1.1
"""The same after the end of a sentence. Lines of one paragraph in the Federal Register
(2020-17221, page 3) differ by 3 %, where a column is stretched to its foot."""

_TALLEST = 3.5  # largest step between lines of a paragraph, in type sizes
_SHARE = 0.1  # of all steps of a size, from which a step is one of its line spacings
_DEFAULT = 1.25  # type sizes


def is_running(line: Line) -> bool:
    """Return whether a line is wide enough for running text."""
    return line.right - line.left >= RUNNING * line.size


def ended(line: Line) -> bool:
    """Return whether a line ends as a sentence or a clause does."""
    return bool(TERMINAL.search(line.text)) or line.text.endswith((";", ":"))


def step_between(line: Line, below: Line) -> float:
    """Return the distance from one line down to another."""
    return below.base - line.base


def body_size(pages: list[Page]) -> float:
    """Return the type size of the running text, in points: the one of most characters.

    Only lines of sentences that run on to the next line count, if there are any, else stretches
    of words as wide as running text. A larger size that stands above the most common one, where
    they share a page, is the text above its notes.
    """
    ranks = [Counter[float]() for _ in range(3)]
    above: Counter[tuple[float, float]] = Counter()  # pages where one size is above another
    together: Counter[tuple[float, float]] = Counter()
    for page in pages:
        heights: dict[float, tuple[float, float]] = {}
        for line, below in zip_longest(page.lines, page.lines[1:]):
            sentence = below is not None and line.size == below.size and runs_on(line, below)
            for words in _stretches(line):
                wide = words[-1].box[2] - words[0].box[0] >= RUNNING * words[0].size
                sizes = ranks[0 if wide and sentence else 1 if wide else 2]
                for word in words:
                    sizes[half_points(word.size)] += len(word.text)
            if sentence:
                top, bottom = heights.get(line.size, (line.top, line.bottom))
                heights[line.size] = min(top, line.top), max(bottom, line.bottom)
        for size, (_, bottom) in heights.items():
            for small, (top, _) in heights.items():
                together[size, small] += 1
                above[size, small] += bottom <= top
    sizes = next(filter(None, ranks), Counter())
    if not sizes:
        return 0.0
    common = max(sizes, key=lambda size: (sizes[size], size))
    return max(
        (
            size
            for size in sizes
            if size > common + 0.9
            and sizes[size] > _BESIDE_NOTES * sizes[common]
            and above[size, common] > 0.6 * together[size, common]
        ),
        default=common,
    )


def _stretches(line: Line) -> Iterator[list[Word]]:
    """Yield the words between the wide gaps of a line."""
    stretch = [line.words[0]]
    for _, following, wide in gaps(line):
        if wide:
            yield stretch
            stretch = []
        stretch.append(following)
    yield stretch


class Spacing:
    """The steps from line to line inside the paragraphs of a document, for each type size.

    A line that ends in the middle of a sentence and the lower-case line below it belong to one
    paragraph, whatever lies between them; so do letters of a script without cases. A document
    may have several steps for one size, as where single-spaced quotes interrupt its text.

    Args:
        pages: the lines of each page in reading order.
    """

    def __init__(self, pages: Iterable[list[Line]]) -> None:
        found: list[defaultdict[float, list[float]]] = [defaultdict(list) for _ in range(3)]
        for lines in pages:
            for line, below in pairwise(lines):
                step = step_between(line, below)
                if line.size != below.size or not 0.5 * line.size < step < _TALLEST * line.size:
                    continue
                if line.left < below.right and below.left < line.right and is_running(line):
                    found[0 if runs_on(line, below) else 1 + ended(line)][line.size].append(step)
        sure, likely, other = found
        self._steps = {size: [min(steps)] for size, steps in other.items()}
        self._steps |= {size: _usual_steps(steps) for size, steps in likely.items()}
        self._steps |= {size: _usual_steps(steps) for size, steps in sure.items()}
        shares = [self._steps[size][0] / size for size in sure or likely]
        self._share = median(shares) if shares else _DEFAULT

    def usual(self, size: float, step: float) -> float:
        """Return the line spacing of this size that is nearest to a step."""
        steps = self._steps.get(size, [self._share * size])
        return min(steps, key=lambda one: abs(one - step))

    def is_wide(self, line: Line, below: Line, own: float | None) -> bool:
        """Return whether the space between two lines parts two paragraphs.

        Args:
            own: the step between the lines of the paragraph so far, when it has two or more.
        """
        step = step_between(line, below)
        usual = own or self.usual(max(line.size, below.size), step)
        return step > (_AFTER_STOP if ended(line) else _REGULAR) * usual


def runs_on(line: Line, below: Line) -> bool:
    """Return whether a sentence surely goes on from one line to the next."""
    first = below.text[0]
    uncased = first.isalpha() and first.lower() == first.upper()
    return not ended(line) and (first.islower() or uncased)


def _usual_steps(steps: list[float]) -> list[float]:
    """Return the steps that recur, the most common first."""
    clusters: list[list[float]] = []
    for step in sorted(steps):
        if clusters and step < 1.06 * clusters[-1][0]:
            clusters[-1].append(step)
        else:
            clusters.append([step])
    clusters.sort(key=len, reverse=True)
    least = _SHARE * len(steps)
    return [median(found) for found in clusters if found is clusters[0] or len(found) > least]
