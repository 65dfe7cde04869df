"""Read the catalog: a TOML file that states titles, publishers and dates of reports."""

import datetime
import tomllib
from dataclasses import dataclass, fields
from pathlib import Path, PurePosixPath

from corpus.dates import DATE_FORMS, is_date
from corpus.errors import CorpusError
from corpus.report import Source
from corpus.text.fold import composed

CATALOG_NAME = "catalog.toml"


@dataclass(frozen=True, slots=True)
class Entry:
    """One ``[[report]]`` table of the catalog; a missing key is None or empty.

    Attributes:
        supersedes: ids and numbers of the reports that this one supersedes.
    """

    id: str | None = None
    title: str | None = None
    publisher: str | None = None
    number: str | None = None
    date: str | None = None
    url: str | None = None
    note: str | None = None
    authors: tuple[str, ...] = ()
    supersedes: tuple[str, ...] = ()

    def source(self, report_id: str) -> Source:
        """Return these values as the source of the report with this id."""
        return Source(
            report_id, self.title, self.publisher, self.number, self.date, self.url, self.note,
            self.authors,
        )  # fmt: skip


_KEYS = {field.name for field in fields(Entry)}


def read_catalog(corpus: Path) -> dict[str, Entry]:
    """Return the catalog's entries, keyed by composed file path relative to the corpus folder.

    A folder without a catalog has no entries.

    Raises:
        CorpusError: when the catalog is not valid; the message names the faulty table.
    """
    path = corpus / CATALOG_NAME
    if not path.is_file():
        return {}
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise CorpusError(f"{path} cannot be read: {error.strerror}: make it readable") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CorpusError(f"{path} is not valid TOML: {error}") from error
    if set(table) - {"report"} or not isinstance(table.get("report", []), list):
        raise CorpusError(f"{path}: unknown content; use [[report]] tables only")
    entries: dict[str, Entry] = {}
    for number, item in enumerate(table.get("report", []), start=1):
        where = f"{path}, [[report]] {number}"
        if not isinstance(item, dict):
            raise CorpusError(f"{where}: not a table; write [[report]] above the keys")
        file = item.get("file")
        if not isinstance(file, str) or not file:
            raise CorpusError(f'{where}: file is missing; add it, as in file = "report.txt"')
        file = composed(PurePosixPath(file).as_posix())
        if file in entries:
            raise CorpusError(f"{where}: {file} has two tables; delete one")
        entries[file] = _entry(item, where)
    return entries


def _entry(item: dict[str, object], where: str) -> Entry:
    values: dict[str, str] = {}
    authors = _authors(item.get("authors", []), where)
    supersedes = _supersedes(item.get("supersedes"), where)
    for key, value in item.items():
        if key in ("file", "authors", "supersedes"):
            continue
        if key not in _KEYS:
            raise CorpusError(f"{where}: unknown key {key!r}; use file, {', '.join(sorted(_KEYS))}")
        # TOML has days as a type of their own, and reads a bare year as a number.
        dated = key == "date" and isinstance(value, datetime.date | int)
        text = str(value)[:10] if dated else value
        if not isinstance(text, str) or not text.strip():
            raise CorpusError(f"{where}: {key} must be a non-empty string")
        values[key] = composed(text.strip()) if key == "id" else text.strip()
    if "id" in values and not _is_id(values["id"]):
        raise CorpusError(
            f"{where}: id must not contain control characters, or empty, . or .. segments"
        )
    if "date" in values and not is_date(values["date"]):
        raise CorpusError(f"{where}: date must be {DATE_FORMS}")
    if "url" in values and not values["url"].startswith(("https://", "http://")):
        raise CorpusError(f"{where}: url must start with https:// or http://")
    return Entry(**values, authors=authors, supersedes=supersedes)


def _authors(value: object, where: str) -> tuple[str, ...]:
    authors = _names(value)
    if authors is None:
        raise CorpusError(
            f'{where}: authors must be a list of names, as in ["Ann Lee", "van Dam, Bo"]'
        )
    return authors


def _supersedes(value: object, where: str) -> tuple[str, ...]:
    if value is None:
        return ()
    names = _names([value] if isinstance(value, str) else value)
    if not names:
        raise CorpusError(
            f"{where}: supersedes must be the id or the number of a report, or a list of them, "
            'as in ["crs/if12672", "RL33740"]'
        )
    return tuple(dict.fromkeys(names))


def _names(value: object) -> tuple[str, ...] | None:
    """Return the names in a list, or None where it is no list of names."""
    names = value if isinstance(value, list) else [None]
    found = tuple(name.strip() for name in names if isinstance(name, str) and name.strip())
    return found if len(found) == len(names) else None


def _is_id(text: str) -> bool:
    """Return whether an id can be part of a URL."""
    segments = text.split("/")
    return text.isprintable() and not {"", ".", ".."} & set(segments)
