"""The local copies of the files of generations on a server."""

from pathlib import Path

from index.store import store_at
from index.store.files.generation import generation_folders
from index.store.seekdb.store import FILES
from tests.index.store.seekdb.server import Server
from tests.index.store.test_contract import REPORTS, opened, publish


def test_copies_are_fetched_when_damaged_and_removed_when_forgotten(
    seekdb: Server, tmp_path: Path
) -> None:
    store = store_at(seekdb.address("copies"), tmp_path)
    for seed in "abcd":
        last = publish(store, REPORTS, seed)
        with opened(store) as view:
            assert len(view.reports) == len(REPORTS)
    folders = generation_folders(tmp_path / FILES)
    assert [folder.name for folder in folders][-1] == last.generation
    assert len(folders) == 2  # as many as the server keeps
    damaged = folders[-1] / "words.json"
    damaged.write_text("{}")
    with opened(store) as view:
        assert view.has_word("ferry")
    assert damaged.read_text() != "{}"
