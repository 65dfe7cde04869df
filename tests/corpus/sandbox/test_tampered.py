"""Files that were tampered with; ``python -m tests.soak`` tries thousands."""

import random

import pytest

from tests.soak import unread

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("suffix", unread.SOUND)
def test_a_file_that_was_tampered_with_gives_a_sound_report_or_a_reason(suffix: str) -> None:
    outcome = unread.tampered(suffix, 25, seed=random.randrange(10**6))
    assert outcome.lost == ()
    assert outcome.inputs == 25


@pytest.mark.parametrize("suffix", unread.SOUND)
def test_the_files_are_sound_before_they_are_tampered_with(suffix: str) -> None:
    from corpus.extract import extract

    assert extract(suffix, unread.SOUND[suffix]()).blocks
