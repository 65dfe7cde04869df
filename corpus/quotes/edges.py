"""Find quotations that start or end inside a word or a number of the source."""

from corpus.quotes.differences import INSIDE, NUMBER, Aligned
from corpus.quotes.forms import Rule
from corpus.quotes.joins import ends_short
from corpus.quotes.style import SourceStyle
from corpus.quotes.tokens import Tokens
from corpus.quotes.words import PREFIXES

SIGN: Rule = ("sign", "altered")
_NUMERIC = ("number", "symbol", "sign", "raised")


def cut_before(aligned: Aligned, style: SourceStyle) -> Rule | None:
    """Return the rule by which the start of a part cuts something off.

    "3.5" cuts the sign of "-3.5" and the dollar of "$3.5", and "profit" cuts "non-profit". The
    false alarms are the dashes in "1990-1995" and "U.S.-Japan".
    """
    found, first = aligned.source, aligned.first
    if first > 1 and _is_prefix(found, first - 2, style):
        return INSIDE
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
    short = style.tokenised and ends_short(found, end - 1)
    if last == "word" and (short or _is_prefix(found, end - 1, style)):
        return INSIDE
    if last not in {"number", "symbol"}:
        return None
    if found.keys[end] == "#)" or (following in {"symbol", "raised"} and glued):
        return SIGN
    return NUMBER if _is_group(found, end - 1, spaces=style.space_groups) else None


def _is_prefix(found: Tokens, at: int, style: SourceStyle) -> bool:
    """Tell whether a hyphen ties a word to the next one, as in "non-profit"."""
    tied = at + 2 < len(found) and found.keys[at] in PREFIXES and found.keys[at + 1] == "-"
    return tied and (style.tokenised or not (found.between(at) or found.between(at + 1)))


def _is_group(found: Tokens, at: int, *, spaces: bool) -> bool:
    """Tell whether a number and the next one are groups of one number."""
    if found.kinds[at] != "number" or found.kinds[at + 1] != "number":
        return False
    narrow = found.between(at) in {"\u00a0", "\u2007", "\u2009", "\u202f"}
    grouped = len(found.keys[at]) <= 3 and len(found.keys[at + 1].partition(".")[0]) == 3
    return grouped and (narrow or (spaces and found.between(at) == " "))
