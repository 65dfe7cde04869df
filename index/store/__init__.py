"""Keep reports, words and vectors, and search them: the seam, and the store behind it."""

from pathlib import Path

from index.store.manifest import mismatch
from index.store.protocol import View
from index.types import ModelIdentity


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
    from index.store.local.view import open_view  # FAISS and tantivy load with it

    view = open_view(index)
    if model is not None and view.manifest.model_sha256 != model.sha256:
        view.close()
        raise mismatch(view.location, view.manifest, model.name)
    return view
