"""Read files and encode texts on this machine."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from corpus.folder import SourceFile
from corpus.intake import Recall, Watcher, read_all
from corpus.limits import Limits
from corpus.sandbox.ocr import Ocr
from index.encode.choose import BuildEncoder
from index.types import Vectors
from index.workers.protocol import Read


class LocalWorkers:
    """The processes and threads of this machine."""

    def __init__(self, limits: Limits, jobs: int, ocr: Ocr | None) -> None:
        """Take the limits of a file, the number of processor cores, and what reads scans."""
        self._limits = limits
        self._jobs = jobs
        self._ocr = ocr

    def read(self, files: Iterable[SourceFile], recall: Recall, watch: Watcher) -> Iterator[Read]:
        """Yield each file, in order, with its report or the error."""
        return read_all(files, self._limits, self._jobs, recall, watch, self._ocr)

    def encode(
        self,
        encoder: BuildEncoder,
        lists: Iterable[Sequence[str]],
        done: Callable[[int], None],
    ) -> Iterator[Vectors]:
        """Yield the unit vectors of each list of texts, in order."""
        for texts in lists:
            yield encoder.embedder.encode(texts, done)

    def close(self) -> None:
        """Do nothing: reading has ended its processes."""
