"""Going back on a server: the record of the build, the search check, and another machine."""

from dataclasses import replace

from corpus.settings import Settings
from index.build.build import build_index
from index.build.roll_back import roll_back
from index.store import open_index
from tests.conftest import FERRY
from tests.fakes import BagOfWords
from tests.index.store.seekdb.server import Server

WORDS = ("harbor", "ferry", "bridge", "captain", "gulls", "winter", "lantern", "compass")


def test_a_former_generation_serves_again_from_a_server(seekdb: Server, settings: Settings) -> None:
    log = [f"The {WORDS[at % 8]} {WORDS[at // 8 % 8]} no{at} leaves." for at in range(300)]
    (settings.corpus / "log.txt").write_text("\n\n".join(log))
    there = replace(settings, store=seekdb.address("back"), exact_up_to=100)
    first = build_index(there, BagOfWords())
    assert first.recall is not None
    assert first.recall.questions == 50
    assert first.recall.at_10 >= 0.98
    assert first.search_check is not None
    assert first.search_check.startswith("50 of 50 stored sentences were found again; ")
    assert first.search_check.endswith(" agree with an exact search (50 searches compared).")
    (settings.corpus / "ferry.txt").write_text(FERRY.replace("nine", "ten"))
    second = build_index(there, BagOfWords())
    elsewhere = replace(there, index=settings.index.parent / "another machine")
    view = open_index(elsewhere)
    assert "ten" in view.text("ferry")
    done = roll_back(there, None, BagOfWords())
    assert (done.former, done.replaced) == (first.generation, second.generation)
    assert done.recall is not None
    assert (done.recall.questions, done.recall.at_10 >= 0.98) == (50, True)
    assert done.changes.changed == ("ferry.txt",)
    assert "ten" in view.text("ferry")
    view.close()
    view = open_index(elsewhere)
    assert view.manifest == done.manifest
    assert "nine" in view.text("ferry")
    (former,) = view.former_reports("ferry")
    assert former.generation == number_of(second.generation)
    view.close()
    third = build_index(there, BagOfWords())
    assert (third.fingerprint, third.unchanged) == (second.fingerprint, 2)


def number_of(generation: str) -> int:
    return int(generation.partition("-")[0])
