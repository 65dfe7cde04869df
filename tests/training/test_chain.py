"""The chain of trainings, from a tiny pack and on a processor; each stage is really run."""

import gzip
import json
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file

from index.types import Key
from tests.training.tiny_pack import THINGS, example_set, texts, write_pack
from training.chain.again import ranked_again
from training.chain.plan import SHARES, STUDENTS, Plan
from training.chain.run import run_chain
from training.data import RANKED, read_examples, read_texts, write_examples, write_texts
from training.network import WEIGHTS, load, save, student
from training.pack.parts import packed
from training.pack.weights import in_eight_bits, packed_student, unpacked_model

ABSENT = ("faiss", "tantivy", "flask", "nltk", "pypdfium2", "ir_measures", "waitress", "lxml")
"""What a machine with an accelerator need not have."""


def plan(folder: Path, **changes: object) -> Plan:
    values = {
        "pack": folder / "pack",
        "out": folder / "out",
        "device": "cpu",
        "ends": time.time() + 3600,
        "stages": tuple(SHARES),
        "workers": 1,
        "questions": 4,
        "negatives": 3,
        "sentences": 12,
        "held": 8,
        "steps": 2,
        "compiler": "",
    }
    return Plan(**(values | changes))  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("chain")
    write_pack(folder)
    run_chain(plan(folder))
    return folder


@pytest.mark.slow
def test_every_stage_leaves_what_the_next_ones_and_the_product_load(done: Path) -> None:
    out = done / "out"
    model = unpacked_model("default", done / "pack")

    adapter = load_file(str(out / "encoder" / "adapter_model.safetensors"))
    assert len(adapter) == 2 * 6 * 2  # of six matrices a layer, two of low rank
    assert any(bool(one.abs().sum() > 0) for name, one in adapter.items() if "lora_B" in name)
    for stage in STUDENTS:
        for layers in (6, 3):
            load(student(model, layers), out / stage / f"reranker-{layers}")
    assert len({(out / one / "reranker-6" / WEIGHTS).read_bytes() for one in STUDENTS}) == 2
    again = read_examples(out / "first-stage" / "examples-report_train.jsonl.gz")
    before = example_set("report_train", range(8))
    assert again.sentences == before.sentences
    for now, then in zip(again.examples, before.examples, strict=True):
        assert set(now.first_stage) == set(then.first_stage)
        for key, (cosine, share) in now.first_stage.items():
            assert share == then.first_stage[key][1]
            assert cosine != then.first_stage[key][0]


@pytest.mark.slow
def test_the_scores_of_each_network_name_every_candidate_of_every_question(done: Path) -> None:
    names = {path.name for path in (done / "out" / "scores").glob("*.gz")}
    students = {f"{stage}-{layers}.jsonl.gz" for stage in STUDENTS for layers in (6, 3)}
    assert names == {"teacher.jsonl.gz", *students}
    for name in names:
        with gzip.open(done / "out" / "scores" / name, "rt") as stream:
            rows = [json.loads(line) for line in stream]
        assert len(rows) == 2 * len(THINGS)
        for row in rows:
            assert [one["id"] for one in row["candidates"] if one["grade"] == 2] == [
                row["question"].rstrip("?")
            ]
            assert len(row["candidates"]) == len(THINGS)
            assert len({one["relevance"] for one in row["candidates"]}) > 1


@pytest.mark.slow
def test_a_stage_that_is_over_is_not_run_again_and_one_cut_off_goes_on(done: Path) -> None:
    out = done / "out"
    before = (out / "encoder" / "adapter_model.safetensors").stat().st_mtime_ns
    (out / "students-2" / "done.json").unlink()
    (out / "scores" / "done.json").unlink()
    run_chain(plan(done))

    lines = [json.loads(line) for line in (out / "log.jsonl").read_text().splitlines()]
    begun = [line["stage"] for line in lines if "minutes" in line]
    assert begun == [*SHARES, "students-2", "scores"]
    went_on = [line["goes on from"] for line in lines if "goes on from" in line]
    assert [Path(one).name for one in went_on] == ["reranker-6", "reranker-3"]
    assert (out / "encoder" / "adapter_model.safetensors").stat().st_mtime_ns == before


