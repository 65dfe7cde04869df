"""Citations in every format, read again by the libraries of those who take them."""

import hashlib
import json
import re
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import rispy
from bibtexparser.entrypoint import parse_string
from docx import Document
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft7Validator
from markdown_it import MarkdownIt
from markdown_it.token import Token
from pylatexenc.latex2text import (
    LatexNodes2Text,
    MacroTextSpec,
    get_default_latex_context_db,
)

from corpus.settings import load_settings
from corpus.text.titles import in_title_case
from index.build.build import build_index
from index.store import open_index
from index.store.protocol import View
from service.answers.answer import Citation
from service.answers.index_info import ReportInfo
from service.citations.cited import Cited, entry_key, find_cited
from service.citations.formats import FORMATS
from service.exports.escape import one_line
from tests.conftest import REPORTS
from tests.corpus.readers.pdf.pdf_files import BOLD, PARAGRAPH, Drawing
from tests.fakes import BagOfWords

CRS = "Congressional Research Service"
OVER = (
    "A first review was made in 1998, and a second one was made ten years later. They had",
    "little in common besides their subject, as the second followed new methods, which the",
)
QUOTE = "About 50,000 U.S. troops are stationed in Japan."

# The parts of the official schema of CSL-JSON (csl-data.json) that a report needs.
_PARTS = ("family", "given", "suffix", "literal")
_NAME = {"type": "object", "properties": {part: {"type": "string"} for part in _PARTS},
         "anyOf": [{"required": ["literal"]}, {"required": ["family"]}],
         "additionalProperties": False}  # fmt: skip
_DATE = {
    "type": "object",
    "properties": {
        "date-parts": {
            "type": "array", "minItems": 1, "maxItems": 2,
            "items": {"type": "array", "minItems": 1, "maxItems": 3,
                      "items": {"type": ["string", "number"]}},
        },
    },
    "additionalProperties": False,
}  # fmt: skip
_TEXT = {"type": "string"}
CSL = Draft7Validator(
    {
        "type": "array", "minItems": 1, "maxItems": 1,
        "items": {
            "type": "object",
            "properties": {
                "type": {"enum": ["report"]}, "id": _TEXT, "title": _TEXT, "publisher": _TEXT,
                "author": {"type": "array", "items": _NAME}, "issued": _DATE,
                "number": {"type": ["string", "number"]}, "URL": _TEXT, "annote": _TEXT,
                "locator": {"type": ["string", "number"]}, "custom": {"type": "object"},
            },
            "required": ["type", "id"],
            "additionalProperties": False,
        },
    }
)  # fmt: skip


def cited(
    quote: str = QUOTE,
    pages: tuple[int, int] | None = (3, 3),
    *,
    has_lines: bool = False,
    path: str = "alliance.pdf",
    authors: tuple[str, ...] = (),
    labels: tuple[str, str] | None = None,
    **about: str | None,
) -> Cited:
    """A passage of a report of which all is known that is not said to be None."""
    known: dict[str, Any] = {
        "id": "us-japan-alliance", "title": "The U.S.-Japan Alliance", "publisher": CRS,
        "number": "RL33740", "date": "2016-02-09", "url": "https://example.org/RL33740.pdf",
    }  # fmt: skip
    report = ReportInfo(**{**known, **about}, authors=authors)
    citation = Citation(
        id=f"{report.id}#s12", report=report, start=100, end=100 + len(quote), lines=(7, 8),
        page=pages and pages[0], section=None, sentence=12, text_sha256="b" * 64,
        quote_sha256=hashlib.sha256(quote.encode("utf-8", "replace")).hexdigest(),
        label=f"{report.publisher}, {report.title}, p. 3", url="/reports/us-japan-alliance#s12",
        pages=pages, paragraph=5, kind="text", boxes=[], page_labels=labels,
        page_label=labels and labels[0],
    )  # fmt: skip
    return Cited(quote, quote, citation, "before ", " after", has_lines, path, "c" * 64)


def written(name: str, passage: Cited) -> str:
    return FORMATS[name].write(passage)


def reference(name: str, passage: Cited) -> str:
    """The last line: what stands under the quote."""
    return written(name, passage).splitlines()[-1]


