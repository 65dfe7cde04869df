"""Make text from elsewhere that no program takes for more than text."""

import re
import unicodedata
from urllib.parse import quote

# What any program takes for the end of a line, or for a step to the next column.
_LINE_END = re.compile(r"\s*[\t\n\r\v\f\x1c-\x1f\x85\u2028\u2029]\s*")
# Control characters, and halves of surrogate pairs, which no encoding can hold.
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
# What Markdown, or what came after it, may take for a sign.
_MARKDOWN = re.compile(r"[\\`*_{}\[\]<>#|!&~$@^]|:(?=//)|(?<=www)\.", re.IGNORECASE)
_MARKDOWN_START = re.compile(r"^(\d{1,9}(?=[.)])|(?=[-+=]))")
# What a spreadsheet would take for a formula, also behind blanks or in full width.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
# Where a program that parts cells at another sign than ours would begin one. It may take
# quotation marks away there: inside a cell of ours, those round it are not at its start.
_CELL_START = re.compile(
    r"""([;\t\n\r\v\f\x1c-\x1e\x85\u2028\u2029][ \u00a0\u3000"]*)(?=['=+\-@＝＋－＠])"""
)
# What may stand in an address as it is; the rest is written as %XX.
_ADDRESS = ":/?#@!$&'*+,;=%~-._"


def one_line(text: str) -> str:
    """Return text on one line, without control characters.

    A line end becomes one space, together with the white space round it; a control
    character becomes U+FFFD. Everything else stays as it is.
    """
    return _CONTROL.sub("\ufffd", _LINE_END.sub(" ", text)).strip()


def markdown(text: str) -> str:
    """Return one line that Markdown shows as it is, wherever in a line it is put."""
    line = _MARKDOWN.sub(r"\\\g<0>", one_line(text))
    return _MARKDOWN_START.sub(r"\1\\", line)


def is_formula(text: str) -> bool:
    """Tell whether a spreadsheet would take a cell for a formula."""
    return text.lstrip(" \u00a0\u3000").startswith(_FORMULA)


def cell(text: str) -> str:
    """Return a cell of CSV that no spreadsheet takes for a formula: an apostrophe keeps it text.

    It stands at the start, and wherever a cell would begin for a program that takes ``;``
    or a tab for the separator. One that was there already is doubled, so that who takes
    one away has the text again.
    """
    guarded = _CELL_START.sub(r"\1'", text)
    return f"'{guarded}" if is_formula(text) or text.startswith("'") else guarded


def address(url: str) -> str:
    """Return an address without a character that could end it, or a field that it stands in."""
    return quote(url.strip(), safe=_ADDRESS, errors="replace")


def file_name(text: str, most: int = 80) -> str:
    """Return a text as the first part of a file's name: letters, digits, points and dashes."""
    return re.sub(r"[^\w.]+", "-", unicodedata.normalize("NFC", text))[:most].strip(".-_") or "file"
