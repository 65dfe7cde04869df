"""Searching a generation for its own vectors: what it finds, and how it is said."""

from pathlib import Path
from types import MethodType
from typing import Any

import numpy as np
import pytest

from corpus.errors import IndexDamaged
from index.store import local_store
from index.store.manifest import Recall
from index.store.search_check import check_canaries, search_check
from tests.index.store.test_contract import REPORTS, opened, publish


def test_fifty_stored_vectors_are_asked_for_half_of_them_in_half_of_the_reports(
    tmp_path: Path,
) -> None:
    store = local_store(tmp_path / "index")
    publish(store, REPORTS)
    asked: list[tuple[int, tuple[str, ...]]] = []

    with opened(store) as view:
        near = view.near

        def seen(_: object, vectors: Any, k: int, reports: Any = ()) -> Any:
            asked.append((len(vectors), tuple(reports)))
            return near(vectors, k, reports)

        view.near = MethodType(seen, view)  # type: ignore[method-assign]
        check_canaries(view)
    (every, everywhere), *filtered = asked
    assert (every, everywhere) == (25, ())
    assert sum(count for count, _ in filtered) == 25
    assert [reports for _, reports in filtered] == [
        tuple(sorted(REPORTS)[::2]), tuple(sorted(REPORTS)[1::2])
    ]  # fmt: skip


@pytest.mark.parametrize("only", ["everywhere", "in some reports"])
def test_a_stored_vector_that_is_not_found_is_damage(tmp_path: Path, only: str) -> None:
    store = local_store(tmp_path / "index")
    publish(store, REPORTS)
    with opened(store) as view:
        near = view.near

        def worse(_: object, vectors: Any, k: int, reports: Any = ()) -> Any:
            found = near(vectors, k, reports)
            if bool(reports) == (only == "in some reports"):
                found[-1] = near(-np.asarray(vectors[-1:]), k, reports)[0]
            return found

        view.near = MethodType(worse, view)  # type: ignore[method-assign]
        with pytest.raises(IndexDamaged, match=r"vectors of 000001-a+ cannot be searched"):
            check_canaries(view)


AGAIN = "stored sentences were found again; "
EXACT = "the search compares all sentences, so it is exact."
HIGH = "9.98 of 10 nearest sentences and 99.1 of 100 agree with an exact search"
LOW = "9.70 of 10 nearest sentences and 96.0 of 100 agree with an exact search"
MINIMUM = "which is below the minimum (9.8 and 95)."


@pytest.mark.parametrize(
    ("passages", "recall", "said"),
    [
        (222, None, f"50 of 50 {AGAIN}{EXACT}"),
        (7, None, f"7 of 7 {AGAIN}{EXACT}"),
        (10**6, Recall(50, 0.998, 0.9912), f"50 of 50 {AGAIN}{HIGH} (50 searches compared)."),
        (10**6, Recall(64, 0.97, 0.96), f"50 of 50 {AGAIN}{LOW} (64 searches compared), {MINIMUM}"),
    ],
)
def test_the_result_is_said_in_a_sentence(passages: int, recall: Recall | None, said: str) -> None:
    assert search_check(passages, recall) == said