# By the rules of the manuals for reports of government bodies.
@pytest.mark.parametrize(
    ("name", "passage", "line"),
    [
        (
            "chicago",
            cited(),
            (
                "Congressional Research Service, The U.S.-Japan Alliance, RL33740 "
                "(February 9, 2016), 3, https://example.org/RL33740.pdf."
            ),
        ),
        (
            "chicago",
            cited(pages=(3, 4), url=None, number=None, date=None),
            "Congressional Research Service, The U.S.-Japan Alliance (n.d.), 3–4.",
        ),
        (
            "chicago",
            cited(pages=None, publisher=None, url=None),
            "The U.S.-Japan Alliance, RL33740 (February 9, 2016), para. 5, sentence 12.",
        ),
        (
            "chicago",
            cited(pages=None, has_lines=True, url=None, title=None),
            (
                "Congressional Research Service, us-japan-alliance, RL33740 (February 9, 2016), "
                "sentence 12, lines 7–8."
            ),
        ),
        (
            "apa",
            cited(),
            (
                "Congressional Research Service. (2016, February 9). The U.S.-Japan Alliance "
                "(Report No. RL33740). https://example.org/RL33740.pdf"
            ),
        ),
        (
            "apa",
            cited(publisher=None, date=None, url=None, number="NIH Publication No. 18-2059"),
            "The U.S.-Japan Alliance (NIH Publication No. 18-2059). (n.d.).",
        ),
        (
            "bluebook",
            cited(url=None),
            "Cong. Rsch. Serv., RL33740, The U.S.-Japan Alliance 3 (2016).",
        ),
        (
            "bluebook",
            cited(
                publisher="U.S. Government Accountability Office",
                number="GAO-06-1094",
                title="Plans for 2006",
                date="2006-09-28",
                pages=(12, 13),
            ),
            (
                "U.S. Gov't Accountability Off., GAO-06-1094, Plans for 2006, at 12–13 (2006), "
                "https://example.org/RL33740.pdf."
            ),
        ),
        (
            "bluebook",
            cited(pages=None, publisher="National Transportation Safety Board", url=None),
            "Nat'l Transp. Safety Bd., RL33740, The U.S.-Japan Alliance, ¶ 5, sentence 12 (2016).",
        ),
        (
            "bluebook",
            cited(publisher=None, number=None, date=None, url=None),
            "The U.S.-Japan Alliance 3 (n.d.).",
        ),
    ],
)
def test_a_reference_is_as_its_manual_has_it(name: str, passage: Cited, line: str) -> None:
    assert reference(name, passage) == line
    assert f"“{QUOTE}”" in written(name, passage)


@pytest.mark.parametrize(
    ("passage", "inside"),
    [
        (cited(), "(Congressional Research Service, 2016, p. 3)."),
        (cited(pages=(3, 4), date=None), "(Congressional Research Service, n.d., pp. 3–4)."),
        (cited(pages=None, publisher=None), "(The U.S.-Japan Alliance, 2016, para. 5, sent"),
    ],
)
def test_apa_cites_beside_the_quote_too(passage: Cited, inside: str) -> None:
    assert f"“{QUOTE}” {inside}" in written("apa", passage)


TWO, THREE = ("Ann B. Lee", "van Dam, Bo, Jr."), ("Ann B. Lee", "Bo van Dam", "Cy Orr, III")
MANY = tuple(f"Ann Lee{chr(ord('a') + at)}" for at in range(21))


