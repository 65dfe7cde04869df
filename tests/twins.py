"""A small report as a PDF and as its Markdown twin, and a second edition of it."""

from collections.abc import Sequence
from pathlib import Path

from tests.corpus.readers.pdf.pdf_files import Drawing

TITLE, NUMBER, PUBLISHER = "Ferries of Kestrel Bay", "KB-2026", "Harbor Office"
SENTENCES = (
    "The boat to Gull Rock leaves at noon on Sundays.",
    "It carries forty cars and two hundred people.",
    "Tickets cost twelve dollars for each adult.",
    "Children travel free of charge on every boat.",
    "The harbor master is Ada Lindqvale of the town.",
    "She was appointed by the council in the spring.",
    "The lighthouse was built of granite by sailors.",
    "Its lamp burns oil that is brought by donkeys.",
    "The bridge to the island was closed for repairs.",
    "Storms keep the boats in the harbor each winter.",
)
NEW = (
    "A new pier opens for cruise ships next summer.",
    "The council bought two electric boats this year.",
)
IN_MARKDOWN = "Download the report or subscribe to the letters of the office."
"""A sentence of the page that the Markdown was made of, and of no other file."""
OLD_DATE, NEW_DATE = "2024-03-01", "2026-02-09"


def pdf(sentences: Sequence[str] = SENTENCES) -> bytes:
    """Return a PDF with half of the sentences on each of two pages."""
    drawing = Drawing(TITLE)
    half = len(sentences) // 2
    for at, sentence in enumerate(sentences):
        if at == half:
            drawing.page()
        drawing.line(sentence, 80 + 40 * (at % half))
    return drawing.save()


def markdown(sentences: Sequence[str] = SENTENCES, *, date: str = "") -> str:
    """Return a Markdown file of the sentences that states number and title, and maybe a date."""
    stated = f"date: {date}\n" if date else ""
    front = f"---\ntitle: {TITLE}\nnumber: {NUMBER}\n{stated}---\n"
    return front + "\n\n".join((IN_MARKDOWN, *sentences)) + "\n"


def entry(file: str, date: str) -> str:
    """Return what the catalog states about a file."""
    return (
        f'[[report]]\nfile = "{file}"\ntitle = "{TITLE}"\nnumber = "{NUMBER}"\n'
        f'publisher = "{PUBLISHER}"\ndate = "{date}"\n'
    )


def write_twins(corpus: Path) -> None:
    """Write a PDF, with publisher and date, and its Markdown twin, without either."""
    (corpus / "bay.pdf").write_bytes(pdf())
    (corpus / "bay.md").write_text(markdown())
    (corpus / "catalog.toml").write_text(entry("bay.pdf", NEW_DATE))


def write_editions(corpus: Path) -> None:
    """Write the twins, and an older edition that says a fifth of it otherwise."""
    write_twins(corpus)
    (corpus / "old.pdf").write_bytes(pdf((*NEW, *SENTENCES[2:])))
    catalog = entry("bay.pdf", NEW_DATE) + entry("old.pdf", OLD_DATE)
    (corpus / "catalog.toml").write_text(catalog)
