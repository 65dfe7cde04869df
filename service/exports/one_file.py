"""Write pages that are one HTML file and load nothing."""

import base64
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

TEMPLATES = Path(__file__).with_name("templates")
BASE_STYLE = TEMPLATES / "base.css"


_BUFFERED = 100
"""Pieces of a template that are joined before they are yielded."""


def one_file(template: Path, styles: Iterable[Path], values: Mapping[str, Any]) -> str:
    """Return a page as one HTML file that loads nothing.

    Args:
        template: extends ``one_file.html``, which has the head of every such page.
    """
    page, shown = _prepared(template, styles, "")
    return page.render({**values, **shown})


def pieces_of_file(
    template: Path, styles: Iterable[Path], values: Mapping[str, Any], script: str
) -> Iterator[str]:
    """Yield such a page piece by piece; it may be larger than the memory.

    Args:
        script: a script that the caller adds at the end. The page may show images that it holds.
    """
    page, shown = _prepared(template, styles, script)
    stream = page.stream({**values, **shown})
    stream.enable_buffering(_BUFFERED)
    return iter(stream)


def _prepared(
    template: Path, styles: Iterable[Path], script: str
) -> tuple[Template, dict[str, Markup]]:
    style = "\n".join(path.read_text(encoding="utf-8") for path in styles)
    allowed = [f"style-src '{_source_hash(style)}'"]
    if script:
        allowed += [f"script-src '{_source_hash(script)}'", "img-src data:"]
    policy = "; ".join(["default-src 'none'", *allowed, "base-uri 'none'", "form-action 'none'"])
    shown = {"style": Markup(style), "policy": Markup(policy)}  # noqa: S704  # both are our own
    return _templates(template.parent).get_template(template.name), shown


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
