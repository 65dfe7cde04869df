"""What a report lacks is said in sentences, with the right plural and ranges of pages."""

import pytest

from corpus.omission_words import (
    in_total,
    in_words,
    listed_pages,
    omission_infos,
    ranges,
    remarks,
    unread_pages,
)
from corpus.omissions import Omission

OCR = "Run OCR on the file, for example `pincite build --ocr`."


@pytest.mark.parametrize(
    ("omission", "pages", "words"),
    [
        (
            Omission("no_text", (2, 3), 2),
            4,
            f"Pages 2 and 3 of 4 could not be read: they hold images without text. {OCR}",
        ),
        (
            Omission("no_text", (2,)),
            4,
            f"Page 2 of 4 could not be read: it holds an image without text. {OCR}",
        ),
        (
            Omission("no_text", (*range(2, 15), 17, 30, 31), 16),
            200,
            (
                "Pages 2–14, 17 and 30–31 of 200 could not be read: "
                f"they hold images without text. {OCR}"
            ),
        ),
        (
            Omission("garbled", (7,)),
            12,
            "Page 7 of 12 could not be read: its text layer is garbled.",
        ),
        (
            Omission("garbled", (1, 2, 3), 3),
            1200,
            "Pages 1–3 of 1,200 could not be read: their text layers are garbled.",
        ),
        (
            Omission("no_text", (2, 3), 2, "OCR found no text there"),
            4,
            "Pages 2 and 3 of 4 could not be read: OCR found no text there.",
        ),
        (
            Omission("part", part="an embedded document (altChunk)"),
            0,
            "An embedded document (altChunk) could not be read.",
        ),
        (Omission("part", count=3, part="a chart"), 0, "A chart could not be read, 3 times."),
        (Omission("part", count=2), 0, "2 parts could not be read."),
        (Omission("form", (3,), 4), 4, "4 form fields on page 3 could not be read."),
        (Omission("form"), 0, "1 form field could not be read."),
        (
            Omission("struck_out", count=2),
            0,
            "2 passages struck out in the source were left out.",
        ),
        (Omission("struck_out"), 0, "1 passage struck out in the source was left out."),
        (Omission("covered", (3,)), 4, "1 passage under a black box on page 3 was left out."),
        (
            Omission("covered", (3, 4), 1200),
            4,
            "1,200 passages under black boxes were left out (pages 3 and 4).",
        ),
        (
            Omission("hidden", (1, 4), 3),
            5,
            "3 passages that the source hides were left out (pages 1 and 4).",
        ),
        (
            Omission("outside", (3,)),
            4,
            "1 passage outside the visible area on page 3 was left out.",
        ),
    ],
)
def test_an_omission_is_a_sentence(omission: Omission, pages: int, words: str) -> None:
    assert in_words(omission, pages) == words
    (info,) = omission_infos([omission], pages)
    assert (info.kind, info.pages, info.count, info.part, info.text) == (
        *(omission.kind, omission.pages, omission.count, omission.part),
        words,
    )


@pytest.mark.parametrize(
    ("pages", "words"),
    [
        ((5,), "page 5"),
        ((5, 6), "pages 5 and 6"),
        ((5, 6, 7), "pages 5–7"),
        ((1, 3, 5), "pages 1, 3 and 5"),
        ((1, 2, 9), "pages 1–2 and 9"),
    ],
)
def test_pages_are_listed_with_ranges(pages: tuple[int, ...], words: str) -> None:
    assert listed_pages(pages) == words


def test_ranges_hold_each_page_once() -> None:
    pages = (1, 2, 3, 7, 9, 10)
    assert [page for one, other in ranges(pages) for page in range(one, other + 1)] == list(pages)


def test_the_total_counts_pages_parts_and_passages() -> None:
    found = [
        Omission("no_text", (2, 3), 2),
        Omission("garbled", (7,)),
        Omission("part", count=2),
        Omission("hidden", (1,), 3),
        Omission("struck_out"),
    ]
    infos = omission_infos(found, 9)
    assert in_total(infos) == (
        "In all, 3 pages and 2 parts could not be read, and 4 passages were left out."
    )
    assert in_total(infos[-1:]) == "In all, 1 passage was left out."
    assert in_total([]) == ""
    assert unread_pages(found) == (2, 3, 7)


def test_the_pages_that_ocr_read_are_a_remark_too() -> None:
    infos = omission_infos([Omission("hidden")], 0)
    assert remarks(infos, (2,)) == [
        "1 passage that the source hides was left out.",
        "Page 2 was read by OCR.",
    ]
    assert remarks((), (2, 3)) == ["Pages 2 and 3 were read by OCR."]
    assert remarks((), ()) == []
