from collections.abc import Sequence
from threading import Thread

import pytest

from index.store.seekdb import searched
from index.store.seekdb.database import Row
from index.store.seekdb.searched import Searched, SearchedPassages


class Table:
    """Rows of the ids below 100; remembers what was read."""

    def __init__(self) -> None:
        self.reads: list[list[int]] = []

    def read(self, ids: Sequence[int]) -> list[Row]:
        self.reads.append(list(ids))
        return [(one, b"v%d" % one, f"t{one}", b"s%d" % one) for one in ids if one < 100]


def test_a_passage_is_read_once_and_missing_ones_are_omitted() -> None:
    table = Table()
    kept = SearchedPassages(table.read)
    assert kept.of([3, 1, 3, 200]) == {
        3: Searched(b"v3", "t3", b"s3"),
        1: Searched(b"v1", "t1", b"s1"),
    }
    assert kept.of([1, 2]).keys() == {1, 2}
    assert kept.of([2, 1]).keys() == {1, 2}
    assert table.reads == [[3, 1, 200], [2]]


def test_the_passages_that_were_needed_last_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searched, "_KEPT", 3)
    table = Table()
    kept = SearchedPassages(table.read)
    kept.of([1, 2, 3])
    kept.of([1])
    kept.of([4])  # 2 makes way
    kept.of([1, 3, 4])
    kept.of([2])
    assert table.reads == [[1, 2, 3], [4], [2]]
    assert len(kept.of(range(50))) == 50, "more than are kept are returned all the same"


def test_threads_share_the_kept_passages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searched, "_KEPT", 10)
    kept = SearchedPassages(Table().read)
    wrong: list[object] = []

    def ask(first: int) -> None:
        for at in range(300):
            ids = [(first * at + one) % 100 for one in range(20)]
            found = kept.of(ids)
            wrong.extend(
                one for one in ids if found[one] != Searched(b"v%d" % one, f"t{one}", b"s%d" % one)
            )

    threads = [Thread(target=ask, args=(first,)) for first in (1, 3, 7)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
