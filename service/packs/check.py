"""Check a pack: its manifests, every quote and every certificate."""

import hashlib
import json
import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile, is_zipfile

from corpus.errors import BadRequest
from service.answers.result import from_line
from service.packs.contents import passages_of
from service.records.canonical import is_intact

_LINE = re.compile(r"([0-9a-f]{64})  ([^\n]+)\n")
_UNSAFE = re.compile(r"[\\:\x00-\x1f\x7f]|(^|/)\.{0,2}(/|$)")
_PLAIN = (0, 4, 8)  # the kinds of a file's mode in a zip file: none stated, a folder, a file
_TAGS = ("bagit.txt", "bag-info.txt", "manifest-sha256.txt")
_MANIFESTS = ("tagmanifest-sha256.txt", "manifest-sha256.txt")


def is_pack(path: Path) -> bool:
    """Tell whether a file is a zip file, as packs are."""
    return path.is_file() and is_zipfile(path)


def pack_problems(path: Path, max_bytes: int) -> list[str]:
    """Return what is wrong with a pack; nothing where all is as its hashes say.

    Args:
        max_bytes: most bytes of one file in it.

    Raises:
        BadRequest: when the zip file cannot be read.
    """
    try:
        with ZipFile(path) as zipped:
            return list(_problems(zipped, max_bytes))
    except (BadZipFile, OSError, zlib.error, RuntimeError, EOFError) as error:
        raise BadRequest(f"{path} cannot be read: {error}", "get the pack again") from error


def _problems(zipped: ZipFile, max_bytes: int) -> Iterator[str]:
    names = zipped.namelist()
    top = names[0].partition("/")[0] + "/" if names else "/"
    if len(set(names)) != len(names) or any(not name.startswith(top) for name in names):
        yield "the zip file has other files than one pack"
        return
    files = {name.removeprefix(top): name for name in names}
    yield from _unsafe_names(zipped)
    too_large = [one.filename for one in zipped.infolist() if one.file_size > max_bytes]
    if too_large:
        yield f"{too_large[0]} is larger than the limit: raise PINCITE_MAX_FILE_BYTES"
        return
    listed = {"tagmanifest-sha256.txt"}
    for manifest in _MANIFESTS:
        text = zipped.read(files[manifest]).decode(errors="replace") if manifest in files else ""
        lines = _LINE.findall(text)
        if not text or "".join(f"{digest}  {name}\n" for digest, name in lines) != text:
            yield f"{manifest} is missing or changed"
        for digest, name in lines:
            listed.add(name)
            if name not in files:
                yield f"{name} is missing"
            elif hashlib.sha256(zipped.read(files[name])).hexdigest() != digest:
                yield f"{name} is changed"
    yield from (f"{name} is not listed" for name in files if name not in listed)
    yield from (f"{name} is missing" for name in _TAGS if name not in listed)
    yield from _wrong_quotes(zipped, files)
    yield from _wrong_records(zipped, files)
    if not any(name.startswith(("data/texts/", "data/certificates/")) for name in files):
        yield "the pack holds nothing that can be verified: no text and no certificate"


def _unsafe_names(zipped: ZipFile) -> Iterator[str]:
    """Yield names that mean harm to those who unpack the pack."""
    entries = zipped.infolist()
    for one in entries:
        if _UNSAFE.search(one.filename.rstrip("/")) or one.external_attr >> 28 not in _PLAIN:
            yield f"{one.filename!r} is a link, or a name that leads out of the folder"
    if len({one.filename.casefold() for one in entries}) < len(entries):
        yield "the names of two files differ by case alone"


def _wrong_records(zipped: ZipFile, files: dict[str, str]) -> Iterator[str]:
    for name, entry in files.items():
        if name.startswith("data/certificates/"):
            record = _loaded(zipped.read(entry))
            if not (isinstance(record, dict) and is_intact(record)):
                yield f"{name} does not have the hash that names it"


def _wrong_quotes(zipped: ZipFile, files: dict[str, str]) -> Iterator[str]:
    if "data/answers.jsonl" not in files:
        yield "data/answers.jsonl is missing"
        return
    texts: dict[str, str | None] = {}
    for number, line in enumerate(zipped.read(files["data/answers.jsonl"]).splitlines(), 1):
        loaded = _loaded(line)
        try:
            answer = from_line(json.dumps({"id": number, **(loaded or {})})).answer
        except (ValueError, TypeError):
            yield f"answer {number} cannot be read"
            continue
        for where, passage in passages_of(answer) if answer else ():
            citation = passage.citation
            name = f"data/texts/{citation.text_sha256}.txt"
            if name not in texts:
                content = zipped.read(files[name]) if name in files else b""
                fits = hashlib.sha256(content).hexdigest() == citation.text_sha256
                texts[name] = content.decode(errors="replace") if fits else None
            text, span = texts[name], passage.answer
            holds = (
                text is not None
                and text[citation.start : citation.end] == passage.quote
                and hashlib.sha256(passage.quote.encode()).hexdigest() == citation.quote_sha256
                and (span is None or text[span.start : span.end] == span.text)
            )
            if not holds:
                yield f"answer {number}, {where}: the quote does not stand in the text as cited"


def _loaded(content: bytes) -> Any:
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        return None
