"""Choose the columns of a table of answers, and the address that its links begin with."""

from dataclasses import dataclass
from typing import Literal

from corpus.errors import BadRequest

Columns = Literal["short", "full"]
_CHOICES: dict[str, Columns] = {"": "short", "short": "short", "full": "full"}


@dataclass(frozen=True, slots=True)
class Layout:
    """The layout of CSV files and workbooks; other formats are always complete.

    Attributes:
        columns: ``short`` for the columns that people read, ``full`` for every column.
        site: address of the service, without a slash at the end; links are paths without it.
        remarks: the columns, after the others, for what few passages have; see ``tables``.
    """

    columns: Columns = "short"
    site: str = ""
    remarks: tuple[str, ...] = ()


def checked_columns(name: str) -> Columns:
    """Return the choice of columns with this name; the default when the name is empty.

    Raises:
        BadRequest: when there is no such choice.
    """
    if name not in _CHOICES:
        raise BadRequest(f"unknown columns {name}", "use short or full")
    return _CHOICES[name]
