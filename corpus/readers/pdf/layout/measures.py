"""Measure how a document is set: the size of its running text and its line spacing."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise
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
    """Return the distance between two lines, whatever their tallest letters."""
    return min(below.top - line.top, below.bottom - line.bottom)


def body_size(pages: list[Page]) -> float:
    """Return the type size of the running text, in points: the one of most characters.

    Only stretches of words that are as wide as running text count, if there are any. A larger
    size that stands above the most common one on most pages is the text above its notes.
    """
    running: Counter[float] = Counter()
    other: Counter[float] = Counter()
    above: Counter[tuple[float, float]] = Counter()
    for page in pages:
        heights: dict[float, tuple[float, float]] = {}
        for line in page.lines:
            for words in _stretches(line):
                wide = words[-1].box[2] - words[0].box[0] >= RUNNING * words[0].size
                for word in words:
                    (running if wide else other)[half_points(word.size)] += len(word.text)
            if is_running(line):
                top, bottom = heights.get(line.size, (line.top, line.bottom))
                heights[line.size] = min(top, line.top), max(bottom, line.bottom)
        for size, (_, bottom) in heights.items():
            for small, (top, _) in heights.items():
                above[size, small] += small < size and bottom <= top
                above[small, small] += size == small
    sizes = running or other
    if not sizes:
        return 0.0
    common = max(sizes, key=lambda size: (sizes[size], size))
    return max(
        (
            size
            for size in sizes
            if size > common + 0.9
            and sizes[size] > _BESIDE_NOTES * sizes[common]
            and above[size, common] > 0.6 * above[common, common]
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
                if line.size != below.size or not 0.5 < step / line.size < _TALLEST:
                    continue
                if line.left < below.right and below.left < line.right and is_running(line):
                    found[_doubt(line, below)][line.size].append(step)
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
        usual = own or self.usual(line.size, step)
        return step > (_AFTER_STOP if ended(line) else _REGULAR) * usual


def _doubt(line: Line, below: Line) -> int:
    """Return 0 for lines that are surely of one paragraph, 1 where it is likely, else 2."""
    first = below.text[0]
    uncased = first.isalpha() and first.lower() == first.upper()
    if ended(line):
        return 2
    return 0 if first.islower() or uncased else 1


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
