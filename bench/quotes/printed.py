"""Print a text again in another form, and keep where each of its words went."""

import io
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from docx import Document

_WIDTH, _LINES = 72, 38
_HYPHENATED = re.compile(r"[a-z]{4}[bcdfgklmnprstv][aeiou][a-z]{2,}[.,;:]?")
_TOKEN = re.compile(r"(?:[A-Za-z]\.){2,}|\d[\d.,]*\d|[A-Za-z0-9]+(?:['’][A-Za-z]+)?|[^\sA-Za-z0-9]")


@dataclass(slots=True)
class Printed:
    """A text that was printed again.

    Attributes:
        starts, ends: where a word of the parent, known by its start or end, starts or ends.
    """

    text: str = ""
    starts: dict[int, int] = field(default_factory=dict)
    ends: dict[int, int] = field(default_factory=dict)


def as_pages(text: str, head: str) -> Printed:
    """Print a text as a program prints pages: wrapped lines, line-end hyphens, a running head.

    The head stands directly between two lines, with the number of the page.
    """
    chance = random.Random(len(text))  # noqa: S311
    page = _Page(head)
    for paragraph in re.finditer(r"\S(?:.|\n(?!\n))*", text):
        for word in re.finditer(r"\S+", paragraph[0]):
            start, end = paragraph.start() + word.start(), paragraph.start() + word.end()
            page.put(word[0], start, end, chance)
        page.end_paragraph()
    return page.printed


class _Page:
    """Lines as they are filled."""

    def __init__(self, head: str) -> None:
        self.printed = Printed()
        self._parts: list[str] = []
        self._length = self._column = self._line = 0
        self._number, self._head = 1, head

    def put(self, word: str, start: int, end: int, chance: random.Random) -> None:
        """Write a word, on the next line where it does not fit."""
        room = _WIDTH - self._column - 1
        cut = 0
        if self._column and len(word) > room:
            if _HYPHENATED.fullmatch(word) and room >= len(word) - 2 and chance.random() < 0.8:
                cut = 4
            elif _HYPHENATED.fullmatch(word) and room >= 6:
                cut = 5
            if not cut:
                self._break_line()
        if self._column:
            self._write(" ")
        self.printed.starts[start] = self._length
        if cut:
            self._write(word[:cut] + "-")
            self._break_line()
        self._write(word[cut:])
        self.printed.ends[end] = self._length

    def end_paragraph(self) -> None:
        """End the line and leave one blank."""
        self._write("\n\n")
        self._column = 0
        self._line += 2
        self.printed.text = "".join(self._parts)

    def _write(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)
        self._column += len(text)

    def _break_line(self) -> None:
        self._write("\n")
        self._line += 1
        if self._line >= _LINES:
            self._number += 1
            feed = "\f" if self._number % 2 else ""
            self._write(f"{feed}{self._head}    Page {self._number}\n")
            self._line = 0
        self._column = 0


def as_tokens(text: str, sentences: list[tuple[int, int]]) -> Printed:
    """Print sentences as a corpus of words has them: lower-cased, a space before each stop."""
    printed = Printed()
    parts: list[str] = []
    length = 0
    for start, end in sentences:
        for word in re.finditer(r"\S+", text[start:end]):
            tokens = " ".join(_TOKEN.findall(word[0])).lower()
            printed.starts[start + word.start()] = length
            printed.ends[start + word.end()] = length + len(tokens)
            parts += tokens, " "
            length += len(tokens) + 1
        parts[-1] = "\n\n"
        length += 1
    printed.text = "".join(parts)
    return printed


def as_word_file(text: str) -> bytes:
    """Return a Word file with a paragraph for each of the text."""
    document = Document()
    for paragraph in _paragraphs(text):
        document.add_paragraph(paragraph)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _paragraphs(text: str) -> Iterator[str]:
    for paragraph in re.split(r"\n\s*\n", text):
        words = " ".join("".join(one for one in paragraph if one >= " " or one == "\n").split())
        if words:
            yield words


def natural(tokens: str) -> str:
    """Return a lower-cased, tokenised sentence as a person would type it."""
    text = re.sub(r"\s+([.,;:?!)\]%])", r"\1", " ".join(tokens.split()))
    text = re.sub(r"([(\[$])\s+", r"\1", text)
    text = re.sub(r"(?<=\w) - (?=\w)", "-", text)
    text = re.sub(r"\s+(['’]s?\b)", r"\1", text)
    text = re.sub(r"\b(?:[a-z]\.){2,}", lambda match: match[0].upper(), text)
    return text[:1].upper() + text[1:]
