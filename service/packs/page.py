"""Write the page of a pack: one HTML file that checks itself and loads nothing."""

import hashlib
import zlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path

from service import __version__
from service.exports.one_file import BASE_STYLE, pieces_of_file
from service.packs.certificates import Certificates, certificate_bytes
from service.packs.contents import Answers, CitedText
from service.packs.crops import CitedPage
from service.packs.findings import Findings
from service.packs.overview import overview
from service.packs.page_values import encoded, shown_values
from service.packs.tree import PageSeal

TEMPLATES = Path(__file__).with_name("templates")
_STYLES = (BASE_STYLE, TEMPLATES / "pack.css")
_END = "</body>\n</html>"


def page_html(
    name: str,
    day: date,
    answers: Answers,
    texts: dict[str, CitedText],
    pages: Sequence[CitedPage],
    certificates: Certificates,
    findings: Findings | None,
) -> Iterator[str]:
    """Yield the page as HTML, piece by piece; it may be larger than the memory.

    Args:
        answers, certificates: are read more than once, one at a time; texts and pages once.
    """
    script = (TEMPLATES / "pack.js").read_text(encoding="utf-8")
    found = overview(answers, texts, pages, certificates, findings)
    values = {
        "name": name, "day": day.isoformat(), "version": __version__, "overview": found,
        "answers": answers, "texts": texts, "pages": pages, "certificates": certificates,
        "checked": findings.checked if findings else None, **shown_values(texts, pages),
    }  # fmt: skip
    visible = pieces_of_file(TEMPLATES / "pack.html", _STYLES, values, script)
    seal = PageSeal()
    yield from _sealed(visible, seal)
    yield from _block("answers", (f"{one.line}\n" for one in answers), seal)
    for sha256, text in texts.items():
        yield from _block(f"text-{sha256}", (one.text for one in (text,)), seal)
    for record in certificates:
        yield from _block(
            f"record-{record['record_id']}", [certificate_bytes(record).decode()], seal
        )
    if findings is not None:
        yield from _block("findings", [findings.content.decode()], seal)
    yield f'<script type="text/plain" id="seals">{seal.seals(script)}</script>\n'
    yield f"<script>{script}</script>"


def _sealed(pieces: Iterable[str], seal: PageSeal) -> Iterator[str]:
    """Yield a page without the tags that close body and html: browsers add them."""
    held = ""
    for piece in pieces:
        held += piece
        ready, held = held[: -len(_END)], held[-len(_END) :]
        seal.feed(ready)
        yield ready
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
        yield encoded(held[:whole])
        held = held[whole:]
    yield encoded(held + deflate.flush())
