"""Find the names of a lower-cased text by the words beside them.

A word that no list has may be a name, an acronym or a slip. One clear place in the report decides
it for the whole report: after a title ("governor onaga"), in a full name, before "administration",
or as an owner without an article ("kan's successor").
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from corpus.text.lexicon import Lexicon, lexicon, words_of

TITLES = (
    *("prime minister", "foreign minister", "defense minister", "minister", "vice president"),
    *("president", "chancellor", "premier", "governor", "mayor", "senator", "representative"),
    *("congressman", "congresswoman", "ambassador", "secretary", "secretary of state"),
    *("secretary of defense", "admiral", "general", "colonel", "judge", "justice", "king"),
    *("queen", "prince", "princess", "emperor", "pope", "mr", "mrs", "ms", "dr"),
)
MODALS = words_of("may will can must might would could should shall")
_TITLE_ENDS = frozenset(title.split()[-1] for title in TITLES) - {"state", "defense"}
_TITLE_TAILS = {("secretary", "of", "state"), ("secretary", "of", "defense")}
_OPENERS = words_of(
    "and or but nor of in on at by for from to with under after before since during about against "
    "between toward towards into through despite like that as when while because although if "
    'said , ( " “ ‘ ; : — – . 1'
)
_VERBS = words_of("was is has had left met made took told gave went saw")
_PLACE_BEFORE = words_of("camp fort mount cape lake port")
_PLACE_OF = words_of("island city town village prefecture province port gulf strait bay")
_PLACE_AFTER = words_of(
    "island islands city prefecture province strait bay river airport base airbase area peninsula"
)
_RULE_AFTER = words_of("administration administrations cabinet doctrine government")
_SHIPS = words_of("destroyer carrier cruiser frigate submarine ship warship")
_TOKEN = re.compile(r"[^\W\d_]+(?:['’]s\b)?|\d+|[^\w\s]")
_OWNER = re.compile(r"['’]s$")
_IN_BRACKETS = re.compile(r"(?<=\w )\(\s?([a-z]{3,5})\s?\)")
_BEFORE_ITS_LONG_FORM = re.compile(r"(?<![\w.])([a-z]{2,5}) \(\s?([a-z ,/-]{8,120}?)\s?\)")


@dataclass(frozen=True, slots=True)
class Names:
    """The names of a report.

    Attributes:
        written: spelling of each name, in one or several words, by its lower-case form.
        doubtful: words that are a name at one place of the report and perhaps not at another.
    """

    written: dict[str, str] = field(default_factory=dict)
    doubtful: frozenset[str] = frozenset()


def find_names(text: str, acronyms: frozenset[str] = frozenset()) -> Names:
    """Return the names of people and places that a lower-cased text shows to be names.

    Args:
        acronyms: words that are none.
    """
    return _Finder(text, acronyms).names()


def bracketed_acronyms(text: str) -> set[str]:
    """Return acronyms beside a bracket whose long form ``long_forms`` does not find.

    They are "pko" in "peacekeeping operations (pko)", and "isr" in "isr (intelligence,
    surveillance, and reconnaissance)".
    """
    words = lexicon()
    found = {match[1] for match in _IN_BRACKETS.finditer(text) if words.is_unknown(match[1])}
    for match in _BEFORE_ITS_LONG_FORM.finditer(text):
        initials = "".join(word[0] for word in re.findall(r"[a-z]+", match[2]) if word != "and")
        if initials == match[1]:
            found.add(match[1])
    return found


def with_capital(word: str) -> str:
    """Return a name with its capitals; "mcdonald" gets two."""
    if word.startswith("mc") and len(word) > 4:
        return "Mc" + word[2:].capitalize()
    return word.capitalize()


class _Finder:
    def __init__(self, text: str, acronyms: frozenset[str]) -> None:
        self._lexicon: Lexicon = lexicon()
        self._acronyms = acronyms
        tokens = _TOKEN.findall(text)
        self._owner = [bool(_OWNER.search(token)) for token in tokens]
        self._words = [_OWNER.sub("", token) for token in tokens]
        self._written: dict[str, str] = {}
        self._doubtful: set[str] = set()
        self._surnames: dict[str, set[int]] = {}
        """Places where a word that is also an everyday word is certainly a surname."""

    def names(self) -> Names:
        unknown = [at for at, word in enumerate(self._words) if self._is_unknown(word)]
        for at in unknown:
            if self._is_name(at):
                self._written[self._words[at]] = with_capital(self._words[at])
        for at in range(len(self._words)):
            if self._follows_title(at) or self._is_given(at):
                self._add_full_name(list(self._full_name(at)), self._follows_title(at))
        for at in unknown:
            if self._continues_list(at):
                self._add_full_name([at - 1, at], titled=False)
        doubtful = self._doubtful
        for word, sure in self._surnames.items():
            places = {at for at, other in enumerate(self._words) if other == word}
            if all(at in sure or self._is_ruler_or_owner(at) for at in places):
                self._written[word] = with_capital(word)
            else:
                doubtful.add(word)
        return Names(self._written, frozenset(doubtful))

    def _at(self, at: int) -> str:
        return self._words[at] if 0 <= at < len(self._words) else "."

    def _is_unknown(self, word: str) -> bool:
        if len(word) < 3 or not word.isalpha() or word in self._acronyms:
            return False
        return self._lexicon.is_unknown(word)

    def _is_name(self, at: int) -> bool:
        """Tell whether the words around an unknown word make it a name."""
        before, after = self._at(at - 1), self._at(at + 1)
        return (
            self._is_ruler_or_owner(at)
            or (before in _SHIPS and len(self._words[at]) > 3)
            or before in _PLACE_BEFORE
            or (before == "of" and self._at(at - 2) in _PLACE_OF)
            or (after in _PLACE_AFTER and before not in {"a", "an"} and not self._owner[at])
            or (after == "," and self._at(at + 2) == "who" and before in _OPENERS)
            or (before == "/" and self._lexicon.is_proper(self._at(at - 2)))
            or self._starts_pair(at)
            or (self._is_unknown(before) and self._starts_pair(at - 1))
        )

    def _starts_pair(self, at: int) -> bool:
        """Tell whether an unknown word, without an article, is a given name before a surname."""
        opened = self._at(at - 1) in _OPENERS and not self._owner[at]
        after = self._at(at + 1)
        proper = self._lexicon.is_proper(after) and after not in self._lexicon.names
        return opened and (proper or self._is_unknown(after))

    def _continues_list(self, at: int) -> bool:
        """Tell whether a name ends a list of people, as in "yasuo fukuda , and taro aso"."""
        given, end = self._at(at - 1), at - 2
        while self._at(end) in {"and", ","}:
            end -= 1
        listed = end < at - 2 and self._starts_pair(end - 1) and self._at(end) in self._written
        rare = given.isalpha() and given not in self._lexicon.common
        return listed and rare and self._words[at] in self._written

    def _is_ruler_or_owner(self, at: int) -> bool:
        """Tell whether a word stands as in "the bush administration" or "in bush's policy"."""
        return self._at(at + 1) in _RULE_AFTER or (self._owner[at] and self._at(at - 1) in _OPENERS)

    def _follows_title(self, at: int) -> bool:
        tail = (self._at(at - 3), self._at(at - 2), self._at(at - 1))
        return self._at(at - 1) in _TITLE_ENDS or tail in _TITLE_TAILS

    def _is_given(self, at: int) -> bool:
        word = self._words[at]
        known = word in self._lexicon.given and self._lexicon.is_proper(word)
        # "san francisco" is a place.
        inside = self._lexicon.is_proper(self._at(at - 1))
        return known and not inside and word not in self._lexicon.names and not self._owner[at]

    def _full_name(self, at: int) -> Iterator[int]:
        """Yield the places of the words of a full name that may start here."""
        first = at
        while at < first + 5:
            word = self._at(at)
            if len(word) == 1 and word.isalpha() and self._at(at + 1) == "." and at > first:
                yield from (at, at + 1)
                at += 2
                continue
            if not self._may_be_name(word, at, first):
                return
            yield at
            if self._owner[at]:
                return
            at += 1

    def _may_be_name(self, word: str, at: int, first: int) -> bool:
        if word in self._lexicon.names or word in MODALS or not word.isalpha() or len(word) < 3:
            return False
        if self._lexicon.is_proper(word) or self._is_unknown(word):
            return True
        if not self._may_be_surname(word):
            return False
        if at > first:  # "george w. bush", yet not "president obama rose"
            return self._at(at - 1) == "." or word not in self._lexicon.common
        # "president bill clinton" and "president bush": an everyday word after the title.
        followed = self._lexicon.is_proper(self._at(at + 1)) or self._is_unknown(self._at(at + 1))
        return followed or self._owner[at] or self._ends_clause(at)

    def _may_be_surname(self, word: str) -> bool:
        """Tell whether an everyday word is also written with a capital, as "bush" is."""
        usual = _RULE_AFTER | _PLACE_AFTER | _OPENERS | _VERBS | MODALS
        return word not in usual and self._lexicon.proper.get(word, "").istitle()

    def _ends_clause(self, at: int) -> bool:
        after = self._at(at + 1)
        return not after.isalpha() or after.endswith("ed") or after in _OPENERS | MODALS | _VERBS

    def _add_full_name(self, places: list[int], titled: bool) -> None:
        if not places:
            return
        words = [self._words[at] for at in places if self._words[at] != "."]
        last = max(at for at in places if self._words[at] != ".")
        after = self._at(last + 1)
        given = words[-1] in self._lexicon.given and not self._owner[last]
        if given and self._may_be_surname(after):
            self._doubtful.add(after)  # "george bush", or "george rose"
        if len(words) == 1 and not titled:
            return
        for word in words:
            if self._is_unknown(word):
                self._written[word] = with_capital(word)
        if not self._lexicon.is_proper(words[-1]) and not self._is_unknown(words[-1]):
            self._surnames.setdefault(words[-1], set()).add(last)
            words = [self._at(places[0] - 1), *words] if titled else words
        if len(words) > 1:
            written = [word + "." if len(word) == 1 else word for word in words]
            self._written[" ".join(written)] = " ".join(map(with_capital, written))
