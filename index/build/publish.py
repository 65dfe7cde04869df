"""Read, encode and store the reports of a build as a new generation."""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict

from corpus.errors import CorpusError, UnreadableFile
from corpus.folder import Failure, SourceFile
from corpus.report import Report
from index.build.events import Embedding, FileRefused, Publishing, ReadingFile, Watcher
from index.build.inputs import VERSIONS, Inputs, ReadFile
from index.build.reuse import UnchangedFiles
from index.build.sentence_vectors import SentenceVectors, encoder_text
from index.build.works import File, group_works
from index.encode.choose import BuildEncoder
from index.store.drafting import Draft
from index.store.manifest import CommitInfo, Manifest, Plan
from index.store.protocol import Store, View
from index.types import Vectors
from index.workers.protocol import Workers

_SENTENCES_AT_A_TIME = 4096
_MAX_COMPARED = 64
"""Maximum number of sentences that compare an exported encoder with its model."""


def write_generation(
    store: Store,
    inputs: Inputs,
    encoder: BuildEncoder,
    base: View | None,
    before: View | None,
    vectors: SentenceVectors,
    unchanged: UnchangedFiles,
    workers: Workers,
    watch: Watcher,
) -> Manifest:
    """Write, verify and name a new generation; ``Store.promote`` makes it the current one.

    Args:
        base: the current generation, where the same model made its vectors; else None.
        before: the current generation, whichever model made its vectors; None without one.
        workers: read the files.
        watch: told what the build does.

    Raises:
        CorpusError: when no report can be read, or reports are stated to supersede themselves.
        FilesNotRead: when the build is strict and a file cannot be read.
    """
    model = encoder.embedder.identity
    plan = Plan(
        model,
        VERSIONS,
        asdict(inputs.limits),
        inputs.exact_up_to,
        encoder.folder,
        inputs.former_sentences,
        inputs.former_text_bytes,
    )
    sample = _Sample()
    files: list[File] = []
    count = len(inputs.files)
    with store.begin(plan, base, before) as draft:
        changes = _Changes(draft, base)
        for read, group in _groups(inputs, unchanged, workers, watch):
            made = vectors.of_reports(
                [report.passages for report in group],
                lambda done, known, read=read: watch(Embedding(done, known, read, count)),  # type: ignore[misc]
            )
            for report, (content_keys, own) in zip(group, made, strict=True):
                changes.upsert(report, own, content_keys)
                files.append(File.of(report))
                sample.add(map(encoder_text, report.passages))
        changes.finish()
        inputs.refuse_failures()
        if not inputs.read:
            raise _nothing_read(inputs)
        stated = inputs.stated_editions(file.source for file in files)
        watch(Publishing())
        return draft.commit(
            CommitInfo(
                inputs.fingerprint(model, store.format),
                encoder.compare(sample.texts),
                tuple(vectors.long),
                tuple(inputs.failures),
                tuple(inputs.cut),
                group_works(files, draft.digests, stated),
            )
        )


class _Changes:
    """Upserts the reports of a build, and deletes the other reports of the base in order."""

    def __init__(self, draft: Draft, base: View | None) -> None:
        self._draft = draft
        self._remaining = deque(base.reports if base else ())

    def upsert(self, report: Report, vectors: Vectors, content_keys: Sequence[bytes]) -> None:
        while self._remaining and self._remaining[0] <= report.source.id:
            other = self._remaining.popleft()
            if other != report.source.id:
                self._draft.delete(other)
        self._draft.upsert(report, vectors, content_keys)

    def finish(self) -> None:
        for other in self._remaining:
            self._draft.delete(other)


class _Sample:
    """A sample of sentences, spread evenly over a stream of unknown length."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self._seen, self._step = 0, 1

    def add(self, texts: Iterable[str]) -> None:
        for text in texts:
            if self._seen % self._step == 0:
                self.texts.append(text)
            self._seen += 1
            if len(self.texts) > _MAX_COMPARED:
                self.texts = self.texts[::2]
                self._step *= 2


def _nothing_read(inputs: Inputs) -> CorpusError:
    reasons = "; ".join(f"{failure.path}: {failure.reason}" for failure in inputs.failures[:3])
    return CorpusError(
        f"there is no readable report in the corpus ({reasons or 'the folder is empty'}): "
        "put reports in it, or name another folder with --corpus"
    )


def _groups(
    inputs: Inputs, unchanged: UnchangedFiles, workers: Workers, watch: Watcher
) -> Iterator[tuple[int, list[Report]]]:
    """Read the reports, and yield them in groups of some thousands of passages.

    Each group comes with the number of files that were read until then.
    """
    numbers = {file.path: number for number, file in enumerate(inputs.files, 1)}

    def reading(file: SourceFile, page: int, pages: int) -> None:
        watch(ReadingFile(file.path, numbers[file.path], len(numbers), page, pages))

    group: list[Report] = []
    reports = workers.read(inputs.files, unchanged.report_of, reading)
    for read, (file, report) in enumerate(reports, 1):
        if isinstance(report, UnreadableFile):
            inputs.failures.append(Failure(file.path, str(report)))
            watch(FileRefused(file.path, str(report)))
        else:
            known = ReadFile.of(report, len(report.passages))
            watch(known.event(unchanged=file.path in unchanged.reused))
        if isinstance(report, UnreadableFile) or (inputs.strict and inputs.failures):
            continue  # a strict build reads on only to report every failure
        inputs.hashes[file.path] = report.source_sha256
        inputs.cut += [passage.id for passage in report.passages if passage.cut]
        inputs.read.append(known)
        group.append(report)
        if sum(len(one.passages) for one in group) >= _SENTENCES_AT_A_TIME:
            yield read, group
            group = []
    if group:
        yield len(inputs.files), group
