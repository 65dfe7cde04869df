"""Count the links to sentences that survive a new edition: ``python -m bench.links FILE …``.

The second edition of each report is made by script: of ten sentences, by chance, one is left out,
one follows a sentence that is new, one gets another word, one other typography, and of ten
paragraphs two change places. The links to all sentences of the first are then resolved in it.

With ``--pair`` the files are pairs, an edition and the one that replaces it, and what was done to a
sentence is not known: the command prints where the links lead.
"""

import argparse
import random
import tempfile
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import closing
from itertools import groupby
from operator import attrgetter
from pathlib import Path

import numpy as np

from corpus.folder import find_files
from corpus.intake import read_report
from corpus.limits import Limits
from corpus.report import Passage, Report
from corpus.sandbox.parent import Sandbox
from corpus.settings import load_settings
from index.build.inputs import VERSIONS
from index.store import local_store
from index.store.manifest import CommitInfo, EncoderRecord, Plan
from index.store.protocol import Store, View
from index.types import ModelIdentity
from service.answers.citation import sentence_url
from service.reading.links import UNSURE, Resolved, resolve

_FANCY = str.maketrans({"'": "’", '"': "”", "-": "–", "’": "'", "“": '"', "”": '"', "–": "-"})
_ID = "report"


def read(file: Path | str | bytes, name: str = f"{_ID}.txt") -> Report:
    """Read a file, or the content of one, as the report with one id."""
    limits = Limits.of(load_settings({}))
    with tempfile.TemporaryDirectory() as folder, Sandbox(limits) as sandbox:
        path = Path(folder) / name
        content = file.read_bytes() if isinstance(file, Path) else file
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        found, _ = find_files(Path(folder))
        return read_report(found[0], limits, sandbox)


def publish(store: Store, report: Report) -> View:
    """Publish a report after the one before, with vectors that no model made, and open it."""
    plan = Plan(ModelIdentity("none", "0" * 64), VERSIONS, {}, 10**6, former_sentences=10**6)
    vectors = np.zeros((len(report.passages), 8), dtype=np.float32)
    vectors[:, 0] = 1
    before = store.open() if store.current() else None
    with store.begin(plan, before) as draft:
        draft.upsert(report, vectors, [one.id.encode() for one in report.passages])
        manifest = draft.commit(CommitInfo(report.text_sha256, EncoderRecord("")))
    if before:
        before.close()
    store.promote(manifest.generation)
    return store.open()


def resolved(first: Report, second: Report) -> list[Resolved]:
    """Return what the link to each sentence of the first edition points to in the second."""
    with tempfile.TemporaryDirectory() as folder:
        store = local_store(Path(folder))
        with closing(publish(store, first)) as view:
            anchors = enumerate(view.anchors(_ID), 1)
            links = [sentence_url(_ID, *one).partition("#")[2] for one in anchors]
        with closing(publish(store, second)) as view:
            return [resolve(view, _ID, link) for link in links]


def second_edition(report: Report, chance: random.Random) -> tuple[str, list[tuple[str, int]]]:
    """Return another edition as text, and what became of each sentence: the deed and its place."""
    paragraphs = [list(own) for _, own in groupby(report.passages, attrgetter("paragraph"))]
    for at in range(0, len(paragraphs) - 1, 10):
        paragraphs[at], paragraphs[at + 1] = paragraphs[at + 1], paragraphs[at]
    text, became = "", [("", -1)] * len(report.passages)
    for own in paragraphs:
        for one in own:
            deed, quote = chance.randrange(10), one_line(one)
            if deed == 1:
                text += f"Paragraph {chance.randrange(10**6)} was added to this edition. "
            elif deed == 2:
                words = quote.split(" ")
                words[chance.randrange(len(words))] = "otherwise"
                quote = " ".join(words)
            elif deed == 3:
                quote = quote.translate(_FANCY)
            name = {0: "left out", 2: "reworded"}.get(deed, "kept")
            became[one.number - 1] = name, len(text) if deed else -1
            text += f"{quote} " if deed else ""
        text = text.rstrip() + "\n\n"
    return text, became


def judge(found: Resolved, deed: str, start: int, second: Report) -> str:
    """Return whether a link leads to its sentence: right, wrong, lost, or why not to be said."""
    if deed == "left out" and not found.message.endswith(UNSURE):
        return "right" if found.status == "gone" else f"said to be {found.status}"
    if found.sentence is None:
        return "lost"
    passage = second.passages[found.sentence - 1]
    if found.message.endswith(UNSURE):
        return "may be another copy"
    if not passage.start <= start < passage.end:
        return "wrong"
    kept = found.status in ("same", "moved")
    return "right" if kept == (deed == "kept") else f"said to be {found.status}"


def one_line(*sentences: Passage) -> str:
    """Return sentences with single spaces."""
    return " ".join(" ".join(one.quote.split()) for one in sentences)


def scripted(files: Iterable[Path]) -> None:
    """Print how the links into each report fare in an edition made by script."""
    for file in files:
        original = read(file, f"{_ID}{file.suffix}")
        paragraphs = groupby(original.passages, attrgetter("paragraph"))
        text = "\n\n".join(
            " ".join(" ".join(p.quote.split()) for p in own) for _, own in paragraphs
        )
        first = read(text)
        second_text, became = second_edition(first, random.Random(len(text)))  # noqa: S311
        second = read(second_text)
        counts = Counter(
            (deed, judge(found, deed, start, second))
            for found, (deed, start) in zip(resolved(first, second), became, strict=True)
        )
        print(f"{file.name}: {len(first.passages)} sentences")
        for (deed, verdict), count in sorted(counts.items()):
            print(f"  {deed}: {verdict} {count}")


def pairs(files: Sequence[Path]) -> None:
    """Print where the links into each first file lead in the second one."""
    for one, other in zip(files[::2], files[1::2], strict=True):
        first, second = (read(file, f"{_ID}{file.suffix}") for file in (one, other))
        counts = Counter(found.status for found in resolved(first, second))
        print(f"{one.name}, then {other.name}: {dict(counts)}")


def main() -> None:
    """Measure what the command line names."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", type=Path, nargs="+")
    parser.add_argument("--pair", action="store_true", help="the files are pairs of editions")
    options = parser.parse_args()
    (pairs if options.pair else scripted)(options.files)


if __name__ == "__main__":
    main()
