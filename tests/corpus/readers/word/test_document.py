import io
import zipfile

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from corpus.errors import UnreadableFile
from corpus.readers.word.document import read_docx
from corpus.report import Front
from tests.corpus.readers.check import blocks_of, texts_of
from tests.corpus.readers.word.documents import changed, paragraph, read, saved, with_body

NOTES = (
    '<w:footnotes xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    '<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:t>line</w:t></w:r></w:p></w:footnote>'
    '<w:footnote w:id="1"><w:p><w:r><w:t>See the </w:t></w:r><w:r><w:t>treaty.</w:t></w:r></w:p>'
    "<w:p><w:r><w:t>Ibid.</w:t></w:r></w:p></w:footnote></w:footnotes>"
)
RELATION = (
    '<Relationship Id="rIdNotes" Target="footnotes.xml" Type="http://schemas.openxmlformats.org/'
    'officeDocument/2006/relationships/footnotes"/></Relationships>'
)
BOMB = '<!ENTITY e0 "lol"><!ENTITY shown "&e8;">' + "".join(
    f'<!ENTITY e{number} "{f"&e{number - 1};" * 10}">' for number in range(1, 9)
)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def test_headings_paragraphs_lists_and_rows_come_in_order() -> None:
    document = Document()
    document.add_heading("The Alliance", 0)
    document.add_heading("Bases", 1)
    document.add_paragraph("Troops are").add_run(" stationed\tin\nJapan.").bold = True
    document.add_paragraph("Okinawa", style="List Bullet")
    document.add_paragraph("Kadena", style="List Number 2")
    table = document.add_table(2, 3)
    for cell, text in zip(table.columns[0].cells, ("Year", "2016"), strict=True):
        cell.text = text
    table.cell(0, 2).text = "Sum"
    document.add_heading("Costs", 2)
    document.add_paragraph("Yen.")
    document.add_paragraph(" ")
    assert blocks_of(read(document)) == [
        ("heading", None, "The Alliance"),
        ("heading", None, "Bases"),
        ("text", "Bases", "Troops are stationed in Japan."),
        ("item", "Bases", "Okinawa"),
        ("item", "Bases", "1. Kadena"),
        ("row", "Bases", "Year Sum"),
        ("row", "Bases", "2016"),
        ("heading", "Bases", "Costs"),
        ("text", "Bases > Costs", "Yen."),
    ]


def test_a_heading_is_known_by_the_style_it_is_based_on_or_by_its_outline_level() -> None:
    document = Document()
    own = document.styles.add_style("Chapter", 1)
    own.base_style = document.styles["Heading 2"]
    document.add_paragraph("Bases", style="Chapter")
    outlined = '<w:p><w:pPr><w:outlineLvl w:val="2"/></w:pPr><w:r><w:t>Costs</w:t></w:r></w:p>'
    document.element.body.insert_element_before(
        parse_xml(outlined.replace(">", f" {nsdecls('w')}>", 1)), "w:sectPr"
    )
    document.add_paragraph("Yen.")
    assert blocks_of(read(document))[-1] == ("text", "Bases > Costs", "Yen.")


def test_a_paragraph_may_take_the_number_of_its_style_away() -> None:
    item = '<w:p><w:pPr><w:pStyle w:val="ListBullet"/>{}</w:pPr><w:r><w:t>text</w:t></w:r></w:p>'
    none = '<w:numPr><w:numId w:val="0"/></w:numPr>'
    document = with_body(item.format(none), item.format(""))
    assert [block.kind for block in read(document).blocks] == ["text", "item"]


def test_a_cell_merged_over_columns_is_read_once_and_one_over_rows_with_each_row() -> None:
    document = Document()
    table = document.add_table(2, 3)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "wide"
    table.cell(0, 2).merge(table.cell(1, 2)).text = "tall"
    table.cell(1, 0).text = "last"
    assert texts_of(read(document)) == ["wide tall", "last tall"]