@pytest.mark.parametrize(
    ("name", "passage", "line"),
    [
        (
            "chicago",
            cited(authors=TWO, labels=("ii", "iv"), url=None),
            (
                "Ann B. Lee and Bo van Dam Jr., The U.S.-Japan Alliance, RL33740 "
                "(Congressional Research Service, February 9, 2016), ii–iv."
            ),
        ),
        (
            "chicago",
            cited(authors=THREE, url=None, date="2005-09"),
            (
                "Ann B. Lee et al., The U.S.-Japan Alliance, RL33740 "
                "(Congressional Research Service, September 2005), 3."
            ),
        ),
        (
            "chicago-bibliography",
            cited(authors=THREE, date="2005"),
            (
                "Lee, Ann B., Bo van Dam, and Cy Orr III. The U.S.-Japan Alliance. RL33740. "
                "Congressional Research Service, 2005. https://example.org/RL33740.pdf."
            ),
        ),
        (
            "chicago-bibliography",
            cited(authors=MANY, url=None, publisher=None, date=None),
            "Leea, Ann, Ann Leeb, Ann Leec, et al. The U.S.-Japan Alliance. RL33740. n.d.",
        ),
        (
            "chicago-bibliography",
            cited(url=None, number=None),
            "Congressional Research Service. The U.S.-Japan Alliance. February 9, 2016.",
        ),
        (
            "apa",
            cited(authors=TWO, date="2005-09", url=None),
            (
                "Lee, A. B., & van Dam, B., Jr. (2005, September). The U.S.-Japan Alliance "
                "(Report No. RL33740). Congressional Research Service."
            ),
        ),
        (
            "apa",
            cited(authors=MANY, date="2005", url=None, publisher=None, title="HARBOR PLANS"),
            ", ".join(f"{name.split()[1]}, A." for name in MANY[:19])
            + ", . . . Leeu, A. (2005). Harbor plans (Report No. RL33740).",
        ),
        (
            "bluebook",
            cited(authors=TWO, url=None, labels=("A-1", "A-1"), date="2005-09"),
            (
                "Ann B. Lee & Bo van Dam Jr., Cong. Rsch. Serv., RL33740, The U.S.-Japan Alliance "
                "A-1 (2005)."
            ),
        ),
        (
            "bluebook",
            cited(authors=THREE, url=None),
            "Ann B. Lee et al., Cong. Rsch. Serv., RL33740, The U.S.-Japan Alliance 3 (2016).",
        ),
    ],
)
def test_authors_stand_as_their_style_has_them(name: str, passage: Cited, line: str) -> None:
    assert reference(name, passage) == line


@pytest.mark.parametrize(
    ("authors", "inside"),
    [(("Bo van Dam",), "van Dam"), (TWO, "Lee & van Dam"), (THREE, "Lee et al.")],
)  # fmt: skip
def test_apa_names_the_authors_beside_the_quote(authors: tuple[str, ...], inside: str) -> None:
    assert f"({inside}, 2016, p. 3)." in written("apa", cited(authors=authors))


def test_records_divide_the_names_of_authors_and_state_months_and_labels() -> None:
    passage = cited(authors=("Ann B. Lee", "García Márquez, Gabriel", "Cy Orr, Jr."),
                    date="2005-09", labels=("ii", "iii"))  # fmt: skip
    (record,) = rispy.loads(written("ris", passage))
    assert record["authors"] == ["Lee, Ann B.", "García Márquez, Gabriel", "Orr, Cy, Jr."]
    assert (record["year"], record["date"]) == ("2005", "2005/09//")
    assert (record["start_page"], record["end_page"]) == ("ii", "iii")
    (entry,) = parse_string(written("bibtex", passage)).entries
    fields = {name: field.value for name, field in entry.fields_dict.items()}
    assert fields["author"] == "Lee, Ann B. and García Márquez, Gabriel and Orr, Jr., Cy"
    assert (fields["year"], fields["month"], fields["date"]) == ("2005", "sep", "2005-09")
    assert (fields["pages"], fields["institution"]) == ("ii--iii", f"{{{CRS}}}")
    items = json.loads(written("csl", passage))
    CSL.validate(items)
    assert items[0]["author"] == [
        {"family": "Lee", "given": "Ann B."},
        {"family": "García Márquez", "given": "Gabriel"},
        {"family": "Orr", "given": "Cy", "suffix": "Jr."},
    ]
    assert (items[0]["issued"], items[0]["locator"]) == ({"date-parts": [[2005, 9]]}, "ii–iii")


def test_what_is_unknown_is_left_out_of_every_record() -> None:
    bare = cited(pages=None, title=None, publisher=None, number=None, date=None, url=None)
    (record,) = rispy.loads(written("ris", bare))
    assert set(record) == {"type_of_reference", "id", "notes"}
    (entry,) = parse_string(written("bibtex", bare)).entries
    assert set(entry.fields_dict) == {"note", "annote"}
    (item,) = json.loads(written("csl", bare))
    assert set(item) == {"id", "type", "annote", "custom"}
    for name in FORMATS:
        assert "None" not in written(name, bare).replace(bare.citation.label, "")
        assert "accessed" not in written(name, bare).lower()


