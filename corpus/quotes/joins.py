"""Join the tokens that one of two texts prints as one word: parts of a word, and groups of digits.

A join is made only where the other text has the joined word, and then at every place of both
texts, so that equal texts stay equal. Two words without a mark between them are never joined: that
would read "not able" as "no table".
"""

from collections.abc import Iterator

from corpus.quotes.tokens import Tokens, is_line_end_hyphen

_SHORT = frozenset({"s", "t", "d", "m", "re", "ve", "ll"})
_SUFFIXES = frozenset({"s", "st", "nd", "rd", "th"})
_APOSTROPHES = "'’"
_GROUP_SPACES = " \u00a0\u2007\u2008\u2009\u202f"

_Join = tuple[int, int, str]


def joined(one: Tokens, other: Tokens) -> tuple[Tokens, Tokens]:
    """Return two texts' tokens with the joins that the other text shows."""
    joins = list(_joins(one)), list(_joins(other))
    if not any(joins):
        return one, other
    first, second = ({key for *_, key in each} for each in joins)
    shown = (first & set(other.keys)) | (second & set(one.keys))
    # "man-⏎agers" and "manag-⏎ers": both lines break the word, so neither text has it whole.
    shown |= _broken(one, joins[0]) & _broken(other, joins[1])
    return _with(one, joins[0], shown), _with(other, joins[1], shown)


def _broken(found: Tokens, joins: list[_Join]) -> set[str]:
    """Return the words that a line end breaks; the false alarm is "no-table", on one line."""
    return {
        key
        for first, end, key in joins
        if end == first + 3 and is_line_end_hyphen(found, first + 1)
    }


def _joins(found: Tokens) -> Iterator[_Join]:
    for at, kind in enumerate(found.kinds):
        if kind == "dash":
            yield from _hyphenated(found, at)
        elif kind == "number":
            yield from _grouped(found, at)
            yield from _suffixed(found, at)
        elif kind == "word" and len(found.keys[at]) == 1:
            yield from _initials(found, at)
        elif kind == "quote" or found.keys[at] == "n't":
            yield from _shortened(found, at - 1)


def _hyphenated(found: Tokens, at: int) -> Iterator[_Join]:
    """Join "sta-⏎tioned" and "co-located"; the false alarm is "10-15", which is not 1015."""
    inside = 0 < at < len(found) - 1 and found.ends[at - 1] == found.starts[at]
    if inside and found.kinds[at - 1] == found.kinds[at + 1] == "word":
        yield at - 1, at + 2, found.keys[at - 1] + found.keys[at + 1]


def _grouped(found: Tokens, at: int) -> Iterator[_Join]:
    """Join "50 000"; the false alarm is "2009 300" with its four digits in front."""
    key, end = found.keys[at], at + 1
    if not key.isdigit() or len(key) > 3:
        return
    while (
        end < len(found)
        and found.between(end - 1) in tuple(_GROUP_SPACES)
        and len(found.form(end).partition(".")[0]) == 3
        and found.kinds[end] == "number"
    ):
        key += found.keys[end]
        end += 1
        yield at, end, key


def _suffixed(found: Tokens, at: int) -> Iterator[_Join]:
    """Join "1970 s" and "21 st" of a tokenised text; the false alarm is "10 so", another word."""
    if at + 1 < len(found) and found.keys[at + 1] in _SUFFIXES and found.between(at) == " ":
        yield at, at + 2, found.keys[at] + found.keys[at + 1]


def _initials(found: Tokens, at: int) -> Iterator[_Join]:
    """Join "U. S." as "u.s"; the false alarm is the end of a sentence, as in "plan B. A man"."""
    key, end = found.keys[at], at + 1
    while (
        end + 1 < len(found)
        and found.keys[end] == "."
        and len(found.keys[end + 1]) == 1
        and found.kinds[end + 1] == "word"
    ):
        key += "." + found.keys[end + 1]
        end += 2
    if end > at + 1:
        yield at, end, key


def _shortened(found: Tokens, at: int) -> Iterator[_Join]:
    """Join "japan 's" and "do n't" of a tokenised text; the false alarm is "the 's' of …"."""
    end = ends_short(found, at) if at >= 0 and found.kinds[at] == "word" else 0
    if end == at + 2:
        yield at, end, found.keys[at] + found.keys[at + 1]
    elif end:
        yield at, end, f"{found.keys[at]}'{found.keys[at + 2]}"


def ends_short(found: Tokens, at: int) -> int:
    """Return where "'s", "n't" and the like end that a tokeniser cut from a word, or 0."""
    if at + 1 < len(found) and found.keys[at + 1] == "n't":
        return at + 2
    cut = (
        at + 2 < len(found)
        and found.form(at + 1) in tuple(_APOSTROPHES)
        and found.keys[at + 2] in _SHORT
        and not found.between(at + 1)
    )
    return at + 3 if cut else 0


def _with(found: Tokens, joins: list[_Join], shown: set[str]) -> Tokens:
    """Return the tokens with the joins that are shown, the longest at each place."""
    longest = {first: (end, key) for first, end, key in joins if key in shown}
    if not longest:
        return found
    keys, kinds = list[str](), list(found.kinds[:0])
    starts, ends = list[int](), list[int]()
    at = 0
    while at < len(found):
        end, key = longest.get(at, (at + 1, found.keys[at]))
        keys.append(key)
        kinds.append(found.kinds[at])
        starts.append(found.starts[at])
        ends.append(found.ends[end - 1])
        at = end
    return Tokens(found.text, keys, kinds, starts, ends)