def test_nested_tables_and_frames_are_read() -> None:
    document = Document()
    outer = document.add_table(1, 2)
    outer.cell(0, 0).text = "outer"
    inner = outer.cell(0, 1).add_table(1, 2)
    inner.cell(0, 0).text, inner.cell(0, 1).text = "in", "ner"
    frame = document.add_table(1, 1).cell(0, 0)
    frame.text = "One."
    frame.add_paragraph("Two.")
    assert blocks_of(read(document)) == [
        ("row", None, "outer"),
        ("row", None, "in ner"),
        ("text", None, "One."),
        ("text", None, "Two."),
    ]


def test_tracked_changes_are_read_as_accepted() -> None:
    document = with_body(
        "<w:p><w:r><w:t xml:space='preserve'>about </w:t></w:r>"
        "<w:del><w:r><w:delText>40,000</w:delText></w:r></w:del>"
        "<w:moveFrom><w:r><w:t>gone</w:t></w:r></w:moveFrom>"
        "<w:ins><w:r><w:t>50,000</w:t></w:r></w:ins></w:p>"
    )
    assert read(document).text == "about 50,000"


def test_links_content_controls_fields_and_text_boxes_are_read_once() -> None:
    box = f"<w:txbxContent>{paragraph('boxed')}</w:txbxContent>"
    document = with_body(
        "<w:p><w:hyperlink><w:r><w:t>linked</w:t></w:r></w:hyperlink>"
        "<w:sdt><w:sdtContent><w:r><w:t> chosen</w:t></w:r></w:sdtContent></w:sdt>"
        "<w:r><w:instrText>PAGE</w:instrText></w:r>"
        "<w:fldSimple><w:r><w:t> 7</w:t></w:r></w:fldSimple>"
        "<w:r><mc:AlternateContent xmlns:mc='http://schemas.openxmlformats.org/"
        f"markup-compatibility/2006'><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>"
        "</mc:AlternateContent></w:r></w:p>",
        f"<w:sdt><w:sdtContent>{paragraph('inside')}</w:sdtContent></w:sdt>",
    )
    assert texts_of(read(document)) == ["linked chosen 7", "boxed", "inside"]


def test_hidden_text_is_dropped_superscripts_stay_above_and_hyphens_are_kept() -> None:
    document = Document()
    line = document.add_paragraph("10")
    line.add_run("6").font.superscript = True
    line.add_run(" secret").font.hidden = True
    line.add_run("\u00ad yen")._r.append(parse_xml(f"<w:noBreakHyphen {nsdecls('w')}/>"))
    line.add_run("based")
    assert read(document).text == "10⁶ yen-based"


def test_page_headers_footers_and_the_table_of_contents_are_no_text() -> None:
    document = Document()
    document.sections[0].header.paragraphs[0].text = "Draft"
    document.sections[0].footer.paragraphs[0].text = "Page 1"
    document.styles.add_style("toc 1", 1)
    document.add_paragraph("Bases 7", style="toc 1")
    document.add_paragraph("Text.")
    assert read(document).text == "Text."


def test_footnotes_follow_the_body() -> None:
    document = Document()
    document.add_heading("Bases", 1)
    document.add_paragraph("Troops.")

    def relate(name: str, part: bytes) -> bytes:
        if name == "word/_rels/document.xml.rels":
            return part.replace(b"</Relationships>", RELATION.encode())
        return part

    extracted = read_docx(changed(saved(document), relate, footnotes=NOTES))
    assert blocks_of(extracted)[-2:] == [
        ("text", None, "Troops."),
        ("note", None, "See the treaty. Ibid."),
    ]


def test_the_front_is_what_the_document_states() -> None:
    document = Document()
    document.core_properties.title = "The Alliance"
    document.add_paragraph("Report No. RL33740")
    document.add_paragraph("Updated May 9, 2016")
    assert read(document).front == Front("The Alliance", None, "RL33740", "2016-05-09")


