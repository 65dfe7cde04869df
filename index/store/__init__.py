"""Store reports, terms and vectors in generations, and open a generation for search."""

from pathlib import Path

from corpus.errors import SettingError
from corpus.settings import Settings
from index.store.manifest import mismatch
from index.store.protocol import Store, View
from index.types import ModelIdentity

_KEEP = 2


def open_store(settings: Settings) -> Store:
    """Return the store of the settings: in the index folder, or on the server that they name.

    Raises:
        SettingError: see ``store_at``.
    """
    if settings.store:
        return store_at(settings.store, settings.index, settings.keep_generations)
    return local_store(settings.index, settings.keep_generations)


def store_at(address: str, folder: Path, keep: int = _KEEP) -> Store:
    """Return the store at an address; see ``index.store.seekdb.address``.

    Args:
        folder: the index folder, where a store on a server keeps copies of small files.
        keep: number of generations to keep, the current one included.

    Raises:
        SettingError: when the address is malformed, or its driver is not installed.
    """
    try:
        from index.store.seekdb.store import SeekdbStore
    except ModuleNotFoundError as error:
        raise SettingError(
            "PINCITE_STORE names a seekdb server, whose driver is not installed: run "
            'pip install "pincite[seekdb]"'
        ) from error
    from index.store.seekdb.address import Address

    return SeekdbStore(Address.parse(address), folder, keep)


def local_store(folder: Path, keep: int = _KEEP) -> Store:
    """Return the store in a folder.

    Args:
        keep: number of generations to keep on disk, the current one included.
    """
    from index.store.local.store import LocalStore  # imports FAISS and tantivy

    return LocalStore(folder, keep)


def open_index(index: Path | Settings, model: ModelIdentity | None = None) -> View:
    """Verify the hash of every file of the current generation, and open it.

    Args:
        index: the index folder; or the settings, which may name a server.
        model: the model that will encode the questions; None when none will be encoded.

    Raises:
        IndexMissing: when the folder holds no index.
        IndexDamaged: when a file differs from the one that was published; names the file.
        IndexMismatch: when another model or adapter made the vectors.
        SettingError: see ``store_at``.
    """
    store = open_store(index) if isinstance(index, Settings) else local_store(index)
    view = store.open()
    if model is not None and view.manifest.identity.vectors_sha256 != model.vectors_sha256:
        view.close()
        raise mismatch(view.location, view.manifest, model)
    return view
