"""Read, encode and store the reports of a build as a new generation."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict

from corpus.errors import CorpusError, UnreadableFile
from corpus.folder import Failure
from corpus.intake import read_all
from corpus.report import Report
from index.build.inputs import VERSIONS, Inputs, ReadFile
from index.build.reuse import UnchangedFiles
from index.build.sentence_vectors import SentenceVectors, matched_text
from index.encode.choose import BuildEncoder
from index.store.manifest import Made, Manifest, Plan
from index.store.protocol import Draft, Store, View
from index.types import Vectors

_SENTENCES_AT_A_TIME = 4096
_COMPARED = 64
"""At most so many sentences say how an exported encoder agrees with its model."""

Progress = Callable[[int, int], None]
"""Called with (passages ready since the last call, passages known so far)."""


def write_generation(
    store: Store,
    inputs: Inputs,
    encoder: BuildEncoder,
    base: View | None,
    vectors: SentenceVectors,
    unchanged: UnchangedFiles,
    progress: Progress,
) -> Manifest:
    """Write, check and name a new generation; it does not serve yet.

    Args:
        base: the generation that serves, where the same model made its vectors.

    Raises:
        CorpusError: when no report can be read; nothing is left behind then.
        FilesNotRead: when a file cannot be read and the build is strict; likewise.
    """
    model = encoder.embedder.identity
    plan = Plan(model, VERSIONS, asdict(inputs.limits), inputs.exact_up_to, encoder.folder)
    sample = _Sample()
    known = 0
    with store.begin(plan, base) as draft:
        changes = _Changes(draft, base)
        for group in _groups(inputs, unchanged):
            passages = [report.passages for report in group]
            known += sum(map(len, passages))
            made = vectors.of(passages, lambda done, known=known: progress(done, known))  # type: ignore[misc]
            for report, (names, own) in zip(group, made, strict=True):
                changes.upsert(report, own, names)
                sample.add(map(matched_text, report.passages))
        changes.finish()
        inputs.refuse_failures()
        if not inputs.read:
            raise _nothing_read(inputs)
        return draft.commit(
            Made(
                inputs.fingerprint(model, store.format),
                encoder.compared(sample.texts),
                tuple(vectors.long),
                tuple(inputs.failures),
                tuple(inputs.cut),
            )
        )


class _Changes:
    """Walks the reports of the base beside those of the build, and deletes what is gone."""

    def __init__(self, draft: Draft, base: View | None) -> None:
        self._draft = draft
        self._before = deque(base.reports if base else ())

    def upsert(self, report: Report, vectors: Vectors, names: Sequence[bytes]) -> None:
        while self._before and self._before[0] <= report.source.id:
            before = self._before.popleft()
            if before != report.source.id:
                self._draft.delete(before)
        self._draft.upsert(report, vectors, names)

    def finish(self) -> None:
        for before in self._before:
            self._draft.delete(before)


class _Sample:
    """Some of the sentences, spread evenly over all of them, however many come."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self._seen, self._step = 0, 1

    def add(self, texts: Iterable[str]) -> None:
        for text in texts:
            if self._seen % self._step == 0:
                self.texts.append(text)
            self._seen += 1
            if len(self.texts) > _COMPARED:
                self.texts = self.texts[::2]
                self._step *= 2


def _nothing_read(inputs: Inputs) -> CorpusError:
    reasons = "; ".join(f"{failure.path}: {failure.reason}" for failure in inputs.failures[:3])
    return CorpusError(
        f"there is no readable report in the corpus ({reasons or 'the folder is empty'}): "
        "put reports in it, or name another folder with --corpus"
    )


def _groups(inputs: Inputs, unchanged: UnchangedFiles) -> Iterator[list[Report]]:
    """Read the reports, and yield them with some thousands of passages at a time."""
    group: list[Report] = []
    for file, report in read_all(inputs.files, inputs.limits, inputs.jobs, unchanged.recall):
        if isinstance(report, UnreadableFile):
            inputs.failures.append(Failure(file.path, str(report)))
        if isinstance(report, UnreadableFile) or (inputs.strict and inputs.failures):
            continue  # a strict build that has failed goes on to find all that fails, no more
        inputs.hashes[file.path] = report.source_sha256
        inputs.cut += [passage.id for passage in report.passages if passage.cut]
        inputs.read.append(ReadFile(file.path, report.source.id, len(report.passages)))
        group.append(report)
        if sum(len(one.passages) for one in group) >= _SENTENCES_AT_A_TIME:
            yield group
            group = []
    if group:
        yield group
