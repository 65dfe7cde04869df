from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from corpus.settings import Settings
from index.types import Vectors
from service.answers import engine
from service.answers.engine import Engine
from service.shell.main import main
from tests.fakes import BagOfWords

QUESTION = "What do tickets cost?"

Watch = Callable[..., int]


class Contrary(BagOfWords):
    """Another model, which takes what is asked of tickets for what is said of children."""

    def __init__(self) -> None:
        super().__init__("contrary")

    def encode(self, texts: Sequence[str], done: Callable[[int], None] | None = None) -> Vectors:
        read = ["Children travel free" if text == QUESTION else text for text in texts]
        return super().encode(read, done)


@pytest.fixture
def answering(monkeypatch: pytest.MonkeyPatch) -> Callable[[BagOfWords], None]:
    """Lets the command answer with a small embedder and without the reranker."""

    def use(embedder: BagOfWords) -> None:
        monkeypatch.setattr(engine, "Engine", lambda settings: Engine(settings, embedder))

    monkeypatch.setenv("PINCITE_RERANKER", "none")
    use(BagOfWords())
    return use


@pytest.fixture
def watch(settings: Settings, answering: object) -> Watch:
    """Runs the command watch over the index of a test, and returns the exit code."""
    return lambda *arguments: main(["watch", "--index", str(settings.index), *map(str, arguments)])


@pytest.fixture
def file(watch: Watch, build: Callable[[], object], tmp_path: Path) -> Path:
    """A file with one accepted answer."""
    build()
    (tmp_path / "q.txt").write_text(f"{QUESTION}\n")
    path = tmp_path / "watch.toml"
    assert watch("--init", tmp_path / "q.txt", "-o", path) == 0
    return path
