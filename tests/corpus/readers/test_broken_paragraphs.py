"""Paragraphs that a page end breaks in a file are joined, and nothing else is."""

from corpus.readers.web.page import read_html
from tests.corpus.readers.check import blocks_of

PROSE = "<p>The board met in the spring and heard from eleven witnesses about the bridges.</p>" * 3
HALVES = (
    "We conducted our work in offices in Washington and looked at what the federal",
    "government does, in accordance with its own auditing standards.",
)


def texts(page: str) -> list[str]:
    return [text for _, _, text in blocks_of(read_html(page.encode()))]


def test_the_halves_of_a_broken_paragraph_are_one() -> None:
    first, second = HALVES
    found = texts(f"{PROSE}<p>{first}</p><p>{second}</p><p>It ended in May.</p>")
    assert found[-2:] == [f"{first} {second}", "It ended in May."]


def test_what_follows_keeps_its_cells_and_its_drawn_numbers() -> None:
    first, second = HALVES
    page = (
        f"{PROSE}<p>{first}</p><p>{second}</p><ol><li>Fees are due.</li></ol>"
        "<table><tr><th>Pier</th><th>2019</th></tr><tr><td>South</td><td>$5</td></tr></table>"
    )
    found = read_html(page.encode())
    assert [found.text[a:b] for block in found.blocks for a, b in block.drawn] == ["1."]
    cells = [
        (found.text[cell.start : cell.end], cell.column)
        for block in found.blocks
        if block.row
        for cell in block.row.cells
    ]
    assert ("$5", "2019") in cells
    assert ("South", "Pier") in cells


def test_headings_items_lines_with_an_end_and_capitals_part_paragraphs() -> None:
    first, second = HALVES
    for between in ("<h2>Results</h2>", "<ul><li>a fee</li></ul>", "<p>It ended.</p>"):
        assert second in texts(f"{PROSE}<p>{first}</p>{between}<p>{second}</p>")
    assert "Government does it." in texts(f"{PROSE}<p>{first}</p><p>Government does it.</p>")
    assert "name of vessel" in texts(f"{PROSE}<p>owner</p><p>name of vessel</p>")


def test_a_page_whose_lines_have_no_ends_stays_as_it_is() -> None:
    lines = [f"i went down to the harbor again on day {day}" for day in range(6)]
    assert texts("".join(f"<p>{line}</p>" for line in lines)) == lines
