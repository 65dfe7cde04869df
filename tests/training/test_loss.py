"""Batches and losses against numbers worked out by hand, and training on a toy problem."""

from itertools import repeat
from math import exp, log
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from index.rerank.model import END, START
from index.rerank.windows import Window
from index.types import Key
from tests.training.test_forms import thesaurus  # noqa: F401 - the fixture
from tests.training.tiny_pack import bert, example_set
from training.batches import batch_of
from training.forms import Thesaurus
from training.groups import Group, Groups
from training.loop import Learner, run
from training.loss import Scores, labels_loss, numbers_of, teacher_loss, with_labels
from training.network import WEIGHTS, student

A1, A2, B1 = Key("a", 1), Key("a", 2), Key("b", 1)
GROUPS = [
    Group(
        [
            Window(
                [1, 10, 2, 20, 21, 2, 30, 31, 2],
                [0, 0, 0, 1, 1, 1, 1, 1, 1],
                {A1: (3, 6), A2: (6, 9)},
                [(0, 0)] * 3 + [(0, 2), (3, 5), (0, 0), (0, 3), (4, 6), (0, 0)],
            )
        ],
        {A2: (0, 3)},
        answers=True,
        ranked=True,
        fused={A1: 0.25, A2: 0.5},
    ),
    Group(
        [Window([1, 11, 2, 40, 2], [0, 0, 0, 1, 1], {B1: (3, 5)}, [(0, 0)] * 3 + [(0, 4), (0, 0)])],
        {},
        answers=False,
        ranked=False,
        fused={B1: 0.125},
    ),
]


def softplus(x: float) -> float:
    return log(1 + exp(x))


def test_a_batch_lays_windows_out_by_length_and_finds_each_candidate_in_them() -> None:
    batch = batch_of(GROUPS, 100)

    [(ids, mask, types)] = batch.chunks
    assert ids.tolist() == [[1, 11, 2, 40, 2, 0, 0, 0, 0], GROUPS[0].windows[0].ids]
    assert mask.tolist() == [[1] * 5 + [0] * 4, [1] * 9]
    assert types.tolist() == [[0, 0, 0, 1, 1, 0, 0, 0, 0], GROUPS[0].windows[0].types]
    assert batch.tokens.tolist() == [3, 4, 12, 13, 14, 15, 16, 17]
    assert batch.candidate.tolist() == [0, 0, 1, 1, 1, 2, 2, 2]
    assert batch.table.tolist() == [[1, 2], [0, -1]]
    assert batch.right.tolist() == batch.answers.tolist() == [False, False, True]
    assert batch.fused.tolist() == [0.125, 0.25, 0.5]
    assert batch.ranked.tolist() == [True, False]
    assert batch.marks.tolist() == [[15, 2, 0, 0]]


def test_positions_count_through_all_chunks() -> None:
    batch = batch_of(GROUPS, 8)
    assert [chunk[0].shape for chunk in batch.chunks] == [(1, 5), (1, 9)]
    assert batch.tokens.tolist() == [3, 4, 8, 9, 10, 11, 12, 13]


def test_rounded_sizes_add_windows_that_attend_to_one_token() -> None:
    batch = batch_of(GROUPS, 100, 4)
    [(ids, mask, _)] = batch.chunks
    assert ids.shape == (4, 12)
    assert mask[2:].tolist() == [[1] + [0] * 11] * 2
    assert batch.tokens.tolist() == [3, 4, 15, 16, 17, 18, 19, 20]


def scores(numbers: torch.Tensor) -> Scores:
    never = -1e9
    return Scores(
        torch.tensor([[1.0, 0.0], [2.0, never]]),
        torch.tensor([[0.5, 1.0], [-1.0, never]]),
        torch.tensor([[True, True], [True, False]]),
        numbers,
    )


def test_the_loss_beside_the_labels_is_the_sum_worked_out_by_hand() -> None:
    batch = batch_of(GROUPS, 100).to("cpu")
    numbers = torch.zeros(18, END + 1)
    numbers[15, START] = 1.0

    loss, figures = labels_loss(scores(numbers), batch)

    parts = {
        "ranking": log(exp(1) + 1),
        "knowing": ((softplus(0.5) + softplus(-1)) / 2 + softplus(-1)) / 2,
        "none or which": ((log(1 + exp(0.5) + exp(1)) - 1) + softplus(-1)) / 2,
        "marking": ((log(exp(1) + 1) - 1) + log(2)) / 2,
    }
    for name, value in parts.items():
        assert float(figures[name]) == pytest.approx(value, rel=1e-5), name
    assert float(figures["right"]) == 0.0
    expected = parts["ranking"] + parts["knowing"]
    expected += (parts["none or which"] + parts["marking"]) / 2
    assert float(loss) == pytest.approx(expected, rel=1e-5)


def test_a_batch_without_a_right_sentence_has_a_loss_all_the_same() -> None:
    batch = batch_of(GROUPS[1:], 100).to("cpu")
    one = Scores(
        torch.zeros(1, 1), torch.zeros(1, 1), torch.ones(1, 1).bool(), torch.zeros(5, END + 1)
    )
    loss, figures = labels_loss(one, batch)
    assert float(figures["ranking"]) == 0.0
    assert float(loss) == pytest.approx(1.5 * log(2))


def test_beside_a_teacher_that_says_the_same_only_the_doubt_of_its_answers_is_left() -> None:
    batch = batch_of(GROUPS, 100).to("cpu")
    same = scores(torch.zeros(18, END + 1))

    loss, figures = teacher_loss(same, same, batch)

    def entropy(x: float) -> float:
        share = 1 / (1 + exp(-x))
        return -share * log(share) - (1 - share) * log(1 - share)

    doubt = ((entropy(0.5) + entropy(1.0)) / 2 + entropy(-1.0)) / 2
    assert float(figures["taught ranking"]) == pytest.approx(0.0, abs=1e-6)
    assert float(loss) == pytest.approx(doubt, rel=1e-5)


@pytest.mark.slow
def test_rounded_sizes_change_no_number_and_training_makes_the_loss_small(
    tmp_path: Path,
    thesaurus: Thesaurus,  # noqa: F811
) -> None:
    model = bert(tmp_path)
    network = student(model)
    made = Groups([example_set("lists", range(4))], thesaurus, model, 1, 3).epoch()
    groups = [next(made) for _ in range(4)]
    batch = batch_of(groups, 400).to("cpu")
    rounded = batch_of(groups, 400, 16).to("cpu")
    with torch.no_grad():
        plain, padded = (numbers_of(network.eval(), one)[1] for one in (batch, rounded))
        before = float(with_labels(network, batch)[0])
    assert torch.allclose(plain, padded, atol=1e-5)

    learner = Learner(network, 2e-3)
    steps = run([learner], [with_labels], repeat(batch), [tmp_path / "out"], minutes=5, steps=120)

    assert steps == 120
    with torch.no_grad():
        after = float(with_labels(network.eval(), batch)[0])
    assert after < before / 2


def test_frozen_layers_are_saved_as_they_were_whatever_format_the_network_works_in(
    tmp_path: Path,
) -> None:
    network = student(bert(tmp_path))
    before = {name: value.clone() for name, value in network.state_dict().items()}
    learner = Learner(network, 1e-3, frozen_layers=1)
    network.to(torch.bfloat16)  # where the processor has it, Learner does this itself
    learner.save(tmp_path / "out")
    saved = load_file(tmp_path / "out" / WEIGHTS)
    frozen = [name for name in saved if ".layer.0." in name]
    assert frozen
    assert all(torch.equal(saved[name], before[name].half()) for name in frozen)
