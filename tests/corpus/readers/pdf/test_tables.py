"""Tables in PDF files: the heads of each cell, the title, and rows that go on."""

from collections.abc import Sequence

import pytest

from corpus.readers.pdf.characters import read_pdf
from corpus.report import Extracted
from tests.corpus.readers.pdf.pdf_files import BODY, BOLD, HEIGHT, PARAGRAPH, Drawing

STEP = 20.0
Heads = dict[str, tuple[str, str]]


class Grid:
    """Draws the rows of a table, one below the other."""

    def __init__(self, drawing: Drawing, lefts: Sequence[float], top: float) -> None:
        self.drawing, self.lefts, self.top = drawing, lefts, top
        self.right = lefts[-1] + 90

    def row(self, *texts: str, font: str = BODY, rights: bool = False) -> "Grid":
        """Draw a row; "" is an empty cell, and "\\n" starts the next line of a cell."""
        self.drawing.canvas.setFont(font, 10)
        for at, (left, text) in enumerate(zip(self.lefts, texts, strict=True)):
            for number, line in enumerate(text.split("\n") if text else []):
                y = HEIGHT - self.top - 10 - 11 * number
                if rights and at:
                    self.drawing.canvas.drawRightString(left + 60, y, line)
                else:
                    self.drawing.canvas.drawString(left, y, line)
        self.top += STEP + 11 * max(text.count("\n") for text in texts)
        return self

    def head(self, text: str, left: float, font: str = BOLD) -> "Grid":
        """Draw a line by itself."""
        self.drawing.line(text, self.top, left, 10, font)
        self.top += STEP
        return self

    def rule(self, *columns: int) -> "Grid":
        """Draw a rule over these columns, or over all."""
        ends = [*self.lefts[1:], self.right + 6]
        for at in columns or range(len(self.lefts)):
            y = HEIGHT - self.top + 3
            self.drawing.canvas.line(self.lefts[at] - 6, y, ends[at] - 8, y)
        return self


def page(title: str = "Table 1. Cost of the piers") -> Drawing:
    drawing = Drawing().lines(PARAGRAPH, 60)
    return drawing.line(title, 130, font=BOLD) if title else drawing


def heads_of(found: Extracted, title: str | None = None) -> Heads:
    """Return row and column head by the text of each cell, of the rows below this title."""
    return {
        found.text[cell.start : cell.end]: (cell.row, cell.column)
        for block in found.blocks
        if block.row and (title is None or block.row.title == title)
        for cell in block.row.cells
    }


def titles(found: Extracted) -> list[str | None]:
    return list(dict.fromkeys(block.row.title for block in found.blocks if block.row))


@pytest.mark.parametrize("ruled", [True, False])
def test_a_cell_has_the_heads_of_its_row_and_column(ruled: bool) -> None:
    grid = Grid(page(), (72, 200, 320), 150)
    for number, row in enumerate((("Pier", "2019", "2020"), ("North", "$4 million", "$7 million"),
                                  ("South", "$5 million", "$6 million"))):  # fmt: skip
        if ruled:
            grid.rule()
        grid.row(*row, font=BODY if number else BOLD)
    found = read_pdf((grid.rule() if ruled else grid).drawing.save())
    heads = heads_of(found)
    assert heads["$5 million"] == ("South", "2019")
    assert heads["$7 million"] == ("North", "2020")
    assert heads["South"] == ("", "Pier")
    assert titles(found) == ["Table 1. Cost of the piers"]


def test_words_over_amounts_are_heads_without_a_rule_or_bold_type() -> None:
    grid = Grid(page(), (72, 200, 320), 150)
    grid.row("Port", "Ships", "Cargo", rights=True)
    for row in (("Hull", "1,204", "55"), ("Leith", "310", "7"), ("Dover", "88", "1,300")):
        grid.row(*row, rights=True)
    heads = heads_of(read_pdf(grid.drawing.save()))
    assert heads["1,300"] == ("Dover", "Cargo")
    assert heads["310"] == ("Leith", "Ships")


def test_heads_that_span_columns_stand_before_those_of_each_column() -> None:
    grid = Grid(page(), (72, 180, 260, 340, 420), 150).rule()
    for text, left in (("2019", 235), ("2020", 395)):
        grid.drawing.line(text, grid.top, left, 10, BOLD)
    grid.top += STEP
    grid.rule(1, 2).row("Port", "Number", "Tonnes", "Number", "Tonnes", font=BOLD).rule()
    grid.row("Hull", "11", "210", "12", "220").row("Leith", "21", "230", "22", "240").rule()
    heads = heads_of(read_pdf(grid.drawing.save()))
    assert heads["21"] == ("Leith", "2019 > Number")
    assert heads["240"] == ("Leith", "2020 > Tonnes")
    assert heads["12"] == ("Hull", "2020 > Number")


