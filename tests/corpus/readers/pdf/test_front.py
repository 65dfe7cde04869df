"""What PDF files state about the report: its title, authors, date, address and page labels."""

import pytest

from corpus.readers.pdf.characters import read_pdf
from corpus.report import Front
from tests.corpus.readers.pdf.pdf_files import BOLD, PARAGRAPH, Drawing


def front_of(drawing: Drawing) -> Front:
    return read_pdf(drawing.save()).front


def labels_of(drawing: Drawing) -> tuple[str, ...]:
    return read_pdf(drawing.save()).page_labels


def with_author(author: str, drawing: Drawing) -> Drawing:
    drawing.canvas.setAuthor(author)
    return drawing


def pages(*feet: str) -> Drawing:
    """Draw a page of text for each foot."""
    drawing = Drawing()
    for foot in feet:
        drawing.lines(PARAGRAPH, 100).lines(PARAGRAPH, 200)
        if foot:
            drawing.line(foot, 755, size=9)
        drawing.page()
    return drawing


def test_the_author_of_the_file_counts_where_the_pages_credit_the_same_persons() -> None:
    drawing = Drawing().lines(PARAGRAPH, 80).line("Ann B. Lee", 300).line("Bo Orr, Analyst", 320)
    assert front_of(with_author("Ann B. Lee, Bo Orr", drawing)).authors == ("Ann B. Lee", "Bo Orr")


@pytest.mark.parametrize("author", ["Tara Smith", "Ann B. Lee, Tara Smith", "Microsoft Word", "x"])
def test_the_owner_of_a_computer_is_no_author(author: str) -> None:
    drawing = Drawing().lines(PARAGRAPH, 80).line("Ann B. Lee", 300)
    assert front_of(with_author(author, drawing)).authors == ()


def test_a_byline_on_the_first_page_names_the_authors() -> None:
    drawing = Drawing().line("Bread and Salt", 80, size=24).line("by Ann Lee and Bo van Dam", 120)
    assert front_of(drawing.lines(PARAGRAPH, 200)).authors == ("Ann Lee", "Bo van Dam")
    drawing = Drawing().line("By the Secretary of Agriculture", 120).lines(PARAGRAPH, 200)
    assert front_of(drawing).authors == ()


def test_the_signatures_of_the_research_service_name_the_authors_in_order() -> None:
    drawing = Drawing().line("Congressional Research Service", 60).lines(PARAGRAPH, 80)
    drawing.line("Cy Ash", 400, left=320).line("Reference Librarian", 414, left=320)
    drawing.line("Ann Lee", 400).line("Senior Specialist in Bread", 414)
    drawing.line("Bo Orr, Analyst in Salt and", 440).line("Legislative Attorney", 454)
    assert front_of(drawing).authors == ("Ann Lee", "Bo Orr", "Cy Ash")


def test_names_with_roles_sign_nothing_else() -> None:
    drawing = Drawing().lines(PARAGRAPH, 80).line("Bo Orr, Analyst in Salt", 440)
    assert front_of(drawing).authors == ()


def test_a_month_on_a_cover_is_a_month() -> None:
    drawing = Drawing().line("September 2005", 160).line("MANAGING BREAD", 160, left=300, size=30)
    assert front_of(drawing).date == "2005-09"


def test_a_month_in_the_text_is_no_date() -> None:
    drawing = Drawing()
    for top in range(80, 600, 60):
        drawing.lines(PARAGRAPH, top)
    assert front_of(drawing.line("September 2005", 620)).date is None


def test_a_day_goes_before_a_month() -> None:
    assert front_of(Drawing().line("May 2005", 80).line("June 7, 2005", 99)).date == "2005-06-07"


def test_a_title_of_another_document_in_the_metadata_is_not_the_title() -> None:
    drawing = Drawing("Budget plan of the town of Reno 2009")
    drawing.line("Water plan of the harbor of Elko", 80, size=24).lines(PARAGRAPH, 140)
    assert front_of(drawing).title == "Water plan of the harbor of Elko"
    drawing = Drawing("Water plan of the harbor")
    drawing.line("Water plan of", 80, size=24).line("the HARBOR", 110, size=20)
    assert front_of(drawing.lines(PARAGRAPH, 140)).title == "Water plan of the harbor"


