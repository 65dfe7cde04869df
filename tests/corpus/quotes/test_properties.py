"""Properties that hold for every sentence, quotation and typography."""

import re
import unicodedata
from collections.abc import Callable

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from corpus.quotes.compare import compare
from corpus.quotes.skeleton import skeleton
from corpus.quotes.style import SourceStyle, style_of
from corpus.quotes.tokens import tokens
from corpus.quotes.words import PREFIXES
from tests.conftest import ALLIANCE

CASED = """\
The Department’s 2019 plan – its third – set aside $1.6 billion for co-located offices, and the
“Readiness Account” grew by 12.5 percent (10.0 in real terms). Officials at the U.S. Embassy in
Tokyo said that roughly 50,000 troops, not counting civilians, were stationed in Japan; they
couldn't say how many would leave. In the café near the final checkpoint, no one objected, but the
Governor’s staff—who had asked for a review—did not agree with the self-defense plan. Congress may
not reduce the account by more than 5% unless the Secretary certifies that the efficiency of the
office is unaffected. Prices fell −3.5 points in fiscal year 2018 and rose after that, except in
the pre- and post-election months.
"""
LOWER = ALLIANCE.read_text(encoding="utf-8")[:12_000]
STYLES = {CASED: style_of(CASED), LOWER: style_of(LOWER)}
ALTERING = {"altered", "minor"}

_TIED = re.compile(rf"\b(?:{'|'.join(PREFIXES)}) ?- ?$", re.IGNORECASE)
"""A prefix and its hyphen, which belong to the word behind them."""

Change = Callable[[str], str]


def _emphasised(text: str) -> str:
    return re.sub(r"(?<!\S)([A-Za-z]{4,})\b", "*\\1*", text, count=1)


def _curled(text: str) -> str:
    return re.sub(r'(?<=\w)"|"$', "”", text).replace('"', "“").replace("'", "’")


def _nested(text: str) -> str:
    return text.replace("“", "‘").replace("”", "’")


def _wrapped(text: str) -> str:
    return re.sub(r"\b(\w{3,})([a-z]{3})\b", "\\1-\n\\2", text, count=1)


TYPOGRAPHY: list[Change] = [
    _curled,
    _nested,
    _wrapped,
    lambda text: text.translate(str.maketrans("’‘“”", "''\"\"")),
    lambda text: text.replace(" ", "\n", 2),
    lambda text: text.replace(" ", "\u00a0 ", 2),
    lambda text: text.replace(" ", "\u2009", 1),
    lambda text: re.sub(r"(\w\w)(\w\w)", "\\1\u00ad\\2", text, count=2),
    lambda text: re.sub(r"(\w\w)(\w\w)", "\\1\u00ad\n\\2", text, count=1),
    lambda text: text.replace("e", "e\u200b", 1),
    lambda text: text.replace("fi", "ﬁ").replace("ffi", "ﬃ"),
    lambda text: unicodedata.normalize("NFD", text),
    lambda text: text.replace(" – ", " — ").replace("—", " -- "),
    lambda text: text.replace("−", "-"),
    lambda text: re.sub(r"(\d),(\d{3})", "\\1\u202f\\2", text),
    lambda text: text[0].upper() + text[1:],
    lambda text: text[0].lower() + text[1:],
    lambda text: text + ".",
    lambda text: text + ",",
]
CHANGES = st.lists(st.sampled_from(TYPOGRAPHY), min_size=1, max_size=3, unique=True) | st.just(
    [_emphasised]
)
MARKED: list[Change] = [
    lambda text: re.sub(r"^([a-z])(?=[a-z])", lambda found: f"[{found[1].upper()}]", text),
    lambda text: re.sub(r" (\w+) ", " \\1 [sic] ", text, count=1),
    lambda text: re.sub(r" \S*\w\S* (?=\w)", " … ", text, count=1),  # a word, no hyphen alone
    lambda text: re.sub(r" \S*\w\S* (?=\w)", " . . . ", text, count=1),
    lambda text: re.sub(r" [a-z]+ (?=\w)", " [they] ", text, count=1),
    lambda text: f"… {text} …",
    lambda text: f"{text} [emphasis added]",
]


