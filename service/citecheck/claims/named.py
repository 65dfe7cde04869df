"""Read names of persons, agencies and places, and compare their forms."""

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from corpus.text.lexicon import lexicon, words_of
from index.words.terms import stop_words, terms
from service.citecheck.claims.values import Kind, Specific

_WORD = r"(?:[A-Z][\w’'&]*(?:-[\w’'&]+)*|(?:[A-Z]\.){2,}|[A-Z]\.)"
_NAME = re.compile(
    rf"(?<![\w.])(?:{_WORD})(?:(?:\s(?:of|for|and|on|to|de|la|del|von|van|bin)(?:\sthe)?)?\s{_WORD})*"
)
_OWNER = re.compile(r"[’']s?$")
_FIRST = re.compile(r"\W*(\w+)")
_JOINED = re.compile(r"\s(?:and|to|on|for)(?:\sthe)?\s|[’']s\s")
_DATE_WORDS = words_of(
    "january february march april may june july august september october november december monday "
    "tuesday wednesday thursday friday saturday sunday fy sy spring summer fall winter autumn "
    "section title table figure act congress congressional federal"
)
_BODIES = words_of(
    "department administration agency act committee court office service bureau board commission "
    "fund program council circuit amendment army force fleet guard bank center institute union "
    "system plan accounts department's services"
)
_OFFICE = re.compile(r"(?:the )?(.+?) (Department|Ministry|Office|Bureau)$", re.IGNORECASE)
_SAME = (
    ("pentagon", "department defense", "defense department", "dod", "military"),
    ("united states", "us", "america", "american", "americans", "u s", "usa", "washington",
     "nation", "federal"),
    ("united kingdom", "uk", "britain", "british"),
    ("european union", "eu", "europe", "european"),
    ("white house", "president", "administration", "omb", "executive office"),
    ("hill", "capitol hill", "congress", "lawmakers"),
    ("foggy bottom", "state department", "department state", "state"),
    ("supreme court", "court", "justices"),
    ("holland", "netherlands", "dutch"),
    ("congressional researchers", "congressional research service", "crs"),
    ("government accountability office", "gao", "watchdog"),
    ("internal revenue service", "irs", "tax agency"),
    ("russia", "russian", "moscow"), ("china", "chinese", "beijing"), ("france", "french"),
    ("germany", "german"), ("spain", "spanish"), ("denmark", "danish"), ("greece", "greek"),
    ("wales", "welsh"), ("norway", "norwegian"), ("switzerland", "swiss"),
    ("turkey", "türkiye", "turkish"),
    ("ireland", "irish"), ("thailand", "thai"), ("peru", "peruvian"),
    ("philippines", "filipino", "philippine"),
    ("poland", "polish", "poles"), ("sweden", "swedish"), ("finland", "finnish"), ("iraq", "iraqi"),
)  # fmt: skip
_SHORTEST_STEM = 4

LongForms = Callable[[str], str]
"""Returns the other forms of a text's names: long forms of acronyms, and acronyms of long forms."""


def names(text: str) -> Iterator[Specific]:
    """Yield the names of a text: words with capitals, but for the first word unless it is one."""
    opening = _FIRST.match(text)
    first = opening.start(1) if opening else 0
    for match in _NAME.finditer(text):
        start, end = match.span()
        at_start = start == first or text[:start].rstrip()[-1:] in (".", "?", "!", ":", "•")
        if at_start:
            start = _without_opening(text, start, end)
        for begin, stop in _parts(text, start, end):
            stop -= len(found[0]) if (found := _OWNER.search(text[begin:stop])) else 0  # noqa: PLW2901
            words = tuple(term.text for term in terms(text[begin:stop]))
            low = text[begin:stop].lower()
            if words and low not in _DATE_WORDS and not low.isdigit() and len(low) > 1:
                yield Specific(Kind.NAME, begin, stop, text[begin:stop], words=words)


