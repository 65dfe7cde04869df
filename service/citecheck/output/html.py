"""Write a checked draft as one HTML file that loads nothing."""

from pathlib import Path
from typing import Any
from urllib.parse import quote

from corpus.readers.drafts.draft import Draft
from service.answers.answer import percent
from service.citecheck.findings import CheckedDraft, SourceSentence
from service.citecheck.output.marked_text import changes, paragraphs
from service.citecheck.output.summary import unchecked_words
from service.citecheck.output.verdict_words import VERDICTS, judged, sign, tally, worst_first
from service.exports.one_file import BASE_STYLE, one_file

TEMPLATES = Path(__file__).with_name("templates")
_STYLES = (BASE_STYLE, TEMPLATES / "findings.css")
_WEB = ("https://", "http://")
_FRAGMENT_CHARACTERS = 300


def annotated_html(checked: CheckedDraft, draft: Draft, site: str | None = None) -> str:
    """Return the draft's text with the findings beside it, as one HTML file.

    Args:
        site: address of the service, for links to its reports; None leaves these links out.
    """
    values = {**shown(checked, draft), "site": site}
    return one_file(TEMPLATES / "annotated.html", _STYLES, values)


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
        "sign": sign,
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
