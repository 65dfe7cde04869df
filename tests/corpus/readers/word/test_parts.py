"""Documents that a Word document embeds (altChunk), and its tables."""

import pytest
from docx import Document

from tests.corpus.readers.check import blocks_of, cells_of, drawn_of, left_out, texts_of
from tests.corpus.readers.word.documents import (
    numbered,
    paragraph,
    read,
    saved,
    with_body,
    with_chunk,
)

HTML = b"<html><body><h1>Annex</h1><p>Chunk text that Word shows.</p></body></html>"
ARCHIVE = (
    b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x\r\n"
    b"Content-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
    b"<p>Caf=C3=A9 text.</p>\r\n--x--\r\n"
)
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


def embedded() -> bytes:
    document = Document()
    document.add_paragraph("Its own text.")
    document.add_paragraph("Its first item.", style="List Number")
    return saved(document)


@pytest.mark.parametrize(
    ("name", "kind", "chunk", "texts"),
    [
        ("chunk.html", "text/html", HTML, ["Annex", "Chunk text that Word shows."]),
        ("chunk.xhtml", "application/xhtml+xml", HTML, ["Annex", "Chunk text that Word shows."]),
        ("chunk.mht", "message/rfc822", ARCHIVE, ["Café text."]),
        ("chunk.txt", "text/plain", "One.\n\nDeux café.".encode(), ["One.", "Deux café."]),
        ("chunk.docx", WORD, embedded(), ["Its own text.", "1. Its first item."]),
    ],
)
def test_an_embedded_document_is_read_where_it_stands(
    name: str, kind: str, chunk: bytes, texts: list[str]
) -> None:
    extracted = with_chunk(name, kind, chunk, paragraph("Before."), paragraph("After."))
    assert texts_of(extracted) == ["Before.", *texts, "After."]
    assert left_out(extracted) == {}


@pytest.mark.parametrize(
    ("name", "kind", "chunk"),
    [
        ("chunk.rtf", "application/rtf", b"{\\rtf1 Text}"),
        ("chunk.docx", WORD, b"PK\x03\x04 torn"),
        ("chunk.html", "text/html", b"<div>" * 200_000 + b"deep"),
        ("chunk.mht", "message/rfc822", b"Content-Type: image/png\r\n\r\n"),
    ],
)
def test_an_embedded_document_that_cannot_be_read_is_named(
    name: str, kind: str, chunk: bytes
) -> None:
    extracted = with_chunk(name, kind, chunk, paragraph("Before."), paragraph("After."))
    assert texts_of(extracted) == ["Before.", "After."]
    assert left_out(extracted) == {"an embedded document (altChunk)": 1}


def row(*cells: str) -> str:
    return f"<w:tr>{''.join(cells)}</w:tr>"


def cell(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph(text)}</w:tc>"


START, GOES_ON = "<w:vMerge w:val='restart'/>", "<w:vMerge/>"


def wide(columns: int) -> str:
    return f"<w:gridSpan w:val='{columns}'/>"


def table(*rows: str) -> str:
    return f"<w:tbl>{''.join(rows)}</w:tbl>"


def test_rows_repeat_what_is_merged_over_them_and_name_their_heads() -> None:
    extracted = read(
        with_body(
            paragraph("Table 2. Repairs by pier"),
            table(
                row(cell("Year"), cell("Pier"), cell("Cost")),
                row(cell("2019", START), cell("North"), cell("$4 million")),
                row(cell("", GOES_ON), cell("South"), cell("$5 million")),
                row(cell("2020"), cell("West"), cell("$6 million")),
            ),
        )
    )
    assert texts_of(extracted)[2:] == [
        "2019 North $4 million",
        "2019 South $5 million",
        "2020 West $6 million",
    ]
    assert drawn_of(extracted) == ["2019"]
    assert cells_of(extracted)[2:] == [
        [
            ("2019", "", "Year"),
            ("South", "", "Pier"),
            ("$5 million", "2019 > South", "Cost"),
        ],
        [("2020", "", "Year"), ("West", "2020", "Pier"), ("$6 million", "2020", "Cost")],
    ]
    assert {block.row.title for block in extracted.blocks if block.row} == {
        "Table 2. Repairs by pier"
    }


def test_heads_over_several_columns_and_rows_are_joined() -> None:
    head = "<w:trPr><w:tblHeader/></w:trPr>"
    extracted = read(
        with_body(
            table(
                f"<w:tr>{head}{cell('Pier', START)}{cell('2019', wide(2))}</w:tr>",
                f"<w:tr>{head}{cell('', GOES_ON)}{cell('Cost')}{cell('Days')}</w:tr>",
                row(cell("North"), cell("$4"), cell("30")),
                row(cell("All", ""), cell("none", wide(2))),
            )
        )
    )
    assert texts_of(extracted)[:2] == ["Pier 2019", "Pier Cost Days"]
    assert cells_of(extracted)[2:] == [
        [("North", "", "Pier"), ("$4", "North", "2019 > Cost"), ("30", "North", "2019 > Days")],
        [("All", "", "Pier"), ("none", "All", "2019 > Cost, Days")],
    ]


def test_a_row_may_begin_in_a_later_column_and_a_caption_names_the_table() -> None:
    document = Document()
    document.add_paragraph("Costs of piers", style="Caption")
    rows = table(
        row(cell("Pier"), cell("Cost")),
        f"<w:tr><w:trPr><w:gridBefore w:val='1'/></w:trPr>{cell('$4')}</w:tr>",
    )
    document.element.body.insert(1, with_body(rows).element.body[0])
    extracted = read(document)
    assert cells_of(extracted)[1] == [("$4", "", "Cost")]
    assert extracted.blocks[1].row is not None
    assert extracted.blocks[1].row.title == "Costs of piers"


def test_a_first_cell_over_all_columns_is_the_title() -> None:
    rows = (
        row(cell("Dams", wide(2))),
        row(cell("Dam"), cell("Year")),
        row(cell("Hoover"), cell("1936")),
    )
    extracted = read(with_body(table(*rows)))
    assert cells_of(extracted)[2] == [("Hoover", "", "Dam"), ("1936", "Hoover", "Year")]
    assert extracted.blocks[2].row is not None
    assert extracted.blocks[2].row.title == "Dams"


def test_a_row_that_only_repeats_is_left_out() -> None:
    extracted = read(
        with_body(
            table(
                row(cell("North", START), cell("Open", START)),
                row(cell("", GOES_ON), cell("", GOES_ON)),
            )
        )
    )
    assert texts_of(extracted) == ["North Open"]


def test_the_look_of_a_table_may_say_that_it_has_no_heads() -> None:
    plain = "<w:tblPr><w:tblLook w:firstRow='0'/></w:tblPr>"
    rows = row(cell("Name"), cell("Harbor")), row(cell("Year"), cell("1990"))
    extracted = read(with_body(f"<w:tbl>{plain}{''.join(rows)}</w:tbl>"))
    assert cells_of(extracted) == [
        [("Name", "", ""), ("Harbor", "Name", "")],
        [("Year", "", ""), ("1990", "Year", "")],
    ]


def test_struck_words_of_cells_are_counted_once() -> None:
    struck = f"<w:tc>{numbered('Gone').replace('<w:rPr>', '<w:rPr><w:strike/>')}</w:tc>"
    extracted = read(with_body(table(row(struck, cell("Kept")), row(cell("A"), cell("B")))))
    assert blocks_of(extracted)[0] == ("row", None, "Kept")
    assert left_out(extracted) == {"struck_out": 1}
