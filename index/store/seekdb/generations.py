"""List the generations on the server, and keep their files there and in a local folder."""

import shutil
import tempfile
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from corpus.errors import IndexDamaged, IndexMissing
from corpus.files import text_sha256
from index.store.files.generation import (
    MANIFEST,
    generation_folders,
    pointer_text,
    read_manifest,
    verify_files,
)
from index.store.kept import Kept
from index.store.manifest import Manifest
from index.store.seekdb.build_lock import BuildLock
from index.store.seekdb.database import Database, Session
from index.store.seekdb.failures import Locked, Unknown
from index.store.seekdb.tables import TABLES, passage_id

_FILE_PART = 4 << 20
"""Bytes of a file in one row: statements have at most 16 MiB."""
_AT_ONCE = 1000
_LOCKED_SECONDS = 1


class Generations:
    """The generations of an index on a server."""

    def __init__(self, database: Database, lock: BuildLock, folder: Path, keep: int) -> None:
        """Set the local folder, which receives the files of the generations that are opened.

        Args:
            lock: what writes holds it.
            keep: number of generations to keep, the current one included.
        """
        self._database, self._folder, self._keep = database, folder, keep
        self.writing = lock.writing

    def begin(self) -> int:
        """Remove what no generation lists, and return a number for a new generation."""
        with self._database.session() as session:
            for table in TABLES:
                session.run(table)
            _remove_unlisted(session)
            ((newest,),) = session.rows("SELECT coalesce(max(number), 0) FROM generations")
            ((current,),) = session.rows("SELECT coalesce(max(generation), 0) FROM pointer")
            ((used,),) = session.rows("SELECT coalesce(max(generation), 0) FROM numbers")
        return int(max(newest, current, used)) + 1

    def list_members(self, number: int, versions: Iterable[int], styles: Mapping[int, str]) -> None:
        """List the reports of a generation, with the styles of those that learned names.

        No later generation has its number: rows of one that is cut off here may stay locked.
        """
        self._database.rows("INSERT IGNORE INTO numbers VALUES (%s)", [number])
        with self.writing() as session:
            rows = [(number, version, styles.get(version)) for version in versions]
            for first in range(0, len(rows), _AT_ONCE):
                some = rows[first : first + _AT_ONCE]
                session.many("INSERT INTO members VALUES (%s, %s, %s)", some)

    def list_again(self, number: int, former: int) -> None:
        """List the reports of a former generation as those of a new one."""
        self._database.rows("INSERT IGNORE INTO numbers VALUES (%s)", [number])
        with self.writing() as session:
            session.run(
                "INSERT INTO members SELECT %s, version, style FROM members WHERE generation = %s",
                [number, former],
            )

    def add(self, manifest: Manifest, folder: Path, built: datetime | None = None) -> None:
        """Name a generation, whose files are in a folder; from then on it can be opened.

        Args:
            built: see ``Kept``; now when None.
        """
        (folder / MANIFEST).write_text(manifest.to_json(), encoding="utf-8")
        name = manifest.generation
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            self._send(name, path.relative_to(folder).as_posix(), path)
        with self.writing(alone=True) as session:
            sha256 = text_sha256(manifest.to_json())
            row = (manifest.number, name, sha256)
            session.run("INSERT INTO generations VALUES (%s, %s, %s)", row)
            seconds = int((built or datetime.now(UTC)).timestamp())
            session.run("INSERT INTO built VALUES (%s, %s)", [manifest.number, seconds])

    def kept(self) -> list[Kept]:
        """Return the generations up to the current one, oldest first."""
        built: dict[int, int] = {}
        with suppress(Unknown):
            built.update(self._database.rows("SELECT generation, seconds FROM built"))
        with suppress(Unknown):
            # A newer one is of a build that was killed before it could serve.
            rows = self._database.rows(
                "SELECT g.number, g.name, g.number = p.generation FROM generations g "
                "JOIN pointer p ON g.number <= p.generation ORDER BY g.number"
            )
            return [
                Kept(name, _time(built.get(number)), bool(is_current))
                for number, name, is_current in rows
            ]
        return []

    def _send(self, name: str, relative: str, path: Path) -> None:
        with path.open("rb") as stream:
            part = 0
            while (body := stream.read(_FILE_PART)) or part == 0:
                with self.writing() as session:
                    row = (name, relative, part, body)
                    session.run("INSERT INTO files VALUES (%s, %s, %s, %s)", row)
                part += 1

    def pointer_to(self, name: str) -> str:
        """Return the text of a pointer to a generation.

        Raises:
            IndexMissing: when the generation does not exist.
        """
        statement = "SELECT name, manifest_sha256 FROM generations WHERE name = %s"
        with suppress(Unknown):
            for row in self._database.rows(statement, [name]):
                return pointer_text(*row)
        raise IndexMissing(f"there is no generation {name!r} in {self._database.address}")

    def current(self) -> str | None:
        """Return the text of the pointer to the current generation; None without one."""
        with suppress(Unknown):
            rows = self._database.rows(
                "SELECT g.name, g.manifest_sha256 FROM pointer p JOIN generations g "
                "ON g.number = p.generation"
            )
            for row in rows:
                return pointer_text(*row)
        return None

    def promote(self, name: str) -> None:
        """Make a generation the current one, and forget all but the newest generations.

        The rows of forgotten generations go with the next build, so that open views go on.
        """
        with self.writing(alone=True) as session:
            statement = "SELECT number FROM generations WHERE name = %s"
            ((number,),) = session.rows(statement, [name])
            ((before,),) = session.rows("SELECT coalesce(max(generation), 0) FROM pointer")
            session.run("REPLACE INTO pointer VALUES (1, %s)", [number])
            listed = session.rows("SELECT number FROM generations ORDER BY number")
            # One between them is of a build that was killed before it could serve.
            former = [one for (one,) in listed if one < number and one <= (before or number)]
            kept = {number, *former[::-1][: self._keep - 1]}
            for (one,) in listed:
                if one not in kept:
                    session.run("DELETE FROM generations WHERE number = %s", [one])

    def folder_of(self, pointer: str, name: str) -> tuple[Path, Manifest]:
        """Return the local folder of a generation's files, verified, and its manifest.

        Files that are missing or damaged are fetched from the server.

        Raises:
            IndexDamaged: when the files on the server are damaged.
        """
        folder = self._folder / name
        try:
            return folder, self._verified(folder, pointer)
        except IndexDamaged:
            self._fetch(name, pointer)
            self._remove_forgotten()
        return folder, self._verified(folder, pointer)

    def _verified(self, folder: Path, pointer: str) -> Manifest:
        manifest = read_manifest(self._folder, pointer)
        verify_files(folder, manifest)
        return manifest

    def _fetch(self, name: str, pointer: str) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        statement = "SELECT path, part FROM files WHERE generation = %s ORDER BY path, part"
        with tempfile.TemporaryDirectory(prefix=".fetched-", dir=self._folder) as made:
            folder = Path(made) / name
            folder.mkdir()
            for path, part in self._database.rows(statement, [name]):
                body = self._database.rows(
                    "SELECT body FROM files WHERE generation = %s AND path = %s AND part = %s",
                    [name, path, part],
                )
                target = folder / path
                if not target.resolve().is_relative_to(folder.resolve()):
                    raise IndexDamaged(f"{self._database.address} names the file {path!r}")
                target.parent.mkdir(parents=True, exist_ok=True)
                with target.open("ab") as stream:
                    stream.write(body[0][0])
            self._put(folder, pointer)

    def _put(self, fetched: Path, pointer: str) -> None:
        """Give fetched files their place, unless another process, which reads them, did so."""
        target = self._folder / fetched.name
        for _ in range(2):
            with suppress(OSError):  # as where files are in the way
                fetched.rename(target)
                return
            with suppress(IndexDamaged):
                self._verified(target, pointer)
                return
            shutil.rmtree(target, ignore_errors=True)

    def _remove_forgotten(self) -> None:
        """Remove the local folders of generations that the server has forgotten."""
        listed = {name for (name,) in self._database.rows("SELECT name FROM generations")}
        for folder in generation_folders(self._folder):
            if folder.name not in listed:
                shutil.rmtree(folder, ignore_errors=True)


