"""Escape untrusted text for Markdown, CSV, spreadsheets, URLs and file names."""

import re
import unicodedata
from urllib.parse import quote

# Line ends and column separators of any program.
_LINE_END = re.compile(r"\s*[\t\n\r\v\f\x1c-\x1f\x85\u2028\u2029]\s*")
# Control characters, and lone surrogates, which UTF-8 cannot encode.
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
# Characters with a meaning in Markdown or in its extensions.
_MARKDOWN = re.compile(r"[\\`*_{}\[\]<>#|!&~$@^]|:(?=//)|(?<=www)\.", re.IGNORECASE)
_MARKDOWN_START = re.compile(r"^(\d{1,9}(?=[.)])|(?=[-+=]))")
# Characters that start a formula in a spreadsheet, also after spaces or as full-width forms.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
# Where a cell would start in a program that separates cells at ";", a tab or a line end. Such a
# program may also remove quotation marks there.
_CELL_START = re.compile(
    r"""([;\t\n\r\v\f\x1c-\x1e\x85\u2028\u2029][ \u00a0\u3000"]*)(?=['=+\-@＝＋－＠])"""
)
# Characters of a URL that stay as they are; all others become %XX.
_URL_SAFE = ":/?#@!$&'*+,;=%~-._"


def one_line(text: str) -> str:
    """Return a text on one line, without control characters.

    A line end and the white space around it become one space. A control character becomes
    U+FFFD. Other characters stay as they are.
    """
    return _CONTROL.sub("\ufffd", _LINE_END.sub(" ", text)).strip()


def escape_markdown(text: str) -> str:
    """Return one line that Markdown shows literally, at any place in a line."""
    line = _MARKDOWN.sub(r"\\\g<0>", one_line(text))
    return _MARKDOWN_START.sub(r"\1\\", line)


def is_formula(text: str) -> bool:
    """Return whether a spreadsheet would read a cell as a formula."""
    return text.lstrip(" \u00a0\u3000").startswith(_FORMULA)


def escape_cell(text: str) -> str:
    """Return a CSV cell that spreadsheets read as text: an apostrophe precedes each formula.

    The apostrophe also precedes each formula that would start a cell in a program that separates
    cells at ``;`` or a tab. An apostrophe at such a place in the text is doubled, so that removing
    one apostrophe restores the text.
    """
    guarded = _CELL_START.sub(r"\1'", text)
    return f"'{guarded}" if is_formula(text) or text.startswith("'") else guarded


def escape_url(url: str) -> str:
    """Return a URL in which characters that could end it, or the field around it, are %XX."""
    return quote(url.strip(), safe=_URL_SAFE, errors="replace")


def safe_file_name(text: str, max_characters: int = 80) -> str:
    """Return a text as a file name without suffix: letters, digits, dots, dashes, underscores."""
    name = re.sub(r"[^\w.]+", "-", unicodedata.normalize("NFC", text))[:max_characters]
    return name.strip(".-_") or "file"
