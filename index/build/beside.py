"""Write reports as an index of their own beside another one, which stays as it is."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from corpus.report import Report
from index.build.inputs import VERSIONS
from index.build.sentence_vectors import SentenceVectors
from index.build.vector_journal import VectorJournal
from index.build.works import File, group_works
from index.store import local_store
from index.store.manifest import CommitInfo, Plan
from index.store.protocol import View
from index.types import Embedder

_SENTENCES_AT_A_TIME = 4096
_JOURNAL = ".vectors"


def open_beside(
    view: View,
    reports: Iterable[Report],
    embedder: Embedder,
    folder: Path,
    exact_up_to: int,
    watch: Callable[[int], None] = lambda _reports: None,
) -> View:
    """Write reports into an index in a folder, and open it; close it before the folder is removed.

    Sentences whose text and neighbours stand in the view have their vectors from there.

    Args:
        view: a generation with vectors of the same model; nothing is written to its index.
        reports: in order of id; read one after the other.
        folder: an empty one.
        exact_up_to: number of passages up to which the vector search is exact.
        watch: called with the number of reports that are written so far.

    Raises:
        IndexProblem: when there is no sentence.
        OSError: when the folder cannot be written.
    """
    model = embedder.identity
    plan = Plan(model, VERSIONS, view.manifest.limits, exact_up_to)
    vectors = SentenceVectors(
        embedder, view, VectorJournal(folder / _JOURNAL, model.vectors_sha256)
    )
    store = local_store(folder)
    files: list[File] = []
    cut: list[str] = []
    with store.begin(plan) as draft:
        for group in _groups(reports):
            made = vectors.of_reports([report.passages for report in group])
            for report, (content_keys, own) in zip(group, made, strict=True):
                draft.upsert(report, own, content_keys)
                files.append(File.of(report))
                cut += [passage.id for passage in report.passages if passage.cut]
            watch(len(files))
        info = CommitInfo(
            fingerprint=view.manifest.fingerprint,
            encoder=view.manifest.encoder,
            long_sentences=tuple(vectors.long),
            cut_sentences=tuple(cut),
            works=group_works(files, draft.digests),
        )
        generation = draft.commit(info).generation
    store.promote(generation)
    return store.open()


def _groups(reports: Iterable[Report]) -> Iterator[list[Report]]:
    """Yield the reports in groups of some thousands of passages."""
    group: list[Report] = []
    for report in reports:
        group.append(report)
        if sum(len(one.passages) for one in group) >= _SENTENCES_AT_A_TIME:
            yield group
            group = []
    if group:
        yield group
