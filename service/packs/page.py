"""Write the page of a pack: one HTML file that checks itself and loads nothing."""

import base64
import hashlib
import re
import zlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path

from markupsafe import Markup

from service.answers.answer import verdict_line
from service.exports.one_file import source_hash, templates
from service.packs.certificates import Certificates, certificate_bytes
from service.packs.contents import Answers, CitedText, passages_of
from service.packs.crops import CitedPage
from service.packs.tree import PageSeal

TEMPLATES = Path(__file__).with_name("templates")
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_END = "</body></html>"
_BUFFERED = 100
"""Pieces of the template that are joined before they are read and written."""


def page_html(
    name: str,
    day: date,
    answers: Answers,
    texts: dict[str, CitedText],
    pages: Sequence[CitedPage],
    certificates: Certificates,
) -> Iterator[str]:
    """Yield the page as HTML, piece by piece; it may be larger than the memory.

    Args:
        answers, certificates: are read twice, one at a time; texts and pages once.
    """
    style, script = (
        (TEMPLATES / one).read_text(encoding="utf-8") for one in ("pack.css", "pack.js")
    )
    visible = templates(TEMPLATES).get_template("pack.html").stream(
        name=name, day=day.isoformat(), style=Markup(style),  # noqa: S704  # it is our own
        hashes={"style": f"'{source_hash(style)}'", "script": f"'{source_hash(script)}'"},
        answers=answers, passages_of=passages_of, verdict_line=verdict_line, texts=texts,
        pages=pages, certificates=certificates, encoded=_encoded, shown=shown,
    )  # fmt: skip
    visible.enable_buffering(_BUFFERED)
    seal = PageSeal()
    yield from _sealed(visible, seal)
    yield from _block("answers", (f"{one.line}\n" for one in answers), seal)
    for sha256, text in texts.items():
        yield from _block(f"text-{sha256}", (one.text for one in (text,)), seal)
    for record in certificates:
        yield from _block(
            f"record-{record['record_id']}", [certificate_bytes(record).decode()], seal
        )
    yield f'<script type="text/plain" id="seals">{seal.seals(script)}</script>\n'
    yield f"<script>{script}</script>"


def _sealed(pieces: Iterable[str], seal: PageSeal) -> Iterator[str]:
    """Yield a page without the tags that close body and html: browsers add them."""
    held = ""
    for piece in pieces:
        seal.feed(piece)
        held += piece
        yield held[: -len(_END)]
        held = held[-len(_END) :]
    if held != _END:
        raise ValueError(f"the page ends with {held!r}")


def _block(name: str, texts: Iterable[str], seal: PageSeal) -> Iterator[str]:
    digest = hashlib.sha256()
    yield f'<script type="text/plain" id="{name}">'
    for piece in _packed(texts):
        digest.update(piece.encode())
        yield piece
    yield "</script>\n"
    seal.add_block(name, digest.hexdigest())


def _packed(texts: Iterable[str]) -> Iterator[str]:
    """Yield texts, compressed and in base64, as one."""
    deflate, held = zlib.compressobj(9), b""
    for text in texts:
        held += deflate.compress(text.encode())
        whole = len(held) // 3 * 3  # base64 turns three bytes into four signs
        yield _encoded(held[:whole])
        held = held[whole:]
    yield _encoded(held + deflate.flush())


def shown(text: str) -> str:
    """Return a text as the page shows it: control characters have a sign instead."""
    return _CONTROLS.sub("\ufffd", text)


def _encoded(content: bytes) -> str:
    return base64.b64encode(content).decode()