@pytest.mark.parametrize("title", ["", "Microsoft Word - report.doc", "report.docx", "Document1"])
def test_a_title_that_only_names_a_file_gives_way_to_the_heading(title: str) -> None:
    document = Document()
    document.core_properties.title = title
    document.add_heading("The Alliance", 1)
    assert read(document).front == Front("The Alliance")


def unchanged(_: str, part: bytes) -> bytes:
    return part


def with_entity(definitions: str) -> bytes:
    """Return a document that shows the entity "shown" in the place of its text."""

    def change(name: str, part: bytes) -> bytes:
        if name != "word/document.xml":
            return part
        head, body = part.split(b"?>", 1)
        dtd = f"?><!DOCTYPE x [{definitions}]>".encode()
        return head + dtd + body.replace(b"Troops", b"&shown;")

    return changed(troops(), change)


def truncated_xml(name: str, part: bytes) -> bytes:
    return part[:-40] if name == "word/document.xml" else part


def troops() -> bytes:
    document = Document()
    document.add_paragraph("Troops")
    return saved(document)


def strict(_: str, part: bytes) -> bytes:
    return part.replace(
        b"schemas.openxmlformats.org/officeDocument/2006/relationships",
        b"purl.oclc.org/ooxml/officeDocument/relationships",
    )


def zipped(name: str, content: bytes) -> bytes:
    package = io.BytesIO()
    with zipfile.ZipFile(package, "w", zipfile.ZIP_DEFLATED) as new:
        new.writestr(name, content)
    return package.getvalue()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "the file is empty"),
        (b"Dear reader", "not a valid Word document: save it as .docx"),
        (b"%PDF-1.7", "this is a PDF file: change its extension to .pdf"),
        (b"{\\rtf1", "an RTF file: save it as .docx"),
        (OLE + bytes(512), "the .doc format of Word 97 to 2003: save it as .docx"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "a password: save it without a password"),
        (zipped("mimetype", b"application/epub+zip"), "not a valid Word document"),
        (zipped("word/document.xml", bytes(50_000_000)), "unpacks to 50 MB in 1 parts"),
        (troops()[:-100], "damaged or truncated: copy it again"),
        (changed(troops(), truncated_xml), "damaged or truncated"),
        (changed(troops(), strict), "Strict Open XML format: open it in Word and save it"),
        (with_entity(BOMB), "the file is damaged"),
        (with_entity('<!ENTITY shown "words">'), "defines XML entities"),
        (with_entity('<!ENTITY shown SYSTEM "file:///etc/passwd">'), "defines XML entities"),
        (saved(Document()), "the file contains no text"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_remedy(content: bytes, reason: str) -> None:
    with pytest.raises(UnreadableFile, match=reason):
        read_docx(content)


def test_the_limits_of_a_package_are_the_callers() -> None:
    content = changed(troops(), unchanged, large="x" * 12_000_000)
    with pytest.raises(UnreadableFile, match="more than allowed"):
        read_docx(content, max_ratio=10)
    with pytest.raises(UnreadableFile, match="more than allowed"):
        read_docx(content, max_unpacked_bytes=11_000_000, max_ratio=10_000)
    assert read_docx(content, max_ratio=10_000).text == "Troops"


@pytest.mark.parametrize("author", ["Ann Lee", "Tara Smith", "python-docx"])
@pytest.mark.parametrize("credit", ["By Ann Lee", "Ann Lee, Analyst", "We thank Ann Lee."])
def test_the_author_of_the_file_counts_where_the_text_credits_the_same(
    author: str, credit: str
) -> None:
    document = Document()
    document.core_properties.author = author
    document.add_paragraph(credit)
    credited = author == "Ann Lee" and not credit.startswith("We")
    assert read(document).front.authors == (("Ann Lee",) if credited else ())
