"""Write a checked draft as one HTML file that loads nothing."""

import base64
import hashlib
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from corpus.readers.drafts.draft import Draft
from service.answers.answer import percent
from service.citecheck.findings import CheckedDraft, SourceSentence
from service.citecheck.output.marked_text import changes, paragraphs
from service.citecheck.output.summary import unchecked_words
from service.citecheck.output.verdict_words import VERDICTS, judged, tally, worst_first

TEMPLATES = Path(__file__).with_name("templates")
_STYLES = ("base.css", "findings.css")
_WEB = ("https://", "http://")
_FRAGMENT_CHARACTERS = 300


def annotated_html(checked: CheckedDraft, draft: Draft, site: str | None = None) -> str:
    """Return the draft's text with the findings beside it, as one HTML file.

    Args:
        site: address of the service, for links to its reports; None leaves these links out.
    """
    style = "\n".join((TEMPLATES / name).read_text(encoding="utf-8") for name in _STYLES)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return _environment().get_template("annotated.html").render(
        style=Markup(style),  # noqa: S704  # it is our own
        style_hash=digest,
        **shown(checked, draft),
        site=site,
    )  # fmt: skip


def shown(checked: CheckedDraft, draft: Draft) -> dict[str, Any]:
    """Return what the template ``findings.html`` shows."""
    return {
        "checked": checked,
        "paragraphs": paragraphs(checked, draft),
        "worst": worst_first(checked.findings),
        "counts": tally(checked),
        "unchecked": unchecked_words(checked),
        "verdicts": VERDICTS,
        "judged": judged,
        "changes": lambda finding: changes(checked.text, finding),
        "original": original_url,
        "percent": percent,
    }


def original_url(source: SourceSentence) -> str:
    """Return the address of the sentence in the publisher's file; "" where it is not known.

    Browsers that know text fragments scroll to the sentence.
    """
    url = source.citation.report.url or ""
    if not url.lower().startswith(_WEB):
        return ""
    words = " ".join(source.text.split())[:_FRAGMENT_CHARACTERS]
    return url if "#" in url else f"{url}#:~:text={quote(words, safe='').replace('-', '%2D')}"


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
