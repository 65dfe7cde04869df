"""Give a lower-cased sentence its capitals, or none where one of its words is uncertain."""

import re
from functools import lru_cache
from typing import NamedTuple

from corpus.text.lexicon import Lexicon, lexicon, words_of
from corpus.text.names import MODALS, TITLES, with_capital

_WORD = re.compile(r"(?<![\w.'’@])(?<!://)[^\W\d_]+(?!\w|\.\w|://|@)")
_DOTTED = re.compile(r"(?<![\w.])(?:[a-z]\.){2,}|(?<![\w.])(?:[a-z]\.)+[a-z](?= ?\.)")
_SMALL_DOTTED = ("e.g.", "i.e.", "a.m.", "p.m.", "c.f.", "e.g", "i.e", "a.m", "p.m")
_LETTERS_AND_DIGITS = re.compile(
    r"(?<![\w-])(?:(?:fy|rl|if|in|cy|r|h\.r|s)\d{2,}|[a-z]-\d{1,3})(?!\w)"
)
_ROMAN = re.compile(r"(?<=\w )(?:i{2,3}|iv|vi{1,3}|ix|xi{1,3})(?!\w)")
_MONTH = re.compile(
    r"\b(?:in|by|since|until|early|late) (?P<after>may|march)\b|\b(?:may|march)(?= (?:\d|of \d))"
)
_TWO_LETTERS = words_of(
    "ad am an as at be by do ex go he hi if in is it me mr ms my no of on or ok so st nd rd th "
    "to up us vs we"
)
_COMPASS = words_of("north south east west northeast northwest southeast southwest")
_TITLE = re.compile(rf"\b(?i:{'|'.join(sorted(TITLES, key=len, reverse=True))})(?= [A-Z])")
_GENERIC = re.compile(
    r"(?<=\w )(?:strait|straits|gulf|heights|island|islands|peninsula|river|valley|desert|city)\b"
)
_PLACE_BEFORE = re.compile(r"\b(?:camp|fort|mount|cape|lake|port)(?= [A-Z])")
_DEMONYM = re.compile(r"(?:an|ese|ish|ch|i)$")
_NOT_ACRONYMS = words_of("http https www kwh mph ppm psi rpm")
_VOWEL = re.compile(r"[aeiouy]")
_DETERMINERS = words_of("a an the this that each every any no its their his her our")


class Spelling(NamedTuple):
    """What a report adds to the word lists: see ``corpus.text.display.Style``."""

    acronyms: tuple[str, ...]
    names: tuple[tuple[str, str], ...]
    doubtful: tuple[str, ...]


def capitalised(text: str, spelling: Spelling) -> str | None:
    """Return a sentence with its capitals, without moving a character.

    Returns:
        None when a word may be a name and neither the lists nor the report decide it.
    """
    return _Sentence(text, _vocabulary(spelling)).written()


class _Vocabulary(NamedTuple):
    lexicon: Lexicon
    words: dict[str, str]
    people: frozenset[str]
    doubtful: frozenset[str]
    acronyms: frozenset[str]
    longer: re.Pattern[str]
    phrases: dict[str, str]


@lru_cache(maxsize=1000)
def _vocabulary(spelling: Spelling) -> _Vocabulary:
    lists = lexicon()
    found = dict(spelling.names)
    names = lists.names | found
    phrases = {name: written for name, written in names.items() if not name.isalpha()}
    words = {name: written for name, written in names.items() if name.isalpha()}
    acronyms = frozenset(short for short in spelling.acronyms if not lists.is_ordinary(short))
    words |= {short: _as_acronym(short, spelling.acronyms) for short in acronyms}
    longest_first = sorted(phrases, key=len, reverse=True)
    longer = re.compile(rf"(?<![\w.])(?:{'|'.join(map(re.escape, longest_first))})(?!\w)")
    people = frozenset(name for name in found if name.isalpha()) - lists.names.keys()
    # A report that defines PART has "part" as well.
    doubtful = lists.homographs.union(spelling.doubtful, spelling.acronyms) - words.keys()
    return _Vocabulary(lists, words, people, doubtful, acronyms, longer, phrases)


