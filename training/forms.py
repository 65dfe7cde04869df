"""Other forms of a question: as keywords, misspelt, in other words; and near misses.

A near miss asks for what the sentence does not say: one thing that question and
sentence share is exchanged for another of its kind. The thesaurus is WordNet 3.0
(Princeton University), read from the files of Debian's package wordnet-base.
"""

import random
import re
from collections.abc import Iterable
from pathlib import Path

from index.words.terms import stop_words

_WORD = re.compile(r"[A-Za-z][a-z'’]+|\w+")
_NAME = re.compile(r"(?<!^)(?<![.?!]\s)\b[A-Z][\w’'-]+(?:\s+(?:of\s+(?:the\s+)?)?[A-Z][\w’'-]+)*")
_NUMBER = re.compile(r"\b\d[\d,.]*\b")
_KEYS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_FILES = {"noun": "n", "verb": "v", "adj": "a"}


class Thesaurus:
    """Synonyms and siblings (words with the same hypernym) of a word's most frequent sense."""

    def __init__(self, folder: Path) -> None:
        """Read WordNet's index and data files.

        Raises:
            OSError: when they are not in the folder.
        """
        self._words: dict[tuple[str, int], list[str]] = {}
        self._above: dict[tuple[str, int], list[int]] = {}
        self._below: dict[tuple[str, int], list[int]] = {}
        self._sense: dict[str, tuple[int, str, int]] = {}
        for name, kind in _FILES.items():
            self._read_data(folder / f"data.{name}", kind)
            self._read_index(folder / f"index.{name}", kind)

    def _read_data(self, path: Path, kind: str) -> None:
        for line in path.read_text(encoding="latin-1").splitlines():
            if line.startswith("  "):
                continue
            fields = line.partition(" | ")[0].split()
            at, count = int(fields[0]), int(fields[3], 16)
            self._words[kind, at] = [fields[4 + 2 * one] for one in range(count)]
            pointers = fields[4 + 2 * count + 1 :]
            count = int(fields[4 + 2 * count])
            for symbol, target in ((pointers[4 * n], pointers[4 * n + 1]) for n in range(count)):
                if symbol == "@":
                    self._above.setdefault((kind, at), []).append(int(target))
                elif symbol == "~":
                    self._below.setdefault((kind, at), []).append(int(target))

    def _read_index(self, path: Path, kind: str) -> None:
        for line in path.read_text(encoding="latin-1").splitlines():
            if line.startswith("  "):
                continue
            fields = line.split()
            senses = int(fields[2])
            tagged = int(fields[-senses - 1])
            known = self._sense.get(fields[0])
            if known is None or tagged > known[0]:
                self._sense[fields[0]] = (tagged, kind, int(fields[-senses]))

    def synonyms(self, word: str) -> list[str]:
        """Return words of the same meaning."""
        sense = self._sense.get(word.lower())
        return _single(self._words[sense[1:]], word) if sense else []

    def siblings(self, word: str) -> list[str]:
        """Return words of another meaning but the same kind: "cat" for "dog"."""
        sense = self._sense.get(word.lower())
        if not sense:
            return []
        _, kind, at = sense
        beside = {
            below
            for above in self._above.get((kind, at), [])
            for below in self._below.get((kind, above), [])
        } - {at}
        return _single((one for to in sorted(beside) for one in self._words[kind, to]), word)


def glosses(folder: Path) -> list[str]:
    """Return WordNet's definitions of nouns, each after the words that it defines.

    Raises:
        OSError: when WordNet is not in the folder.
    """
    found = []
    for line in (folder / "data.noun").read_text(encoding="latin-1").splitlines():
        if line.startswith("  "):
            continue
        fields, _, gloss = line.partition(" | ")
        words = fields.split()
        count = int(words[3], 16)
        names = ", ".join(words[4 + 2 * one].replace("_", " ") for one in range(count))
        found.append(f"{names}: {gloss.strip()}")
    return found


def _single(words: Iterable[str], word: str) -> list[str]:
    return [one for one in words if one.isalpha() and one.lower() != word.lower()]


