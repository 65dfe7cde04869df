"""Keep reports, words and vectors, and search them: the seam, and the store behind it."""

from pathlib import Path

from corpus.settings import Settings
from index.store.manifest import mismatch
from index.store.protocol import Store, View
from index.types import ModelIdentity

_KEPT = 2


def open_store(settings: Settings) -> Store:
    """Return the store that the settings name."""
    return local_store(settings.index, settings.keep_generations)


def local_store(folder: Path, keep: int = _KEPT) -> Store:
    """Return the store that keeps an index in a folder.

    Args:
        keep: generations that stay on the disk, the one that serves included.
    """
    from index.store.local.store import LocalStore  # FAISS and tantivy load with it

    return LocalStore(folder, keep)


def open_index(index: Path, model: ModelIdentity | None = None) -> View:
    """Open the generation that serves, after checking every byte of it.

    Args:
        index: the index folder.
        model: the model that will encode the questions; None where no question is asked.

    Raises:
        IndexMissing: when nothing was built there.
        IndexDamaged: when a file is not what was published, with its name.
        IndexMismatch: when another model made the vectors.
    """
    view = local_store(index).open()
    if model is not None and view.manifest.model_sha256 != model.sha256:
        view.close()
        raise mismatch(view.location, view.manifest, model.name)
    return view
