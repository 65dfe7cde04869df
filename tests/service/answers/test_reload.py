"""What serves while generations come, go and break; ``python -m tests.soak`` does it at length."""

import shutil
from pathlib import Path

import pytest

from corpus.errors import IndexProblem
from index.store import open_index
from index.store.files.generation import POINTER
from index.store.protocol import View
from index.types import ModelIdentity
from service.answers.engine import Engine
from service.shell.main import main
from tests.fakes import BagOfWords
from tests.service.http.served import served
from tests.service.until import until_serving, until_tried
from tests.soak import damage, reload
from tests.soak.ground import Ground, put, spoken


@pytest.fixture
def here(tmp_path: Path) -> Ground:
    made = Ground(tmp_path)
    damage.two_generations(made)
    return made


@pytest.mark.slow
def test_publications_under_load_fail_no_answer_and_mix_no_generations() -> None:
    outcome = reload.publications(5, 1)
    assert outcome.lost == ()
    assert outcome.faults == 1
    assert outcome.requests >= 30


def word_of(engine: Engine) -> str:
    (answer,) = engine.ask([engine.asked("When does number 7 leave the harbor?", 3)])
    return spoken([passage.quote for passage in answer.passages])


def test_files_that_vanish_while_it_runs_disturb_no_answer_and_are_named_by_check(
    here: Ground, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("index.encode.choose.encoder_for_serving", lambda *_: BagOfWords())
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
    monkeypatch.setattr("index.encode.choose.encoder_for_serving", lambda *_: BagOfWords())
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
    monkeypatch.setattr("index.store.local.vectors.VectorIndex.load", fail)
    assert word_of(engine) == "barge"
    until_tried(engine)
    assert word_of(engine) == "barge"
    assert "was refused" in caplog.text
    monkeypatch.undo()
    here.write("yacht")
    until_serving(engine, here.build().generation)
    assert word_of(engine) == "yacht"


def test_a_generation_that_is_mended_serves_and_the_log_says_each_once(
    here: Ground, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    clock = [0]
    monkeypatch.setattr("time.monotonic", lambda: clock[0])
    caplog.set_level("INFO", "service.answers.serving")
    engine = Engine(here.settings, BagOfWords())
    here.write("canoe")
    here.build()
    (vectors,) = here.index.glob("000003-*/vectors.faiss")
    away = vectors.rename(here.root / "vectors.faiss")
    tried = []

    def noted(index: Path, model: ModelIdentity | None = None) -> View:
        tried.append(clock[0])
        return open_index(index, model)

    monkeypatch.setattr("service.answers.opened.open_index", noted)
    for clock[0] in range(1000):
        assert word_of(engine) == "barge"
        until_tried(engine)
    assert "vectors.faiss" in str(engine.serving.refusal)
    assert tried == [0, 3, 8, 17, 34, 67, 132, 261, 518, 819]
    away.rename(vectors)
    clock[0] = 2000
    assert word_of(engine) == "barge"
    until_tried(engine)
    assert word_of(engine) == "canoe"
    assert engine.serving.refusal is None
    said = [record.getMessage() for record in caplog.records]
    assert ["was refused" in said[0], "now serving generation 000003" in said[1]] == [True, True]
    assert len(said) == 2


def test_where_the_old_pointer_is_put_back_nothing_is_refused_any_more(here: Ground) -> None:
    engine = Engine(here.settings, BagOfWords())
    pointer = (here.index / POINTER).read_bytes()
    here.write("canoe")
    here.build()
    (vectors,) = here.index.glob("000003-*/vectors.faiss")
    vectors.unlink()
    until_tried(engine)
    assert word_of(engine) == "barge"
    assert engine.serving.refusal
    (here.index / POINTER).write_bytes(pointer)
    assert word_of(engine) == "barge"
    assert engine.serving.refusal is None


def contents(folder: Path) -> dict[str, tuple[int, bytes]]:
    return {
        str(path): (path.stat().st_mtime_ns, path.read_bytes() if path.is_file() else b"")
        for path in [folder, *folder.rglob("*")]
    }


def test_an_index_that_cannot_be_written_is_served_and_left_as_it_is(
    small_index: Path, tmp_path: Path
) -> None:
    index = tmp_path / "index"
    shutil.copytree(small_index, index)
    paths = [index, *index.rglob("*")]
    for path in paths:
        path.chmod(0o500 if path.is_dir() else 0o400)
    before = contents(index)
    with served(index, own_rights=True) as server:
        status, answer = server.get("/ask?q=When+does+the+ferry+leave")
    assert status == 200
    assert b"The ferry to Kestrel Bay leaves at nine." in answer
    assert contents(index) == before


def test_without_a_temporary_folder_an_index_is_not_opened_and_the_way_out_is_named(
    here: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(*_: object, **__: object) -> str:
        raise FileNotFoundError(2, "No usable temporary directory found")

    monkeypatch.setattr("tempfile.mkdtemp", none)
    with pytest.raises(IndexProblem, match="name another folder in TMPDIR"):
        Engine(here.settings, BagOfWords())