def test_lines_of_one_cell_stay_together() -> None:
    grid = Grid(page(), (72, 220, 360), 150)
    grid.row("Kind of\nharbor dues", "Ships under\n50 metres", "Other\nships", font=BOLD)
    grid.row("Berth, for\na day", "$40", "$90").row("Pilot, each\nway", "$210", "$350")
    heads = heads_of(read_pdf(grid.drawing.save()))
    assert heads["$210"] == ("Pilot, each way", "Ships under 50 metres")
    assert heads["$90"] == ("Berth, for a day", "Other ships")


def test_the_head_of_a_group_stands_before_the_heads_of_its_rows() -> None:
    grid = Grid(page(), (72, 320), 150).row("Filer", "Amount", font=BOLD)
    grid.head("Standard allowance:", 72).row("Single", "$16,100").row("Joint", "$32,200")
    grid.head("Extra allowance:", 72).row("Single", "$2,050").row("Joint", "$1,650")
    heads = heads_of(read_pdf(grid.drawing.save()))
    assert heads["$32,200"] == ("Standard allowance > Joint", "Amount")
    assert heads["$2,050"] == ("Extra allowance > Single", "Amount")


def test_an_indented_row_belongs_to_the_row_above_it() -> None:
    grid = Grid(page(), (72, 240, 330), 150).row("Fuel", "2024", "2025", font=BOLD)
    for name, amounts in (("Oil", ("70", "71")), ("    Diesel", ("40", "42")),
                          ("    Petrol", ("30", "29")), ("Gas", ("15", "16")),
                          ("Coal", ("3", "2"))):  # fmt: skip
        left = 72 + 4 * (len(name) - len(name.strip()))
        grid.drawing.line(name.strip(), grid.top, left, 10)
        grid.row("", *amounts)
    heads = heads_of(read_pdf(grid.drawing.save()))
    assert heads["42"] == ("Oil > Diesel", "2025")
    assert heads["16"] == ("Gas", "2025")


@pytest.mark.parametrize("repeated", [True, False])
def test_rows_on_the_next_page_keep_title_and_heads(repeated: bool) -> None:
    grid = Grid(page("Table 7. Dues by port"), (72, 240, 330), 700 - STEP)
    grid.drawing.line("Table 7. Dues by port", 700 - 2 * STEP, font=BOLD)
    grid.row("Port", "Berth", "Pilot", font=BOLD).row("Hull", "$41", "$51")
    below = Grid(grid.drawing.page(), grid.lefts, 60)
    if repeated:
        below.row("Port", "Berth", "Pilot", font=BOLD)
    below.row("Leith", "$42", "$52").row("Dover", "$43", "$53")
    found = read_pdf(below.drawing.lines(PARAGRAPH, 400).save())
    assert heads_of(found, "Table 7. Dues by port")["$53"] == ("Dover", "Pilot")
    assert heads_of(found, "Table 7. Dues by port")["$42"] == ("Leith", "Berth")


def test_two_tables_side_by_side_are_two() -> None:
    drawing = page("")
    for left, title, port in ((72, "Table 1. Ships", "Hull"), (330, "Table 2. Crews", "Leith")):
        drawing.line(title, 140, left, font=BOLD)
        grid = Grid(drawing, (left, left + 90), 160).row("Port", "Count", font=BOLD)
        grid.row(port, str(left)).row("Dover", str(left + 1))
    found = read_pdf(drawing.save())
    assert heads_of(found, "Table 1. Ships")["72"] == ("Hull", "Count")
    assert heads_of(found, "Table 2. Crews")["330"] == ("Leith", "Count")
    rows = [found.text[block.start : block.end] for block in found.blocks if block.row]
    assert rows == [
        *("Port Count", "Hull 72", "Dover 73"),
        *("Port Count", "Leith 330", "Dover 331"),
    ]  # fmt: skip


def test_each_value_beside_a_label_has_the_label_as_its_head() -> None:
    grid = Grid(page("Vessel"), (72, 180, 320, 430), 150)
    for row in (("Make:", "Cessna", "Registration:", "N5921D"), ("Year:", "", "Seats:", "4"),
                ("Owner:", "A. Forman", "Rated Power:", "150 hp")):  # fmt: skip
        grid.row(*row)
    heads = heads_of(read_pdf(grid.drawing.save()))
    assert heads["Cessna"] == ("Make", "")
    assert heads["4"] == ("Seats", "")
    assert heads["150 hp"] == ("Rated Power", "")


