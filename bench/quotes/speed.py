"""Time the check of a draft's quotations: python -m bench.quotes.speed.

A draft of 60 pages with 200 quotations is checked against 50 reports, and against a text of
1,000,000 sentences: real sentences, then crossings of two. Each check runs in a process of its own,
which also reads every text once and folds its white space and case in plain Python. The time of
that is the unit in which machines can be compared.
"""

import argparse
import hashlib
import json
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from random import Random

from bench.quotes.copies import DEVELOPMENT, PLACE, Copy, copies
from bench.quotes.folder import alone
from bench.quotes.kinds import Mutation
from bench.quotes.mutations import make_mutations
from bench.quotes.product import OneDirection, written
from bench.results import save
from bench.scale.grown import as_report
from corpus.readers.drafts.draft import Draft
from corpus.report import Report
from corpus.settings import load_settings
from corpus.text.layout import find_blocks
from corpus.text.passages import split_sentences
from index.build.inputs import VERSIONS
from index.build.sentence_vectors import content_keys
from index.store import local_store
from index.store.manifest import CommitInfo, EncoderRecord, Plan
from service.answers.engine import Engine
from service.citecheck.check import check_draft

_QUOTATIONS, _PAGES, _WORDS_A_PAGE, _REPORTS = 200, 60, 350, 50
_SENTENCES_A_REPORT = 1000
_SEED = 20261127
_WORK = PLACE / "speed"


def main() -> None:
    """Print the figures, and save them under bench/results."""
    parser = argparse.ArgumentParser(prog="python -m bench.quotes.speed")
    parser.add_argument("--sentences", type=int, nargs="*", default=[1_000_000])
    parser.add_argument("--check", nargs=2, type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.check:
        print(json.dumps(_check(*options.check)))
        return
    with alone():
        _time(options.sentences)


def _time(counts: Sequence[int]) -> None:
    shutil.rmtree(_WORK, ignore_errors=True)
    real = [one for one in copies() if one.number]
    draft = _WORK / "draft.txt"
    draft.parent.mkdir(parents=True)
    draft.write_text(_draft(real), encoding="utf-8", newline="")
    figures: dict[str, object] = {}
    sentences = sorted({one.clean for copy in real for one in copy.spans})
    for name, reports in (
        (f"{_REPORTS} reports", _fifty(real, sentences)),
        *((f"{one:,} sentences", _grown(real, sentences, one)) for one in counts),
    ):
        index = _WORK / "index"
        shutil.rmtree(index, ignore_errors=True)
        _build(index, reports)
        command = [sys.executable, "-m", "bench.quotes.speed", "--check", str(index), str(draft)]
        figures[name] = json.loads(subprocess.check_output(command))
        print(name, json.dumps(figures[name], indent=1), flush=True)
    shutil.rmtree(_WORK)
    print(f"Saved in {save('quotes-speed', figures)}")


def _draft(real: Sequence[Copy]) -> str:
    """Return a draft of some pages: prose of a report that is not indexed, with quotations."""
    chance = Random(_SEED)  # noqa: S311
    found = make_mutations(copies(), 2).mutations
    known = {one.number for one in real}
    some = [one for one in found if one.half == DEVELOPMENT and one.number in known]
    quoted = _paragraphs(chance.sample(some, _QUOTATIONS))
    prose = next(one for one in copies() if not one.number and one.half == DEVELOPMENT)
    own = (one.clean for one in prose.spans if not set(one.clean) & set('"“”'))
    size = _PAGES * _WORDS_A_PAGE // _QUOTATIONS
    return "\n\n".join(f"{one}\n\n{_prose(own, size - len(one.split()))}" for one in quoted)


def _prose(sentences: Iterator[str], words: int) -> str:
    """Return the next sentences, some words together; nothing when no sentence is left."""
    found: list[str] = []
    while words > 0 and (one := next(sentences, "")):
        found.append(one)
        words -= len(one.split())
    return " ".join(found)


def _paragraphs(mutations: Sequence[Mutation]) -> list[str]:
    return [written([one])[0].strip() for one in mutations]


def _report(copy: Copy) -> Report:
    blocks = find_blocks(copy.text)
    made = as_report(0, [copy.text])
    source = replace(made.source, id=copy.id, number=copy.number)
    passages = split_sentences(copy.id, copy.text, blocks)
    return replace(made, source=source, path=f"{copy.id}.txt", passages=passages)


def _fifty(real: Sequence[Copy], sentences: Sequence[str]) -> Iterator[Report]:
    """Yield the real reports, and grown ones until there are fifty, in the order of their ids."""
    own = [_report(one) for one in real]
    more = (_REPORTS - len(own)) * _SENTENCES_A_REPORT
    yield from sorted((*own, *_crossed(sentences, more)), key=lambda one: one.source.id)


def _grown(real: Sequence[Copy], sentences: Sequence[str], count: int) -> Iterator[Report]:
    """Yield the real reports and grown ones, some sentences in all."""
    own = sorted(map(_report, real), key=lambda one: one.source.id)
    more = count - sum(len(one.passages) for one in own)
    grown = _crossed(sentences, more)
    before = [one for one in own if one.source.id < "grown"]
    yield from before
    yield from grown
    yield from own[len(before) :]


def _crossed(sentences: Sequence[str], count: int) -> Iterator[Report]:
    """Yield reports of sentences that are the halves of two others."""
    chance = Random(_SEED)  # noqa: S311
    for number in range(max(0, count) // _SENTENCES_A_REPORT):
        pairs = (chance.choices(sentences, k=2) for _ in range(_SENTENCES_A_REPORT))
        yield as_report(number, [_cross(*pair) for pair in pairs])


def _cross(left: str, right: str) -> str:
    first, second = left.split(), right.split()
    return " ".join(first[: (len(first) + 1) // 2] + second[len(second) // 2 :])


def _build(index: Path, reports: Iterator[Report]) -> None:
    store, embedder = local_store(index), OneDirection()
    plan = Plan(embedder.identity, VERSIONS, {}, load_settings().exact_up_to)
    with store.begin(plan) as draft:
        for report in reports:
            vectors = embedder.encode([one.quote for one in report.passages])
            draft.upsert(report, vectors, content_keys(report.passages))
        manifest = draft.commit(CommitInfo("0" * 64, EncoderRecord("")))
    store.promote(manifest.generation)


def _check(index: Path, draft: Path) -> dict[str, object]:
    """Check a draft against an index, and return what it took."""
    settings = load_settings(index=index, reranker="none", max_draft_units=10_000)
    engine = Engine(settings, OneDirection())
    view = engine.opened.generation
    text = draft.read_bytes().decode()
    memory = _peak()
    started = time.perf_counter()
    used = time.process_time()
    digest = hashlib.sha256(text.encode()).hexdigest()
    checked = check_draft(Draft(draft.name, digest, text, find_blocks(text)), engine)
    seconds, cpu = time.perf_counter() - started, time.process_time() - used
    peak = _peak()
    used = time.process_time()
    characters = sum(len(" ".join(view.text(one).split()).lower()) for one in view.reports)
    unit = time.process_time() - used
    return {
        "reports": len(view.reports),
        "sentences": sum(one.sentences for one in view.reports.values()),
        "characters": characters,
        "quotations": sum(one.kind == "quotation" for one in checked.findings),
        "seconds": round(seconds, 2),
        "CPU seconds": round(cpu, 2),
        "CPU seconds to fold all texts once in plain Python": round(unit, 2),
        "ratio of the CPU seconds": round(cpu / unit, 1),
        "MB before": memory,
        "peak MB": peak,
        "found": asdict(checked)["counts"],
    }


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    main()
