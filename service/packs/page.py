"""Write the page of a pack: one HTML file that checks itself and loads nothing."""

import base64
import re
import zlib
from datetime import date
from pathlib import Path
from typing import Any

from markupsafe import Markup

from service.answers.answer import verdict_line
from service.answers.citation import superseded_words
from service.exports.one_file import source_hash, templates
from service.packs.contents import CitedText, PackedAnswer, passages_of
from service.packs.crops import CitedPage
from service.packs.tree import block, seals, tree_of
from service.records.canonical import canonical

TEMPLATES = Path(__file__).with_name("templates")
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def page_html(
    name: str,
    day: date,
    answers: list[PackedAnswer],
    texts: dict[str, CitedText],
    pages: list[CitedPage],
    certificates: list[dict[str, Any]],
) -> str:
    """Return the page as HTML."""
    style, script = (
        (TEMPLATES / one).read_text(encoding="utf-8") for one in ("pack.css", "pack.js")
    )
    visible = templates(TEMPLATES).get_template("pack.html").render(
        name=name, day=day.isoformat(), style=Markup(style),  # noqa: S704  # it is our own
        hashes={"style": f"'{source_hash(style)}'", "script": f"'{source_hash(script)}'"},
        answers=answers, passages_of=passages_of, verdict_line=verdict_line, texts=texts,
        superseded_words=superseded_words,
        pages=pages, certificates=certificates, encoded=_encoded, shown=shown,
    )  # fmt: skip
    blocks = {"answers": _packed("".join(f"{one.line}\n" for one in answers))}
    blocks |= {f"text-{sha256}": _packed(one.text) for sha256, one in texts.items()}
    blocks |= {f"record-{one['record_id']}": _packed(canonical(one).decode())
               for one in certificates}  # fmt: skip
    root = tree_of(visible)
    body = root[2][-1][2]
    for one, content in (*blocks.items(), ("seals", "")):
        body += [block(one, content), "\n"]
    body.append(["script", [], [script]])
    sealed = {**blocks, "seals": seals(root, blocks)}
    data = "".join(
        f'<script type="text/plain" id="{one}">{content}</script>\n'
        for one, content in sealed.items()
    )
    # The tags that close body and html are left out: browsers add them.
    start = visible.removesuffix("</body></html>")
    return f"{start}{data}<script>{script}</script>"


def shown(text: str) -> str:
    """Return a text as the page shows it: control characters have a sign instead."""
    return _CONTROLS.sub("\ufffd", text)


def _packed(text: str) -> str:
    return base64.b64encode(zlib.compress(text.encode(), 9)).decode()


def _encoded(content: bytes) -> str:
    return base64.b64encode(content).decode()
