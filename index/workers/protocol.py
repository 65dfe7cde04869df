"""Define who reads the files of a build and encodes its sentences."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Protocol

from corpus.errors import UnreadableFile
from corpus.folder import SourceFile
from corpus.intake import Recall, Watcher
from corpus.report import Report
from index.encode.choose import BuildEncoder
from index.types import Vectors

Read = tuple[SourceFile, Report | UnreadableFile]
"""A file, and its report or the error that prevented reading it."""


class Workers(Protocol):
    """Read files and encode texts; everything else of a build happens in its own process."""

    def read(self, files: Iterable[SourceFile], recall: Recall, watch: Watcher) -> Iterator[Read]:
        """Yield each file, in order, with its report or the error; see ``read_all``."""
        ...

    def encode(
        self,
        encoder: BuildEncoder,
        lists: Iterable[Sequence[str]],
        done: Callable[[int], None],
    ) -> Iterator[Vectors]:
        """Yield the unit vectors of each list of texts, in order; see ``Embedder.encode``.

        Args:
            encoder: the same for every call.
            lists: of texts; taken as far ahead as there are workers to encode them.
            done: called with the number of texts encoded since the last call.

        Raises:
            NotStarted: when no worker can encode.
        """
        ...

    def close(self) -> None:
        """End the workers."""
        ...