def _without_opening(text: str, start: int, end: int) -> int:
    """Return where a name begins that may start with the first word of a sentence."""
    found = re.match(r"[\w’'-]+(?:\s(?:of|for|and|on|to|de|the)\b)*\s*", text[start:end])
    if not found:
        return start
    word = re.match(r"[^\W_]+", text[start:end])
    plain = word[0].lower() if word else ""
    capitals = text[start : start + 2].isupper() and len(plain) > 1
    if capitals or not (plain in stop_words() or lexicon().is_ordinary(plain)):
        return start
    rest = text[start + found.end() : end]
    if not rest:
        return end
    # "Treasury Department" is a name, though "treasury" is a word; "Critical IRS" is not.
    return start if rest.split()[0].lower() in _BODIES else start + found.end()


def _parts(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the parts of "NASA and NOAA": names of one word that are joined."""
    at = start
    for joined in _JOINED.finditer(text, start, end):
        before, after = text[at : joined.start()], text[joined.end() : end]
        if joined[0][0] in "’'" or " " not in before.strip() or after.split(" ")[0].isupper():
            yield at, joined.start()
            at = joined.end()
    if at < end:
        yield at, end


@dataclass(frozen=True, slots=True)
class Held:
    """The words of a text that names are looked up in, in every form.

    Attributes:
        words: its terms, with those of other forms of its names.
        plain: the text in lower case, without punctuation, between spaces.
        initials: first letters of its words with capitals, joined.
    """

    words: frozenset[str]
    plain: str
    initials: frozenset[str]


def held(text: str, long_forms: LongForms) -> Held:
    """Return what a text holds of names."""
    every = f"{text} {long_forms(text)}"
    plain = _plain(every)
    words = {term.text for term in terms(every)}
    for forms in _SAME:
        if any(f" {form} " in plain for form in forms):
            words.update(term.text for form in forms for term in terms(form))
            plain = f"{plain}{' '.join(forms)} "
    return Held(frozenset(words), plain, frozenset(_initials(text)))


def holds(name: Specific, where: Held, long_forms: LongForms) -> bool:
    """Return whether a text holds a name in some form."""
    own = _plain(name.text)
    if own in where.plain:
        return True
    if _lacking(name.words, where.words) == 0:
        return True
    bare = name.text.replace(".", "")
    if bare.isupper() and len(bare) > 1:
        short = bare.lower()
        if any(
            one == short or (len(short) > 2 and one.startswith(short)) for one in where.initials
        ):
            return True
    turned = _OFFICE.fullmatch(name.text)
    if turned and holds(_name(f"{turned[2].title()} of {turned[1]}"), where, long_forms):
        return True
    other = long_forms(name.text)
    if other:
        found = [term.text for term in terms(other)]
        if _lacking(found, where.words) == 0:
            return True
    initials = next(iter(_initials(name.text)), "")
    if len(initials) > 1 and f" {initials} " in where.plain:
        return True
    return any(
        own.strip() in forms and any(f" {form} " in where.plain for form in forms)
        for forms in _SAME
    )


def _name(text: str) -> Specific:
    return Specific(Kind.NAME, 0, len(text), text, words=tuple(term.text for term in terms(text)))


def _lacking(words: Collection[str], held_words: Collection[str]) -> int:
    return sum(not _is_held(word, held_words) for word in words)


def _is_held(word: str, held_words: Collection[str]) -> bool:
    return word in held_words or any(
        min(len(word), len(one)) >= _SHORTEST_STEM
        and (one.startswith(word) or word.startswith(one))
        for one in held_words
    )


def _plain(text: str) -> str:
    words = re.findall(r"\w+", text.lower().replace("’s", "").replace("'s", "").replace(".", ""))
    return f" {' '.join(words)} "


def _initials(text: str) -> Iterator[str]:
    """Yield the first letters of each run of words with capitals."""
    for match in _NAME.finditer(text):
        letters = [
            word[0].lower() for word in re.findall(r"[^\W\d_]+", match[0]) if word[0].isupper()
        ]
        if len(letters) > 1:
            yield "".join(letters)
