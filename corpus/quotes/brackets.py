"""Read the marks with which a writer changes a quotation: brackets and ellipses.

Each mark has two readings. The source may print it, as reports print "[sic]" and "…" of their own;
otherwise the writer put it in. A literal reading is tried first.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from corpus.quotes.tokens import TokenKind, Tokens
from corpus.report import Span

GapKind = Literal["ellipsis", "brackets"]

_NOTED = re.compile(
    r"""sic!?|(?:(?:emphasis|italics|underlining|bold)\ (?:is\ |are\ )?(?:added|supplied|ours|mine|
    in\ (?:the\ )?original|omitted)|(?:alterations?|brackets|ellips[ie]s)\ in\ (?:the\ )?original)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_LEFT_OUT = re.compile(
    r"(?:internal |some )?(?:citations?|footnotes?|notes?|quotation marks|references?|paragraphs?|"
    r"quotations?|marks)(?:,? (?:and|or) [a-z ]+)? omitted",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Gap:
    """A mark that stands for words of the source.

    Attributes:
        quoted: its span in the quotation.
        inserted: keys of the words that it puts in their place.
    """

    kind: GapKind
    quoted: Span
    inserted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """A run of tokens that the quotation claims to be one run of the source.

    Attributes:
        edits: the source words that a word with brackets can stand for, such as "[T]he", by its
            place in ``tokens``.
    """

    tokens: Tokens
    edits: Mapping[int, re.Pattern[str]]


@dataclass(frozen=True, slots=True)
class Reading:
    """A quotation, with its marks as the writer's or as the source's.

    Attributes:
        parts: in order, none empty.
        gaps: the marks before the first part, between two parts and after the last one.
        remarks: spans of "[sic]" and the like, which stand for no words.
    """

    parts: tuple[Part, ...]
    gaps: tuple[tuple[Gap, ...], ...]
    remarks: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class _Mark:
    first: int
    end: int
    inner: str


@dataclass(slots=True)
class _Draft:
    """A reading in the making."""

    quoted: Tokens
    kept: list[tuple[str, TokenKind, int, int]] = field(default_factory=list)
    edits: dict[int, str] = field(default_factory=dict)
    parts: list[Part] = field(default_factory=list)
    gaps: list[list[Gap]] = field(default_factory=lambda: [[]])
    remarks: list[Span] = field(default_factory=list)

    def close(self) -> None:
        if self.kept:
            keys, kinds, starts, ends = (list(column) for column in zip(*self.kept, strict=True))
            patterns = {at: re.compile(pattern) for at, pattern in self.edits.items()}
            self.parts.append(Part(Tokens(self.quoted.text, keys, kinds, starts, ends), patterns))
            self.gaps.append([])
            self.kept, self.edits = [], {}

    def keep(self, at: int) -> None:
        found = self.quoted
        one = found.keys[at], found.kinds[at], found.starts[at], found.ends[at]
        last = len(self.kept) - 1
        if last in self.edits and self.kept[last][3] == one[2] and one[1] in _LETTERED:
            self._extend(last, one, re.escape(one[0]))
        else:
            self.kept.append(one)

    def edit(self, mark: _Mark) -> None:
        """Keep a word with letters in brackets: what stands outside them must match."""
        found, inner = self.quoted, mark.first + 1
        start, end = found.starts[mark.first], found.ends[mark.end - 1]
        letters = found.keys[inner] if inner < mark.end - 1 else ""
        one = letters, found.kinds[inner], start, end
        last = len(self.kept) - 1
        pattern = r"\w" if len(one[0]) == 1 and not _hangs_left(found, mark) else r"[\w']*"
        if _hangs_left(found, mark) and self.kept and self.kept[last][3] == start:
            self.edits.setdefault(last, re.escape(self.kept[last][0]))
            self._extend(last, one, pattern)
        else:
            self.edits[len(self.kept)] = pattern
            self.kept.append(one)

    def _extend(self, last: int, one: tuple[str, TokenKind, int, int], pattern: str) -> None:
        key, kind, start, _ = self.kept[last]
        self.kept[last] = key + one[0], kind, start, one[3]
        self.edits[last] += pattern


_LETTERED = ("word", "number")


def readings(quoted: Tokens, source: Tokens) -> Iterator[Reading]:
    """Yield the readings of a quotation: all marks as printed by the source, some, none."""
    marks = list(_marks(quoted))
    if not marks:
        yield _read(quoted, [])
        return
    printed = "\0" + "\0".join(source.keys) + "\0"
    shown = [mark for mark in marks if not _is_printed(quoted, mark, printed)]
    if not shown:
        yield _read(quoted, [])
    elif len(shown) < len(marks):
        yield _read(quoted, shown)
    yield _read(quoted, marks)


def _marks(found: Tokens) -> Iterator[_Mark]:
    opening = -1
    for at, key in enumerate(found.keys):
        if key == "…":
            yield _Mark(at, at + 1, "…")
        elif key in {"[", "("}:
            opening = at
        elif key in {"]", ")"} and opening >= 0:
            inner = found.text[found.ends[opening] : found.starts[at]].strip()
            pair = found.keys[opening] + key
            if pair == "[]" or (pair == "()" and (_NOTED.fullmatch(inner) or _is_left_out(inner))):
                yield _Mark(opening, at + 1, inner)
            opening = -1


def _is_printed(found: Tokens, mark: _Mark, printed: str) -> bool:
    """Tell whether the source prints a mark between the same two tokens."""
    first, end = max(0, mark.first - 1), mark.end + 1
    return "\0" + "\0".join(found.keys[first:end]) + "\0" in printed


def _read(found: Tokens, marks: list[_Mark]) -> Reading:
    draft = _Draft(found)
    by_first = {mark.first: mark for mark in marks}
    at = 0
    while at < len(found):
        mark = by_first.get(at)
        if mark is None:
            draft.keep(at)
            at += 1
            continue
        at = mark.end
        span = found.span(mark.first, mark.end)
        inserted = tuple(found.keys[mark.first + 1 : mark.end - 1])
        if _NOTED.fullmatch(mark.inner):
            draft.remarks.append(span)
        elif mark.inner == "…" or _is_left_out(mark.inner):
            draft.close()
            draft.gaps[-1].append(Gap("ellipsis", span))
        elif len(inserted) < 2 and (_hangs_left(found, mark) or _hangs_right(found, mark)):
            draft.edit(mark)
        else:
            draft.close()
            draft.gaps[-1].append(Gap("brackets", span, inserted))
    draft.close()
    return Reading(tuple(draft.parts), tuple(map(tuple, draft.gaps)), tuple(draft.remarks))


def _is_left_out(inner: str) -> bool:
    return inner in {"…", "..."} or _LEFT_OUT.fullmatch(inner) is not None


def _hangs_left(found: Tokens, mark: _Mark) -> bool:
    first = mark.first
    return (
        first > 0
        and found.kinds[first - 1] in (*_LETTERED, "bracket")
        and found.ends[first - 1] == found.starts[first]
        and found.ends[first] == found.starts[first + 1]
        and found.keys[first - 1] not in {"[", "(", "{"}
    )


def _hangs_right(found: Tokens, mark: _Mark) -> bool:
    last = mark.end - 1
    return (
        mark.end < len(found)
        and (found.kinds[mark.end] in _LETTERED or found.keys[mark.end] == "[")
        and found.ends[last] == found.starts[mark.end]
        and found.ends[last - 1] == found.starts[last]
    )