def test_a_record_holds_what_is_known() -> None:
    (record,) = rispy.loads(written("ris", cited(pages=(3, 4))))
    assert record == {
        "type_of_reference": "RPRT", "id": "us-japan-alliance#s12", "authors": [CRS],
        "title": "The U.S.-Japan Alliance", "publisher": CRS, "issn": "RL33740", "year": "2016",
        "date": "2016/02/09/", "start_page": "3", "end_page": "4",
        "urls": ["https://example.org/RL33740.pdf"],
        "notes": [QUOTE, f"{CRS}, The U.S.-Japan Alliance, p. 3"],
    }  # fmt: skip
    (entry,) = parse_string(written("bibtex", cited(pages=(3, 4)))).entries
    assert (entry.entry_type, entry.key) == ("techreport", "us-japan-alliance-s12")
    assert {name: field.value for name, field in entry.fields_dict.items()} == {
        "author": f"{{{CRS}}}", "title": "{The U.S.-Japan Alliance}",
        "institution": f"{{{CRS}}}", "number": "RL33740", "year": "2016", "month": "feb",
        "date": "2016-02-09", "pages": "3--4", "note": "sentence 12", "annote": QUOTE,
        "url": "https://example.org/RL33740.pdf",
    }  # fmt: skip
    (item,) = json.loads(written("csl", cited(pages=(3, 4))))
    assert item["author"] == [{"literal": CRS}]
    assert item["issued"] == {"date-parts": [[2016, 2, 9]]}
    assert (item["locator"], item["number"], item["annote"]) == ("3–4", "RL33740", QUOTE)


HOSTILE = [
    "\nTY  - RPRT\nER  - \n", "\r\nER  - ", "\rAU  - Evil", "\u2028TI  - x", "\u0085ER  - ",
    "\x0cER  - ", "\x1eTY  - ", "\x00", "\ud800", "}", "{", "}}\n@article{evil, title={x}}", "\\",
    "\\input{/etc/passwd}", "%", "$", "&", "#", "_", "^", "~", '"', "'", "''", "``", "--", "|",
    "@comment{", "@", "=cmd|' /C calc'!A0", "<script>alert(1)</script>", "<b>", "&lt;", "&#65;",
    "[a](javascript:alert(1))", "![x](https://evil.example/x.png)", "https://evil.example",
    "www.evil.example", "<https://evil.example>", "a@evil.example", "`code`", "*b*", "__b__",
    "# ", "- ", "+ ", "> ", "1. ", "1) ", "===", "---", "```", "| a | b |", "[x]: /y", "\t",
    "\u202e", "\u2066", "é", "’", "字", "😀", "\u3000", "\xa0", "{:DOI:10.1/x}", "x", "a b", " ",
]  # fmt: skip
TEXTS = st.lists(st.one_of(st.sampled_from(HOSTILE), st.text(max_size=8)), min_size=1, max_size=9)
hostile = TEXTS.map("".join).filter(one_line)
encodable = hostile.filter(lambda text: not re.search("[\ud800-\udfff]", text))


# Commands of LaTeX's kernel that pylatexenc leaves out, or reads as a modifier letter (^).
_LATEX = get_default_latex_context_db()
_LATEX.add_context_category(
    "kernel",
    macros=[
        MacroTextSpec("textbraceleft", "{"),
        MacroTextSpec("textbraceright", "}"),
        MacroTextSpec("textasciicircum", "^"),
        MacroTextSpec("textbar", "|"),
        MacroTextSpec("textless", "<"),
        MacroTextSpec("textgreater", ">"),
    ],
    prepend=True,
)


def decoded(latex: str) -> str:
    return str(LatexNodes2Text(_LATEX, keep_comments=True).latex_to_text(latex))


def hostile_report(title: str, publisher: str, quote: str) -> Cited:
    return cited(quote=quote, title=title, publisher=publisher, number=title,
                 url=f"https://x.example/{publisher}")  # fmt: skip


@given(hostile, hostile, hostile)
def test_ris_is_one_record_with_the_quote(title: str, publisher: str, quote: str) -> None:
    (record,) = rispy.loads(written("ris", hostile_report(title, publisher, quote)))
    assert len(record) == 12
    assert record["notes"][0] == one_line(quote)
    assert record["title"] == one_line(in_title_case(title))
    assert record["authors"] == [one_line(publisher)]
    assert record["issn"] == one_line(title)


@given(hostile, hostile, hostile)
def test_bibtex_is_one_entry_with_the_quote(title: str, publisher: str, quote: str) -> None:
    text = written("bibtex", hostile_report(title, publisher, quote))
    library = parse_string(text)
    assert len(library.blocks) == len(library.entries) == 1
    fields = {name: field.value for name, field in library.entries[0].fields_dict.items()}
    assert len(fields) == 11
    assert decoded(fields["annote"]) == one_line(quote)
    assert decoded(fields["title"]) == one_line(in_title_case(title))
    assert decoded(fields["author"]) == one_line(publisher)
    # BibTeX itself counts braces, and nothing else ends a value.
    assert text.count("{") == text.count("}")
    assert not re.search(r"\\[{}]", text)


