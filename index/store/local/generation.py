"""A generation: the passages, words and vectors that were built together, opened for search."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from corpus.errors import IndexDamaged, IndexMismatch
from corpus.refusals import is_shortage
from index.encode.sentence_transformer import ModelIdentity
from index.store.local.lexical import LexicalIndex
from index.store.local.manifest import (
    BUILD_COMMAND,
    Manifest,
    read_manifest,
    read_pointer,
    verify_files,
)
from index.store.local.passages import PassageStore
from index.store.local.vectors import VectorIndex
from index.store.local.vocabulary import Vocabulary

PASSAGES = "passages.sqlite"
LEXICAL = "lexical"
VOCABULARY = "vocabulary"
VECTORS = "vectors.faiss"
ENCODER = "encoder"
_CANARIES = 16


@dataclass(frozen=True, slots=True)
class Generation:
    """An index that was proven whole and can be searched.

    Attributes:
        folder: where its files lie.
        pointer: the text of the pointer it was opened by.
    """

    folder: Path
    manifest: Manifest
    pointer: str
    passages: PassageStore
    lexical: LexicalIndex
    vectors: VectorIndex
    vocabulary: Vocabulary

    def close(self) -> None:
        """Let go of its files."""
        self.passages.close()


def open_index(index: Path, model: ModelIdentity | None = None) -> Generation:
    """Open the generation that serves, after checking every byte of it.

    Args:
        index: the index folder.
        model: the model that will encode the questions; None where no question is asked.

    Raises:
        IndexMissing: when nothing was built there.
        IndexDamaged: when a file is not what was published, with its name.
        IndexMismatch: when another model made the vectors.
        OSError: when the system lacks what opening it takes, as open files.
    """
    pointer = read_pointer(index)
    try:
        manifest = read_manifest(index, pointer)
        return load_generation(index / manifest.generation, manifest, pointer, model)
    except (IndexDamaged, OSError) as error:
        if read_pointer(index) != pointer:  # a build published and pruned while we were opening
            return open_index(index, model)
        if isinstance(error, OSError) and not is_shortage(error):
            raise IndexDamaged(f"{error.filename}: {error.strerror}: {BUILD_COMMAND}") from error
        raise


def load_generation(
    folder: Path, manifest: Manifest, pointer: str, model: ModelIdentity | None = None
) -> Generation:
    """Check and open the generation in a folder; see ``open_index``."""
    if model is not None and manifest.model_sha256 != model.sha256:
        raise mismatch(folder.parent, manifest, model.name)
    verify_files(folder, manifest)
    generation = Generation(
        folder,
        manifest,
        pointer,
        PassageStore(folder / PASSAGES),
        LexicalIndex.load(folder / LEXICAL),
        VectorIndex.load(folder / VECTORS),
        Vocabulary.load(folder / VOCABULARY),
    )
    counts = {len(generation.passages), len(generation.lexical), len(generation.vectors)}
    if counts != {manifest.passages} or generation.vectors.dimension != manifest.dimension:
        generation.close()
        raise IndexDamaged(f"the parts of {folder} do not belong together: {BUILD_COMMAND}")
    return generation


def mismatch(index: Path, manifest: Manifest, wanted: str) -> IndexMismatch:
    """Return the error for an index that another model made than the one that is wanted."""
    return IndexMismatch(
        f"the index in {index} was made with the model {manifest.model} and the service has "
        f"{wanted}: {BUILD_COMMAND}, or set PINCITE_MODEL back"
    )


def check_canaries(generation: Generation) -> None:
    """Check that some passages are found by their own vectors.

    Raises:
        IndexDamaged: when one is not; the build that made it must not be published.
    """
    total = generation.manifest.passages
    rows = np.unique(np.linspace(0, total - 1, num=min(_CANARIES, total), dtype=np.int64))
    vectors = generation.vectors.vectors(rows)
    for own, (_, scores) in zip(vectors, generation.vectors.search(vectors, 1), strict=True):
        # Twins of a passage may come first, but none may be nearer than the passage itself.
        if abs(float(scores[0]) - float(own @ own)) > 1e-4:
            raise IndexDamaged(f"vectors of {generation.manifest.generation} cannot be searched")
