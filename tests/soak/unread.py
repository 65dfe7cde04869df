"""Files that were tampered with, read as a build reads them: a sound report, or a reason."""

import copy
import hashlib
import io
import random
import re
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import pairwise
from math import isfinite
from pathlib import Path

import psutil
from lxml import etree

from corpus.errors import UnreadableFile
from corpus.folder import SourceFile, find_files
from corpus.intake import read_all
from corpus.limits import Limits
from corpus.report import Report
from corpus.settings import load_settings
from corpus.text.layout import find_blocks
from corpus.text.sentences import sentence_spans
from tests.corpus.readers.pdf.pdf_files import PARAGRAPH, Drawing
from tests.corpus.sandbox.hostile import docx
from tests.soak.promise import Outcome, Promise

LIMITS = replace(
    Limits.of(load_settings({})),
    max_file_bytes=1_000_000,
    max_text_chars=200_000,
    read_memory_bytes=2**29,
    read_cpu_seconds=10,
    read_wall_seconds=300,
)
_GROWTH = 50 * 2**20
"""So many bytes more the process may hold that asks for the files."""

_PROSE = (
    "The ferry to Kestrel Bay leaves at nine. It carries forty cars (see p. 3), e.g. in May.\n\n"
    "Tickets cost $12.50, said the U.S. office. “Children travel free,” it added — naturally.\n"
)
_MARKDOWN = (
    f"---\ntitle: Ferries\ndate: 2019-05-02\n---\n\n# Ferries\n\n{_PROSE}\n"
    "- one *item*. And more.\n- two [links](http://x.example).\n\n"
    "| a | b |\n|---|---|\n| 1. | 2 |\n\n> quoted text\n\n```\ncode\n```\n\nA note.[^1]\n\n"
    "[^1]: It stands below.\n"
)
_HTML = (
    "<!DOCTYPE html><html lang=en><head><meta charset=utf-8><title>Ferries &amp; boats</title>"
    f"</head><body><nav>Menu</nav><main><h1>Ferries</h1><p>{_PROSE}</p><h2>Fares</h2>"
    "<ul><li>One item.<li>Two</ul><table><tr><th>a<th>b<tr><td>1<td>2</table>"
    "<p>A <b>bold</b> claim<sup><a href='#n'>1</a></sup>. &#8220;Quoted&#8221;</p></main></body>"
)
_BODY = (
    b'<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:r><w:t>Ferries</w:t></w:r></w:p>'
    b"<w:p><w:r><w:t>The ferry leaves at nine. </w:t></w:r><w:r><w:t>It is late.</w:t></w:r></w:p>"
    b"<w:tbl><w:tr><w:tc><w:p><w:r><w:t>a</w:t></w:r></w:p></w:tc><w:tc><w:p/></w:tc></w:tr>"
    b"</w:tbl>"
)
_TOKENS = (
    *(b"\0", b"\xff\xfe", b"\xed\xa0\x80", b"\xe2\x80\xa8", b"\r", b"\x1b", b"PK\x03\x04"),
    *b"< > &#0; &#xD800; ]]> <!-- <script> <table> [ ]( ``` --- 99999999999999999999 -1".split(),
    *b"NaN 1e999 obj endstream /Kids[1 0 R] /Length -1 /Count 99999999 <</A %PDF- xmlns:w".split(),
    b"> " * 40,
)


def _pdf() -> bytes:
    return Drawing("Ferries").lines(PARAGRAPH, 100).page().lines(PARAGRAPH, 72).save()


SOUND: dict[str, Callable[[], bytes]] = {
    ".txt": lambda: _PROSE.encode() * 3,
    ".md": _MARKDOWN.encode,
    ".html": _HTML.encode,
    ".docx": lambda: docx(_BODY),
    ".pdf": _pdf,
}


def mutated(suffix: str, content: bytes, chance: random.Random) -> bytes:
    """Return a file's bytes with something wrong, at times inside of what is packed in them."""
    if suffix == ".docx" and chance.random() < 0.7:
        return _mutated_inside(content, chance)
    found = bytearray(content)
    for _ in range(chance.choice((1, 1, 2, 4, 16))):
        _mutate(found, chance)
    return bytes(found)


def _mutate(content: bytearray, chance: random.Random) -> None:
    """Change one thing, in place."""
    if not content:
        content += chance.choice(_TOKENS)
        return
    at = chance.randrange(len(content))
    end = min(len(content), at + chance.choice((1, 3, 20, 200)))
    match chance.randrange(7):
        case 0:
            content[at] ^= 1 << chance.randrange(8)
        case 1:
            content[at] = chance.randrange(256)
        case 2:
            del content[at:end]
        case 3:
            content[at:at] = content[at:end] * chance.choice((1, 2, 50))
        case 4:
            content[at:at] = chance.choice(_TOKENS)
        case 5:
            content[at:end] = chance.choice(_TOKENS)
        case 6:
            other = chance.randrange(len(content))
            content[other:other] = content[at:end]
            if chance.random() < 0.1:
                del content[at:]


