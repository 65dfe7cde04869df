"""Write an evidence pack, or its page alone."""

import json
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import IO, Any

from corpus.errors import BadRequest, CorpusError
from service.answers.engine import Engine
from service.packs.bag import BagWriter
from service.packs.contents import CitedText, PackedAnswer, cited_in, cited_text
from service.packs.crops import CitedPage, cited_pages, draw
from service.packs.metadata import reports_csl, ro_crate
from service.packs.page import TEMPLATES, page_html
from service.records.canonical import canonical, is_intact

_NAME = re.compile(r"[\w][\w .-]{0,99}")


@dataclass(frozen=True, slots=True)
class PackOptions:
    """What a pack holds besides answers.

    Attributes:
        name: name of its folder.
        day: date of the pack; the same date gives the same bytes.
        certificates: folder of certificates, or None.
        findings: findings of a checked draft, or None.
    """

    name: str
    day: date
    certificates: Path | None = None
    findings: Path | None = None


def write_pack(
    engine: Engine, answers: list[PackedAnswer], stream: IO[bytes], options: PackOptions
) -> list[CitedPage]:
    """Write a pack as a zip file, and return its pages of PDF files.

    Raises:
        BadRequest: when the name cannot be that of a folder, the index lacks a cited text, or a
            certificate or the findings cannot be used.
    """
    if not _NAME.fullmatch(options.name) or options.name.endswith((" ", ".")):
        raise BadRequest(
            f"a pack cannot have the name {options.name!r}", "use letters, digits, - and _"
        )
    records = _certificates(options.certificates)
    findings = _findings(options.findings)
    page, texts, pages = _gathered(engine, answers, records, options)
    with BagWriter(stream, options.name, options.day) as bag:
        bag.add("answers.jsonl", "".join(f"{one.line}\n" for one in answers).encode())
        for sha256, one in texts.items():
            bag.add(f"texts/{sha256}.txt", one.text.encode())
        for cited in pages:
            if cited.png:
                bag.add(f"pages/{cited.name}", cited.png)
        bag.add("reports.csl.json", reports_csl(answers, texts))
        for record in records:
            bag.add(f"certificates/{record['record_id']}.json", canonical(record) + b"\n")
        if findings is not None:
            bag.add("citecheck/findings.json", findings)
        bag.add("VERIFY.md", (TEMPLATES / "VERIFY.md").read_bytes())
        bag.add("index.html", page.encode())
        crate = ro_crate(options.name, options.day, bag.hashes, texts)
        bag.add("ro-crate-metadata.json", crate)
    return list(pages)


def one_page(
    engine: Engine, answers: list[PackedAnswer], options: PackOptions
) -> tuple[bytes, list[CitedPage]]:
    """Return the page of a pack alone, and its pages of PDF files; see ``write_pack``."""
    page, _, pages = _gathered(engine, answers, _certificates(options.certificates), options)
    return page.encode(), pages


def _gathered(
    engine: Engine, answers: list[PackedAnswer], records: list[dict[str, Any]], options: PackOptions
) -> tuple[str, dict[str, CitedText], list[CitedPage]]:
    view = engine.opened.generation
    texts = {sha256: cited_text(view, one) for sha256, one in cited_in(answers).items()}
    try:
        corpus = engine.corpus
    except CorpusError:
        corpus = None
    pages = list(draw(cited_pages(answers, texts), corpus, engine.settings))
    page = page_html(options.name, options.day, answers, texts, pages, records)
    return page, texts, pages


def _certificates(folder: Path | None) -> list[dict[str, Any]]:
    """Read the certificates of a folder, in order of id."""
    if folder is None:
        return []
    if not folder.is_dir():
        raise BadRequest(f"{folder} is not a folder", "give a folder of certificates")
    found: dict[str, dict[str, Any]] = {}
    for path in sorted(folder.glob("*.json")):
        record = _json(path)
        if not (isinstance(record, dict) and is_intact(record)):
            raise BadRequest(
                f"{path} is not a certificate, or was changed", "leave it out, or make it again"
            )
        found[record["record_id"]] = record
    return [found[name] for name in sorted(found)]


def _findings(path: Path | None) -> bytes | None:
    if path is None:
        return None
    if not isinstance(_json(path), dict):
        raise BadRequest(f"{path} holds no findings", "give findings.json, as citecheck writes it")
    return path.read_bytes()


def _json(path: Path) -> Any:
    try:
        return json.loads(path.read_bytes())
    except OSError as error:
        raise BadRequest(f"{path} cannot be read: {error.strerror}", "make it readable") from error
    except ValueError as error:
        raise BadRequest(f"{path} is not JSON", "leave it out, or make it again") from error
