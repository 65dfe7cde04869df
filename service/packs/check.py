"""Check a pack: its manifests, every quote and every certificate."""

import hashlib
import json
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.errors import BadRequest
from service.answers.answer import AnswerSpan, Citation
from service.answers.result import from_line
from service.packs.certificates import certificate_bytes, is_certificate
from service.packs.contents import passages_of
from service.packs.files import DAMAGED, PackFiles, opened
from service.packs.findings import sources_in
from service.records.canonical import RECORD_ID

_LINE = re.compile(r"([0-9a-f]{64})  ([^\n]+)\n")
_TAGS = ("bagit.txt", "bag-info.txt", "manifest-sha256.txt")
_MANIFESTS = ("tagmanifest-sha256.txt", "manifest-sha256.txt")
_ANSWERS, _FINDINGS = "data/answers.jsonl", "data/citecheck/findings.json"
_CERTIFICATES = "data/certificates/"


@dataclass(frozen=True, slots=True)
class _Quote:
    """A quote in a pack, and where it stands in it, in words."""

    where: str
    citation: Citation
    text: str
    answer: AnswerSpan | None

    def stands_in(self, text: str) -> bool:
        cited, span = self.citation, self.answer
        return (
            text[cited.start : cited.end] == self.text
            and hashlib.sha256(self.text.encode()).hexdigest() == cited.quote_sha256
            and (span is None or text[span.start : span.end] == span.text)
        )


def pack_problems(path: Path, max_bytes: int) -> list[str]:
    """Return what is wrong with a pack; nothing where all is as its hashes say.

    Args:
        path: a zip file, or the folder that it was unpacked to.
        max_bytes: most bytes of one text, record or answer in it.

    Raises:
        BadRequest: when it cannot be read.
    """
    try:
        with opened(path) as files:
            return list(_problems(files, max_bytes))
    except (*DAMAGED, zlib.error) as error:
        raise BadRequest(f"{path} cannot be read: {error}", "get the pack again") from error


def _problems(files: PackFiles, most: int) -> Iterator[str]:
    yield from files.faults
    if files.faults:
        return
    yield from _changed_files(files, most)
    quotes: dict[str, list[_Quote]] = {}
    yield from _quotes_of_answers(files, most, quotes)
    yield from _quotes_of_findings(files, most, quotes)
    yield from _wrong_quotes(files, most, quotes)
    yield from _wrong_certificates(files, most)
    if not any(name.startswith(("data/texts/", _CERTIFICATES)) for name in files):
        yield "the pack holds nothing that can be verified: no text and no certificate"


def _changed_files(files: PackFiles, most: int) -> Iterator[str]:
    listed = {"tagmanifest-sha256.txt"}
    for manifest in _MANIFESTS:
        text = files.read(manifest, most).decode(errors="replace") if manifest in files else ""
        lines = _LINE.findall(text)
        if not text or "".join(f"{digest}  {name}\n" for digest, name in lines) != text:
            yield f"{manifest} is missing or changed"
        for digest, name in lines:
            listed.add(name)
            if name not in files:
                yield f"{name} is missing"
            elif files.sha256(name) != digest:
                yield f"{name} is changed"
    yield from (f"{name} is not listed" for name in files if name not in listed)
    yield from (f"{name} is missing" for name in _TAGS if name not in listed)


def _quotes_of_answers(
    files: PackFiles, most: int, quotes: dict[str, list[_Quote]]
) -> Iterator[str]:
    """Collect the quotes of the answers by text, and yield what cannot be read."""
    if _ANSWERS not in files:
        yield f"{_ANSWERS} is missing"
        return
    for number, line in enumerate(files.lines(_ANSWERS, most), 1):
        try:
            answer = from_line(json.dumps({"id": number, **(_loaded(line) or {})})).answer
        except (ValueError, TypeError):
            yield f"answer {number} cannot be read"
            continue
        for where, passage in passages_of(answer) if answer else ():
            cited = passage.citation
            quote = _Quote(f"answer {number}, {where}", cited, passage.quote, passage.answer)
            quotes.setdefault(cited.text_sha256, []).append(quote)


def _quotes_of_findings(
    files: PackFiles, most: int, quotes: dict[str, list[_Quote]]
) -> Iterator[str]:
    if _FINDINGS not in files:
        return
    try:
        sources = list(sources_in(files.read(_FINDINGS, most)))
    except (ValueError, RecursionError):
        yield f"{_FINDINGS} cannot be read"
        return
    for one in sources:
        quote = _Quote(f"findings, {one.citation.id}", one.citation, one.text, None)
        quotes.setdefault(one.citation.text_sha256, []).append(quote)


def _wrong_quotes(files: PackFiles, most: int, quotes: dict[str, list[_Quote]]) -> Iterator[str]:
    """Yield the quotes that do not stand in their texts; one text is in memory at a time."""
    for sha256, some in quotes.items():
        name = f"data/texts/{sha256}.txt"
        content = files.read(name, most) if name in files else b""
        fits = hashlib.sha256(content).hexdigest() == sha256
        text = content.decode(errors="replace") if fits else ""
        for one in some:
            if not (fits and one.stands_in(text)):
                yield f"{one.where}: the quote does not stand in the text as cited"


def _wrong_certificates(files: PackFiles, most: int) -> Iterator[str]:
    for name in files:
        if name.startswith(_CERTIFICATES):
            content = files.read(name, most)
            record = _loaded(content)
            if not is_certificate(record):
                yield f"{name} is not a certificate, or does not have the hash that names it"
            elif name != f"{_CERTIFICATES}{record[RECORD_ID]}.json":
                yield f"{name} does not have the name of its record"
            elif content != certificate_bytes(record):
                yield f"{name} is not canonical JSON"


def _loaded(content: bytes) -> Any:
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        return None
