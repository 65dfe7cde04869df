"""Compare a quotation with the place of a report that it is taken from.

The table of rules stands in docs/cite-check.md. Every difference is named, and none is free: a
word, a number or a sign that the quotation changes without a mark is altered.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache

from corpus.quotes.alignment import Aligner
from corpus.quotes.brackets import Gap, Part, Reading, readings
from corpus.quotes.comparison import Comparison, Difference, QuoteVerdict, Warned, Weight
from corpus.quotes.differences import ASSEMBLED, Aligned, differences
from corpus.quotes.edges import cut_after, cut_before
from corpus.quotes.forms import EVERYWHERE, MARKERS, Rule
from corpus.quotes.furniture import without_furniture
from corpus.quotes.joins import joined
from corpus.quotes.near import common
from corpus.quotes.style import SourceStyle
from corpus.quotes.tokens import Tokens, tokens
from corpus.quotes.warnings import MOST_LEFT_OUT, MOST_REPLACED, around, hidden
from corpus.report import Span

_CONTEXT = 200
"""Code points beside the window that tell what stands before and after the quoted words."""
_VERDICTS: dict[Weight, QuoteVerdict] = {
    "altered": "altered",
    "minor": "altered",
    "marked": "marked",
    "presentation": "presentation",
}
_WORDS = ("word", "number", "raised")


def compare(quotation: str, source: str, window: Span, style: SourceStyle) -> Comparison:
    """Compare a quotation with a window of a source.

    Args:
        quotation: the words between the quotation marks.
        source: the canonical text of the report.
        window: span of the source that holds all parts of the quotation; its ends may be rough.
        style: of the report, from ``style_of``.
    """
    found = tokens(source, _widened(source, window), dot_groups=style.dot_groups)
    best: Comparison | None = None
    for variant in _variants(_without_markers(found), style):
        one, other = joined(_quoted(quotation, style.dot_groups), variant)
        aligner = Aligner(other)
        for reading in readings(one, other) if other.keys else ():
            if reading.parts:
                here = _compared(reading, aligner, style)
                if here.verdict != "altered":
                    return here
                best = here if best is None or _rank(here) > _rank(best) else best
    return best or Comparison("altered", window[0], window[0], 0.0)


@lru_cache(maxsize=1000)
def _quoted(quotation: str, dot_groups: bool) -> Tokens:
    return _without_markers(tokens(quotation, dot_groups=dot_groups))


def _widened(source: str, window: Span) -> Span:
    """Return a window with its context, from the start to the end of a word."""
    start, end = max(0, window[0] - _CONTEXT), min(len(source), window[1] + _CONTEXT)
    while start and not source[start - 1].isspace():
        start -= 1
    while end < len(source) and not source[end].isspace():
        end += 1
    return start, end


def _without_markers(found: Tokens) -> Tokens:
    if "marker" not in found.kinds:
        return found
    return found.chosen([at for at, kind in enumerate(found.kinds) if kind != "marker"])


def _variants(found: Tokens, style: SourceStyle) -> Iterator[Tokens]:
    """Yield the tokens as they are, and without what a page or a note puts between the words."""
    yield found
    without = without_furniture(found, style)
    if len(without) < len(found):
        yield without


def _rank(one: Comparison) -> tuple[bool, float, int]:
    only_minor = all(each.weight != "altered" for each in one.differences)
    return only_minor, one.likeness, -len(one.differences)


def _compared(reading: Reading, aligner: Aligner, style: SourceStyle) -> Comparison:
    aligned, in_order = _placed(reading, aligner)
    found: list[Difference] = []
    warnings: list[Warned] = []
    if not in_order:
        first, last = aligned[0], aligned[-1]
        found.append(_whole(ASSEMBLED, first, last))
    for part in aligned:
        found += differences(part, style)
        found += _cuts(part, style)
    for at, gaps in enumerate(reading.gaps):
        if gaps:
            left_out = (
                _left_out(aligned, at) if in_order else range(aligned[0].first, aligned[0].first)
            )
            found += _marked(gaps, aligner.source, left_out)
            inserted = [key for gap in gaps for key in gap.inserted]
            elided = any(gap.kind == "ellipsis" for gap in gaps)
            most = MOST_LEFT_OUT if elided else MOST_REPLACED
            warnings += hidden(aligner.source, left_out, inserted, style, most)
    start = min(part.first for part in aligned)
    end = max(part.end for part in aligned)
    source = aligner.source
    for remark in reading.remarks:
        nowhere = source.ends[end - 1], source.ends[end - 1]
        found.append(Difference("editor's remark", "marked", remark, nowhere))
    found = _once(found)
    worst = max((each.weight for each in found), key=list(_ORDER).index, default=None)
    return Comparison(
        "exact" if worst is None else _VERDICTS[worst],
        *source.span(start, end),
        _likeness(aligned),
        tuple(sorted(found, key=lambda each: each.quoted)),
        (*warnings, *around(aligned)),
    )


_ORDER: tuple[Weight, ...] = ("presentation", "marked", "minor", "altered")


def _placed(reading: Reading, aligner: Aligner) -> tuple[list[Aligned], bool]:
    """Return the place of each part, and whether the parts stand in order."""
    exact = [aligner.exact(part) for part in reading.parts]
    lengths = [len(part.tokens) for part in reading.parts]
    known = [at for at, places in enumerate(exact) if places]
    chain = _chain([exact[at] for at in known], [lengths[at] for at in known])
    if chain is None:
        return [_run(part, aligner, places[0]) if places else _aligned(part, aligner, 0, None)
                for part, places in zip(reading.parts, exact, strict=True)], False  # fmt: skip
    starts = dict(zip(known, chain, strict=True))
    placed: list[Aligned] = []
    for at, part in enumerate(reading.parts):
        if at in starts:
            placed.append(_run(part, aligner, starts[at]))
        else:
            low = placed[-1].end if placed else 0
            high = next((starts[after] for after in known if after > at), None)
            placed.append(_aligned(part, aligner, low, high))
    return placed, True


def _chain(places: Sequence[Sequence[int]], lengths: Sequence[int]) -> list[int] | None:
    """Return the shortest chain of one place for each part, in order; None where there is none."""
    if not places:
        return []
    chains: list[list[int]] = []
    for start in places[0]:
        chain = [start]
        for at in range(1, len(places)):
            low = chain[-1] + lengths[at - 1]
            following = next((place for place in places[at] if place >= low), None)
            if following is None:
                break
            chain.append(following)
        else:
            chains.append(chain)
    return min(chains, key=lambda chain: chain[-1] - chain[0], default=None)


def _run(part: Part, aligner: Aligner, first: int) -> Aligned:
    size = len(part.tokens)
    steps = [(at, first + at) for at in range(size)]
    return Aligned(part, aligner.source, steps, first, first + size)


def _aligned(part: Part, aligner: Aligner, low: int, high: int | None) -> Aligned:
    high = len(aligner.source) if high is None else high
    steps = aligner.align(part, low, high)
    used = [other for _, other in steps if other is not None]
    first, end = (used[0], used[-1] + 1) if used else (low, low)
    return Aligned(part, aligner.source, steps, first, end)


def _cuts(part: Aligned, style: SourceStyle) -> Iterator[Difference]:
    if not part.pairs:
        return
    quoted, source = part.part.tokens, part.source
    before, after = cut_before(part, style), cut_after(part, style)
    if before:
        yield Difference(*before, quoted.span(0, 0), source.span(part.first - 1, part.first))
    if after:
        end = len(quoted)
        yield Difference(*after, quoted.span(end, end), source.span(part.end, part.end + 1))


def _left_out(aligned: Sequence[Aligned], at: int) -> range:
    if at == 0:
        return range(aligned[0].first, aligned[0].first)
    if at == len(aligned):
        return range(aligned[-1].end, aligned[-1].end)
    return range(aligned[at - 1].end, max(aligned[at - 1].end, aligned[at].first))


def _marked(gaps: Sequence[Gap], source: Tokens, left_out: range) -> Iterator[Difference]:
    """Yield a difference for each mark; the first one stands for what is left out."""
    span = source.span(left_out.start, left_out.stop)
    for gap in gaps:
        yield Difference(gap.kind, "marked", gap.quoted, span)
        span = span[1], span[1]


def _whole(rule: Rule, first: Aligned, last: Aligned) -> Difference:
    quoted = first.part.tokens.starts[0], last.part.tokens.ends[-1]
    spans = [each.source.span(each.first, each.end) for each in (first, last)]
    return Difference(*rule, quoted, (min(spans)[0], max(end for _, end in spans)))


def _once(found: Sequence[Difference]) -> list[Difference]:
    """Return the differences, with one for each rule that holds for the whole quotation."""
    kept: list[Difference] = []
    for rule, weight in dict.fromkeys((each.rule, each.weight) for each in found):
        same = [each for each in found if (each.rule, each.weight) == (rule, weight)]
        if (rule, weight) in EVERYWHERE or (rule, weight) == MARKERS:
            quoted = min(each.quoted[0] for each in same), max(each.quoted[1] for each in same)
            source = min(each.source[0] for each in same), max(each.source[1] for each in same)
            same = [Difference(rule, weight, quoted, source)]
        kept += same
    return kept


def _likeness(aligned: Sequence[Aligned]) -> float:
    """Return the share of the words of both texts that have an equal one beside them."""
    same = total = 0
    for part in aligned:
        quoted, source = part.part.tokens, part.source
        for one, other in part.steps:
            total += one is not None and quoted.kinds[one] in _WORDS
            total += other is not None and source.kinds[other] in _WORDS
            if one is not None and other is not None and quoted.kinds[one] in _WORDS:
                keys = quoted.keys[one], source.keys[other]
                same += common(keys[0]) == common(keys[1]) or one in part.part.edits
    return 2 * same / total if total else 0.0