@given(encodable, encodable, encodable)
def test_csl_is_one_item_with_the_very_quote(title: str, publisher: str, quote: str) -> None:
    items = json.loads(written("csl", hostile_report(title, publisher, quote)))
    CSL.validate(items)
    assert items[0]["annote"] == quote
    assert (items[0]["title"], items[0]["author"]) == (
        in_title_case(title), [{"literal": publisher}]
    )  # fmt: skip
    assert "note" not in items[0]


def shown(tokens: list[Token]) -> str:
    return "".join(child.content for token in tokens for child in token.children or [])


@given(hostile, hostile, hostile)
def test_markdown_shows_the_quote_and_makes_nothing_of_it(
    title: str, publisher: str, quote: str
) -> None:
    passage = hostile_report(title, publisher, quote)
    unlinked = replace(
        passage,
        citation=replace(
            passage.citation, report=replace(passage.citation.report, url=None), label=title
        ),
    )
    tokens = MarkdownIt("js-default", {"html": True}).parse(written("markdown", unlinked))
    assert [token.type for token in tokens] == [
        "blockquote_open",
        *("paragraph_open", "inline", "paragraph_close") * 2,
        "blockquote_close",
    ]
    inside = {child.type for token in tokens for child in token.children or []}
    assert inside == {"text"}
    assert shown(tokens[2:3]) == one_line(quote)
    assert shown(tokens[5:6]).startswith(f"— {one_line(title)}")
    # With an address there is one link, to it.
    tokens = MarkdownIt("js-default").parse(written("markdown", passage))
    links = [
        t.attrs["href"] for token in tokens for t in token.children or [] if t.type == "link_open"
    ]
    assert len(links) == 1
    assert str(links[0]).startswith("https://x.example/")


@given(hostile, hostile, hostile, st.sampled_from(["text", "chicago", "apa", "bluebook"]))
def test_a_line_of_text_stays_a_line(title: str, publisher: str, quote: str, name: str) -> None:
    passage = hostile_report(title, publisher, quote)
    report = replace(passage.citation.report, authors=(title, publisher))
    for one in (passage, replace(passage, citation=replace(passage.citation, report=report))):
        text = written(name, one)
        assert len(text.splitlines()) == 3
        assert f"“{one_line(quote)}”" in text
        assert text.encode()


@given(hostile, hostile)
def test_any_name_of_an_author_stays_one_author(first: str, second: str) -> None:
    passage = cited(authors=(first, second))
    (record,) = rispy.loads(written("ris", passage))
    assert len(record["authors"]) == 2
    assert len(record) == 12
    text = written("bibtex", passage)
    library = parse_string(text)
    assert len(library.blocks) == len(library.entries) == 1
    assert text.count("{") == text.count("}")
    author = library.entries[0].fields_dict["author"].value
    while (outside := re.sub(r"\{[^{}]*\}", "", author)) != author:
        author = outside
    assert len(re.findall(r"(?<!\S)and(?!\S)", author, re.IGNORECASE)) == 1


@given(encodable)
def test_a_key_is_safe_and_its_reports_alone(report_id: str) -> None:
    name = entry_key(cited(id=report_id).citation)
    assert re.fullmatch(r"[A-Za-z0-9-]+", name)
    assert name != entry_key(cited(id=report_id + "é").citation)


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> View:
    """Our own report, indexed."""
    index = tmp_path_factory.mktemp("ours") / "index"
    build_index(load_settings({}, corpus=REPORTS, index=index), BagOfWords())
    return open_index(index)