class _Sentence:
    def __init__(self, text: str, vocabulary: _Vocabulary) -> None:
        self._text, self._known = text, vocabulary
        self._result = list(text)
        self._decided: set[int] = set()
        """Offsets of the characters that a name, or a form with dots or digits, covers."""

    def written(self) -> str | None:
        known, text = self._known, self._text
        for match in known.longer.finditer(text):
            self._put(match.start(), known.phrases[match[0]])
        for match in _DOTTED.finditer(text):
            self._put(match.start(), match[0] if match[0] in _SMALL_DOTTED else match[0].upper())
        for match in _LETTERS_AND_DIGITS.finditer(text):
            self._put(match.start(), match[0].upper())
        for match in _ROMAN.finditer(text):
            self._put(match.start(), match[0].upper())
        for match in _MONTH.finditer(text):
            group = "after" if match["after"] else 0
            self._put(match.start(group), match[group].capitalize())
        words = list(_WORD.finditer(text))
        for place, match in enumerate(words):
            if match.start() not in self._decided and not self._decide(words, place):
                return None
        self._put_titles_and_generics()
        return self._with_first_capital()

    def _put(self, start: int, written: str) -> None:
        self._result[start : start + len(written)] = written
        self._decided.update(range(start, start + len(written)))

    def _decide(self, words: list[re.Match[str]], place: int) -> bool:
        """Write one word as it should be; return False when that is uncertain."""
        match, known = words[place], self._known
        word = match[0]
        if word in known.words:
            self._put(match.start(), known.words[word])
            return True
        if word in known.doubtful:
            return False
        if len(word) <= 2:
            prefix = word in {"co", "re", "de"} and self._text.startswith("-", match.end())
            return len(word) == 1 or word in _TWO_LETTERS or prefix
        if known.lexicon.is_ordinary(word):
            return not self._starts_name(words, place)
        if word in known.lexicon.proper:
            self._put(match.start(), known.lexicon.proper[word])
            return True
        if self._is_acronym(word):
            self._put(match.start(), word.upper())
            return True
        return False

    def _is_acronym(self, word: str) -> bool:
        if len(word) > 5:
            return False
        if word in _NOT_ACRONYMS:
            return False
        return not _VOWEL.search(word) or word[1:] in self._known.acronyms

    def _starts_name(self, words: list[re.Match[str]], place: int) -> bool:
        """Tell whether an everyday word may be part of the name after it ("mark zuckerberg")."""
        if place + 1 == len(words):
            return False
        match, after = words[place], words[place + 1]
        if self._text[match.end() : after.start()] != " ":
            return False
        word, following = match[0], after[0]
        before = words[place - 1][0] if place else ""
        if word in _COMPASS:
            return following in self._known.words or self._is_listed(following)
        if word in MODALS or before in _DETERMINERS:
            return False
        known = self._known.lexicon
        person = following in self._known.people or (
            following not in known.names and known.is_proper(following)
        )
        rare = word not in known.common
        return (
            person
            and after.start() not in self._decided
            and (word in known.given or (rare and following in self._known.people))
        )

    def _is_listed(self, word: str) -> bool:
        known = self._known.lexicon
        return word in known.proper and not known.is_ordinary(word)

    def _put_titles_and_generics(self) -> None:
        known = self._known
        text = "".join(self._result)
        for match in _TITLE.finditer(text):
            name = _WORD.match(text, match.end() + 1)
            if name and name[0].lower() not in known.lexicon.names:
                self._put(match.start(), _in_title_case(match[0]))
        for match in _PLACE_BEFORE.finditer(text):
            self._put(match.start(), match[0].capitalize())
        for match in _GENERIC.finditer(text):
            before = text[: match.start() - 1].rpartition(" ")[2].rpartition("/")[2]
            if before.istitle() and before.isalpha() and self._is_place(before.lower(), match[0]):
                self._put(match.start(), match[0].capitalize())

    def _is_place(self, word: str, generic: str) -> bool:
        """Tell whether "island" or "city" belongs to the name before it."""
        if word in self._known.people:
            return True
        return generic != "city" and not _DEMONYM.search(word)

    def _with_first_capital(self) -> str:
        result = "".join(self._result)
        start = next((at for at, character in enumerate(result) if character.isalnum()), 0)
        first = result[start : start + 1].upper()
        # Some letters, such as ß, have a capital form of two letters. They stay lower-case.
        return result[:start] + first + result[start + 1 :] if len(first) == 1 else result


def _in_title_case(title: str) -> str:
    return " ".join(word if word == "of" else with_capital(word) for word in title.lower().split())


def _as_acronym(word: str, acronyms: tuple[str, ...]) -> str:
    plural = word.endswith("s") and word[:-1] in acronyms
    return word[:-1].upper() + "s" if plural else word.upper()
