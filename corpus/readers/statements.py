"""Read the statements about a report at the head of a Markdown file.

These are front matter between lines of dashes (YAML) or plus signs (TOML), and lines such as
"**Source:** https://example.org" below the title, which converters of web pages write. Neither is
part of the report's text.
"""

import re
import tomllib
from collections.abc import Iterable
from datetime import date

from corpus.readers.folded import fold
from corpus.readers.front import (
    date_in,
    is_address,
    iso_date,
    number_in,
    publisher_in,
    us_date,
)
from corpus.readers.persons import person_names
from corpus.report import Front

_FRONT_MATTER = re.compile(r"\s*---[ \t]*\n((?:.*\n)*?)(?:---|\.\.\.)[ \t]*(?:\n|$)")
_TOML = re.compile(r"\s*\+\+\+[ \t]*\n((?:.*\n)*?)\+\+\+[ \t]*(?:\n|$)")
_STATEMENT = re.compile(r"([A-Za-z][\w .-]*?)[ \t]*:(?:[ \t]+(.*))?$")
_ITEM = re.compile(r"[ \t]*-[ \t]+(.+)")
_BOLD_LINE = r"\*\*[A-Za-z][\w .-]{0,40}(?::\*\*|\*\*:)[^\n]*\n"
_BOLD_HEAD = re.compile(rf"((?:\s*#[^\n]*\n)?\s*)((?:{_BOLD_LINE}){{2,}})(?=\s*(?:\n|$))")
_NAMES = {
    "title": ("title",),
    "publisher": ("publisher", "institution", "organization"),
    "number": ("number", "report no.", "report number", "report no"),
    "date": ("date", "publication date", "published"),
    "url": ("url", "source", "source url", "link"),
    "authors": ("authors", "author"),
}
_KNOWN = {"version", *(name for names in _NAMES.values() for name in names)}
_LABELLED = re.compile(r"(authors?|publication date):\s*(\S.*)", re.IGNORECASE)
_DATED_BLOCKS = 60
_FRONT_BLOCKS = 12


def split_statements(text: str) -> tuple[dict[str, str], str]:
    """Return the statements by their name in lower case, and the text without them."""
    stated, rest = _split_front_matter(text)
    head = _BOLD_HEAD.match(rest)
    if not head:
        return stated, rest
    found: dict[str, str] = {}
    kept = ""
    for line in head[2].splitlines(keepends=True):
        statement = {name: value for name, value in _by_name([line.replace("**", "")]).items()
                     if name in _KNOWN}  # fmt: skip
        found |= statement
        kept += "" if statement else line
    return {**found, **stated}, head[1] + kept + rest[head.end() :]


def _split_front_matter(text: str) -> tuple[dict[str, str], str]:
    if (toml := _TOML.match(text)) and (values := _toml_values(toml[1])):
        return values, text[toml.end() :]
    match = _FRONT_MATTER.match(text)
    if not match:
        return {}, text
    lines = [line for line in match[1].splitlines() if line.strip()]
    if not lines or not _STATEMENT.match(lines[0]):
        return {}, text
    return _by_name(lines), text[match.end() :]


def _toml_values(text: str) -> dict[str, str]:
    """Return the values of front matter in TOML; empty if it is none."""
    try:
        stated = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError):
        return {}
    values = {name.lower(): value if isinstance(value, list) else [value]
              for name, value in stated.items() if not isinstance(value, dict)}  # fmt: skip
    return {name: fold("; ".join(str(each)[:10] if isinstance(each, date) else str(each)
                                 for each in value)) for name, value in values.items()}  # fmt: skip


def _by_name(lines: Iterable[str]) -> dict[str, str]:
    """Return the values by name; the items of a list below a name are joined by semicolons."""
    values: dict[str, list[str]] = {}
    name = ""
    for line in lines:
        if statement := _STATEMENT.match(line):
            name = statement[1].lower()
            values[name] = [_bare(statement[2] or "")]
        elif name and (item := _ITEM.match(line)):
            values[name].append(_bare(item[1]))
    joined = {name: "; ".join(filter(None, each)) for name, each in values.items()}
    return {name: value for name, value in joined.items() if value}


def _bare(value: str) -> str:
    """Return a value without quotation marks; the items of a list are joined by semicolons."""
    text = fold(value)
    if text.startswith("[") and text.endswith("]"):
        text = "; ".join(_bare(item) for item in text[1:-1].split(","))
    return text.strip("\"'")


def front_of(stated: dict[str, str], title: str | None, texts: list[str]) -> Front:
    """Return the front matter of a Markdown file.

    Args:
        stated: the statements at its head.
        title: the title among its headings.
        texts: its first blocks, which may state what its head does not.
    """
    opening = texts[:_FRONT_BLOCKS]
    for text in opening:
        if label := _LABELLED.fullmatch(text):
            stated = {label[1].lower(): label[2], **stated}

    def value(field: str) -> str | None:
        return next((stated[name] for name in _NAMES[field] if name in stated), None)

    date, url = value("date") or "", value("url")
    return Front(
        title=value("title") or title,
        publisher=value("publisher") or publisher_in(opening),
        number=value("number") or number_in(opening),
        date=iso_date(date) or us_date(date, texts[:_DATED_BLOCKS]) or date_in(opening),
        url=url if is_address(url) else None,
        authors=person_names(value("authors") or ""),
    )
