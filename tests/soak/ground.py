"""A small corpus and its index, where builds are disturbed and then asked what they serve."""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from corpus.files import text_sha256
from corpus.settings import Settings, load_settings
from index.build.build import BuildSummary, build_index
from index.store.files.generation import NEW_POINTER, POINTER, UNFINISHED, generation_folders
from service.answers.engine import Engine
from tests.fakes import BagOfWords

ALWAYS = {".lock", POINTER, "corpus.json", ".files", ".records"}
UNTIL_THE_NEXT_BUILD = {UNFINISHED, NEW_POINTER, ".vectors", ".corpus.json.new", ".files.new"}
"""What a killed build may leave, besides one generation that was never published."""


@dataclass(frozen=True, slots=True)
class Ground:
    """A folder with a corpus of one report and its index."""

    root: Path

    @property
    def corpus(self) -> Path:
        """Return the folder of the report."""
        return self.root / "corpus"

    @property
    def index(self) -> Path:
        """Return the folder of the index."""
        return self.root / "index"

    @property
    def settings(self) -> Settings:
        """Return settings without the second stage's reranker: a question takes a millisecond."""
        return load_settings({}, corpus=self.corpus, index=self.index, reranker="none")

    def write(self, word: str, sentences: int = 12) -> str:
        """Replace the report by one that says this word in every sentence; return its text."""
        self.corpus.mkdir(parents=True, exist_ok=True)
        text = " ".join(
            f"The {word} number {at} leaves the harbor at {at % 24} hours."
            for at in range(sentences)
        )
        (self.corpus / "boats.txt").write_text(text)
        return text

    def build(self) -> BuildSummary:
        """Bring the index up to date, undisturbed."""
        return build_index(self.settings, BagOfWords())

    def built(self) -> Path:
        """Write and index a report, and return the index's folder."""
        self.write("ferry")
        self.build()
        return self.index

    def served(self) -> str:
        """Return the word that an answer says, once its quotes are proven."""
        engine = Engine(self.settings, BagOfWords())
        (answer,) = engine.ask([engine.asked("When does number 7 leave the harbor?", 3)])
        for passage in answer.passages:
            assert text_sha256(passage.quote) == passage.citation.quote_sha256
        return spoken([passage.quote for passage in answer.passages])

    def left(self) -> set[str]:
        """Return what stands in the index folder, without generations."""
        folders = {path.name for path in generation_folders(self.index)}
        return {path.name for path in self.index.iterdir()} - folders - ALWAYS


def spoken(quotes: Iterable[str]) -> str:
    """Return the one word that all quotes say; see ``Ground.write``."""
    (word,) = {re.split(r"\s", quote)[1] for quote in quotes}
    return word


@contextmanager
def ground() -> Iterator[Ground]:
    """Give a new ground and remove it afterwards."""
    with TemporaryDirectory(prefix="pincite-") as folder:
        yield Ground(Path(folder))


def put(path: Path, content: bytes) -> None:
    """Put another file in the place of one.

    To cut a file short that is mapped into memory would end the process, and nothing that
    writes an index does it.
    """
    path.unlink()
    path.write_bytes(content)
