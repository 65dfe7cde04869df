from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.settings import Settings
from index.build.build import BuildSummary
from index.search.spelling import corrected
from index.store import open_index
from index.store.protocol import View

REPORT = """The prefecture relaxed its guidelines on amphibious exports. Okinawans renounced them.

Troops and helicopters were stationed there. The troops left.
"""


@pytest.fixture
def view(corpus: Path, settings: Settings, build: Callable[..., BuildSummary]) -> View:
    (corpus / "prefecture.txt").write_text(REPORT)
    build()
    return open_index(settings.index)


@pytest.mark.parametrize(
    ("question", "searched"),
    [
        ("how many trops were there?", "how many troops were there?"),
        ("amphibius exprots", "amphibious exports"),
        ("What of the HELICOPTORS?", "What of the helicopters?"),
        ("okinawens", "okinawans"),
    ],
)
def test_a_misspelt_word_becomes_the_nearest_of_the_reports(
    view: View, question: str, searched: str
) -> None:
    assert corrected(question, view) == searched


@pytest.mark.parametrize(
    "question",
    [
        "Who renounces the guideline?",  # other endings of known words
        "Do soldiers rewrite books unlawfully?",  # English, but not in the reports
        "Is the sky blue? 12,000 US$ (a-b)!",
        "Qwxyzzy Bkrtlmp",  # nothing is near
        "trop",  # too short to tell
        "",
    ],
)
def test_other_words_stay_as_they_are(view: View, question: str) -> None:
    assert corrected(question, view) == question
