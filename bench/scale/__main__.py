"""Measure an index as it grows: python -m bench.scale --sentences 10000 100000 1000000.

Every collection is built by the classes of a real build into a real index, and questioned through
the engine by a process of its own. The questions' vectors are made beforehand: the model takes as
long whatever the size of the index. Times are of the processor, which other programs disturb less.
"""

import argparse
import json
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

import matplotlib as mpl
from matplotlib.figure import Figure

from bench.results import save
from bench.scale.asked import FLAT, HNSW_ROWS, prepare
from bench.scale.grown import Real, draw_questions, flat_index, grow, grown_reports, real_sentences
from bench.scale.hnsw import measure_hnsw
from bench.scale.server import Watched, address_of
from bench.sets import DATA, WORK
from corpus.settings import load_settings
from index.build.inputs import VERSIONS
from index.build.sentence_vectors import content_keys
from index.encode.sentence_transformer import SentenceTransformerEmbedder
from index.store import local_store, store_at
from index.store.manifest import CommitInfo, EncoderRecord, Manifest, Plan
from index.store.protocol import Store
from index.types import Embedder

PICTURE = Path("docs/scale.svg")
_WORK = WORK / "scale"
_QUESTIONS = 200
_HEADS = ("sentences", "store")

Figures = dict[str, object]


def build(store: Store, real: Real, count: int, embedder: Embedder) -> Figures:
    """Build an index over a collection, and return what each part of it took."""
    plan = Plan(embedder.identity, VERSIONS, {}, load_settings().exact_up_to)
    times: dict[str, float] = {}
    started = time.perf_counter()
    with store.begin(plan) as draft:
        with _timed(times, "reports"):
            for report, vectors in grown_reports(real, count):
                draft.upsert(report, vectors, content_keys(report.passages))
        with _timed(times, "commit"):
            manifest = draft.commit(CommitInfo(f"{count:064x}", EncoderRecord("")))
    store.promote(manifest.generation)
    return {
        "reports": manifest.reports,
        "build, s by the clock": round(time.perf_counter() - started, 1),
        "build CPU s": times,
        "MB on disk": {part: _megabytes(manifest, part) for part in _parts(manifest)},
        "recall of the canaries": asdict(manifest.recall) if manifest.recall else None,
    }


def _parts(manifest: Manifest) -> list[str]:
    return list(dict.fromkeys(Path(one.path).parts[0] for one in manifest.files))


def _megabytes(manifest: Manifest, part: str) -> float:
    return round(sum(one.size for one in manifest.files if one.path.startswith(part)) / 1e6, 1)


@contextmanager
def _timed(times: dict[str, float], name: str) -> Iterator[None]:
    started = time.process_time()
    yield
    times[name] = round(time.process_time() - started, 2)


def measure(
    place: Path, count: int, real: Real, embedder: Embedder, options: argparse.Namespace
) -> Figures:
    """Build an index of a size in a folder, and question it."""
    figures: Figures = {"sentences": count, "real": min(count, len(real.sentences))}
    figures |= build(local_store(place / "index"), real, count, embedder)
    questions = prepare(place, draw_questions(_QUESTIONS, options.data), embedder)
    flat_index(place / FLAT, real, count)
    if count <= options.hnsw_up_to:
        hnsw, rows = measure_hnsw((some for _, some in grow(real, count)), questions, 100)
        (place / HNSW_ROWS).write_text(json.dumps(rows), encoding="utf-8")
        figures["HNSW32"] = hnsw
    return figures | _asked(place)


