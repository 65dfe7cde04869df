"""Write an evidence pack, or its page alone."""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

from corpus.errors import BadRequest, CorpusError
from corpus.refusals import naming
from index.search.scope import Scope
from service.answers.engine import Engine
from service.packs.bag import BagWriter
from service.packs.certificates import Certificate, Certificates, Requests, given, made
from service.packs.contents import Answers, CitedText, cited_text
from service.packs.crops import CitedPage, cited_pages, draw
from service.packs.evidence import Evidence, evidence_of
from service.packs.findings import Findings, read_findings
from service.packs.metadata import reports_csl, ro_crate
from service.packs.page import TEMPLATES, page_html

_NAME = re.compile(r"[\w][\w .-]{0,99}")


def _silent(_text: str) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class PackOptions:
    """What a pack holds besides answers.

    Attributes:
        name: name of its folder.
        day: date of the pack; the same date gives the same bytes.
        certify: whether to certify the absence of the answers that were not found.
        partial: whether these certificates may leave out what could not be read.
        scopes: the filters of each answer, for these certificates; empty where none has any.
        certificates: files of certificates, and folders of such files.
        findings: findings of a checked draft, or None.
        tell: told what the pack lacks, and why.
    """

    name: str
    day: date
    certify: bool = False
    partial: bool = False
    scopes: Sequence[Scope] = ()
    certificates: Sequence[Path] = ()
    findings: Path | None = None
    tell: Callable[[str], None] = _silent


@dataclass(frozen=True, slots=True)
class _Parts:
    """What a pack is written from; large parts are on disk, and read one at a time."""

    answers: Answers
    evidence: Evidence
    texts: dict[str, CitedText]
    pages: list[CitedPage]
    certificates: Certificates
    findings: Findings | None


def write_pack(engine: Engine, answers: Answers, stream: IO[bytes], options: PackOptions) -> None:
    """Write a pack as a zip file.

    One text is in memory at a time.

    Raises:
        BadRequest: when the name cannot be that of a folder, the index lacks a cited text, or a
            certificate or the findings cannot be used.
    """
    if not _NAME.fullmatch(options.name) or options.name.endswith((" ", ".")):
        raise BadRequest(
            f"a pack cannot have the name {options.name!r}", "use letters, digits, - and _"
        )
    with (
        _gathered(engine, answers, options) as parts,
        BagWriter(stream, options.name, options.day) as bag,
    ):
        _write(bag, parts, options)


def write_page(engine: Engine, answers: Answers, stream: IO[bytes], options: PackOptions) -> None:
    """Write the page of a pack alone; see ``write_pack``."""
    with _gathered(engine, answers, options) as parts:
        stream.writelines(_page(parts, options))


def write_file(
    engine: Engine, answers: Answers, path: Path, options: PackOptions, *, one_html: bool = False
) -> None:
    """Write a pack, or its page alone, as a file, which appears at the end, complete.

    Raises:
        BadRequest: see ``write_pack``.
        OSError: when the file cannot be written.
    """
    new = path.with_name(f".{path.name}.new")
    try:
        with naming(new), new.open("wb") as stream:
            (write_page if one_html else write_pack)(engine, answers, stream, options)
        new.replace(path)
    finally:
        new.unlink(missing_ok=True)


@contextmanager
def _gathered(engine: Engine, answers: Answers, options: PackOptions) -> Iterator[_Parts]:
    view = engine.opened.generation
    findings = read_findings(options.findings) if options.findings else None
    evidence = evidence_of(answers, findings.sources if findings else ())
    texts = {sha256: cited_text(view, one) for sha256, one in evidence.texts.items()}
    try:
        corpus = engine.corpus
    except CorpusError:
        corpus = None
    with TemporaryDirectory(prefix="pincite-pack-") as name:
        folder = Path(name)
        certificates = Certificates(tuple(_certificates(engine, answers, options, folder)))
        pages = cited_pages(evidence, texts)
        draw(pages, corpus, engine.settings, folder)
        for page in pages:
            if page.lacking:
                options.tell(f"No image of page {page.page} of {page.report_id}: {page.lacking}")
        yield _Parts(answers, evidence, texts, pages, certificates, findings)


def _certificates(
    engine: Engine, answers: Answers, options: PackOptions, folder: Path
) -> Iterator[Certificate]:
    own: set[str] = set()
    if options.certify:
        asked = Requests(options.scopes, options.partial)
        for one in made(engine, answers, asked, folder, options.tell):
            own.add(one.record_id)
            yield one
    yield from (one for one in given(options.certificates, folder) if one.record_id not in own)


def _write(bag: BagWriter, parts: _Parts, options: PackOptions) -> None:
    described: dict[str, str] = {}
    bag.add("answers.jsonl", (f"{one.line}\n".encode() for one in parts.answers))
    for sha256, text in parts.texts.items():
        bag.add(f"texts/{sha256}.txt", (one.text.encode() for one in (text,)))
    for page in parts.pages:
        if page.image:
            bag.add(f"pages/{page.name}", page.png)
            described[f"pages/{page.name}"] = f"Page {page.page} of {page.report_id}"
    bag.add("reports.csl.json", reports_csl(parts.evidence.texts, parts.texts))
    for one in parts.certificates.files:
        path = f"certificates/{one.record_id}.json"
        bag.add(path, one.path.read_bytes())
        described[path] = one.title
    if parts.findings is not None:
        bag.add("citecheck/findings.json", parts.findings.content)
    bag.add("VERIFY.md", (TEMPLATES / "VERIFY.md").read_bytes())
    bag.add("index.html", _page(parts, options))
    crate = ro_crate(options.name, options.day, bag.hashes, parts.texts, described)
    bag.add("ro-crate-metadata.json", crate)


def _page(parts: _Parts, options: PackOptions) -> Iterator[bytes]:
    page = page_html(
        options.name, options.day, parts.answers, parts.texts, parts.pages,
        parts.certificates, parts.findings,
    )  # fmt: skip
    return (piece.encode() for piece in page)