def test_a_cell_that_rules_show_to_be_merged_is_repeated_and_marked_as_drawn() -> None:
    grid = Grid(page("Table 2. Measures"), (72, 180, 320), 150).rule()
    grid.row("", "Measure", "Meaning", font=BOLD).rule()
    grid.row("Rewards", "Praise", "Public recognition.").rule(1, 2)
    grid.row("", "Bonus", "A single payment.").rule()
    grid.row("Penalties", "Reproof", "Public reprimand.").rule()
    found = read_pdf(grid.drawing.save())
    (bonus,) = (block for block in found.blocks if "Bonus" in found.text[block.start : block.end])
    assert found.text[bonus.start : bonus.end] == "Rewards Bonus A single payment."
    assert [found.text[slice(*span)] for span in bonus.drawn] == ["Rewards "]
    assert heads_of(found)["A single payment."] == ("Rewards > Bonus", "Meaning")
    assert not any(bonus.start <= place.start < bonus.start + 8 for place in found.places)


def test_an_empty_cell_in_a_table_of_amounts_stays_empty() -> None:
    grid = Grid(page(), (72, 200, 320), 150).row("Pier", "2019", "2020", font=BOLD)
    grid.row("North", "11", "12").row("", "13", "14").row("South", "15", "16")
    found = read_pdf(grid.drawing.save())
    assert heads_of(found)["13"] == ("", "2019")
    assert not any(block.drawn for block in found.blocks)


def test_a_caption_below_a_table_is_its_title() -> None:
    grid = Grid(page(""), (72, 200), 150).row("Pier", "Cost", font=BOLD)
    grid.row("North", "$4").row("South", "$5").head("Table 4. What the piers cost", 72)
    assert titles(read_pdf(grid.drawing.save())) == ["Table 4. What the piers cost"]


@pytest.mark.parametrize("glyph", ["♦", "*", "•", "~"])
def test_decorative_glyphs_beside_a_paragraph_make_no_table(glyph: str) -> None:
    drawing = page("")
    for at, text in enumerate(PARAGRAPH):
        drawing.line(glyph if glyph.isascii() else "=", 200 + 13 * at, 40)
        drawing.line(text, 200 + 13 * at, 72)
    assert not any(block.kind == "row" for block in read_pdf(drawing.save()).blocks)


def test_columns_of_running_text_have_no_heads() -> None:
    drawing = page("")
    for at in range(6):
        drawing.line("The board met and the minutes of", 200 + 14 * at, 72, 10)
        drawing.line("the harbor were read to the staff", 200 + 14 * at, 330, 10)
    assert not any(block.row for block in read_pdf(drawing.save()).blocks)


def test_a_cell_has_its_boxes() -> None:
    grid = Grid(page(), (72, 200), 150).row("Pier", "Cost", font=BOLD).row("North", "$4 million")
    found = read_pdf(grid.row("South", "$5 million").drawing.save())
    (box,) = (
        box
        for block in found.blocks
        for cell in (block.row.cells if block.row else ())
        if found.text[cell.start : cell.end] == "$5 million"
        for box in cell.boxes
    )
    left, top, right, bottom = box.box
    assert box.page == 1
    assert left == pytest.approx(200, abs=1)
    assert 240 < right < 260
    assert 185 < top < bottom < 206


def test_cells_a_space_apart_are_told_by_the_rules_that_end_between_them() -> None:
    grid = Grid(page("Table 3. Events"), (72, 140), 150)
    canvas = grid.drawing.canvas

    def border() -> None:
        y = HEIGHT - grid.top + 3
        canvas.line(66, y, 134, y)
        canvas.line(134.5, y, 360, y)

    border()
    grid.row("Date", "Event", font=BOLD)
    border()
    grid.row("Aug. 15, 1971", "The board proclaimed a surcharge on\nthe dues of all ships.")
    grid.row("Dec. 20, 1971", "It ended the surcharge.")
    border()
    heads = heads_of(read_pdf(grid.drawing.save()))
    assert heads["It ended the surcharge."] == ("Dec. 20, 1971", "Event")
    assert heads["The board proclaimed a surcharge on the dues of all ships."] == (
        *("Aug. 15, 1971", "Event"),
    )


def test_a_ruled_row_with_a_paragraph_in_a_cell_stays_one_row() -> None:
    grid = Grid(page("Table 5. Offices"), (72, 130, 480), 150).rule()
    grid.row("Agency", "Office", "Kind", font=BOLD).rule()
    for agency, kind in (("DOL", "Grant"), ("VA", "Direct"), ("SBA", "Credit")):
        text = f"{PARAGRAPH[0]}\n{PARAGRAPH[1]}\n{PARAGRAPH[2]}".replace("the ", "")
        grid.row(agency, text, kind).rule()
    found = read_pdf(grid.drawing.save())
    assert heads_of(found)["Direct"] == ("VA", "Kind")
    assert [found.text[block.start : block.start + 4] for block in found.blocks if block.row] == [
        *("Agen", "DOL ", "VA T", "SBA "),
    ]
