"""Read the files of a build and encode its sentences with the actors of a cluster."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import Any

import numpy as np

from corpus.errors import NotStarted, UnreadableFile
from corpus.files import read_bytes
from corpus.folder import SourceFile
from corpus.intake import Recall, Watcher
from corpus.limits import Limits
from corpus.settings import Settings
from index.encode.choose import BuildEncoder
from index.types import Vectors
from index.workers.protocol import Read
from index.workers.ray.actors import Encoder, Reader
from index.workers.ray.carried import carried
from index.workers.ray.cluster import LOCAL, Cluster, check_installed
from index.workers.ray.greeting import SAMPLE, Greeting, greeting, welcome
from index.workers.ray.pool import MOST_TRIES, Piece, Pool


@dataclass(frozen=True, slots=True)
class _Batch:
    """Some texts of a list.

    Attributes:
        at: their positions in the list.
        size: number of texts of the list.
        last: whether no other batch of the list follows.
    """

    at: list[int]
    size: int
    last: bool


class RayWorkers:
    """Actors that read and actors that encode, one of each for a processor.

    The files' bytes and the exported model travel to the actors, so that their machines need no
    folder in common.
    """

    def __init__(self, settings: Settings, limits: Limits, starting: Callable[[], None]) -> None:
        """Check that Ray is installed; it starts with the first work.

        Args:
            starting: called before it does.

        Raises:
            SettingError: when it is not.
        """
        check_installed()
        self._settings = settings
        self._limits = limits
        self._starting = starting
        self._joined: Cluster | None = None
        self._encoders: Pool | None = None

    @property
    def _cluster(self) -> Cluster:
        if self._joined is None:
            self._starting()
            self._joined = Cluster(self._settings.ray, self._settings.jobs)
        return self._joined

    def read(self, files: Iterable[SourceFile], recall: Recall, watch: Watcher) -> Iterator[Read]:
        """Yield each file, in order, with its report or the error."""
        pieces = (self._piece(file, recall, watch) for file in files)
        for piece in pieces:
            if not piece.settled:
                yield from self._read(chain([piece], pieces), watch)
                return
            yield piece.work, piece.result

    def _piece(self, file: SourceFile, recall: Recall, watch: Watcher) -> Piece[SourceFile]:
        """Return the work of reading a file; it is done where the file is unchanged."""
        if known := recall(file):
            return Piece(file, None, known, settled=True)
        try:
            content = read_bytes(file.location, self._limits)
        except UnreadableFile as error:
            watch(file, 0, 0)
            return Piece(file, None, error, settled=True)
        return Piece(file, ("read", file, self._cluster.keep(content)))

    def _read(self, pieces: Iterator[Piece[SourceFile]], watch: Watcher) -> Iterator[Read]:
        files: dict[str, SourceFile] = {}

        def look(seen: tuple[str, int, int] | None) -> None:
            if seen is not None and seen[0] in files:
                watch(files[seen[0]], *seen[1:])

        def begun(piece: Piece[SourceFile]) -> None:
            files[piece.work.path] = piece.work
            watch(piece.work, 0, 0)

        ocr = _ocr_alone(self._settings) if self._settings.ocr else None
        pool = self._pool(partial(self._cluster.hire, Reader, self._limits, ocr), greeting(), look)
        for piece in pool.in_order(pieces, begun):
            files.pop(piece.work.path, None)
            if isinstance(piece.result, NotStarted):
                raise piece.result
            yield piece.work, _given_up() if piece.lost else piece.result

    def encode(
        self,
        encoder: BuildEncoder,
        lists: Iterable[Sequence[str]],
        done: Callable[[int], None],
    ) -> Iterator[Vectors]:
        """Yield the unit vectors of each list of texts, in order."""
        if self._encoders is None:
            self._encoders = self._encoder_pool(encoder)
        vectors: Vectors | None = None
        for piece in self._encoders.in_order(self._batches(lists)):
            if piece.lost:
                raise NotStarted(
                    f"{MOST_TRIES} workers of Ray ended while they encoded the same sentences: "
                    "give them more memory, or build without --ray"
                )
            batch, made = piece.work, piece.result
            if vectors is None:
                vectors = np.empty((batch.size, made.shape[1]), dtype=np.float32)
            vectors[batch.at] = made
            done(len(batch.at))
            if batch.last:
                yield vectors
                vectors = None

    def _encoder_pool(self, encoder: BuildEncoder) -> Pool:
        kept = self._cluster.keep(carried(encoder, self._settings))
        embedder = encoder.embedder
        own = greeting(embedder.identity.vectors_sha256, embedder.encode([SAMPLE]))
        return self._pool(partial(self._cluster.hire, Encoder, kept), own)

    def _batches(self, lists: Iterable[Sequence[str]]) -> Iterator[Piece[_Batch]]:
        """Yield the work of encoding in the batches that one machine would make.

        In torch, the other texts of a batch change the last digits of a vector.
        """
        size = self._settings.batch_size
        for texts in lists:
            order = sorted(range(len(texts)), key=lambda at: (len(texts[at]), texts[at]))
            for first in range(0, len(order), size):
                at = order[first : first + size]
                batch = _Batch(at, len(texts), last=first + size >= len(order))
                yield Piece(batch, ("encode", [texts[one] for one in at]))

    def _pool(
        self,
        hire: Callable[[], Any],
        own: Greeting,
        look: Callable[[Any], None] | None = None,
    ) -> Pool:
        settings = self._settings
        own_size = settings.ray == LOCAL or settings.states("jobs")
        size = settings.jobs if own_size else self._cluster.processors
        return Pool(hire, size, partial(welcome, own=own), settings.ray_seconds, look)

    def close(self) -> None:
        """End the actors, and the cluster if this build started it."""
        if self._joined is not None:
            self._joined.close()
            self._joined = None


def _ocr_alone(settings: Settings) -> Settings:
    """Return the settings of OCR, so that no key travels; each actor runs it on one processor."""
    return Settings(
        jobs=1,
        cache=settings.cache,
        ocr=settings.ocr,
        ocr_seconds=settings.ocr_seconds,
        ocr_memory_bytes=settings.ocr_memory_bytes,
        ocr_cache_bytes=settings.ocr_cache_bytes,
    )


def _given_up() -> UnreadableFile:
    return UnreadableFile(
        f"reading the file ended {MOST_TRIES} workers of Ray: build without --ray to find out why"
    )
