"""Let the lower-cased reports of a store learn names from the reports that have capitals."""

from collections.abc import Iterator
from typing import Any, Protocol

from corpus.text.casing import learned_names
from corpus.text.display import style_of
from index.store.local.rows import style_text


class Connection(Protocol):
    """What is used of a connection of SQLite, whose one door is ``passages``."""

    def execute(self, query: str, values: tuple[object, ...] = ..., /) -> Any:
        """Run a statement and return its rows."""


def learn_names(connection: Connection) -> None:
    """Write the names that each lower-cased report learns into its row."""
    query = "SELECT number, text FROM reports WHERE lower_cased ORDER BY number"
    lower_cased = connection.execute(query).fetchall()
    if not lower_cased:
        return
    learned = learned_names([text for _, text in lower_cased], lambda: _with_capitals(connection))
    for (number, text), names in zip(lower_cased, learned, strict=True):
        written = style_text(style_of(text).knowing(names))
        connection.execute("UPDATE reports SET acronyms = ? WHERE number = ?", (written, number))


def _with_capitals(connection: Connection) -> Iterator[str]:
    """Yield the sentences in prose of all reports that have capitals, in order."""
    query = (
        "SELECT quote FROM passages JOIN reports ON reports.number = passages.report "
        "WHERE NOT lower_cased AND kind NOT IN ('heading', 'row') ORDER BY row"
    )
    for (quote,) in connection.execute(query):
        yield quote
