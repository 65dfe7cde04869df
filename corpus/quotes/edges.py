"""Find quotations that start or end inside a word or a number of the source."""

from corpus.quotes.differences import INSIDE, NUMBER, Aligned
from corpus.quotes.forms import Rule
from corpus.quotes.joins import ends_short
from corpus.quotes.style import SourceStyle
from corpus.quotes.tokens import Tokens

SIGN: Rule = ("sign", "altered")
_NUMERIC = ("number", "symbol", "sign", "raised")


def cut_before(aligned: Aligned) -> Rule | None:
    """Return the rule by which the start of a part cuts something off.

    "3.5" cuts the sign of "-3.5" and the dollar of "$3.5". The false alarm is a dash before a
    number, as in "1990-1995".
    """
    found, first = aligned.source, aligned.first
    if first == 0 or found.kinds[first] not in {"number", "symbol"}:
        return None
    kind = found.kinds[first - 1]
    glued = found.ends[first - 1] == found.starts[first]
    if kind == "sign" or (kind == "symbol" and glued):
        return SIGN
    return NUMBER if _is_group(found, first - 1, spaces=False) else None


def cut_after(aligned: Aligned, style: SourceStyle) -> Rule | None:
    """Return the rule by which the end of a part cuts something off.

    "Japan" cuts "Japan 's" of a tokenised source, "5" cuts "5%" and "(5)", and "50" cuts "50 000"
    where spaces group digits. The false alarm is "Table 2 300 people" in another report.
    """
    found, end = aligned.source, aligned.end
    if end == len(found):
        return None
    glued = found.ends[end - 1] == found.starts[end]
    last, following = found.kinds[end - 1], found.kinds[end]
    if last == "word" and style.tokenised and ends_short(found, end - 1):
        return INSIDE
    if last not in {"number", "symbol"}:
        return None
    if found.keys[end] == "#)" or (following in {"symbol", "raised"} and glued):
        return SIGN
    return NUMBER if _is_group(found, end - 1, spaces=style.space_groups) else None


def _is_group(found: Tokens, at: int, *, spaces: bool) -> bool:
    """Tell whether a number and the next one are groups of one number."""
    if found.kinds[at] != "number" or found.kinds[at + 1] != "number":
        return False
    narrow = found.between(at) in {"\u00a0", "\u2007", "\u2009", "\u202f"}
    grouped = len(found.keys[at]) <= 3 and len(found.keys[at + 1].partition(".")[0]) == 3
    return grouped and (narrow or (spaces and found.between(at) == " "))
