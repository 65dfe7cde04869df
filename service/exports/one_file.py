"""Write pages that are one HTML file and load nothing."""

import base64
import hashlib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

TEMPLATES = Path(__file__).with_name("templates")
BASE_STYLE = TEMPLATES / "base.css"


def one_file(
    template: Path,
    styles: Iterable[Path],
    values: Mapping[str, Any],
    script: str = "",
) -> str:
    """Return a page as one HTML file that loads nothing.

    Args:
        template: extends ``one_file.html``, which has the head of every such page.
        script: a script at the end of the page that the caller adds; the page may then show images
            that it holds.
    """
    style = "\n".join(path.read_text(encoding="utf-8") for path in styles)
    allowed = [f"style-src '{_source_hash(style)}'"]
    if script:
        allowed += [f"script-src '{_source_hash(script)}'", "img-src data:"]
    policy = "; ".join(["default-src 'none'", *allowed, "base-uri 'none'", "form-action 'none'"])
    shown = {"style": Markup(style), "policy": Markup(policy)}  # noqa: S704  # both are our own
    return _templates(template.parent).get_template(template.name).render({**values, **shown})


@cache
def _templates(folder: Path) -> Environment:
    """Return the templates of a folder, with those of every page; they escape all text."""
    return Environment(
        loader=FileSystemLoader([folder, TEMPLATES]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _source_hash(text: str) -> str:
    """Return what names a style sheet or a script in a content security policy."""
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"
