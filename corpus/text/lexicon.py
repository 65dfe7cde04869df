"""Which English words are written with a capital, from word lists that come with Pincite.

``lexicon.txt.gz`` has one word per line, as it is usually written; "+" follows a frequent word,
and "@" precedes a given name. ``lexicon_licence.txt`` tells where the words come from.
``lexicon_tries/`` holds the same words as tries, which take far less memory than Python's sets;
``python -m corpus.text.lexicon`` writes them. ``proper_names.txt`` has names of our own, of one
word and of several.
"""

import gzip
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import marisa_trie

from corpus.text.fold import fold

_FOLDER = Path(__file__).parent
_SOURCE, TRIES = _FOLDER / "lexicon.txt.gz", _FOLDER / "lexicon_tries"
_SPELLINGS = "proper.marisa"


def words_of(text: str) -> frozenset[str]:
    """Return the set of the words between spaces."""
    return frozenset(text.split())


_PREFIXES = re.compile(
    r"(?:anti|bi|co|counter|cyber|de|inter|intra|mid|mini|mis|multi|non|out|over|post|pre|re|sub|"
    r"super|trans|tri|un|under|up)(?=\w{4})"
)
_SUFFIXES = re.compile(
    r"(?<=\w{3})(?:ness|less|like|wide|making|makers?|based|ization|izing|ized?|isms?|ists?|ally|"
    r"ly|ers?|ing|ed|s)$"
)
_MORE_WORDS = words_of("cyber online website websites email emails fait accompli")
"""Words that the lists lack: they are older than these, and have foreign words only in part."""


class Words:
    """The words of a file."""

    def __init__(self, file: Path) -> None:
        """Open the file."""
        self._trie = self._opened(str(file))

    def __contains__(self, word: object) -> bool:
        try:
            # The trie would read a text with NUL up to there.
            return word in self._trie and "\0" not in str(word)
        except UnicodeEncodeError:  # half of a surrogate pair
            return False

    def _opened(self, file: str) -> Any:
        return marisa_trie.Trie().mmap(file)


class Spellings(Words):
    """The spelling of each word of a file, in UTF-8."""

    def __getitem__(self, word: str) -> str:
        if word not in self:
            raise KeyError(word)
        return str(self._trie[word][0], "utf-8")

    def get(self, word: str, other: str = "") -> str:
        """Return the spelling of a word, or the other text where it is not in the file."""
        try:
            return self[word]
        except KeyError:
            return other

    def _opened(self, file: str) -> Any:
        return marisa_trie.BytesTrie().mmap(file)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Words in lower case, by the way they are written.

    Attributes:
        ordinary: words that are also, or only, written in lower case.
        common: the frequent ones of these.
        proper: the spelling of each word that is also, or only, written with a capital.
        given: given names.
        names: names of our own list: the spelling of each, in one or several words.
        homographs: words of our own list that a sentence alone does not decide, such as "turkey".
    """

    ordinary: Words
    common: Words
    proper: Spellings
    given: Words
    names: dict[str, str]
    homographs: frozenset[str]

    def is_ordinary(self, word: str) -> bool:
        """Tell whether a word, or the word that it is derived from, is written in lower case."""
        if word in self.ordinary or fold(word).text in self.ordinary:
            return True
        if word in self.proper:
            return False
        stem = _PREFIXES.sub("", word, count=1)
        if stem != word and (stem in self.ordinary or _SUFFIXES.sub("", stem) in self.ordinary):
            return True
        return _SUFFIXES.sub("", word) in self.common

    def is_proper(self, word: str) -> bool:
        """Tell whether a word is always written with a capital."""
        return word in self.names or (word in self.proper and not self.is_ordinary(word))

    def is_unknown(self, word: str) -> bool:
        """Tell whether no list has the word; it may be a name, an acronym or a slip."""
        return not (self.is_ordinary(word) or word in self.proper or word in self.names)


@cache
def lexicon() -> Lexicon:
    """Return the word lists; the first call opens their files."""
    listed = (_FOLDER / "proper_names.txt").read_text(encoding="utf-8").splitlines()
    names = {line.lower(): line for line in listed if line and line[0] not in "#?"}
    return Lexicon(
        Words(TRIES / "ordinary.marisa"),
        Words(TRIES / "common.marisa"),
        Spellings(TRIES / _SPELLINGS),
        Words(TRIES / "given.marisa"),
        names,
        frozenset(line[1:].lower() for line in listed if line.startswith("?")),
    )


def source_words() -> tuple[dict[str, set[str]], dict[str, str]]:
    """Return what ``lexicon.txt.gz`` says: the words of each list, and the spellings."""
    lines = gzip.decompress(_SOURCE.read_bytes()).decode().split()
    words = [line for line in lines if not line.startswith("@")]
    proper: dict[str, str] = {}
    for word in words:
        # "Ed" goes before "ED".
        first = word.istitle() or word.lower() not in proper
        if first and not word.islower():
            proper[word.lower()] = word
    lists = {
        "ordinary": {word.rstrip("+") for word in words if word.rstrip("+").islower()}
        | _MORE_WORDS,
        "common": {word[:-1] for word in words if word.endswith("+")},
        "given": {line[1:].lower() for line in lines if line.startswith("@")},
    }
    return lists, proper


def write_tries(folder: Path, lists: Mapping[str, Iterable[str]], proper: dict[str, str]) -> None:
    """Write the files that ``lexicon`` opens."""
    folder.mkdir(exist_ok=True)
    for name, words in lists.items():
        marisa_trie.Trie(sorted(words)).save(str(folder / f"{name}.marisa"))
    spellings = [(word, spelling.encode()) for word, spelling in sorted(proper.items())]
    marisa_trie.BytesTrie(spellings).save(str(folder / _SPELLINGS))


if __name__ == "__main__":
    write_tries(TRIES, *source_words())
