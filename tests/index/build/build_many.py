"""Build an index over generated files with the small embedder and print what it took."""

import json
import random
import sys
import time
from pathlib import Path

from corpus.settings import load_settings
from index.build.build import build_index
from tests.corpus.sandbox.read_hostile import resident
from tests.fakes import BagOfWords

WORDS = [f"word{at}" for at in range(3000)]


def write(corpus: Path, files: int) -> None:
    """Write reports of ten sentences, some folders deep."""
    chance = random.Random(7)
    for at in range(files):
        path = corpus / f"{at % 10}" / f"{at % 7}" / f"report{at:05d}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        sentences = [" ".join(chance.choices(WORDS, k=12)).capitalize() + "." for _ in range(10)]
        path.write_text("\n\n".join(" ".join(sentences[i : i + 5]) for i in range(0, 10, 5)))


if __name__ == "__main__":
    folder, count = Path(sys.argv[1]), int(sys.argv[2])
    write(folder / "corpus", count)
    settings = load_settings({}, corpus=folder / "corpus", index=folder / "index")
    started = time.perf_counter()
    summary = build_index(settings, BagOfWords())
    index = settings.index / summary.generation
    print(
        json.dumps(
            {
                "passages": summary.passages,
                "seconds": round(time.perf_counter() - started, 1),
                "resident": resident(),
                "index": sum(path.stat().st_size for path in index.rglob("*") if path.is_file()),
            }
        )
    )