@pytest.fixture(scope="module")
def mixed_corpus(small_index: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small corpus of every format."""
    corpus = tmp_path_factory.mktemp("mixed") / "corpus"
    shutil.copytree(small_index.with_name("corpus"), corpus)
    drawing = Drawing().line("Findings", 72, size=16, font=BOLD).lines(PARAGRAPH, 110)
    drawing.lines(OVER, 245).page()
    drawing.line("department had written for its own surveys, and asked for more data.", 80)
    (corpus / "bridges.pdf").write_bytes(drawing.save())
    document = Document()
    document.add_heading("Ferries 😀", 1)
    document.add_paragraph("They cost ten 😀 dollars. Dogs’ owners ride free.")
    document.save(str(corpus / "ferries.docx"))
    (corpus / "page.html").write_text("<h1>Piers</h1><p>The pier is shut. It opens in May.</p>")
    (corpus / "crlf.txt").write_bytes("One é line\r\nover 😀 two. And more.\r\n".encode())
    return corpus


@pytest.fixture(scope="module")
def mixed(mixed_corpus: Path) -> View:
    index = mixed_corpus.with_name("index")
    build_index(load_settings({}, corpus=mixed_corpus, index=index), BagOfWords())
    return open_index(index)


def annotations(generation: View) -> list[tuple[str, Cited, dict[str, Any]]]:
    found = []
    for report_id in generation.reports:
        for passage in generation.report(report_id).passages:
            one = find_cited(generation, passage.id)
            assert one is not None
            found.append((generation.text(report_id), one, json.loads(written("annotation", one))))
    return found


@pytest.mark.parametrize("name", ["ours", "mixed"])
def test_an_annotation_selects_the_quote_in_the_canonical_text(
    name: str, request: pytest.FixtureRequest
) -> None:
    found = annotations(request.getfixturevalue(name))
    assert len(found) > 10
    assert len({content["id"] for _, _, content in found}) == len(found)
    for text, one, content in found:
        quote, position, *rest = content["target"]["selector"]
        start, end = position["start"], position["end"]
        assert (quote["type"], position["type"]) == ("TextQuoteSelector", "TextPositionSelector")
        assert quote["exact"] == text[start:end] == one.quote
        before, after = quote["prefix"], quote["suffix"]
        assert text[start - len(before) : end + len(after)] == before + one.quote + after
        assert len(before) == min(32, start)
        assert len(after) == min(32, len(text) - end)
        pages = one.citation.pages
        assert [item["value"] for item in rest] == (
            [f"page={pages[0]}"] if pages and pages[0] == pages[1] else []
        )
        assert [item["refinedBy"]["exact"] for item in rest] == [one.quote] * len(rest)


def test_an_annotation_is_shaped_by_the_data_model(mixed: View, mixed_corpus: Path) -> None:
    for _, one, content in annotations(mixed):
        assert content["@context"] == "http://www.w3.org/ns/anno.jsonld"
        assert content["type"] == "Annotation"
        assert content["id"].startswith("urn:uuid:")
        assert content["body"]["value"] == one.citation.label
        target = content["target"]
        assert target["type"] == "SpecificResource"
        digest = hashlib.sha256((mixed_corpus / one.path).read_bytes()).hexdigest()
        assert target["state"]["schema:sha256"] == digest
        assert re.fullmatch(r"ni:///sha-256;[\w-]{43}", target["source"]["id"])


def test_a_quote_over_two_pages_is_on_neither_alone(mixed: View) -> None:
    over = [one for _, one, _ in annotations(mixed) if one.citation.pages == (1, 2)]
    assert len(over) == 1
    assert "page=" not in written("annotation", over[0])
    assert reference("chicago", over[0]) == "bridges (n.d.), 1–2."


def test_a_quote_of_two_lines_is_one_line_but_in_json(mixed: View) -> None:
    one = find_cited(mixed, "crlf#s1")
    assert one is not None
    assert one.quote == "One é line\r\nover 😀 two."
    for name in ("text", "markdown", "chicago", "apa", "bluebook", "ris", "bibtex"):
        assert "One é line over 😀 two." in written(name, one)
    for name in ("csl", "annotation"):
        assert "One é line\\r\\nover 😀 two." in written(name, one)


@pytest.mark.parametrize("name", FORMATS)
def test_every_passage_has_every_format(name: str, ours: View, mixed: View) -> None:
    for generation in (ours, mixed):
        for report_id in generation.reports:
            for passage in generation.report(report_id).passages:
                one = find_cited(generation, passage.id)
                assert one is not None
                assert written(name, one) == written(name, one)


@pytest.mark.parametrize(
    "passage_id", ["", "#s1", "ferry", "ferry#s0", "ferry#s01", "ferry#s99", "ferry#s1 ", "x#s1",
                   "ferry#s-1", "ferry#s" + "9" * 30, "ferry#s１"]
)  # fmt: skip
def test_an_id_that_is_none_finds_nothing(mixed: View, passage_id: str) -> None:
    assert find_cited(mixed, passage_id) is None
