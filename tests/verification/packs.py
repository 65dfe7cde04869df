# ruff: noqa: E501
"""A small maker of evidence packs, independent of the one of the product, and random changes."""

import hashlib
import json
import random
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Files = dict[str, bytes]

TEXTS = (
    "The ferry carries 40 cars. It sails at noon.\r\nA new one \U0001f6a2\U0001f3f4\u200d\u2620\ufe0f is due in May.\n",
    "Cafe\u0301 and Å are spelt twice: e\u0301, é. \u05d4\u05de\u05e2\u05d1\u05d5\u05e8\u05ea \u05e0\u05d5\u05e9\u05d0\u05ea 40 \u05de\u05db\u05d5\u05e0\u05d9\u05d5\u05ea. \u202b\u0627\u0644\u0639\u0628\u0627\u0631\u0629\u202c.\n",
)
QUOTES = (
    (0, "The ferry carries 40 cars.", "40"),
    (0, "A new one \U0001f6a2\U0001f3f4\u200d\u2620\ufe0f is due in May.", "May"),
    (1, "\u05d4\u05de\u05e2\u05d1\u05d5\u05e8\u05ea \u05e0\u05d5\u05e9\u05d0\u05ea 40 \u05de\u05db\u05d5\u05e0\u05d9\u05d5\u05ea.", None),
    (1, "Cafe\u0301 and Å are spelt twice: e\u0301, é.", "e\u0301"),
)  # fmt: skip
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x00\x00\x00\x00"


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def canonical(record: dict[str, Any]) -> bytes:
    return json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def passage(number: int, text: str, quote: str, answer: str | None) -> dict[str, Any]:
    start = text.index(quote)
    at = start + quote.index(answer) if answer else 0
    return {
        "rank": 1,
        "quote": quote,
        "answer": answer and {"start": at, "end": at + len(answer), "text": answer},
        "citation": {
            "id": f"report-{number}#s1",
            "start": start,
            "end": start + len(quote),
            "quote_sha256": sha256(quote.encode()),
            "text_sha256": sha256(text.encode()),
        },
    }


def certificate(statement: str = "“submarine” stands nowhere.") -> bytes:
    record = {"type": "pincite/absence/1", "statement": statement, "share": 0.0312}
    number = sha256(canonical({**record, "record_id": None}))
    return canonical({**record, "record_id": number}) + b"\n"


def answers() -> list[dict[str, Any]]:
    return [
        {
            "id": number,
            "question": "?",
            "passages": [passage(number, TEXTS[at], quote, answer)],
            "index": {"passages": 6},
        }
        for number, (at, quote, answer) in enumerate(QUOTES, 1)
    ]


def json_lines(rows: list[dict[str, Any]]) -> bytes:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()


def payload() -> Files:
    record = certificate()
    reports = [
        {"custom": {"text_sha256": sha256(text.encode()), "source_sha256": sha256(b"%PDF " + text.encode())}}
        for text in TEXTS
    ]  # fmt: skip
    return {
        "data/answers.jsonl": json_lines(answers()),
        **{f"data/texts/{sha256(text.encode())}.txt": text.encode() for text in TEXTS},
        "data/pages/0123456789abcdef-p12.png": PNG,
        "data/reports.csl.json": json.dumps(reports).encode(),
        f"data/certificates/{json.loads(record)['record_id']}.json": record,
        "data/index.html": b"<!doctype html><title>Pack</title>",
        "data/VERIFY.md": b"# Verify\n",
    }


def bagged(files: Files) -> Files:
    """Return a payload with its tag files."""
    tags = {
        "bagit.txt": b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n",
        "bag-info.txt": b"Bag-Software-Agent: A test\n",
        "manifest-sha256.txt": manifest(files),
    }
    return {**files, **tags, "tagmanifest-sha256.txt": manifest(tags)}


def manifest(files: Files) -> bytes:
    return "".join(f"{sha256(files[name])}  {name}\n" for name in sorted(files)).encode()


def write_folder(files: Files, folder: Path) -> Path:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder


def write_zip(files: Files, path: Path, top: str = "pack/") -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, content in files.items():
            zipped.writestr(top + name, content)
    return path


@dataclass(frozen=True, slots=True)
class Change:
    """One character of one file that is another, gone, new, or has changed places with the next."""

    name: str
    words: str
    content: bytes


def changes(files: Files, count: int, seed: int) -> Iterator[Change]:
    """Yield random changes, of every file, of bytes and of characters alike."""
    chance = random.Random(seed)
    for number in range(count):
        name = sorted(files)[number % len(files)]
        content = files[name]
        while content == files[name]:
            kind = chance.choice(("replace", "delete", "insert", "swap"))
            content = changed(files[name], kind, chance)
        yield Change(name, kind, content)


def changed(content: bytes, kind: str, chance: random.Random) -> bytes:
    """Return a content with a change of one byte or, where it is text, of one character."""
    try:
        units = list(content.decode()) if chance.random() < 0.5 else None
    except UnicodeDecodeError:
        units = None
    new = chance.choice(
        ["0", "9", "a", " ", "\n", "\r", '"', "\\", "é", "\u0301", "\U0001f6a2", "\u202e", "\ufeff"]
    )
    if units is None:
        raw, at = bytearray(content), chance.randrange(len(content) - 1)
        if kind == "replace":
            raw[at] ^= 1 << chance.randrange(8)
        elif kind == "delete":
            del raw[at]
        elif kind == "insert":
            raw.insert(at, chance.randrange(256))
        else:
            raw[at], raw[at + 1] = raw[at + 1], raw[at]
        return bytes(raw)
    at = chance.randrange(len(units) - 1)
    if kind == "replace":
        units[at] = new
    elif kind == "delete":
        del units[at]
    elif kind == "insert":
        units.insert(chance.choice([0, at, len(units)]), new)
    else:
        units[at], units[at + 1] = units[at + 1], units[at]
    return "".join(units).encode()