@st.composite
def places_of(draw: st.DrawFn) -> tuple[str, int, int]:
    """Draw a text and a span of some of its words that cuts no word, number or sign."""
    text = draw(st.sampled_from([CASED, LOWER]))
    found = [match.span() for match in re.finditer(r"\S+", text)]
    first = draw(st.integers(0, len(found) - 6))
    size = draw(st.integers(4, min(25, len(found) - first)))
    start, end = found[first][0], found[first + size - 1][1]
    quoted = text[start:end]
    start += len(quoted) - len(quoted.lstrip("“”\"'.,;:()—–- "))
    end -= len(quoted) - len(quoted.rstrip("“”\"'.,;:()—–- "))
    assume(quoted.count("“") == quoted.count("”") and "\n\n" not in quoted)
    assume(not text[end:].startswith((" 's", " 't", "'")) and text[start].isalnum())
    assume(not text[:start].endswith(("−", "$", "(", "'")) and "*" not in quoted)
    assume(
        not _TIED.search(text[:start])
        and not (_TIED.search(f"{text[start:end]} - ") and text[end:].lstrip().startswith("-"))
    )
    return text, start, end


def _window(text: str, start: int, end: int) -> tuple[int, int]:
    return max(0, start - 150), min(len(text), end + 150)


@settings(max_examples=50, deadline=None)
@given(places_of())
def test_a_quotation_copied_from_the_text_is_exact_at_its_place(
    place: tuple[str, int, int],
) -> None:
    text, start, end = place
    found = compare(text[start:end], text, _window(*place), STYLES[text])
    assert (found.verdict, found.likeness, found.differences) == ("exact", 1.0, ())
    assert text[found.start : found.end] == text[start:end].rstrip()


@settings(max_examples=100, deadline=None)
@given(places_of(), CHANGES)
def test_no_typography_makes_a_quotation_altered(
    place: tuple[str, int, int], changes: list[Change]
) -> None:
    text, start, end = place
    quoted = text[start:end]
    for change in changes:
        quoted = change(quoted)
    found = compare(quoted, text, _window(*place), STYLES[text])
    assert found.verdict in {"exact", "presentation"}, (quoted, found)
    assert skeleton(quoted) == skeleton(text[found.start : found.end])


@settings(max_examples=50, deadline=None)
@given(places_of(), st.sampled_from(MARKED))
def test_marked_changes_are_marked_with_what_they_stand_for(
    place: tuple[str, int, int], change: Change
) -> None:
    text, start, end = place
    quoted = change(text[start:end])
    assume(quoted != text[start:end])
    found = compare(quoted, text, _window(*place), STYLES[text])
    assert found.verdict == "marked", (quoted, found)


@settings(max_examples=100, deadline=None)
@given(places_of(), st.data())
def test_a_dropped_added_or_swapped_word_never_passes(
    place: tuple[str, int, int], data: st.DataObject
) -> None:
    text, start, end = place
    words = text[start:end].split()
    assume(len(words) > 2)
    at = data.draw(st.integers(1, len(words) - 2))
    assume(any(map(str.isalnum, words[at])))
    kind = data.draw(st.sampled_from(["dropped", "added", "changed", "swapped"]))
    if kind == "dropped":
        del words[at]
    elif kind == "added":
        words.insert(at, data.draw(st.sampled_from(["not", "never", "7", "often", "the"])))
    elif kind == "changed":
        words[at] = data.draw(st.sampled_from(["zebra", "77", "not", "un" + words[at]]))
    else:
        assume(
            skeleton(words[at]) != skeleton(words[at + 1]) and any(map(str.isalnum, words[at + 1]))
        )
        words[at : at + 2] = [words[at + 1], words[at]]
    quoted = " ".join(words)
    assume(quoted not in " ".join(text.split()))
    found = compare(quoted, text, _window(*place), STYLES[text])
    assert found.verdict == "altered", (quoted, found)
    assert any(each.weight in ALTERING for each in found.differences)


@given(st.text(st.sampled_from(list("ab c.,-'\"[]…()1 5é\n%*–")), min_size=1, max_size=30))
def test_a_text_compared_with_itself_is_exact(text: str) -> None:
    assume(tokens(text).keys and set(tokens(text).kinds) != {"marker"})
    found = compare(text, text, (0, len(text)), SourceStyle())
    assert found.verdict == "exact", (text, found)


@given(
    st.text(st.sampled_from(list("ab c.,-'\"[]…15é\n"))),
    st.text(st.sampled_from(list("ab c.,-'\"[]…15é\n"))),
)
def test_every_span_lies_in_its_text(quoted: str, source: str) -> None:
    found = compare(quoted, source, (0, len(source)), SourceStyle())
    assert 0 <= found.start <= found.end <= len(source)
    for each in found.differences:
        assert 0 <= each.quoted[0] <= each.quoted[1] <= len(quoted)
        assert 0 <= each.source[0] <= each.source[1] <= len(source)
    for warned in found.warnings:
        assert 0 <= warned.source[0] <= warned.source[1] <= len(source)
