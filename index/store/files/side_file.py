"""Write and read the SQLite files that tell what earlier generations held.

They depend on the builds and not on the sources alone. A generation that has nothing to tell has no
such file.
"""

import sqlite3
import weakref
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from corpus.errors import IndexDamaged


@contextmanager
def writing(path: Path, tables: str) -> Iterator[sqlite3.Connection]:
    """Create a file with these tables; what the block writes is in it when the block ends.

    Raises:
        OSError: when the file cannot be written.
    """
    try:
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.executescript(f"PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;{tables}")
            connection.execute("BEGIN")
            yield connection
            connection.execute("COMMIT")
    except sqlite3.OperationalError as error:
        raise OSError(f"{error}: {path}") from error


class SideFile:
    """Reads such a file, or none; safe to share between threads."""

    def __init__(self, path: Path, tables: str, probe: str) -> None:
        """Open the file, if the generation has one.

        Args:
            tables: the statements that make the tables of an empty file.
            probe: a query that a readable file answers.

        Raises:
            IndexDamaged: when SQLite cannot read it.
        """
        address = f"{path.absolute().as_uri()}?mode=ro&immutable=1" if path.exists() else ":memory:"
        self._connection = sqlite3.connect(address, uri=True, check_same_thread=False)
        weakref.finalize(self, self._connection.close)
        try:
            if not path.exists():
                self._connection.executescript(tables)
            self._connection.execute(probe).fetchone()
        except sqlite3.DatabaseError as error:
            self.close()
            raise IndexDamaged(f"{path} cannot be read") from error

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def _rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        with closing(self._connection.execute(query, values)) as cursor:
            return cursor.fetchall()
