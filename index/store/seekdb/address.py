"""Read the address of a seekdb server."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self
from urllib.parse import parse_qs, unquote, urlsplit

from corpus.errors import SettingError

SCHEME = "seekdb"
DEFAULT_PORT = 2881
_FORM = "seekdb://USER:PASSWORD@HOST:PORT/DATABASE, or seekdb:///DATABASE?socket=FILE"
# The name stands in statements without a bound parameter, which SQL has for values alone.
_DATABASE = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,62}")


@dataclass(frozen=True, slots=True)
class Address:
    """The address of a database, which keeps one index.

    Attributes:
        socket: file of the server's socket, which takes the place of host and port; else None.
        certificate: file of the authority whose certificate the server must show; None without TLS.
    """

    host: str
    port: int
    user: str
    database: str
    password: str = field(default="", repr=False)
    certificate: Path | None = None
    socket: Path | None = None

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read an address: ``seekdb://user:password@host:port/database``.

        It ends with ``?ca=FILE`` for TLS. On the machine of the server it may be ``seekdb:///database?socket=FILE``.

        Raises:
            SettingError: when the text has another form.
        """
        try:
            parts = urlsplit(text)
            port = parts.port or DEFAULT_PORT
            options = parse_qs(parts.query, strict_parsing=True) if parts.query else {}
            (parts.hostname or "").encode("idna")
        except ValueError:
            # The error repeats parts of the text, which may be those of the password.
            raise _malformed("its host, port or options cannot be read") from None
        database = unquote(parts.path.removeprefix("/"))
        files = {name: Path(values[0]) for name, values in options.items()}
        if files.keys() - {"ca", "socket"} or parts.fragment:
            raise _malformed("it may end with ?ca=FILE or ?socket=FILE, and with nothing else")
        if parts.scheme != SCHEME or bool(parts.hostname) == ("socket" in files):
            raise _malformed("it names no server")
        if not _DATABASE.fullmatch(database):
            raise _malformed("the name of the database has letters, digits and _ alone")
        if "ca" in files and not files["ca"].is_file():
            raise _malformed(f"there is no file {files['ca']}")
        if not unquote(text).isprintable():
            raise _malformed("it has a character that cannot be printed")
        user, password = unquote(parts.username or "root"), unquote(parts.password or "")
        host = parts.hostname or "localhost"
        return cls(host, port, user, database, password, files.get("ca"), files.get("socket"))

    def __str__(self) -> str:
        """Return the address without the password, for messages."""
        if self.socket:
            return f"{SCHEME}:///{self.database}?socket={self.socket}"
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{SCHEME}://{self.user}@{host}:{self.port}/{self.database}"


def _malformed(why: str) -> SettingError:
    # The text may hold a password, so no message repeats it.
    return SettingError(f"PINCITE_STORE is not an address of a server ({why}): write {_FORM}")
