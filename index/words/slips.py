"""Estimate how likely a word was written by mistake for another: the cost of slips."""

from corpus.text.fold import fold

_ROWS = (("qwertyuiop", 0.0), ("asdfghjkl", 0.25), ("zxcvbnm", 0.75))
_AT = {key: (x + shift, y) for y, (row, shift) in enumerate(_ROWS) for x, key in enumerate(row)}
_NEIGHBOURS = frozenset(
    (one, other)
    for one, (x, y) in _AT.items()
    for other, (x2, y2) in _AT.items()
    if one != other and abs(x - x2) <= 1 and abs(y - y2) <= 1
)
_VOWELS = frozenset("aeiouy")
_ALIKE = frozenset(
    pair for a, b in ("cs", "ck", "sz", "gj", "kq", "vw", "mn") for pair in ((a, b), (b, a))
)
"""Letters that sound alike."""

DOUBLED, SWAPPED, USUAL, EXTRA, ODD = 0.75, 0.8, 1.0, 1.5, 2.0
"""Costs: a consonant single for double or the reverse; two letters swapped, or a vowel single for
double; a letter missing, or one beside it on the keyboard or of like sound; an extra letter; any
other letter.
"""


def slip_cost(typed: str, meant: str) -> float:
    """Return the cost of the cheapest slips that turn one lower-cased word into another.

    It is the optimal string alignment distance (Boytsov, 2011) with the costs above; 0 for words
    that differ in accents only.
    """
    if fold(typed).text == fold(meant).text:
        return 0.0
    begin, shorter = 0, min(len(typed), len(meant))
    while begin < shorter and typed[begin] == meant[begin]:
        begin += 1
    same = 0
    while same < shorter - begin and typed[-1 - same] == meant[-1 - same]:
        same += 1
    return _aligned(typed, meant, begin, same)


def _aligned(typed: str, meant: str, begin: int, same: int) -> float:
    """Return the cost between the parts of the words that differ."""
    columns = range(begin, len(meant) - same)
    before: list[float] = []
    row = [0.0]
    for to in columns:
        row.append(row[-1] + _missing(meant, to))
    for at in range(begin, len(typed) - same):
        older, before = before, row
        row = [before[0] + _extra(typed, at)]
        for j, to in enumerate(columns):
            cost = min(
                before[j + 1] + _extra(typed, at),
                row[j] + _missing(meant, to),
                before[j] + _replaced(typed[at], meant[to]),
            )
            if (
                at > begin
                and to > begin
                and typed[at - 1] == meant[to]
                and typed[at] == meant[to - 1]
            ):
                cost = min(cost, older[j - 1] + SWAPPED)
            row.append(cost)
    return row[-1]


def _missing(meant: str, at: int) -> float:
    return _doubled(meant[at]) if meant[at] in _beside(meant, at) else USUAL


def _extra(typed: str, at: int) -> float:
    beside = _beside(typed, at)
    if typed[at] in beside:
        return _doubled(typed[at])
    return USUAL if any((typed[at], one) in _NEIGHBOURS for one in beside) else EXTRA


def _doubled(letter: str) -> float:
    return SWAPPED if letter in _VOWELS else DOUBLED


def _beside(word: str, at: int) -> str:
    return word[max(at - 1, 0) : at] + word[at + 1 : at + 2]


def _replaced(typed: str, meant: str) -> float:
    if typed == meant:
        return 0.0
    if typed in _VOWELS and meant in _VOWELS:
        return USUAL
    pair = (typed, meant)
    return USUAL if pair in _NEIGHBOURS or pair in _ALIKE else ODD
