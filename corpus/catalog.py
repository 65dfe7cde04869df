"""The catalog: what a person states about the reports of a folder."""

import datetime
import tomllib
from dataclasses import dataclass, fields
from pathlib import Path, PurePosixPath

from corpus.errors import CorpusError
from corpus.report import Source

CATALOG_NAME = "catalog.toml"


@dataclass(frozen=True, slots=True)
class Entry:
    """One ``[[report]]`` of a catalog; the keys it leaves out are None."""

    id: str | None = None
    title: str | None = None
    publisher: str | None = None
    number: str | None = None
    date: str | None = None
    url: str | None = None
    note: str | None = None

    def source(self, report_id: str) -> Source:
        """Return what is known of the report that has this id."""
        return Source(
            report_id, self.title, self.publisher, self.number, self.date, self.url, self.note
        )


_KEYS = {field.name for field in fields(Entry)}


def read_catalog(corpus: Path) -> dict[str, Entry]:
    """Return the catalog's entries by file path below the corpus, or {} without a catalog.

    Raises:
        CorpusError: when the catalog is not valid; the message names the entry.
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
        raise CorpusError(f"{path} may hold only [[report]] tables")
    entries: dict[str, Entry] = {}
    for number, item in enumerate(table.get("report", []), start=1):
        where = f"{path}, [[report]] {number}"
        if not isinstance(item, dict):
            raise CorpusError(f"{where}: not a table; write [[report]] above its keys")
        file = item.get("file")
        if not isinstance(file, str) or not file:
            raise CorpusError(f'{where}: give its file, as in file = "report.txt"')
        file = PurePosixPath(file).as_posix()
        if file in entries:
            raise CorpusError(f"{where}: {file} stands in the catalog twice; keep one")
        entries[file] = _entry(item, where)
    return entries


def _entry(item: dict[str, object], where: str) -> Entry:
    values: dict[str, str] = {}
    for key, value in item.items():
        if key == "file":
            continue
        if key not in _KEYS:
            raise CorpusError(f"{where}: unknown key {key!r}; use file, {', '.join(sorted(_KEYS))}")
        dated = key == "date" and isinstance(value, datetime.date)
        text = str(value)[:10] if dated else value
        if not isinstance(text, str) or not text.strip():
            raise CorpusError(f"{where}: {key} must be text that is not empty")
        values[key] = text.strip()
    if "id" in values and not _is_id(values["id"]):
        raise CorpusError(f"{where}: id may hold no control character and no empty or dot segment")
    if "date" in values and not _is_date(values["date"]):
        raise CorpusError(f"{where}: date must be written year-month-day, as in 2016-02-09")
    if "url" in values and not values["url"].startswith(("https://", "http://")):
        raise CorpusError(f"{where}: url must start with https:// or http://")
    return Entry(**values)


def _is_id(text: str) -> bool:
    """Tell whether an id can stand in an address."""
    segments = text.split("/")
    return text.isprintable() and not {"", ".", ".."} & set(segments)


def _is_date(text: str) -> bool:
    try:
        return str(datetime.date.fromisoformat(text)) == text
    except ValueError:
        return False
