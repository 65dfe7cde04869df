"""Leave out what a page puts between the words of a text: running heads, and the marks of notes."""

from corpus.quotes.style import SourceStyle, line_form
from corpus.quotes.tokens import Tokens

_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_LEAST_LETTERS = 3


def without_furniture(found: Tokens, style: SourceStyle) -> Tokens:
    """Return the tokens without running heads and note marks of the report.

    - A line is left out where the report is known to repeat it between the lines of its text. The
      false alarm is any other line, however short: a line "not" is a word of the text.
    - A number is a note mark where it hangs on a word or a full stop and the report has a note
      with this label. The false alarms are "10²", "km²" and a number after a space.
    """
    left_out = _headers(found, style) | _note_marks(found, style)
    return found.chosen([at for at in range(len(found)) if at not in left_out])


def _headers(found: Tokens, style: SourceStyle) -> set[int]:
    left_out: set[int] = set()
    first = 0
    while style.furniture and first < len(found):
        top = found.text.rfind("\n", 0, found.starts[first]) + 1
        bottom = found.text.find("\n", found.starts[first])
        bottom = len(found.text) if bottom < 0 else bottom
        end = first
        while end < len(found) and found.starts[end] < bottom:
            end += 1
        if line_form(found.text[top:bottom]) in style.furniture:
            left_out |= set(range(first, end))
        first = end
    return left_out


def _note_marks(found: Tokens, style: SourceStyle) -> set[int]:
    left_out: set[int] = set()
    for at, kind in enumerate(found.kinds):
        label = found.keys[at].translate(_RAISED)
        if at == 0 or label not in style.notes or kind not in {"number", "raised"}:
            continue
        bracketed = found.keys[at - 1] == "[" and found.keys[at + 1 : at + 2] == ["]"]
        opening, closing = (at - 1, at + 1) if bracketed else (at, at)
        if opening and _hangs(found, opening, closing):
            left_out |= set(range(opening, closing + 1))
    return left_out


def _hangs(found: Tokens, first: int, last: int) -> bool:
    """Tell whether a mark stands right behind a word or a stop, and before a space or a mark."""
    before = first - 1
    words = found.kinds[before] == "word" and len(found.keys[before]) >= _LEAST_LETTERS
    bare = found.kinds[first] == "number"
    stops = found.kinds[before] in {"stop", "quote", "bracket"} and not (
        bare and before and found.kinds[before - 1] == "number"
    )
    ended = (
        last + 1 == len(found)
        or found.ends[last] < found.starts[last + 1]
        or (found.kinds[last + 1] in {"stop", "quote"})
    )
    return (words or stops) and found.ends[before] == found.starts[first] and ended
