"""Measure what two files of one work share, and what grouping costs: python -m bench.works.

With ``--index DIR`` it prints for each two files of a work in an index how many sentences they have
in common, and the two reports that share most of all others. The first file of each also gets a
second edition, in which a fifth of the sentences, by chance, are others: the third column is what
that edition and the other file share.

Without it, it builds an index over made-up reports, half of them twins of the others, with vectors
of a few numbers that no model made, and prints the time for the works beside that for the rest: in
a real build, the rest takes much longer.
"""

import argparse
import random
import tempfile
import time
from collections.abc import Iterator, Mapping
from itertools import combinations
from pathlib import Path

import numpy as np

from corpus.files import text_sha256
from corpus.report import Front, Passage, Report, Source
from index.build.inputs import VERSIONS
from index.build.works import File, group_works
from index.store import local_store, open_index
from index.store.manifest import CommitInfo, EncoderRecord, Plan
from index.types import ModelIdentity

_DIMENSION = 8
_CHANGED = 0.2
_WORDS = [f"word{at}" for at in range(5000)]


def shares(one: set[bytes], other: set[bytes]) -> tuple[float, float]:
    """Return the share of the smaller and of the larger that both have in common."""
    small, large = sorted((len(one), len(other)))
    return len(one & other) / small, len(one & other) / large


def second_edition(sentences: set[bytes]) -> set[bytes]:
    """Return the sentences, of which a fifth, by chance, are exchanged for others."""
    chance = random.Random(1)  # noqa: S311
    ordered = sorted(sentences)
    return {chance.randbytes(16) if chance.random() < _CHANGED else one for one in ordered}


def measure(index: Path) -> None:
    """Print what the reports of an index have in common."""
    view = open_index(index)
    said = {name: set(view.digests(one.keys).values()) for name, one in view.reports.items()}
    print("smaller larger  edition to twin  files")
    for work in view.manifest.works:
        for one, other in combinations(work.files, 2):
            print(_line(said, one, other), f"{one}, {other}")
        for edition in work.older:
            print(_line(said, work.files[0], edition.report), f"{edition}, older than {work.files}")
    apart = [
        pair for pair in combinations(said, 2) if pair[1] not in view.reports[pair[0]].work.files
    ]
    one, other = max(apart, key=lambda pair: shares(said[pair[0]], said[pair[1]]))
    print(_line(said, one, other), f"{one}, {other}: the most of two works")


def _line(said: Mapping[str, set[bytes]], one: str, other: str) -> str:
    smaller, larger = shares(said[one], said[other])
    across, _ = shares(second_edition(said[one]), said[other])
    return f"{smaller:7.3f} {larger:6.3f} {across:16.3f} "


def made_up(reports: int, sentences: int) -> Iterator[Report]:
    """Yield reports in order of their ids; the second of two is the twin of the first."""
    chance = random.Random(2)  # noqa: S311
    quotes: list[str] = []
    for number in range(reports):
        twin = number % 2 == 1
        if not twin:
            quotes = [" ".join(chance.choices(_WORDS, k=20)) for _ in range(sentences)]
        name, text = f"r{number // 2:06}{'.md' if twin else '.html'}", "\n".join(quotes)
        passages, at = [], 0
        for position, quote in enumerate(quotes, start=1):
            passages.append(
                Passage(name, position, at, at + len(quote), quote, (position, position))
            )
            at += len(quote) + 1
        source = Source(name, f"Report {number // 2}", number=f"R{number // 2:06}")
        yield Report(
            source, name, "0" * 64, text, text_sha256(text), Front(), tuple(passages)
        )  # fmt: skip


def cost(reports: int, sentences: int) -> None:
    """Print the time for grouping made-up reports beside the time for writing them."""
    plan = Plan(ModelIdentity("none", "0" * 64), VERSIONS, {}, reports * sentences)
    vector = np.zeros((sentences, _DIMENSION), dtype=np.float32)
    vector[:, 0] = 1
    with tempfile.TemporaryDirectory() as folder, local_store(Path(folder)).begin(plan) as draft:
        files = []
        started = time.process_time()
        for report in made_up(reports, sentences):
            draft.upsert(report, vector, [one.id.encode() for one in report.passages])
            files.append(File.of(report))
        written = time.process_time()
        works = group_works(files, draft.digests)
        grouped = time.process_time()
        draft.commit(CommitInfo("0" * 64, EncoderRecord(""), works=works))
        rest = written - started + time.process_time() - grouped
    print(
        f"{reports} reports of {sentences} sentences, {len(works)} works of two files: "
        f"grouped in {grouped - written:.2f} s, written in {rest:.2f} s of the processor "
        f"({(grouped - written) / rest:.1%})"
    )


def main() -> None:
    """Measure what the command line names."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--index", type=Path, help="index over real reports")
    parser.add_argument("--count", type=int, default=2000, help="number of made-up reports")
    parser.add_argument("--sentences", type=int, default=200, help="in each made-up report")
    options = parser.parse_args()
    if options.index is not None:
        measure(options.index)
    else:
        cost(options.count, options.sentences)


if __name__ == "__main__":
    main()
