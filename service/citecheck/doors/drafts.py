"""Read a draft from bytes in the sandbox, and write the files that its check gives."""

from collections.abc import Callable
from pathlib import PurePath

from corpus.errors import BadRequest
from corpus.extract import READABLE
from corpus.limits import Limits
from corpus.readers.drafts.draft import Draft
from corpus.sandbox.parent import Sandbox
from corpus.settings import Settings
from service.citecheck.findings import CheckedDraft
from service.citecheck.output.as_json import findings_json
from service.citecheck.output.as_table import findings_csv
from service.citecheck.output.html import annotated_html
from service.citecheck.output.word_comments import comments

WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MEDIA_TYPES = {
    "annotated.html": "text/html",
    "annotated.docx": WORD_TYPE,
    "findings.json": "application/json",
    "findings.csv": "text/csv",
}
"""The media type of each file that a check gives, by the end of its name."""


def read_draft(settings: Settings, name: str, content: bytes) -> Draft:
    """Return the draft in a file.

    Args:
        name: name of the file, whose suffix gives the format; "" for pasted text.

    Raises:
        BadRequest: when the format is unknown.
        UnreadableFile: when the file cannot be read; the message states reason and remedy.
        NotStarted: when the system refuses to start a process.
    """
    check_suffix(name)
    with Sandbox(Limits.of(settings)) as sandbox:
        return sandbox.draft(name, content)


def check_suffix(name: str) -> None:
    """Check the name of a draft.

    Raises:
        BadRequest: when its suffix is that of no format of drafts.
    """
    if name and PurePath(name).suffix.lower() not in READABLE:
        listed = f"{', '.join(READABLE[:-1])} or {READABLE[-1]}"
        raise BadRequest(f'"{name}" is not a draft', f"choose a file that ends in {listed}")


def is_word(name: str) -> bool:
    """Return whether a draft can be given back with comments of Word."""
    return PurePath(name).suffix.lower() == ".docx"


def files_of(
    settings: Settings, checked: CheckedDraft, draft: Draft, content: bytes, site: str | None
) -> dict[str, Callable[[], bytes]]:
    """Return what makes each file that a check gives, by the end of the file's name.

    Args:
        content: the bytes of the draft's file.
        site: address of the service, for links to its reports; None leaves these links out.
    """
    made: dict[str, Callable[[], bytes]] = {
        "annotated.html": lambda: annotated_html(checked, draft, site).encode(),
        "findings.json": lambda: findings_json(checked),
        "findings.csv": lambda: b"".join(findings_csv(checked, site or "")),
    }
    if is_word(checked.name):
        made["annotated.docx"] = lambda: _commented(settings, checked, draft, content)
    return made


def _commented(settings: Settings, checked: CheckedDraft, draft: Draft, content: bytes) -> bytes:
    with Sandbox(Limits.of(settings)) as sandbox:
        return sandbox.commented(draft, content, comments(checked))