def _time(seconds: int | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


def _remove_unlisted(session: Session) -> None:
    """Remove the rows of killed builds and of forgotten generations.

    Rows that a server has kept locked since it was killed stay: nothing reads them.
    """
    session.run(f"SET SESSION ob_trx_lock_timeout = {_LOCKED_SECONDS * 1_000_000}")
    _remove(session, "built WHERE generation NOT IN (SELECT number FROM generations)")
    _remove(session, "members WHERE generation NOT IN (SELECT number FROM generations)")
    _remove(session, "files WHERE generation NOT IN (SELECT name FROM generations)")
    unlisted = session.rows(
        "SELECT version FROM reports WHERE version NOT IN (SELECT version FROM members)"
    )
    tables = [name for (name,) in session.rows("SHOW TABLES LIKE 'passages%%'")]
    for (version,) in unlisted:
        bounds = (passage_id(version, 0), passage_id(version + 1, 0))
        for table in tables:
            _remove(session, f"{table} WHERE id >= %s AND id < %s", *bounds)
        _remove(session, "texts WHERE version = %s", version)
        _remove(session, "reports WHERE version = %s", version)


def _remove(session: Session, rows: str, *values: int) -> None:
    with suppress(Locked):
        session.run(f"DELETE FROM {rows}", values)
