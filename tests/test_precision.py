import numpy as np

from bench.precision import paired_interval


def test_the_interval_holds_the_difference_and_narrows_with_the_questions() -> None:
    exact = np.array([True, False, True, True] * 50)
    fast = exact.copy()
    assert paired_interval(exact, fast) == (0.0, 0.0, 0.0)
    fast[:20] = ~fast[:20]
    mean, low, high = paired_interval(exact, fast)
    assert mean == (5 - 15) / 200
    assert low < mean < high
    _, lower, higher = paired_interval(np.tile(exact, 4), np.tile(fast, 4))
    assert higher - lower < 0.6 * (high - low)
