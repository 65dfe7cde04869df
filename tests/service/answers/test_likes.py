"""Lists of like sentences: the one that holds the time or the name of the question is first."""

import pytest

from corpus.settings import load_settings
from index.build.build import build_index
from service.answers.engine import Engine

YEARS = ["2017", "2018", "2019", "2020", "2021"]
QUARTERS = [f"the {one} quarter of 2019" for one in ("first", "second", "third", "fourth")]
MONTHS = ["January", "February", "March", "April", "May", "June"]
DAYS = ["3 March", "4 March", "9 March", "11 March"]
STATES = ["Ohio", "Iowa", "Utah", "Maine", "Texas"]
PERSONS = ["Dr. Ames", "Dr. Cole", "Dr. Vale", "Dr. Orrin"]
LISTS = [
    ("The mill employed {} people in {}.", "How many people did the mill employ in {}?", YEARS),
    ("Ferry fares rose by {} percent in {}.", "By how much did fares rise in {}?", YEARS),
    ("The lock passed {} barges in {}.", "How many barges did the lock pass in {}?", QUARTERS),
    ("The fishery landed {} tons of cod in {}.", "How much cod was landed in {}?", MONTHS),
    ("The crew repaired {} valves on {}.", "How many valves were repaired on {}?", DAYS),
    ("A toll of {} dollars is due in {}.", "What is the toll in {}?", STATES),
    ("There were {} samples examined by {}.", "How many samples did {} examine?", PERSONS),
]
MIXED = {
    "How often did the harbor board meet in 2020?": "The harbor board met twelve times in 2020.",
    "How often did the harbor board meet in 2021?": "It met seven times in 2021.",
    "Which pier was not replaced in 2020?": "The east pier was not replaced in 2020, for want of"
    " money.",
    "Which form must be filed before arrival?": "Form HB-2013 must be filed before arrival.",
    "Which form must be filed after departure?": "Form HB-2014 must be filed within ten days after"
    " departure.",
    "How much silt did the Berta move?": "The Berta moved 9,500 tons.",
    "How many divers were hired in 2021?": "In 2021 it hired 17.",
}
PAGE = """# Harbor board

The harbor board met twelve times in 2020. It met seven times in 2021. The north pier was replaced
in 2020. The south pier was replaced in 2018. The east pier was not replaced in 2020, for want of
money. Form HB-2013 must be filed before arrival. Form HB-2014 must be filed within ten days after
departure.

The Alma moved 12,000 tons of silt. The Berta moved 9,500 tons. The board hired 31 divers in 2020.
In 2021 it hired 17.
"""


def _sentences(template: str, keys: list[str]) -> list[str]:
    return [template.format(12 + 7 * at, key) for at, key in enumerate(keys)]


@pytest.fixture(scope="module")
def engine(alliance: Engine, tmp_path_factory: pytest.TempPathFactory) -> Engine:
    folder = tmp_path_factory.mktemp("likes")
    lists = [" ".join(_sentences(template, keys)) for template, _, keys in LISTS]
    (folder / "reports").mkdir()
    (folder / "reports" / "lists.md").write_text("\n\n".join(lists), encoding="utf-8")
    (folder / "reports" / "mixed.md").write_text(PAGE, encoding="utf-8")
    settings = load_settings({}, corpus=folder / "reports", index=folder / "index")
    build_index(settings, alliance.opened.embedder)
    return Engine(settings, alliance.opened.embedder)


@pytest.mark.slow
@pytest.mark.parametrize(("template", "question", "keys"), LISTS)
def test_the_sentence_of_the_time_or_name_asked_for_is_first(
    engine: Engine, template: str, question: str, keys: list[str]
) -> None:
    answers = engine.ask([engine.asked(question.format(key), 3) for key in keys])
    assert [answer.passages[0].quote for answer in answers] == _sentences(template, keys)


@pytest.mark.slow
@pytest.mark.parametrize("question", MIXED)
def test_a_page_of_mixed_facts_is_answered_by_the_right_one(engine: Engine, question: str) -> None:
    (answer,) = engine.ask([engine.asked(question, 3)])
    assert " ".join(answer.passages[0].quote.split()) == MIXED[question]