@pytest.mark.slow
def test_a_pack_with_the_candidates_of_the_encoder_that_ships_trains_the_reranker_alone(
    tmp_path: Path,
) -> None:
    write_pack(tmp_path)
    for kind in ("examples", "measured"):
        (path,) = packed(tmp_path / "pack", f"{kind}-*.jsonl.gz")
        path.rename(path.with_name(f"{RANKED}{path.name}"))
    start = student(unpacked_model("default", tmp_path / "pack"))
    with torch.no_grad():
        start.head.bias.fill_(7.0)
    save(start.state_dict(), tmp_path / "start")
    (tmp_path / "start" / WEIGHTS).rename(tmp_path / "pack" / "part-1" / packed_student(6))

    run_chain(plan(tmp_path, stages=("teacher", "students-1", "scores"), steps=1))

    out = tmp_path / "out"
    assert sorted(path.name for path in out.iterdir()) == [
        *("log.jsonl", "scores", "students-1", "teacher"),
    ]
    six, three = (load_file(str(out / "students-1" / f"reranker-{n}" / WEIGHTS)) for n in (6, 3))
    assert six["head.bias"].tolist() == pytest.approx([7.0] * 4, abs=0.1)
    assert three["head.bias"].tolist() == pytest.approx([0.0] * 4, abs=0.1)
    with gzip.open(out / "scores" / "students-1-6.jsonl.gz", "rt") as stream:
        assert {one["cosine"] for row in stream for one in json.loads(row)["candidates"]} == {0.4}


@pytest.mark.slow
def test_the_command_runs_the_stages_that_it_is_told(tmp_path: Path) -> None:
    write_pack(tmp_path)
    sizes = {"steps": 1, "questions": 4, "negatives": 3, "sentences": 12, "held": 8, "workers": 1}
    subprocess.run(
        [
            *(sys.executable, "-m", "training.chain", "--device", "cpu"),
            *("--pack", str(tmp_path / "pack"), "--out", str(tmp_path / "out")),
            *(text for name, size in sizes.items() for text in (f"--{name}", str(size))),
            *("--stages", "encoder", "first-stage", "teacher"),
        ],
        check=True,
    )
    done = [path.parent.name for path in (tmp_path / "out").glob("*/done.json")]
    assert sorted(done) == ["encoder", "first-stage", "teacher"]


def test_the_time_left_is_shared_among_the_stages_left(tmp_path: Path) -> None:
    made = plan(tmp_path, ends=time.time() + 600)
    assert sum(made.minutes(stage) for stage in SHARES) == pytest.approx(10, abs=0.1)
    for stage in ("encoder", "first-stage", "teacher"):
        made.folder(stage).mkdir(parents=True)
        (made.folder(stage) / "done.json").touch()
    assert made.todo() == [*STUDENTS, "scores"]
    assert made.minutes("students-1") == pytest.approx(10 * 23 / 49, abs=0.1)


def test_the_chain_needs_nothing_that_reads_reports_or_builds_an_index() -> None:
    code = (
        "import sys\n"
        f"sys.modules.update(dict.fromkeys({ABSENT!r}))\n"
        "import training.chain.__main__, training.chain.first, training.chain.second\n"
        "print(sorted(name for name in sys.modules if name.split('.')[0] in ('bench', 'service')))"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


def test_the_first_stage_again_ranks_by_the_new_cosines_and_the_old_shares() -> None:
    example = example_set("report_train", range(1)).examples[0]
    keys = [Key("doc0", at + 1) for at in range(len(THINGS))]
    windows = {key: np.array([at / 10, 1.0], dtype=np.float32) for at, key in enumerate(keys)}

    again = ranked_again(example, windows, np.array([1.0, 0.0], dtype=np.float32))

    assert again.near == list(reversed(keys[1:]))
    assert again.first_stage[keys[5]] == pytest.approx((0.5, 0.5))
    assert again.first_stage[keys[0]] == pytest.approx((0.0, 0.6))


def test_texts_and_examples_come_back_as_they_were(tmp_path: Path) -> None:
    examples = example_set("lists", range(3))
    write_examples(examples, tmp_path / "examples.jsonl.gz")
    assert read_examples(tmp_path / "examples.jsonl.gz") == examples
    write_texts(texts(range(3)), tmp_path / "texts.jsonl.gz")
    assert read_texts(tmp_path / "texts.jsonl.gz") == texts(range(3))


def test_parts_stay_below_the_limit_and_weights_within_half_a_step(tmp_path: Path) -> None:
    parts = write_pack(tmp_path)

    assert len(parts) > 1
    for part in parts:
        assert sum(file.stat().st_size for file in part.iterdir()) <= 1_200_000
    before = load_file(str(tmp_path / "bert" / "model.safetensors"))
    folder = unpacked_model("default", tmp_path / "pack")
    after = load_file(str(folder / "model.safetensors"))
    assert set(after) == set(before)
    for name, tensor in before.items():
        if tensor.ndim == 2:
            step = tensor.abs().amax(1, keepdim=True) / 127
            assert bool(((after[name] - tensor).abs() <= 0.501 * step).all())
        else:
            assert torch.equal(after[name], tensor.half().float())


def test_a_row_of_noughts_stays_so() -> None:
    numbers, scale = in_eight_bits(np.array([[0.0, 0.0], [1.0, -0.5]], dtype=np.float32))
    assert numbers.tolist() == [[0, 0], [127, -64]]
    assert scale[1, 0] == pytest.approx(1 / 127)


def test_a_part_that_was_not_sent_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"no texts\.jsonl\.gz: send all parts"):
        packed(tmp_path, "texts.jsonl.gz")
