"""Make reports that print sentences in other typography than people write them in.

Each kind of print has a report of its own. A short phrase has the words at the place that is
printed otherwise, and stands in no other sentence.
"""

import html
import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random

from bench.absence.alterations import ALTERATIONS, Alteration
from bench.absence.plain import PlainTexts
from bench.absence.words import Drawn, Words, fitting
from bench.quotes.printed import as_tokens

_USABLE = re.compile(r"[A-Z][A-Za-z ,'\u2019-]+\.")
_LONG = re.compile(r"[a-z]{7,}")
_HEAD = "HARBOR COMMISSION    Annual Report    Page {}"
_LEAST_WORDS, _MOST_WORDS = 8, 35


@dataclass(frozen=True, slots=True)
class Printed:
    """A sentence as a report prints it.

    Attributes:
        first, last: the words that a phrase must have, so that it meets what is printed otherwise.
    """

    text: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Made:
    """What is asked of the made reports.

    Attributes:
        phrases: kind of print, and the phrase with its sentence.
        sentences: all sentences, as people write them.
    """

    phrases: list[tuple[str, Drawn]]
    sentences: list[str]


Print = Callable[[list[str], int, Random], Printed | None]
"""Prints the words of a sentence; the number is that of the sentence in its report."""


def _cut(sign: str) -> Print:
    """Return what prints a word over two lines, with a sign at the end of the first."""

    def put(words: list[str], _number: int, chance: Random) -> Printed | None:
        at = _long_word(words, chance)
        if at is None:
            return None
        middle = chance.randint(3, len(words[at]) - 3)
        words = [*words[:at], f"{words[at][:middle]}{sign}\n{words[at][middle:]}", *words[at + 1 :]]
        return Printed(" ".join(words), at, at)

    return put


def _between(text: str) -> Print:
    """Return what prints something between two words; "{}" stands for the number of the page."""

    def put(words: list[str], number: int, chance: Random) -> Printed:
        at = chance.randrange(1, len(words))
        between = text.format(number + 1)
        return Printed(" ".join(words[:at]) + between + " ".join(words[at:]), at - 1, at)

    return put


def _round(opening: str, closing: str) -> Print:
    """Return what prints marks round a part of a word."""

    def put(words: list[str], _number: int, chance: Random) -> Printed | None:
        at = _long_word(words, chance)
        if at is None:
            return None
        first, last = sorted(chance.sample(range(len(words[at]) + 1), 2))
        word = words[at]
        new = word[:first] + opening + word[first:last] + closing + word[last:]
        return Printed(" ".join([*words[:at], new, *words[at + 1 :]]), at, at)

    return put


def _altered(alter: Alteration) -> Print:
    """Return what prints a sentence as an alteration makes it."""

    def put(words: list[str], _number: int, chance: Random) -> Printed | None:
        text = alter(" ".join(words), chance)
        if text is None:
            return None
        new = text.split()
        differing = [at for at, word in enumerate(words) if new[at : at + 1] != [word]]
        at = chance.choice(differing or range(len(words)))
        return Printed(text, max(0, at - 1), at)

    return put


def _tokens(words: list[str], _number: int, _chance: Random) -> Printed:
    text = " ".join(words)
    return Printed(as_tokens(text, [(0, len(text))]).text.strip(), 0, 0)


def _note(words: list[str], number: int, chance: Random) -> Printed:
    at = chance.randrange(1, len(words))
    mark = f'<sup><a href="#fn{number + 1}">{number + 1}</a></sup>'
    safe = [html.escape(word) for word in words]
    return Printed(" ".join(safe[:at]) + f"{mark} " + " ".join(safe[at:]), at - 1, at)


def _long_word(words: list[str], chance: Random) -> int | None:
    found = [at for at, word in enumerate(words) if _LONG.fullmatch(word)]
    return chance.choice(found) if found else None