def test_a_page_of_one_type_size_has_no_title_but_a_memo_its_subject() -> None:
    form = Drawing()
    for at, label in enumerate(("Name of vessel:", "Gross tonnage:", "Insured:")):
        form.line(label, 90 + 30 * at)
    assert front_of(form.lines(PARAGRAPH[:1], 200)).title is None
    memo = Drawing().line("MEMORANDUM", 60).line("To: The board of the harbor", 80)
    memo.line("Subject: Repair of the north pier", 100).lines(PARAGRAPH, 140)
    assert front_of(memo.lines(PARAGRAPH, 220)).title == "Repair of the north pier"


def test_headings_in_the_type_of_the_title_are_not_run_into_it() -> None:
    drawing = Drawing().line("The port of Elko", 80, size=18)
    drawing.lines(PARAGRAPH, 110).line("Its north pier", 200, size=18).lines(PARAGRAPH, 230)
    assert front_of(drawing).title == "The port of Elko"
    apart = (
        Drawing().line("The port of Elko", 80, size=18).line("Ninth annual report", 102, size=18)
    )
    apart.line("Printed for the board", 400, size=18).lines(PARAGRAPH, 500)
    assert front_of(apart).title == "The port of Elko Ninth annual report"


def test_a_date_in_large_type_is_not_the_title() -> None:
    drawing = (
        Drawing().line("January 11, 2021", 60, size=16).line("Order of the board", 90, size=14)
    )
    assert front_of(drawing.lines(PARAGRAPH, 140)).title == "Order of the board"


def test_an_accident_report_has_place_and_day_in_its_title_and_keeps_its_heading() -> None:
    drawing = Drawing().line("National Transportation Safety Board", 60, size=18, font=BOLD)
    drawing.line("Aviation Accident Final Report", 82, size=18, font=BOLD)
    drawing.line("Location: Elko, NV Accident Number: SEA08CA049", 130)
    drawing.line("Date & Time: 11/29/2007, 0830 PST", 150).lines(PARAGRAPH, 200)
    found = read_pdf(drawing.save())
    assert found.front.title == "Aviation Accident Final Report: Elko, NV, November 29, 2007"
    assert found.front.number == "SEA08CA049"
    assert {block.section for block in found.blocks} == {None}


def test_an_address_with_the_reports_number_is_its_address() -> None:
    drawing = Drawing().line("United States Government Accountability Office", 60)
    drawing.line("GAO-05-927", 740).line("See https://www.gao.gov/products/gao-05-927.", 300)
    drawing.line("and https://www.gao.gov/products/gao-05-92", 320)
    assert front_of(drawing).url == "https://www.gao.gov/products/gao-05-927"


def test_the_labels_of_the_file_count() -> None:
    drawing = pages("", "", "", "")
    drawing.canvas.addPageLabel(0, "ROMAN_LOWER", 1)
    drawing.canvas.addPageLabel(2, "ARABIC", 1)
    assert labels_of(drawing) == ("i", "ii", "1", "2")


@pytest.mark.parametrize(
    ("feet", "labels"),
    [
        (["", "i", "ii", "iii", "1", "2", "3"], ["", "i", "ii", "iii", "1", "2", "3"]),
        (["", "Page 1 R-1", "", "Page 3 R-1"], ["", "1", "2", "3"]),
        (["47 The Register", "The Register 48", "49 The Register"], ["47", "48", "49"]),
        (["- A-1 -", "- A-2 -", "- A-3 -"], ["A-1", "A-2", "A-3"]),
        (["Page 1 of 3", "Page 2 of 3", "Page 3 of 3"], ["1", "2", "3"]),
        (["Bread 1", "Bread 2", "Bread 1", "Bread 2", "Bread 3"], ["1", "2", "1", "2", "3"]),
    ],
)
def test_numbers_in_the_margin_that_count_on_are_labels(feet: list[str], labels: list[str]) -> None:
    assert labels_of(pages(*feet)) == tuple(labels)


@pytest.mark.parametrize(
    "feet",
    [
        ["", "", ""],
        ["7", "7", "7"],
        ["12", "4", "31"],
        ["Report of 2019", "Report of 2019", "Report of 2019"],
        ["5 See the letter of Ash", "6 Orr", "7 Chapter of the board"],
        ["Volume I", "Volume I", "Volume I"],
    ],
)
def test_other_numbers_in_the_margin_are_no_labels(feet: list[str]) -> None:
    assert labels_of(pages(*feet)) == ()


def test_labels_that_only_repeat_the_count_give_way_to_the_printed_numbers() -> None:
    drawing = pages("", "i", "ii", "iii", "1", "2", "3")
    drawing.canvas.addPageLabel(0, "ARABIC", 1)
    assert labels_of(drawing) == ("", "i", "ii", "iii", "1", "2", "3")
