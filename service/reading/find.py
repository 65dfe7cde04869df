"""Find words in a report that is laid out for reading."""

import re
from dataclasses import dataclass

from corpus.errors import BadRequest
from service.answers.answer import Span
from service.reading.layout import ReadableReport, Sentence

LONGEST = 200


@dataclass(frozen=True, slots=True)
class Finding:
    """A sentence that holds the words.

    Attributes:
        spans: where the words stand, in order: code points into the text that is shown.
    """

    sentence: Sentence
    text: str
    spans: list[Span]


def find_words(report: ReadableReport, words: str, *, in_source: bool) -> list[Finding]:
    """Return the sentences that hold all the words, or words that start with them.

    Args:
        words: as they were typed; case does not matter.
        in_source: look into the verbatim text instead of its readable form.

    Raises:
        BadRequest: when there are no words, or too many.
    """
    wanted = words.split()
    if not wanted or len(words) > LONGEST:
        raise BadRequest(f"give the words to find, in at most {LONGEST} characters")
    patterns = [re.compile(_at_start(word), re.IGNORECASE) for word in wanted]
    found: list[Finding] = []
    for sentence in report.sentences:
        text = sentence.passage.quote if in_source else sentence.text
        if all(pattern.search(text) for pattern in patterns):
            spans = sorted({match.span() for each in patterns for match in each.finditer(text)})
            found.append(Finding(sentence, text, _apart(spans)))
    return found


def _at_start(word: str) -> str:
    return (r"(?<!\w)" if word[0].isalnum() else "") + re.escape(word)


def _apart(spans: list[Span]) -> list[Span]:
    """Join spans that overlap."""
    joined: list[Span] = []
    for start, end in spans:
        if joined and start < joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return joined
