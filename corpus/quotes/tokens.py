"""Fold a text into tokens that can be compared, with their places in the text.

Quotations and reports print the same words in different typography. A token's key is what its
typographic forms have in common; what a form adds is read from the text at the token's place.
Each rule names its false alarm: two texts that differ, and that the rule must not make equal.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from corpus.report import Span
from corpus.text.fold import Folded, fold, standard

TokenKind = Literal[
    "word", "number", "raised", "sign", "symbol", "dash", "quote", "bracket", "stop", "ellipsis",
    "marker", "other",
]  # fmt: skip
"""What a token is.

- word: letters, with digits and apostrophes between them. "it's" is not "its".
- number: digits with their decimal point and groups: "50,000" is "50000", "1.5" is not "15".
- raised: raised digits. "10²" is not "102".
- sign: a minus before a number, and parentheses round it: "(10.0)" is not "10.0".
- symbol: what is read with a number: ± < ≥ % $ and the like.
- dash: a hyphen or a dash. A line-end hyphen is one too, until ``corpus.quotes.joins``.
- quote, bracket, stop, ellipsis: marks of these kinds.
- marker: emphasis and links of Markdown, bullets and the daggers of notes, which carry no words.
"""

_DASHES = "‐‑‒–—―−﹘﹣－"
_APOSTROPHES = "'’‘ʼ‛′´`"
_QUOTES = "\"'“”„‟«»‹›‘’‚‛´″‶〝〞′"
_RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_CHARACTER = rf"[^\W_{_RAISED}]"
_LETTER = rf"[^\W\d_{_RAISED}]"
_ADDRESS = r"\]\((?:https?://|mailto:|[#/])[^\s)]*\)"
_SPACE = r"[ \t\u00a0\u2007-\u200a\u202f]?"
_TOKEN = re.compile(
    rf"""
    (?P<word>
        {_LETTER}(?:\.{_LETTER})+(?!{_CHARACTER})
        | {_LETTER}{_CHARACTER}*(?:[{_APOSTROPHES}]{_CHARACTER}+)*)
    | (?P<ellipsis>
        \[\s*(?:…|\.(?:{_SPACE}\.){{2,3}})\s*\] | \((?:…|\.{{3}})\)
        | …\.? | \.(?:{_SPACE}\.){{2,}} | \*(?:{_SPACE}[ \t]\*){{2,}}
        | (?<!\S)\*{{3}}(?!\S))
    # "50,000" but not "1,2" and not "1000,000": a comma groups three digits.
    | (?P<number>
        (?: \d{{1,3}}(?:,\d{{3}})+(?:\.\d+)? | \d+(?:[.·]\d+)* | (?<![\w.])\.\d+ )(?!{_CHARACTER}))
    | (?P<raised>[{_RAISED}]+)
    | (?P<mixed>{_CHARACTER}+(?:[{_APOSTROPHES}]{_CHARACTER}+)*)
    | (?P<marker>
        \[(?=[^\[\]]*{_ADDRESS}) | {_ADDRESS}
        | (?<![\w*])\*{{1,3}}(?=\S) | (?<=[^\s*])\*{{1,3}}(?!\w)
        | (?<!\w)_{{1,3}}(?=[^\W_]) | (?<=[^\W_])_{{1,3}}(?!\w)
        | (?<!`)`(?!`) | ~~ | [•▪◦●■□○†‡])
    | (?P<dash>-+|[{_DASHES}]+)
    | (?P<quote>``|''|[{_QUOTES}])
    | (?P<symbol><=|>=|[±<>≤≥=+~≈≠×÷%‰$£€¥°])
    | (?P<bracket>[()\[\]{{}}])
    | (?P<stop>[.,;:?!])
    | (?P<other>\S)
    """,
    re.VERBOSE,
)
_KINDS: dict[str, TokenKind] = {kind: kind for kind in get_args(TokenKind)} | {"mixed": "word"}
_KEYS: dict[str, str] = {"ellipsis": "…", "dash": "-", "quote": '"', "marker": "*"}
_SAME = str.maketrans(dict.fromkeys(_APOSTROPHES, "'") | {"µ": "μ"})
_AS_ONE = {"<=": "≤", ">=": "≥"}
_DOT_GROUPS = re.compile(r"\d{1,3}(?:\.\d{3})+")
_PLAIN = re.compile(
    "[\x00-\x7f\xa0-\xac\xae-\xff\u0100-\u0131\u0134-\u013e\u0141-\u0148\u014a-\u017e"
    "\u2000-\u200a\u2010-\u2027\u202f-\u205f\u20ac\u2122\u2264\u2265]*"
)
"""Texts in which ``standard`` changes nothing that matters here."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of a text, in order.

    Attributes:
        text: the text, unchanged.
        keys: what the typographic forms of each token have in common.
        kinds: of each token.
        starts, ends: the span of each token in ``text``, in code points.
    """

    text: str
    keys: Sequence[str]
    kinds: Sequence[TokenKind]
    starts: Sequence[int]
    ends: Sequence[int]

    def __len__(self) -> int:
        return len(self.keys)

    def form(self, at: int) -> str:
        """Return a token as the text prints it."""
        return self.text[self.starts[at] : self.ends[at]]

    def between(self, at: int) -> str:
        """Return what the text prints between a token and the next one."""
        return self.text[self.ends[at] : self.starts[at + 1]]

    def span(self, first: int, end: int) -> Span:
        """Return the span in the text of tokens [first, end); empty before ``first`` if none."""
        if first < end:
            return self.starts[first], self.ends[end - 1]
        at = self.starts[first] if first < len(self) else len(self.text)
        at = self.ends[first - 1] if first else min(at, self.starts[0] if len(self) else at)
        return at, at

    def chosen(self, kept: Sequence[int]) -> "Tokens":
        """Return some of the tokens."""
        columns = (self.keys, self.kinds, self.starts, self.ends)
        keys, kinds, starts, ends = ([column[at] for at in kept] for column in columns)
        return Tokens(self.text, keys, kinds, starts, ends)  # type: ignore[arg-type]


def tokens(text: str, window: Span | None = None, *, dot_groups: bool = False) -> Tokens:
    """Return the tokens of a text, or of a window of it.

    - Ligatures, NFC and NFD, and full width are forms of one letter. The false alarm is NFKC:
      ² ₂ µ ½ stay themselves. é is not e, and ß is not ss: see ``plain``.
    - Soft hyphens, with the line ends after them, and characters without a width are left out.
    - Letters lose their case, and quotation marks and dashes their form. A quotation mark inside a
      word must match one: "its" is not "it's".

    Args:
        window: span to read; its ends should stand between words.
        dot_groups: read "50.000" as 50,000, as in a report that groups digits with dots. The false
            alarm is 50.000 in other reports, which is 50.
    """
    start, end = window or (0, len(text))
    part = text[start:end]
    clean = Folded(part) if _PLAIN.fullmatch(part) else standard(part)
    keys: list[str] = []
    kinds: list[TokenKind] = []
    starts: list[int] = []
    ends: list[int] = []
    for match in _TOKEN.finditer(clean.text):
        kind = _KINDS[match.lastgroup or ""]
        first, last = clean.span(*match.span())
        if ends and start + first < ends[-1]:  # a letter with a mark that Unicode does not compose
            keys[-1], ends[-1] = keys[-1] + match[0].lower(), start + last
            continue
        keys.append(_KEYS.get(kind) or _key(kind, match[0], dot_groups))
        kinds.append(kind)
        starts.append(start + first)
        ends.append(start + last)
    found = Tokens(text, keys, kinds, starts, ends)
    _sign(found, keys, kinds)
    return found


def plain(key: str) -> str:
    """Return a key without accents and points, for pairs that differ in form: é and e, U.S and US.

    ß, œ and the like become the letters that people type for them.
    """
    return fold(key).text.replace(".", "").replace("ß", "ss")


def is_line_end_hyphen(found: Tokens, at: int) -> bool:
    """Tell whether a dash hangs on a word at a line end, and a lower-case letter follows.

    The false alarms are a dash between words, which has a space before it, and "Anglo-⏎American".
    "pre-⏎and post-" is one as well: only a joined word in the other text joins the two.
    """
    return (
        0 < at < len(found) - 1
        and found.ends[at - 1] == found.starts[at]
        and "\n" in found.between(at)
        and found.form(at + 1)[0].islower()
    )


def _key(kind: str, form: str, dot_groups: bool) -> str:
    if kind == "word":
        return form.lower() if form.isalnum() and form.isascii() else form.lower().translate(_SAME)
    if kind == "number":
        if dot_groups and _DOT_GROUPS.fullmatch(form):
            return form.replace(".", "")
        return form.replace(",", "")
    return _AS_ONE.get(form, form)


def _sign(found: Tokens, keys: list[str], kinds: list[TokenKind]) -> None:
    """Tell signs from dashes, and parentheses round a number from others.

    - "of -3.5" and "(-3.5)" have a sign; "1990-1995", "10 -15" and "F-35" have a dash.
    - "(10.0)" and "(5%)" are parentheses round a number; "(10 men)" are not.
    """
    number = -1
    for at, kind in enumerate(kinds):
        if kind == "dash":
            glued = at + 1 < len(kinds) and found.ends[at] == found.starts[at + 1]
            apart = at == 0 or (
                kinds[at - 1] != "number"
                and (
                    found.ends[at - 1] < found.starts[at] or kinds[at - 1] not in {"word", "raised"}
                )
            )
            if glued and apart and kinds[at + 1] in {"number", "symbol"}:
                keys[at], kinds[at] = "−", "sign"
        elif kind == "number":
            number = at
        elif keys[at] == ")" and number >= 0:
            opening = number - 1
            while opening >= 0 and kinds[opening] in {"sign", "symbol"} and keys[opening] != "(#":
                opening -= 1
            tail = all(one == "symbol" for one in kinds[number + 1 : at])
            if tail and opening >= 0 and keys[opening] == "(":
                keys[opening], keys[at] = "(#", "#)"
                kinds[opening] = kinds[at] = "sign"
