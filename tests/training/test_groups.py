"""What is trained on: forms of questions, and what the first stage would say of them."""

import pytest

from tests.training.test_forms import thesaurus  # noqa: F401 - the fixture
from training.examples import Example, ExampleSet
from training.forms import Thesaurus
from training.groups import Group, Groups, first_stage_scores

SENTENCES = [
    "Long ago the harbor had no ferry.",
    "In 2011 the harbor began to buy ferries from Kestrel for its dog show.",
    "The Lark is a boat of the harbor.",
    "Gulls nest on the northern cliffs.",
    "Tickets cost twelve dollars.",
    "The bay is deep.",
]
EXAMPLE = Example(
    text="When did the harbor buy a ferry from Kestrel?",
    gold={1: (3, 7)},
    near=[1, 0, 2, 3, 4, 5],
    elsewhere=[],
    first_stage={row: (0.5 - row / 20, 0.5 - row / 20) for row in range(6)},
)


def groups_of(example: Example, thesaurus: Thesaurus, seed: int) -> list[Group]:  # noqa: F811
    examples = ExampleSet("some set", SENTENCES, {0}, [example] * 20)
    return list(Groups([examples], thesaurus, seed).epoch())


def test_the_short_answer_stays_in_its_place_in_every_form(thesaurus: Thesaurus) -> None:  # noqa: F811
    found = groups_of(EXAMPLE, thesaurus, 3)

    assert len(found) == 20
    for group in found:
        rows = {row for window in group.windows for row in window.spans}
        assert set(group.gold) <= rows
        assert set(group.fused) == rows
        for window in group.windows:
            for row, (first, _) in window.spans.items():
                if group.gold.get(row):
                    # "In" and the space before it are never replaced.
                    assert group.gold[row] == (3, 7)
                    assert window.offsets[first + 1] == (3, 7)


def test_a_sentence_that_no_longer_shares_a_word_loses_that_share_of_its_score() -> None:
    written = {row: SENTENCES[row] for row in (1, 4)}
    as_written = first_stage_scores(EXAMPLE, EXAMPLE.text, written, SENTENCES)
    assert as_written == pytest.approx({1: 0.45, 4: 0.3})

    # Three of the four terms that question and sentence share are left.
    reworded = written | {1: SENTENCES[1].replace("buy", "purchase")}
    changed = first_stage_scores(EXAMPLE, EXAMPLE.text, reworded, SENTENCES)
    assert changed == pytest.approx({1: (0.45 + 0.45 * 3 / 4) / 2, 4: 0.3})


def test_a_row_that_the_first_stage_did_not_rank_gets_its_lowest_score() -> None:
    unranked = Example(EXAMPLE.text, {}, [], [], {0: (0.4, 0.2), 2: (0.1, 0.1)})

    assert first_stage_scores(unranked, "another", {5: SENTENCES[5]}, SENTENCES) == {5: 0.1}


def test_easy_questions_are_those_whose_answer_leads_by_far() -> None:
    assert not EXAMPLE.easy()
    assert Example("?", {0: None}, [], [], {0: (0.9, 0.9), 1: (0.7, 0.7)}).easy()
    assert not Example("?", {}, [], [], {0: (0.9, 0.9)}).easy()


def test_an_epoch_is_the_same_for_the_same_seed(thesaurus: Thesaurus) -> None:  # noqa: F811
    def ids(seed: int) -> list[list[int]]:
        return [w.ids for group in groups_of(EXAMPLE, thesaurus, seed) for w in group.windows]

    assert ids(5) == ids(5)
