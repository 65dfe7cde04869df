"""Learn from reports with capitals how the names of lower-cased reports are written."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence

from corpus.text.lexicon import lexicon

_WORD = re.compile(r"[^\W\d_]+")
_WORD_OR_NUMBER = re.compile(r"[^\W_]+")
_RUN = re.compile(
    r"(?<![\w.'’-])[A-Z][\w-]*(?:(?: of the| of| for| and)? [A-Z][\w-]*){1,6}(?![\w-])"
)
_SEEN_AT_LEAST = 2
_SHARE = 0.95
"""Share of a word's places that must agree: a heading or a slip may write it otherwise."""
_MOST_WITH_CAPITALS = 0.5
"""Share of words with a capital above which a sentence is a title, where capitals tell nothing."""


def learned_names(
    texts: Sequence[str], sentences: Callable[[], Iterable[str]]
) -> list[dict[str, str]]:
    """Return the spelling of the names that each lower-cased text shares with the sentences.

    A word counts when no word list has it and it is nearly always written in one way. Several
    words count when they are seen with capitals and never without.

    Args:
        texts: of the lower-cased reports.
        sentences: returns the sentences of the other reports; called twice.
    """
    spaced = [_spaced(text) for text in texts]
    known = lexicon()
    unknown = {word for text in spaced for word in text.split() if known.is_unknown(word)}
    words: defaultdict[str, Counter[str]] = defaultdict(Counter)
    runs: Counter[str] = Counter()
    for sentence in _prose(sentences()):
        for word in _WORD.findall(sentence):
            if word.lower() in unknown:
                words[word.lower()][word] += 1
        runs.update(match[0] for match in _RUN.finditer(sentence) if match.start() > 0)
    found = _agreed(words)
    shared = {
        run.lower(): run
        for run, count in sorted(runs.items())
        if count >= _SEEN_AT_LEAST and any(_spaced(run) in text for text in spaced)
    }
    for lower in _without_capitals(shared, _prose(sentences())):
        del shared[lower]
    found |= shared
    return [
        {name: found[name] for name in sorted(found) if _spaced(name) in text} for text in spaced
    ]


def _spaced(text: str) -> str:
    """Return the words of a text between spaces, in lower case, whatever stands between them."""
    return f" {' '.join(_WORD_OR_NUMBER.findall(text.lower()))} "


def _prose(sentences: Iterable[str]) -> Iterator[str]:
    """Yield the sentences that are not titles, on one line."""
    for sentence in sentences:
        words = _WORD.findall(sentence)
        if sum(word[0].isupper() for word in words) <= _MOST_WITH_CAPITALS * len(words):
            yield " ".join(sentence.split())


def _agreed(words: dict[str, Counter[str]]) -> dict[str, str]:
    found = {}
    for word, spellings in words.items():
        written, count = min(spellings.items(), key=lambda item: (-item[1], item[0]))
        if count >= max(_SEEN_AT_LEAST, _SHARE * spellings.total()):
            found[word] = written
    return found


def _without_capitals(names: dict[str, str], sentences: Iterable[str]) -> set[str]:
    """Return the names that the sentences also have in lower case."""
    if not names:
        return set()
    longest_first = sorted(names, key=len, reverse=True)
    pattern = re.compile(rf"\b(?:{'|'.join(map(re.escape, longest_first))})\b")
    return {match[0] for sentence in sentences for match in pattern.finditer(sentence)}
