"""How much a run measures."""

from dataclasses import dataclass

CONCURRENCY = (1, 8, 32)


@dataclass(frozen=True, slots=True)
class Size:
    """How much is measured.

    Attributes:
        cold: cold starts and server starts of each system.
        http_rounds, http_seconds: rounds at each concurrency, and how long one lasts.
        blocks, block: blocks of questions in process, and questions in each.
        batches, batch: question files, and questions in each.
        builds, sentences: builds once started, and sentences in each.
        all_cores: start the workers anew for files and builds, with all their threads.
    """

    cold: int = 3
    http_rounds: int = 3
    http_seconds: float = 1.5
    blocks: int = 10
    block: int = 30
    batches: int = 2
    batch: int = 256
    builds: int = 2
    sentences: int = 2000
    all_cores: bool = True


QUICK = Size(1, 1, 0.3, 2, 3, 1, 8, 1, 60, all_cores=False)