def keywords(question: str, chance: random.Random) -> str:
    """Return what someone would type into a search box."""
    words = (word.strip("?!.,;:\"'“”()") for word in question.split())
    kept = [word for word in words if word and word.lower() not in stop_words()]
    if chance.random() < 0.3:
        chance.shuffle(kept)
    return " ".join(kept).lower() if len(kept) > 1 else question


def misspelt(question: str, chance: random.Random) -> str:
    """Return the question with a slip of the finger in one or two of its longer words."""
    places = [match for match in _WORD.finditer(question) if len(match[0]) >= 5]
    chosen = chance.sample(places, min(len(places), chance.choice((1, 1, 2))))
    for match in sorted(chosen, key=lambda one: -one.start()):
        question = question[: match.start()] + _slip(match[0], chance) + question[match.end() :]
    return question


def _slip(word: str, chance: random.Random) -> str:
    at = chance.randrange(1, len(word) - 1)
    match chance.randrange(4):
        case 0:
            return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
        case 1:
            return word[:at] + word[at + 1 :]
        case 2:
            return word[:at] + word[at] + word[at:]
        case _:
            row = next((keys for keys in _KEYS if word[at].lower() in keys), "e")
            key = row.find(word[at].lower())
            beside = row[max(key - 1, 0) : key] + row[key + 1 : key + 2]
            return word[:at] + chance.choice(beside or "e") + word[at + 1 :]


def in_other_words(
    text: str, thesaurus: Thesaurus, chance: random.Random, among: str | None = None
) -> str:
    """Return the text with up to three of its words replaced by synonyms.

    Args:
        among: the text whose words may be replaced; any word when None.
    """
    only = None if among is None else {match[0].lower() for match in _WORD.finditer(among)}
    places = [
        (match, synonyms)
        for match in _WORD.finditer(text)
        if match[0].lower() not in stop_words() and match[0].islower()
        if only is None or match[0] in only
        if (synonyms := thesaurus.synonyms(match[0]))
    ]
    chosen = chance.sample(places, min(len(places), 3))
    for match, synonyms in sorted(chosen, key=lambda one: -one[0].start()):
        other = chance.choice(synonyms).replace("_", " ")
        text = text[: match.start()] + other + text[match.end() :]
    return text


def near_miss(
    question: str,
    sentence: str,
    others: str,
    thesaurus: Thesaurus,
    chance: random.Random,
) -> str | None:
    """Return a question that the sentence no longer answers, or None.

    Args:
        others: text of the same document to take other names and numbers from.
    """
    said = sentence.lower()
    swaps: list[tuple[int, int, list[str]]] = []
    for pattern in (_NAME, _NUMBER):
        instead = sorted({one for one in pattern.findall(others) if one.lower() not in said})
        swaps.extend(
            (match.start(), match.end(), instead)
            for match in pattern.finditer(question)
            if match[0].lower() in said and instead
        )
    for match in _WORD.finditer(question):
        word = match[0]
        if word.islower() and word in said and word not in stop_words():
            siblings = [one for one in thesaurus.siblings(word) if one.lower() not in said]
            if siblings:
                swaps.append((match.start(), match.end(), siblings))
    if not swaps:
        return None
    # A name or a number, where there is one, makes the truer trap.
    start, end, instead = swaps[0] if chance.random() < 0.6 else chance.choice(swaps)
    return question[:start] + chance.choice(instead).replace("_", " ") + question[end:]


def altered(question: str, sentence: str, others: str, chance: random.Random) -> str | None:
    """Return the sentence about another thing than the question asks for, or None.

    A name or a number that question and sentence share is exchanged in the sentence.

    Args:
        others: text of the same document to take other names and numbers from.
    """
    asked = question.lower()
    for pattern in (_NAME, _NUMBER):
        places = [one for one in pattern.finditer(sentence) if one[0].lower() in asked]
        instead = sorted({one for one in pattern.findall(others) if one.lower() not in asked})
        if places and instead:
            place, other = chance.choice(places), str(chance.choice(instead))
            return sentence[: place.start()] + other + sentence[place.end() :]
    return None