def measure_server(
    place: Path, count: int, real: Real, embedder: Embedder, address: str, *, keep: bool
) -> Figures:
    """Build the same index on a server, and ask the same questions."""
    server = Watched(address)
    server.empty()
    figures: Figures = {"sentences": count, "store": "server"}
    before = server.cpu()
    figures |= build(store_at(address, place / "remote"), real, count, embedder)
    figures["build, CPU s of the server"] = _since(before, server.cpu())
    figures["compaction after it, s by the clock"] = server.settle()
    figures["server memory after the build, MB"] = server.memory()
    before = server.cpu()
    figures |= _asked(place, address)
    figures["all questions, CPU s of the server"] = _since(before, server.cpu())
    figures["server memory after questions, MB"] = server.memory()
    figures["server disk, MB"] = server.disk()
    if not keep:
        server.empty()
    return figures


def _since(before: float | None, after: float | None) -> float | None:
    return None if before is None or after is None else round(after - before, 1)


def _asked(place: Path, *store: str) -> Figures:
    command = [sys.executable, "-m", "bench.scale.asked", str(place), *store]
    figures: Figures = json.loads(subprocess.check_output(command))
    return figures


def draw(sizes: Sequence[Figures]) -> None:
    """Draw what a question costs at each size."""
    mpl.rcParams["svg.hashsalt"] = "pincite"  # the same numbers give the same file
    figure = Figure(figsize=(7, 3.4), layout="constrained")
    times, memory = figure.subplots(1, 2)
    counts = [one["sentences"] for one in sizes]
    for name in ("whole question", "vectors", "words", "flat"):
        times.plot(counts, [one[f"{name}, p50 ms"] for one in sizes], "o-", label=name)
    times.set(xscale="log", yscale="log", xlabel="sentences", ylabel="ms of CPU a question, p50")
    times.legend()
    memory.plot(counts, [one["memory after questions, MB"] for one in sizes], "o-")
    memory.set(xscale="log", xlabel="sentences", ylabel="resident memory, MB")
    memory.set_ylim(bottom=0)
    figure.savefig(PICTURE, metadata={"Date": None})


def show(sizes: Sequence[Figures]) -> None:
    """Print a table with a column a size and store."""
    heads = (f"{one['sentences']:,}" + f" {one.get('store', '')}".rstrip() for one in sizes)
    print("| sentences | " + " | ".join(heads) + " |")
    print("|---" * (len(sizes) + 1) + "|")
    for name in dict.fromkeys(name for one in sizes for name in one if name not in _HEADS):
        cells = (_cell(one.get(name)) for one in sizes)
        print(f"| {name} | {' | '.join(cells)} |")


def _cell(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} {part}" for name, part in value.items())
    return "–" if value is None else str(value)


def main() -> None:
    """Print a table, draw docs/scale.svg and save the figures under bench/results."""
    parser = argparse.ArgumentParser(prog="python -m bench.scale")
    parser.add_argument("--sentences", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--data", type=Path, default=DATA, help="folder of the question sets")
    parser.add_argument(
        "--hnsw-up-to", type=int, default=100_000, metavar="N", help="largest size HNSW is built at"
    )
    parser.add_argument(
        "--store",
        metavar="ADDRESS",
        help="measure a server beside: seekdb:///NAME?socket=FILE; databases NAME_N come and go",
    )
    parser.add_argument("--keep", action="store_true", help="keep the indexes, to ask them again")
    options = parser.parse_args()
    real, embedder = real_sentences(options.data), SentenceTransformerEmbedder("", "cpu", 1, 32)
    sizes: list[Figures] = []
    for count in sorted(options.sentences):
        place = _WORK / str(count)
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
        sizes.append(measure(place, count, real, embedder, options))
        print(json.dumps(sizes[-1]), file=sys.stderr, flush=True)
        if options.store:
            address, keep = address_of(options.store, count), options.keep
            sizes.append(measure_server(place, count, real, embedder, address, keep=keep))
            print(json.dumps(sizes[-1]), file=sys.stderr, flush=True)
        if not options.keep:
            shutil.rmtree(place)
    show(sizes)
    local = [one for one in sizes if "store" not in one]
    if len(local) > 1:
        draw(local)
    print(f"\nSaved in {save('scale', {'questions': _QUESTIONS, 'sizes': sizes})}")


if __name__ == "__main__":
    main()
