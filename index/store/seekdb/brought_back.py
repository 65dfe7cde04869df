"""Bring a former generation back on the server."""

import tempfile
from pathlib import Path

from index.store.files.brought_back import write_again
from index.store.kept import Remembering
from index.store.manifest import Manifest
from index.store.protocol import View
from index.store.search_check import check_canaries
from index.store.seekdb.database import Database
from index.store.seekdb.generations import Generations
from index.store.seekdb.view import SeekdbView


def write_brought_back(
    database: Database,
    generations: Generations,
    former: SeekdbView,
    before: View | None,
    memory: Remembering,
) -> Manifest:
    """Write and name a generation that brings a former one back; see ``Store.bring_back``.

    The rows of its reports stay where they are: the new generation lists the same versions.
    """
    number, name = generations.begin(), former.manifest.generation
    built = next((one.built for one in generations.kept() if one.generation == name), None)
    with tempfile.TemporaryDirectory(prefix="pincite-") as made:
        folder = Path(made)
        manifest = write_again(former.folder, folder, former, before, number, memory)
        generations.list_again(number, former.manifest.number)
        view = SeekdbView(database, folder, manifest, pointer="")
        try:
            check_canaries(view)
        finally:
            view.close()
        generations.add(manifest, folder, built)
    return manifest
