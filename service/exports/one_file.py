"""Write pages that are one HTML file and load nothing."""

import base64
import hashlib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined


@cache
def templates(folder: Path) -> Environment:
    """Return the templates of a folder; they escape all text."""
    return Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def joined(paths: Iterable[Path]) -> str:
    """Return the text of style sheets, one after the other."""
    return "\n".join(path.read_text(encoding="utf-8") for path in paths)


def source_hash(text: str) -> str:
    """Return what names a style sheet or a script in a content security policy."""
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"