def _mutated_inside(content: bytes, chance: random.Random) -> bytes:
    """Return a Word document with something wrong in one of its parts."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as package, zipfile.ZipFile(made, "w") as changed:
        names = package.namelist()
        chosen = chance.choice(names)
        for name in names:
            part = package.read(name)
            if name == chosen:
                part = chance.choice((_mutated_bytes, _mutated_tree))(part, chance)
            changed.writestr(name, part)
    return made.getvalue()


def _mutated_bytes(part: bytes, chance: random.Random) -> bytes:
    found = bytearray(part)
    for _ in range(chance.choice((1, 2, 5))):
        _mutate(found, chance)
    return bytes(found)


def _mutated_tree(part: bytes, chance: random.Random) -> bytes:
    """Return XML that is well formed, with elements in places where they do not belong."""
    root = etree.fromstring(part)
    for _ in range(chance.choice((1, 3, 9))):
        elements = list(root.iter())
        one, other = chance.choice(elements), chance.choice(elements)
        match chance.randrange(4):
            case 0 if one.getparent() is not None:
                one.getparent().remove(one)
            case 1:
                other.append(copy.deepcopy(one))
            case 2:
                one.text = chance.choice(
                    (None, " ", "A. b \u2028 c.", "x" * 5000, "\ud7ff\ue000. A")
                )
            case 3:
                one.tag = other.tag
    return bytes(etree.tostring(root))


def unsound(file: SourceFile, outcome: Report | UnreadableFile) -> Iterator[str]:
    """Yield what is wrong with what was made of a file."""
    if isinstance(outcome, UnreadableFile):
        if not re.search(r".: .", str(outcome)):
            yield f"no remedy in {str(outcome)!r}"
        return
    text = outcome.text
    if outcome.source_sha256 != hashlib.sha256(file.location.read_bytes()).hexdigest():
        yield "the hash is not the file's"
    if outcome.text_sha256 != hashlib.sha256(text.encode()).hexdigest():
        yield "the hash is not the text's"
    if len(text) > LIMITS.max_text_chars or not outcome.passages:
        yield f"{len(text)} characters, {len(outcome.passages)} passages"
    yield from _unsound_passages(outcome)


def _unsound_passages(outcome: Report) -> Iterator[str]:
    text = outcome.text
    edges = [(0, 0), *((item.start, item.end) for item in outcome.passages), (len(text),) * 2]
    for (_, end), (start, _) in pairwise(edges):
        if end > start or text[end:start].strip():
            yield f"{end} to {start} is no gap"
    for number, passage in enumerate(outcome.passages, start=1):
        if passage.number != number or not passage.quote.strip():
            yield f"passage {number} is number {passage.number}: {passage.quote!r}"
        if text[passage.start : passage.end] != passage.quote:
            yield f"passage {number} does not stand where it says"
        if not all(isfinite(edge) for box in passage.boxes for edge in box.box):
            yield f"passage {number} has an endless box"


def tampered(suffix: str, count: int, seed: int) -> Outcome:
    """Read ``count`` files of a format, each tampered with in its own way."""
    chance = random.Random(f"{seed} {suffix}")
    lost: list[str] = []
    sound = SOUND[suffix]()
    sentence_spans(_PROSE, find_blocks(_PROSE))  # loads NLTK and SciPy, 105 MB, before the count
    before = psutil.Process().memory_info().rss
    with tempfile.TemporaryDirectory(prefix="pincite-") as name:
        folder = Path(name)
        for at in range(count):
            (folder / f"{at:05d}{suffix}").write_bytes(mutated(suffix, sound, chance))
        files, _ = find_files(folder)
        read = 0
        for file, outcome in read_all(files, LIMITS, jobs=2):
            read += isinstance(outcome, Report)
            wrong = list(unsound(file, outcome))
            lost += [f"seed {seed}, {file.path}: {case}" for case in wrong]
        if len(files) != count:
            lost.append(f"{count - len(files)} files were not found")
    grown = psutil.Process().memory_info().rss - before
    if grown > _GROWTH:
        lost.append(f"the process that asks has grown by {grown:,} bytes")
    if not 0 < read < count and count > 30 and suffix not in (".md", ".html"):
        lost.append(f"{read} of {count} were read: the files are all sound, or none is")
    return Outcome(faults=count - read, inputs=count, requests=read, lost=tuple(lost))


PROMISES = tuple(
    Promise(
        f"a {suffix} file tampered with gives a sound report or a reason",
        600 if suffix in (".docx", ".pdf", ".html") else 2000,
        lambda count, seed, suffix=suffix: tampered(suffix, count, seed),  # type: ignore[misc]
    )
    for suffix in SOUND
)
