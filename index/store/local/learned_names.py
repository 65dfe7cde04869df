"""Write the names that lower-cased reports learn to the SQLite file of a generation."""

from collections.abc import Iterator
from typing import Any, Protocol

from index.store.learned_names import NOT_PROSE, learned_styles


class Connection(Protocol):
    """What is used of a connection of SQLite, whose one door is ``passages``."""

    def execute(self, query: str, values: tuple[object, ...] = ..., /) -> Any:
        """Run a statement and return its rows."""


def learn_names(connection: Connection) -> None:
    """Write the names that each lower-cased report learns into its row."""
    query = "SELECT number, text FROM reports WHERE lower_cased ORDER BY number"
    lower_cased = connection.execute(query).fetchall()
    styles = learned_styles([text for _, text in lower_cased], lambda: _with_capitals(connection))
    for (number, _), style in zip(lower_cased, styles, strict=True):
        connection.execute("UPDATE reports SET acronyms = ? WHERE number = ?", (style, number))


def _with_capitals(connection: Connection) -> Iterator[str]:
    """Yield the sentences in prose of all reports that have capitals, in order."""
    query = (
        "SELECT quote FROM passages JOIN reports ON reports.number = passages.report "
        "WHERE NOT lower_cased AND kind NOT IN (?, ?) ORDER BY row"
    )
    for (quote,) in connection.execute(query, NOT_PROSE):
        yield quote
