"""Write the page of a pack: one HTML file that checks itself and loads nothing."""

import base64
import re
import zlib
from datetime import date
from pathlib import Path
from typing import Any

from service.answers.answer import verdict_line
from service.exports.one_file import one_file
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
    script = (TEMPLATES / "pack.js").read_text(encoding="utf-8")
    values = {
        "name": name, "day": day.isoformat(), "answers": answers, "passages_of": passages_of,
        "verdict_line": verdict_line, "texts": texts, "pages": pages,
        "certificates": certificates, "encoded": _encoded, "shown": shown,
    }  # fmt: skip
    html = one_file(TEMPLATES / "pack.html", (TEMPLATES / "pack.css",), values, script)
    # The tags that close body and html are left out: browsers add them.
    visible = html.rpartition("</body>")[0]
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
    return f"{visible}{data}<script>{script}</script>"


def shown(text: str) -> str:
    """Return a text as the page shows it: control characters have a sign instead."""
    return _CONTROLS.sub("\ufffd", text)


def _packed(text: str) -> str:
    return base64.b64encode(zlib.compress(text.encode(), 9)).decode()


def _encoded(content: bytes) -> str:
    return base64.b64encode(content).decode()
