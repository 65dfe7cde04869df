"""What serves while generations come, go and break; ``python -m tests.soak`` does it at length."""

import shutil
from pathlib import Path

import pytest

from index.manifest import POINTER
from service.__main__ import main
from service.engine import Engine
from tests.fakes import BagOfWords
from tests.soak import damage, reload
from tests.soak.ground import Ground, put, spoken


@pytest.fixture
def here(tmp_path: Path) -> Ground:
    made = Ground(tmp_path)
    damage.two_generations(made)
    return made


def test_publications_under_load_fail_no_answer_and_mix_no_generations() -> None:
    outcome = reload.publications(10, 1)
    assert outcome.lost == ()
    assert outcome.faults == 2
    assert outcome.requests >= 60


def word_of(engine: Engine) -> str:
    (answer,) = engine.ask([engine.question("When does number 7 leave the harbor?", 3)])
    return spoken([passage.quote for passage in answer.passages])


def test_files_that_vanish_while_it_runs_disturb_no_answer_and_are_named_by_check(
    here: Ground, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("index.encoders.encoder_for_serving", lambda *_: BagOfWords())
    command = ["check", "--index", str(here.index)]
    assert main(command) == 0
    engine = Engine(here.settings, BagOfWords())
    for path in damage.files_of(here):
        kept = path.rename(here.root / "kept")
        assert word_of(engine) == "barge"
        assert main(command) == 1
        said = capsys.readouterr().err
        # Without a pointer there is no index to speak of.
        assert path.name == POINTER or str(path) in said
        assert "run python build_index.py" in said
        kept.rename(path)
    assert main(command) == 0
    shutil.rmtree(here.index)
    assert word_of(engine) == "barge"


def test_a_flipped_bit_is_named_by_check(
    here: Ground, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("index.encoders.encoder_for_serving", lambda *_: BagOfWords())
    for path in damage.files_of(here):
        sound = path.read_bytes()
        put(path, sound[:-2] + bytes([sound[-2] ^ 1]) + sound[-1:])
        assert main(["check", "--index", str(here.index)]) == 1
        said = capsys.readouterr().err
        assert path.name == POINTER or str(path) in said
        assert "run python build_index.py" in said
        put(path, sound)


@pytest.mark.parametrize("error", [MemoryError("no memory"), RuntimeError("odd"), OSError(24, "x")])
def test_whatever_stops_a_reload_the_old_generation_answers(
    here: Ground,
    error: Exception,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    engine = Engine(here.settings, BagOfWords())

    def fail(path: Path) -> None:
        raise error

    here.write("canoe")
    here.build()
    monkeypatch.setattr("index.vectors.VectorIndex.load", fail)
    assert word_of(engine) == word_of(engine) == "barge"
    assert "was refused" in caplog.text
    monkeypatch.undo()
    here.write("yacht")
    here.build()
    assert word_of(engine) == "yacht"
