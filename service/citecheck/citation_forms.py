"""Find the citations that a draft prints in its text: in brackets, as numbers or addresses."""

import re
from collections.abc import Iterable, Iterator, Sequence

from corpus.report import Block, Span
from service.citecheck.spans import Spans

_BRACKETED = re.compile(r"\([^()]*(?:\([^()]*\)[^()]*)*\)|\[[^\[\]]*\]")
_YEAR = r"(?:1[89]|20)\d\d[a-z]?"
_PAGE = (
    r"(?:pp?|pgs?|paras?|secs?|§§?|¶¶?|chaps?|ch|n|at|page|pages|note|section|chapter)"
    r"\.?\s*[A-Z]?-?\d"
)
_NAME = r"(?:[A-Z][\w’'.&-]*|[A-Z]{2,})"
_NAMES = rf"{_NAME}(?:(?:,|\s+(?:and|et|of|for|the|on|&))?\s+(?:{_NAME}|al\.?)){{0,6}}"
REPORT_NUMBER = (
    r"(?:(?:RL|RS|IB|IF|IN|R)\d{5}|[A-Z]{2,}(?:/[A-Z]+)?-\d{2,4}-\d+[A-Z]*|[A-Z]{1,5}-?\d{5,})"
)
SHORT_TITLE = (
    r"\b(?!(?:The|This|That|A|An|Its|Our|Their|Each)\b)([A-Z][\w’'&-]*(?:\s+[A-Z][\w’'&-]*){0,4}?)"
    r"(?:’s|'s)?\s+(?:[Rr]eport|[Ss]tudy|[Mm]emorandum|[Mm]emo)\b"
)
"""A name with a word for a report, such as "Mueller report"; its group is the name."""
_ADDRESS = r"https?://[^\s<>\"”’)\]]+[^\s<>\"”’)\].,;:]"
_AGAIN = r"\b(?:ibid|id|supra|op\. ?cit|loc\. ?cit)\b"
_CITES = re.compile(
    rf"\b{REPORT_NUMBER}\b|{_ADDRESS}|\b{_PAGE}|^.(?:see\s+(?:also\s+)?|cf\.?\s+|e\.g\.,?\s+)?"
    rf"{_NAMES},?\s+{_YEAR}\b|@[\w:-]+|^\[\d{{1,3}}(?:\s*[,–-]\s*(?:pp?\.\s*)?\d+)*\]$"
)
_CITES_SHORT = re.compile(
    rf"[(\[](?:[Ss]ee\s+)?(?:[Tt]he\s+)?{SHORT_TITLE}(?:,\s[^()\[\]]{{1,40}})?[)\]]"
)
_CITES_AGAIN = re.compile(_AGAIN, re.IGNORECASE)
_BARE_YEAR = re.compile(rf"\({_YEAR}(?:,\s*{_PAGE}[\d–-]*)?\)")
_NAMES_BEFORE = re.compile(rf"{_NAMES}(?:’s|'s)?\s$")
_SAYS = re.compile(
    r"\s+(?:say|said|state|note|find|found|report|argue|write|wrote|conclude|estimate|observe|warn"
    r"|describe|put|call|suggest|show|explain|recommend|claim|hold)"
)
_NO_NAMES = re.compile(
    r"^.(?:(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|Spring|Summer|Fall|Autumn|Winter|FY|Since|In"
    r"|By|From|Until|Before|After|Fiscal [Yy]ear)\.?,?\s+)+(?:\d\d?,\s+)?\d{4}"
)
_ATTRIBUTION = re.compile(r"[—–―-]{1,2}\s?\S")
_LONGEST_ATTRIBUTION = 150
_WORKS = re.compile(
    r"(?:references|bibliography|works cited|sources(?: cited)?|literature|further reading)\W*",
    re.IGNORECASE,
)
_IN_TEXT = re.compile(rf"\b{REPORT_NUMBER}\b|{_ADDRESS}")


def find_citations(text: str, start: int, end: int, quoted: Iterable[Span]) -> list[Span]:
    """Return the citations in a stretch of text, in order, without those inside quotations.

    A citation is a pair of brackets that names a work, a page or an earlier note: "(RL33740,
    p. 4)", "(Mueller report)", "[3]"; a name with a year: "GAO (2005) says"; or a bare report
    number or address.
    """
    taken = Spans(quoted)
    found = [span for span in _bracketed(text, start, end) if not taken.touch(*span)]
    alone = ((match.start(), match.end()) for match in _IN_TEXT.finditer(text, start, end))
    cited = Spans(found)
    return sorted([*found, *(span for span in alone
                             if not (taken.touch(*span) or cited.touch(*span)))])  # fmt: skip


def _bracketed(text: str, start: int, end: int) -> Iterator[Span]:
    for match in _BRACKETED.finditer(text, start, end):
        words = match[0]
        names = _CITES.search(words) and not _NO_NAMES.match(words)
        if names or _CITES_AGAIN.search(words) or _CITES_SHORT.fullmatch(words):
            yield match.span()
        elif _BARE_YEAR.fullmatch(words):
            before = _NAMES_BEFORE.search(text[max(start, match.start() - 80) : match.start()])
            if before and ("," in words or _SAYS.match(text, match.end(), end)):
                yield match.start() - (before.end() - before.start()), match.end()


def is_attribution(text: str) -> bool:
    """Return whether a line of a block quotation names its source: "— CRS, 2016"."""
    is_short = len(text) <= _LONGEST_ATTRIBUTION
    return is_short and bool(_ATTRIBUTION.match(text) or _BRACKETED.fullmatch(text.rstrip(".")))


def works_listed(text: str, blocks: Sequence[Block]) -> set[int]:
    """Return the numbers, from 1, of the blocks that list what the draft cites."""
    listed: set[int] = set()
    lists = False
    for number, block in enumerate(blocks, start=1):
        is_title = bool(_WORKS.fullmatch(text, block.start, block.end))
        lists = is_title or (lists and block.kind != "heading")
        if lists:
            listed.add(number)
    return listed
