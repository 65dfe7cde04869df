"""Write the files of a former generation anew, as those of a new one.

The new generation holds what the former one held. What it remembers follows the generation that it
replaces: sentences and texts of that one become former ones, as after a build.
"""

from dataclasses import replace
from pathlib import Path

from index.store.files.former_texts import FormerTextWriter
from index.store.files.generation import (
    FORMER_TEXTS,
    HISTORY,
    MANIFEST,
    generation_name,
    link_or_copy,
    record_files,
)
from index.store.files.history import HistoryWriter
from index.store.kept import Remembering
from index.store.manifest import Manifest
from index.store.protocol import View

_MEMORY = (HISTORY, FORMER_TEXTS)


def write_again(
    files: Path,
    folder: Path,
    former: View,
    before: View | None,
    number: int,
    memory: Remembering,
) -> Manifest:
    """Write the files of a generation that brings a former one back, and its manifest.

    Files that stay the same are links, which take neither time nor room.

    Args:
        files: folder of the former generation, verified.
        folder: receives the files; it exists and is empty.
        before: the generation that is replaced; the former one when None.
        number: of the new generation.
        memory: how much it remembers.

    Raises:
        OSError: when a file cannot be written.
    """
    same = [one for one in former.manifest.files if before is None or one.path not in _MEMORY]
    for record in same:
        link_or_copy(files / record.path, folder / record.path)
    if before is not None:
        _write_memory(folder, former, before, number, memory)
    known = {record.path for record in same}
    made = record_files(folder, [name for name in _MEMORY if name not in known])
    manifest = replace(
        former.manifest,
        generation=generation_name(number, former.manifest.fingerprint),
        files=tuple(sorted([*same, *made], key=lambda record: record.path)),
    )
    (folder / MANIFEST).write_text(manifest.to_json(), encoding="utf-8")
    return manifest


def _write_memory(
    folder: Path, former: View, before: View, number: int, memory: Remembering
) -> None:
    history = HistoryWriter(before, number, memory.sentences)
    texts = FormerTextWriter(before, memory.text_bytes)
    same_versions = former.manifest.versions == before.manifest.versions
    for report_id, about in former.reports.items():
        now = before.reports.get(report_id)
        if same_versions and now is not None and now.text_sha256 == about.text_sha256:
            history.keep(report_id)
        else:
            history.add(report_id, former.anchors(report_id))
        texts.add(report_id, about.text_sha256)
    history.write(folder / HISTORY)
    texts.write(folder / FORMER_TEXTS)
