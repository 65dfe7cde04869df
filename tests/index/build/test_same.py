"""Same in, same out; ``python -m tests.soak`` tries more of the same."""

from pathlib import Path

import pytest

from tests.soak import same
from tests.soak.ground import Ground

pytestmark = pytest.mark.slow


def test_the_same_sources_give_the_same_bytes_however_they_are_built() -> None:
    assert same.same_bytes(1, 1).lost == ()


def test_other_sources_give_other_bytes(tmp_path: Path) -> None:
    here = Ground(tmp_path)
    here.write("ferry")
    here.build()
    ferry = same.contents(here.index)
    here.write("barge")
    here.build()
    barge = same.contents(here.index)
    assert set(ferry) == set(barge)
    assert sum(ferry[name] != barge[name] for name in ferry) > 3


def test_the_same_question_has_the_same_answer_alone_together_threaded_and_reloaded() -> None:
    assert same.same_answers(40, 1).lost == ()
