"""txtai's hybrid index, with the commands and the web server of the script beside it.

It gets the same model and the same sentences, and keeps only their numbers (``content=False``,
its quicker form): the texts of an answer come from a list, as they do in the script.
"""

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench.peers.script import MODEL, Found, main


class Hybrid:
    """A txtai index and, where a folder is given, what was saved there."""

    def __init__(self, folder: Path | None = None) -> None:
        from txtai import Embeddings

        self.index = Embeddings(path=MODEL, hybrid=True, content=False, gpu=False)
        if folder:
            self.sentences = json.loads((folder / "sentences.json").read_text("utf-8"))
            self.index.load(str(folder / "index"))

    def encode(self, texts: Sequence[str]) -> Any:
        """Return a vector a text."""
        return self.index.batchtransform(list(texts))

    def build(self, sentences: Sequence[str], folder: Path) -> None:
        """Index sentences and save the index."""
        self.index.index((row, text, None) for row, text in enumerate(sentences))
        folder.mkdir(parents=True, exist_ok=True)
        self.index.save(str(folder / "index"))
        (folder / "sentences.json").write_text(json.dumps(list(sentences)), "utf-8")

    def ask_all(self, questions: Sequence[str], k: int = 5) -> list[Found]:
        """Return the best sentences for each question, the best first."""
        return [
            [{"text": self.sentences[row], "score": score} for row, score in found]
            for found in self.index.batchsearch(list(questions), k)
        ]


if __name__ == "__main__":
    main(Hybrid, *sys.argv[1:])