_FROM_ALTERATIONS = (
    *("capitals", "quotation marks, apostrophes", "soft hyphens", "invisible characters", "spaces"),
    *("ligatures", "accents", "full-width characters", "hyphens in compounds"),
)
PRINTS: Mapping[str, tuple[str, Print]] = {
    "line-end hyphen": (".txt", _cut("-")),
    "soft hyphen at a line end": (".txt", _cut("\u00ad")),
    "line end": (".txt", _between("\n")),
    "running head": (".txt", _between("\n" + _HEAD + "\n")),
    "page number": (".txt", _between("\n{}\n")),
    "form feed and running head": (".txt", _between("\n\f" + _HEAD + "\n")),
    "tokenised, small letters": (".txt", _tokens),
    "note mark": (".html", _note),
    "bold part of a word": (".html", _round("<b>", "</b>")),
    "&shy; and <wbr>": (".html", _round("&shy;", "<wbr>")),
    "emphasis in Markdown": (".md", _round("**", "**")),
} | {name: (".txt", _altered(ALTERATIONS[name])) for name in _FROM_ALTERATIONS}
"""Each kind of print, with the suffix of its report."""


def make_reports(folder: Path, words: Words, count: int, chance: Random) -> Made:
    """Write the reports, and return the phrases to ask, some of each kind."""
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    sentences = _sentences(words, max(count * 3, len(PRINTS) * 12), chance)
    plain = PlainTexts(sentences)
    phrases: list[tuple[str, Drawn]] = []
    a_kind = -(-count // len(PRINTS))
    each = max(4, a_kind)  # a running head is known by its repetition
    left = dict.fromkeys(sentences)
    for number, (kind, (suffix, put)) in enumerate(PRINTS.items()):
        name = f"print-{number:02}"
        rows: list[str] = []
        own: list[Drawn] = []
        for sentence in list(left):
            printed = put(sentence.split(), len(rows), chance)
            if printed is None or len(rows) == each:
                continue
            del left[sentence]
            rows.append(printed.text)
            text = _phrase(sentence.split(), printed, len(rows) % 2 == 0, plain, chance)
            own.append(Drawn(text, name, f"made {suffix}", sentence))
        (folder / f"{name}{suffix}").write_text(_document(rows, suffix), encoding="utf-8")
        phrases += [(kind, one) for one in chance.sample(own, a_kind)]
    return Made(chance.sample(phrases, count), sentences)


def _sentences(words: Words, count: int, chance: Random) -> list[str]:
    found: dict[str, None] = {}
    for _ in range(count * 200):
        _, sentence = words.sentence(chance)
        if _USABLE.fullmatch(sentence) and _LEAST_WORDS <= len(sentence.split()) <= _MOST_WORDS:
            found[sentence] = None
        if len(found) == count:
            break
    return list(found)


def _phrase(
    words: list[str], printed: Printed, short: bool, plain: PlainTexts, chance: Random
) -> str:
    """Return the whole sentence, or the shortest words of it that no other sentence has."""
    for length in range(1, 5) if short else ():
        starts = range(max(0, printed.last - length + 1), printed.first + 1)
        for start in chance.sample(starts, len(starts)):
            text = fitting(words[start : start + length])
            if text and plain.count(text) == 1:
                return text
    return fitting(words)


def _document(rows: list[str], suffix: str) -> str:
    if suffix != ".html":
        return "\n\n".join(rows) + "\n"
    paragraphs = "\n".join(f"<p>{row}</p>" for row in rows)
    notes = "".join(
        f'<li id="fn{number + 1}">See the annual report, page {number + 40}.</li>'
        for number in range(len(rows))
    )
    return (
        "<!doctype html><html><head><title>Print</title></head><body><main><h1>Print</h1>"
        f'{paragraphs}<section class="footnotes"><ol>{notes}</ol></section></main></body></html>'
    )


def near_sentences(made: Made, chance: Random) -> Iterator[Drawn]:
    """Yield sentences of the made reports without end, as people write them."""
    while True:
        sentence = chance.choice(made.sentences)
        words = sentence.split()
        start = chance.randrange(len(words))
        some = words if chance.random() < 0.5 else words[start : start + chance.randint(1, 4)]
        text = fitting(some)
        if text:
            yield Drawn(text, "", "made", sentence)
