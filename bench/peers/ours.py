"""Pincite itself, as its users have it."""

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from corpus.settings import load_settings
from index.build.build import build_index
from service.answers.engine import Engine
from service.answers.result import result_dict
from service.batch.question_files import Row
from service.batch.run import answer_rows


class Ours:
    """The engine with all it does to answer: spelling, both searches, fusion, citations."""

    def __init__(self, index: Path) -> None:
        self.engine = Engine(load_settings(index=index))
        self.engine.opened.warm_up()

    def ask(self, question: str) -> Any:
        """Answer one question."""
        return self.engine.ask([self.engine.asked(question)])

    def ask_all(self, questions: Sequence[str]) -> list[Any]:
        """Answer questions as a question file's are."""
        rows = [Row(at, text) for at, text in enumerate(questions, start=1)]
        return [result_dict(one) for some in answer_rows(self.engine, rows) for one in some]

    def encode(self, texts: Sequence[str]) -> Any:
        """Return a unit vector a text."""
        return self.engine.opened.embedder.encode(texts)

    def prepare(self, folder: Path) -> None:
        """Begin with this index, for its exported encoder; no sentence of it comes again."""
        shutil.copytree(self.engine.settings.index, folder / "index")

    def build(self, corpus: Path, _sentences: Sequence[str], folder: Path) -> None:
        """Build over a folder of reports: read and split them, too."""
        # The index that ``prepare`` copied is of other reports.
        build_index(load_settings(corpus=corpus, index=folder / "index"), replace=True)
