"""Find words in the layout of a report."""

import re
from dataclasses import dataclass

from corpus.errors import BadRequest
from corpus.text.fold import fold
from service.answers.answer import Span
from service.reading.layout import ReadableReport, Sentence

MAX_CHARS = 200
"""Most characters of the words to find."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A sentence that holds the words.

    Attributes:
        text: the text that was searched: the readable form or the quote.
        spans: places of the words in ``text``, in order, as code points [start, end).
    """

    sentence: Sentence
    text: str
    spans: list[Span]


def find_words(report: ReadableReport, words: str, *, in_source: bool) -> list[Finding]:
    """Return the sentences that contain every word, whole or as the start of a longer word.

    Args:
        words: as typed, separated by white space; they are compared folded (``fold``).
        in_source: search the verbatim text instead of its readable form.

    Raises:
        BadRequest: when there are no words, or more than ``MAX_CHARS`` characters.
    """
    wanted = fold(words).text.split()
    if not wanted:
        raise BadRequest("the words to find are missing: type at least one")
    if len(words) > MAX_CHARS:
        raise BadRequest(f"the words to find are too long: use at most {MAX_CHARS} characters")
    patterns = [re.compile(_at_start(word)) for word in wanted]
    found: list[Finding] = []
    for sentence in report.sentences:
        text = sentence.passage.quote if in_source else sentence.text
        folded = fold(text)
        if all(pattern.search(folded.text) for pattern in patterns):
            matches = (match for each in patterns for match in each.finditer(folded.text))
            spans = sorted({folded.span(*match.span()) for match in matches})
            found.append(Finding(sentence, text, _merged(spans)))
    return found


def _at_start(word: str) -> str:
    return (r"(?<!\w)" if word[0].isalnum() else "") + re.escape(word)


def _merged(spans: list[Span]) -> list[Span]:
    """Merge spans that overlap."""
    merged: list[Span] = []
    for start, end in spans:
        if merged and start < merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return merged
