"""The reports that the sentences come from: real files, and copies of them in other formats.

Real reports come as PDF, HTML and Markdown files. So that text and Word files are tried as well,
some of their texts are printed again: as pages of wrapped lines with line-end hyphens and a
running head, as a tokenised, lower-cased text, and as a Word file. A document with all its copies
belongs to one half.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from bench.quotes.printed import Printed, as_pages, as_tokens, as_word_file, natural
from bench.sets import WORK
from corpus.catalog import CATALOG_NAME
from corpus.errors import UnreadableFile
from corpus.extract import EXTRACTION_VERSION, READABLE, TEXT, extract
from corpus.report import Kind
from corpus.text.passages import split_sentences

REPORTS = Path("../shared/reports")
OWN = Path("corpus/reports/us-japan-alliance.txt")
PLACE = WORK / "quotes"
DEVELOPMENT, TEST = "development", "test"
TOKENISED = "tokenised"
HELD_OUT = {"RL34498": DEVELOPMENT, "federal-register-2020-17221": TEST}
"""Documents that stay out of the index: their words are found nowhere."""
_OF_TEST = (
    *("gao-06-1046", "gao-06-282", "20071231X02009", "court-motion-double-spaced", "docx_lists"),
    *("IF13200v1", "IN10979v25", "IN12609v9", "R46293v11"),
)
_PAGES = ("gao-05-927", "R48913", "gao-06-1046", "IN12609v9")
_TOKENS = ("IF13201v1", "IF13200v1", "gao-06-282")
_WORD = ("mueller-report-summaries", "IF13199v1", "R46293v11", "gao-06-282")
_FORMATS = {".pdf": "PDF", ".html": "HTML", ".md": "Markdown", ".docx": "Word", TEXT: "text"}
_UNREADABLE = ("ocrmypdf_invalid", "pdfplumber_empty", "unstructured_password")


@dataclass(frozen=True, slots=True)
class Span:
    """A sentence of a copy.

    Attributes:
        start, end: code points into the text.
        clean: the sentence as a person types it: on one line, and in usual spelling where the
            copy is tokenised.
        page: its first page, or None.
    """

    start: int
    end: int
    clean: str
    kind: Kind = "text"
    page: int | None = None
    section: str | None = None


@dataclass(frozen=True, slots=True)
class Copy:
    """A report, as its file is read.

    Attributes:
        path: below the corpus.
        number: the report number in the catalog; no two copies share one. "" when held out.
        document: names the work; all its copies belong to one half.
        format: of the file; "tokenised" for a lower-cased text with spaces before its stops.
    """

    path: str
    number: str
    document: str
    format: str
    half: str
    text: str
    spans: tuple[Span, ...]

    @property
    def id(self) -> str:
        """Return the id in the catalog."""
        return self.path.rpartition("/")[2].replace(".", "-").lower()


def copies(reports: Path = REPORTS, place: Path = PLACE) -> list[Copy]:
    """Return all copies, and keep what was read in the place while no file changes."""
    files = [one for one in sorted(reports.rglob("*")) if one.suffix in READABLE]
    files = [
        *(one for one in files if one.stem not in _UNREADABLE and one.name != "README.md"),
        OWN,
    ]
    kept = place / "copies.json"
    state = _state(files)
    if kept.is_file():
        known = json.loads(kept.read_text(encoding="utf-8"))
        if known["state"] == state:
            return [_copy(**row) for row in known["copies"]]
    found = list(_numbered(_all(files)))
    place.mkdir(parents=True, exist_ok=True)
    rows = {"state": state, "copies": [asdict(one) for one in found]}
    kept.write_text(json.dumps(rows), encoding="utf-8")
    return found


def write_corpus(corpus: Path, found: Sequence[Copy], reports: Path = REPORTS) -> None:
    """Write the files of the copies, and a catalog that gives each its number."""
    entries: list[str] = []
    real = {one.name: one for one in (*reports.rglob("*.*"), OWN)}
    for one in found:
        if not one.number:
            continue
        source = real.get(one.path)
        content = source.read_bytes() if source else _made(one)
        path = corpus / one.path
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.is_file() or path.read_bytes() != content:
            path.write_bytes(content)
        entries.append(
            f'[[report]]\nfile = "{one.path}"\nid = "{one.id}"\nnumber = "{one.number}"\n'
        )
    for path in corpus.iterdir():
        if path.name not in {one.path for one in found if one.number}:
            path.unlink()
    (corpus / CATALOG_NAME).write_text("\n".join(entries), encoding="utf-8")


def _made(one: Copy) -> bytes:
    return as_word_file(one.text) if one.path.endswith(".docx") else one.text.encode()


def _state(files: list[Path]) -> str:
    made_by = (Path(__file__), Path(__file__).with_name("printed.py"))
    digest = hashlib.sha256(EXTRACTION_VERSION.encode())
    for one in (*files, *made_by):
        digest.update(one.name.encode() + one.read_bytes())
    return digest.hexdigest()


def _copy(spans: list[dict[str, object]], **row: str) -> Copy:
    return Copy(spans=tuple(Span(**one) for one in spans), **row)  # type: ignore[arg-type]


def _numbered(found: Iterator[Copy]) -> Iterator[Copy]:
    for number, one in enumerate(found, start=90001):
        known = "" if one.document in HELD_OUT else f"R{number}"
        yield Copy(one.path, known, one.document, one.format, one.half, one.text, one.spans)


def _all(files: list[Path]) -> Iterator[Copy]:
    """Yield the real reports, and after each the copies that are printed of it."""
    printed: set[str] = set()
    for file in files:
        try:
            read = _read(file.name, file.suffix, file.read_bytes())
        except UnreadableFile:
            continue
        yield read
        if read.document not in printed:
            printed.add(read.document)
            yield from _printed(read)


def _read(name: str, suffix: str, content: bytes) -> Copy:
    found = extract(suffix, content)
    stem = name.removesuffix(suffix).removesuffix("-word")
    document = stem.partition("-")[0] if stem[:2] in ("IF", "IN", "R4") else stem
    tokenised = name == OWN.name
    spans = tuple(
        Span(
            one.start,
            one.end,
            natural(one.quote) if tokenised else " ".join(one.quote.split()),
            one.kind,
            one.pages[0] if one.pages else None,
            one.section,
        )
        for one in split_sentences("one", found.text, found.blocks, found.places)
    )
    form = TOKENISED if tokenised else _FORMATS[suffix]
    return Copy(name, "", document, form, _half(document), found.text, spans)


def _half(document: str) -> str:
    return HELD_OUT.get(document) or (TEST if document in _OF_TEST else DEVELOPMENT)


def _printed(parent: Copy) -> Iterator[Copy]:
    name = parent.document
    if name in _PAGES:
        yield _mapped(parent, as_pages(parent.text, f"{name.upper()}  Report"), "pages", "text")
    if name in _TOKENS:
        spans = [(one.start, one.end) for one in parent.spans]
        yield _mapped(parent, as_tokens(parent.text, spans), "tokens", TOKENISED)
    if name in _WORD:
        yield _read(f"{name}-word.docx", ".docx", as_word_file(parent.text))


def _mapped(parent: Copy, printed: Printed, suffix: str, form: str) -> Copy:
    """Return a printed copy, with the parent's sentences where they went."""
    spans = tuple(
        Span(printed.starts[one.start], printed.ends[one.end], one.clean, one.kind)
        for one in parent.spans
        if one.start in printed.starts and one.end in printed.ends
    )
    path = f"{parent.document.lower()}-{suffix}.txt"
    return Copy(path, "", parent.document, form, parent.half, printed.text, spans)
