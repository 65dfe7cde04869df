import pytest

from corpus.settings import load_settings
from index.build.build import build_index
from index.search.spelling import corrected
from index.store import open_index
from index.store.protocol import View
from tests.conftest import FERRY
from tests.fakes import BagOfWords

REPORT = """The prefecture relaxed its guidelines on amphibious exports. Okinawans renounced them.

Troops and helicopters were stationed there. The troops left.
"""


@pytest.fixture(scope="module")
def view(tmp_path_factory: pytest.TempPathFactory) -> View:
    folder = tmp_path_factory.mktemp("prefecture")
    (folder / "corpus").mkdir()
    for name, text in (("ferry", FERRY), ("prefecture", REPORT)):
        (folder / "corpus" / f"{name}.txt").write_text(text)
    settings = load_settings({}, corpus=folder / "corpus", index=folder / "index")
    build_index(settings, BagOfWords())
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
