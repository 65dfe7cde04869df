"""Measure how faithfully PDF files are read: python -m bench.fidelity.

Each report stands in the folder twice: as a PDF and as Markdown that others extracted
from it. Of the sentences of the Markdown, how many stand verbatim in the text of the PDF
(recall)? Of the PDF's passages of five words or more, how many stand in the Markdown
(precision)? On both sides white space is folded, quotes are made straight, and the bullet
or number before a list item or footnote is left aside, and so is what the Markdown lost or
words otherwise: raised letters (the "th" of "119th", the numbers of footnotes) and the
disclaimer. It also lost spaces where a link or bold type ends ("issuedby"), so that a second
recall leaves white space aside altogether.
"""

import argparse
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from corpus.readers.pdf.characters import read_pdf
from corpus.report import Block
from corpus.text.layout import find_blocks
from corpus.text.passages import split_sentences

REPORTS = Path("../shared/reports/crs")
_FEWEST_WORDS = 5
_NUMBERED = re.compile(r"^(?:[•*-]|\d{1,3}\.?) (?=\S)")
_RAISED = re.compile(r"[⁰¹²³⁴-⁹]+|(?<=\d)(?:st|nd|rd|th)\b")
_QUOTES = str.maketrans("‘’“”", "''\"\"")
_LINK = re.compile(r"!?\[((?:[^\[\]]|\[[^\]]*\])*)\]\((?:[^()]|\([^()]*\))*\)")
_MARKS = re.compile(r"\*\*|__|(?<!\w)[*_](?=\w)|(?<=\S)[*_](?!\w)|<[^>]*>|\\(?=[*_#\[\]|$~.])")
_LINE_MARK = re.compile(r"\s*(?:#+\s+|[-*+]\s+(?=\S)|>\s+|\|)")


@dataclass(frozen=True, slots=True)
class Fidelity:
    """What one file's two texts have in common.

    Attributes:
        missed: the Markdown's sentences that the PDF's text lacks.
        missed_letters: those that it lacks with all white space taken away, too.
        added: the PDF's passages that the Markdown lacks.
    """

    name: str
    sentences: int
    passages: int
    missed: tuple[str, ...]
    missed_letters: tuple[str, ...]
    added: tuple[str, ...]


def measure(pdf: Path, twin: Path) -> Fidelity:
    """Compare the text of a PDF with its Markdown twin's."""
    extracted = read_pdf(pdf.read_bytes())
    plain = _plain(twin.read_text(encoding="utf-8"))
    sentences = list(_sentences(plain, find_blocks(plain)))
    passages = list(_sentences(extracted.text, extracted.blocks))
    ours, theirs = _folded(extracted.text), _folded(plain)
    missed = tuple(one for one in sentences if one not in ours)
    letters = _letters(ours)
    return Fidelity(
        pdf.name,
        len(sentences),
        len(passages),
        missed,
        tuple(one for one in missed if _letters(one) not in letters),
        tuple(one for one in passages if _letters(one) not in _letters(theirs)),
    )


def _sentences(text: str, blocks: tuple[Block, ...]) -> Iterator[str]:
    """Yield the text's sentences of five words or more, folded."""
    for passage in split_sentences("one", text, blocks):
        if (passage.section or "").endswith("Disclaimer"):
            continue
        folded = _NUMBERED.sub("", _folded(passage.quote))
        if len(folded.split()) >= _FEWEST_WORDS:
            yield folded


def _folded(text: str) -> str:
    return _RAISED.sub("", " ".join(text.translate(_QUOTES).split()))


def _letters(text: str) -> str:
    return text.replace(" ", "")


def _plain(markdown: str) -> str:
    """Return the report's words, without the marks and what the web page around it said."""
    title, _, body = markdown.partition("\n")
    body = re.sub(r"(?s)^.*?\n\[Listen\][^\n]*", title + "\n", body).partition("Disclaimer:")[0]
    lines = []
    for line in body.splitlines():
        bare = _MARKS.sub("", _LINK.sub(r"\1", _LINE_MARK.sub("", line)))
        lines.append(" ".join(bare.replace("|", " ").split()))
    return "\n\n".join(line for line in lines if not re.fullmatch(r"[-\s:]*", line))


def main() -> None:
    """Print both shares for each file and for all."""
    parser = argparse.ArgumentParser(prog="python -m bench.fidelity")
    parser.add_argument("--reports", type=Path, default=REPORTS, help="folder of .pdf and .md")
    parser.add_argument("--misses", action="store_true", help="print what either text lacks")
    options = parser.parse_args()
    pairs = [
        (pdf, pdf.with_suffix(".md"))
        for pdf in sorted(options.reports.glob("*.pdf"))
        if pdf.with_suffix(".md").exists()
    ]
    found = [measure(*pair) for pair in pairs]
    for one in found:
        _print(one.name[:30], [one])
        if options.misses:
            print(*(f"  - {sentence}" for sentence in one.missed), sep="\n")
            print(*(f"  + {sentence}" for sentence in one.added), sep="\n")
    _print("all", found)


def _print(name: str, found: list[Fidelity]) -> None:
    sentences, passages = sum(one.sentences for one in found), sum(one.passages for one in found)
    missed = sum(len(one.missed) for one in found)
    missed_letters = sum(len(one.missed_letters) for one in found)
    added = sum(len(one.added) for one in found)
    print(
        f"{name:30} recall {1 - missed / max(sentences, 1):.3f}"
        f" ({1 - missed_letters / max(sentences, 1):.3f} without white space) of {sentences:4}"
        f"   precision {1 - added / max(passages, 1):.3f} of {passages:4}"
    )


if __name__ == "__main__":
    main()
