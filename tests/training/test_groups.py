"""What is trained on: forms of questions, and what the first stage would say of them."""

import pytest

from index.encode.sentence_transformer import packaged_model_folder
from index.types import Key
from tests.training.test_forms import thesaurus  # noqa: F401 - the fixture
from training.data import Example, ExampleSet, Span
from training.forms import Thesaurus
from training.groups import Group, Groups, first_stage_scores

KEYS = [Key("bay", number) for number in range(1, 7)]
TEXTS = [
    "Long ago the harbor had no ferry.",
    "In 2011 the harbor began to buy ferries from Kestrel for its dog show.",
    "The Lark is a boat of the harbor.",
    "Gulls nest on the northern cliffs.",
    "Tickets cost twelve dollars.",
    "The bay is deep.",
]
SENTENCES = dict(zip(KEYS, TEXTS, strict=True))


def example(
    text: str, gold: dict[Key, Span | None], first_stage: dict[Key, tuple[float, float]]
) -> Example:
    near = [key for key in first_stage if key not in gold]
    return Example("q1", text, gold, bool(gold), frozenset(), near, 0, [], first_stage)


EXAMPLE = example(
    "When did the harbor buy a ferry from Kestrel?",
    {KEYS[1]: (3, 7)},
    {key: (0.5 - at / 20, 0.5 - at / 20) for at, key in enumerate(KEYS)},
)


def groups_of(one: Example, thesaurus: Thesaurus, seed: int) -> list[Group]:  # noqa: F811
    examples = ExampleSet("some set", SENTENCES, [one] * 20)
    return list(Groups([examples], thesaurus, packaged_model_folder(), seed).epoch())


def test_the_short_answer_stays_in_its_place_in_every_form(thesaurus: Thesaurus) -> None:  # noqa: F811
    found = groups_of(EXAMPLE, thesaurus, 3)

    assert len(found) == 20
    for group in found:
        keys = {key for window in group.windows for key in window.spans}
        assert set(group.gold) <= keys
        assert set(group.fused) == keys
        for window in group.windows:
            for key, (first, _) in window.spans.items():
                if group.gold.get(key):
                    # "In" and the space before it are never replaced.
                    assert group.gold[key] == (3, 7)
                    assert window.offsets[first + 1] == (3, 7)


def test_a_sentence_that_no_longer_shares_a_word_loses_that_share_of_its_score() -> None:
    written = {key: SENTENCES[key] for key in (KEYS[1], KEYS[4])}
    as_written = first_stage_scores(EXAMPLE, EXAMPLE.text, written, SENTENCES)
    assert as_written == pytest.approx({KEYS[1]: 0.45, KEYS[4]: 0.3})

    # Three of the four terms that question and sentence share are left.
    reworded = written | {KEYS[1]: TEXTS[1].replace("buy", "purchase")}
    changed = first_stage_scores(EXAMPLE, EXAMPLE.text, reworded, SENTENCES)
    assert changed == pytest.approx({KEYS[1]: (0.45 + 0.45 * 3 / 4) / 2, KEYS[4]: 0.3})


def test_a_sentence_that_the_first_stage_did_not_rank_gets_its_lowest_score() -> None:
    unranked = example(EXAMPLE.text, {}, {KEYS[0]: (0.4, 0.2), KEYS[2]: (0.1, 0.1)})

    assert first_stage_scores(unranked, "another", {KEYS[5]: TEXTS[5]}, SENTENCES) == {KEYS[5]: 0.1}


def test_easy_questions_are_those_whose_answer_leads_by_far() -> None:
    assert not EXAMPLE.easy()
    assert example("?", {KEYS[0]: None}, {KEYS[0]: (0.9, 0.9), KEYS[1]: (0.7, 0.7)}).easy()
    assert not example("?", {}, {KEYS[0]: (0.9, 0.9)}).easy()


def test_an_epoch_is_the_same_for_the_same_seed(thesaurus: Thesaurus) -> None:  # noqa: F811
    def ids(seed: int) -> list[list[int]]:
        return [w.ids for group in groups_of(EXAMPLE, thesaurus, seed) for w in group.windows]

    assert ids(5) == ids(5)
