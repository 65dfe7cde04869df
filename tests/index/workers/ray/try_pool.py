"""Give toy actors work that ends some of them, and print in which order the results come."""

import json
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from index.workers.ray.cluster import LOCAL, Cluster
from index.workers.ray.pool import Piece, Pool

PIECES = 40


class Toy:
    """Doubles numbers; ends at once with some, and once with another."""

    def __init__(self, folder: str) -> None:
        self._folder = Path(folder)

    def greet(self) -> str:
        return "hello"

    def double(self, number: int) -> int:
        if number == 13:
            os._exit(1)
        once = self._folder / "once"
        if number == 20 and not once.exists():
            once.touch()
            os._exit(1)
        time.sleep(0.2 if number % 7 == 0 else 0)  # so that later pieces end first
        return 2 * number


def main() -> None:
    """Run the work, and print the results, and how many pieces were taken ahead of them."""
    said: list[str] = []
    taken: list[int] = []
    found: list[tuple[int, object, bool]] = []
    ahead = 0

    def pieces() -> Iterator[Piece[int]]:
        for at in range(PIECES):
            taken.append(at)
            known = at % 10 == 5
            yield Piece(at, None if known else ("double", at), "known" if known else None, known)

    cluster = Cluster(LOCAL, 2)
    try:
        pool = Pool(lambda: cluster.hire(Toy, sys.argv[1]), 2, said.append, 120)
        for piece in pool.in_order(pieces()):
            ahead = max(ahead, len(taken) - len(found))
            found.append((piece.work, piece.result, piece.lost))
    finally:
        cluster.close()
    print(json.dumps({"found": found, "ahead": ahead, "greeted": len(said)}))


if __name__ == "__main__":
    main()
