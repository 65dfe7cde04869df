"""Draw words from the reports of an index: whole sentences, and one to four words of them."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from index.store.protocol import View

MOST_CHARS = 250
_MOST_SHORT = 4
_LEAST_LETTERS = 4
_EDGE = re.compile(r"^[\W_]+|[\W_]+$")
_NOT_SOUGHT = re.compile(r"[\[\]|#…]|\.\s?\.")
"""Signs that a phrase may not have, or that a file of phrases reads in its own way."""
_LINE_END = re.compile(r"[-\u2010\u00ad]\s*\n")
_RUNNING = ("text", "item", "note", "heading")


@dataclass(frozen=True, slots=True)
class Drawn:
    """Words as a report prints them, on one line.

    Attributes:
        format: of the report's file.
        sentence: the sentence that they are of, on one line.
    """

    text: str
    report: str
    format: str
    sentence: str


class Words:
    """The sentences of an index, by the format of their report."""

    def __init__(self, view: View) -> None:
        """Read all sentences of running text whose words no line end cuts."""
        self._sentences: dict[str, dict[str, list[str]]] = defaultdict(dict)
        for name, report in view.reports.items():
            quotes = [
                " ".join(one.quote.split())
                for one in view.sentences(name)
                if one.kind in _RUNNING and not _LINE_END.search(one.quote)
            ]
            quotes = [one for one in quotes if not _NOT_SOUGHT.search(one)]
            if quotes:
                self._sentences[report.format][name] = quotes

    def draw(self, chance: Random) -> Iterator[Drawn]:
        """Yield words without end: from each format in turn, a sentence or some words of it."""
        formats = sorted(self._sentences)
        while True:
            for form in chance.sample(formats, len(formats)):
                report, sentence = self.sentence(chance, form)
                words = sentence.split()
                if chance.random() < 0.5:
                    start = chance.randrange(len(words))
                    words = words[start : start + chance.randint(1, _MOST_SHORT)]
                text = fitting(words)
                if text:
                    yield Drawn(text, report, form, sentence)

    def sentence(self, chance: Random, form: str = "") -> tuple[str, str]:
        """Return a report and one of its sentences."""
        reports = self._sentences[form or chance.choice(sorted(self._sentences))]
        report = chance.choice(sorted(reports))
        return report, chance.choice(reports[report])


def fitting(words: list[str]) -> str:
    """Return words as a phrase without signs at its ends, cut to the most characters; or ""."""
    text = " ".join(words)
    text = text if len(text) <= MOST_CHARS else text[:MOST_CHARS].rpartition(" ")[0]
    text = _EDGE.sub("", text)
    return text if sum(map(str.isalpha, text)) >= _LEAST_LETTERS else ""
