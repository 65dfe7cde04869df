import numpy as np

from bench.grown import Real, as_report, grow, lean, neighbour_cosines
from tests.fakes import BagOfWords

TEXTS = [
    f"Ferry {at} carries {at * 7} cars to harbor number {at % 5} in winter." for at in range(40)
]
REAL = Real(TEXTS, BagOfWords().encode(TEXTS))


def test_a_grown_collection_begins_with_the_real_sentences_and_holds_no_copies_alone() -> None:
    texts: list[str] = []
    count = 0
    for some, vectors in grow(REAL, 100):
        assert vectors.shape == (len(some), 128)
        np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
        texts += some
        count += len(vectors)
    assert count == len(texts) == 100
    assert texts[:40] == TEXTS
    assert len(set(texts[40:]) - set(TEXTS)) > 50


def test_the_same_collection_grows_twice() -> None:
    for (texts, vectors), (again, same) in zip(grow(REAL, 90), grow(REAL, 90), strict=True):
        assert texts == again
        np.testing.assert_array_equal(vectors, same)


def test_a_crossing_is_as_near_as_it_is_meant_to_be() -> None:
    cosines = np.linspace(0.3, 0.9, 20).astype(np.float32)
    leant = lean(REAL.vectors[:20], REAL.vectors[20:], cosines)
    np.testing.assert_allclose((leant * REAL.vectors[:20]).sum(axis=1), cosines, atol=1e-4)


def test_the_nearest_neighbour_is_never_the_sentence_itself() -> None:
    alone = Real(["one", "two"], np.eye(2, dtype=np.float32))
    np.testing.assert_allclose(neighbour_cosines(alone), [0, 0])


def test_a_grown_report_cites_its_own_text() -> None:
    report = as_report(3, TEXTS[:5])
    assert [report.text[one.start : one.end] for one in report.passages] == TEXTS[:5]
    assert [one.lines for one in report.passages] == [(at, at) for at in range(1, 6)]
    assert [report.text.splitlines()[one.lines[0] - 1] for one in report.passages] == TEXTS[:5]
