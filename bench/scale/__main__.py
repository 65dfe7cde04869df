"""Measure an index as it grows: python -m bench.scale.

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

from bench.results import commit, save
from bench.scale.asked import prepare
from bench.scale.beside import measure_beside
from bench.scale.grown import Real, draw_questions, grown_reports, real_sentences
from bench.scale.growth import curves, recorded
from bench.scale.server import Watched, address_of
from bench.scale.shown import PICTURE, draw, show, show_growth
from bench.sets import DATA, WORK
from corpus.settings import load_settings
from index.build.inputs import VERSIONS
from index.build.sentence_vectors import content_keys
from index.encode.sentence_transformer import SentenceTransformerEmbedder
from index.store import local_store, store_at
from index.store.manifest import CommitInfo, EncoderRecord, Manifest, Plan
from index.store.protocol import Store
from index.types import Embedder

_WORK = WORK / "scale"
_QUESTIONS = 200
_HNSW_KEPT = _WORK / "hnsw"

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
    prepare(place, draw_questions(_QUESTIONS, options.data), embedder)
    figures["vectors alone"] = measure_beside(
        place,
        real,
        count,
        hnsw=count <= options.hnsw_up_to,
        kept=_HNSW_KEPT if options.keep_hnsw else None,
    )
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


def _report(sizes: Sequence[Figures]) -> None:
    """Print the tables and draw docs/scale.svg."""
    show(sizes)
    local = _local(sizes)
    if len(local) > 1:
        show_growth(curves(local))
        draw(local)
        print(f"\nDrawn in {PICTURE}")


def _local(sizes: Sequence[Figures]) -> list[Figures]:
    return [one for one in sizes if "store" not in one]


def _save(sizes: Sequence[Figures]) -> Path:
    growth = recorded(curves(_local(sizes)))
    return save("scale", {"questions": _QUESTIONS, "sizes": sizes, "growth": growth})


def _sizes(options: argparse.Namespace) -> Iterator[Figures]:
    """Yield the figures of each size and store: an earlier run's, or measured."""
    known = earlier(options.taken)
    stores = ("", "server") if options.store else ("",)
    tools: tuple[Real, Embedder] | None = None
    for count in sorted(options.sentences):
        found = [known.get((count, store)) for store in stores]
        if all(found):
            yield from (one for one in found if one)
            continue
        tools = tools or (
            real_sentences(options.data),
            SentenceTransformerEmbedder("", "cpu", 1, 32),
        )
        for figures in _measured(count, *tools, options):
            print(json.dumps(figures), file=sys.stderr, flush=True)
            yield {"commit": commit(), **figures}


def _measured(
    count: int, real: Real, embedder: Embedder, options: argparse.Namespace
) -> Iterator[Figures]:
    place = _WORK / str(count)
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    yield measure(place, count, real, embedder, options)
    if options.store:
        address = address_of(options.store, count)
        yield measure_server(place, count, real, embedder, address, keep=options.keep)
    if not options.keep:
        shutil.rmtree(place)


def earlier(results: Sequence[Path]) -> dict[tuple[int, str], Figures]:
    """Return the figures that results files hold, by size and store; those of the last file win."""
    known: dict[tuple[int, str], Figures] = {}
    for path in results:
        content = json.loads(path.read_text(encoding="utf-8"))
        for one in content["sizes"]:
            known[one["sentences"], one.get("store", "")] = {"commit": content["commit"], **one}
    return known


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.scale")
    sizes = [1_000, 10_000, 100_000, 1_000_000]
    parser.add_argument("--sentences", type=int, nargs="+", default=sizes)
    parser.add_argument("--data", type=Path, default=DATA, help="folder of the question sets")
    parser.add_argument(
        "--hnsw-up-to", type=int, default=100_000, metavar="N", help="largest size HNSW is built at"
    )
    parser.add_argument(
        "--keep-hnsw",
        action="store_true",
        help=f"keep the built HNSW in {_HNSW_KEPT}, and use those that are there",
    )
    parser.add_argument(
        "--store",
        metavar="ADDRESS",
        help="measure a server beside: seekdb:///NAME?socket=FILE; databases NAME_N come and go",
    )
    parser.add_argument("--keep", action="store_true", help="keep the indexes, to ask them again")
    parser.add_argument(
        "--from",
        dest="taken",
        type=Path,
        nargs="+",
        default=[],
        metavar="FILE",
        help="results files of this machine: the sizes that they hold are not measured again",
    )
    return parser.parse_args()


def main() -> None:
    """Print tables and slopes, draw docs/scale.svg and save the figures under bench/results."""
    sizes: list[Figures] = []
    for figures in _sizes(_options()):
        sizes.append(figures)
        saved = _save(sizes)  # after each size: the largest ones take an hour
    _report(sizes)
    print(f"Saved in {saved}")


if __name__ == "__main__":
    main()
