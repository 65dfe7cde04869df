"""What a report can be compared with, and what follows what in an index."""

from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.settings import Settings
from index.store import open_index
from index.store.protocol import View
from service.editions.editions import named_edition, present_edition
from service.editions.others import EditionPair, edition_pairs, other_editions, same_format
from tests.conftest import FERRY, HARBOR
from tests.twins import NEW, OLD_DATE, SENTENCES, markdown, write_editions


@pytest.fixture
def view(corpus: Path, settings: Settings, build: Callable[[], object]) -> View:
    """Three texts of the ferry, a harbor that is gone, and two editions of the bay."""
    write_editions(corpus)
    (corpus / "second.txt").write_text("A report that stays.")
    build()
    (corpus / "notes" / "Harbor.txt").unlink()
    for number in ("fifty", "sixty"):
        (corpus / "ferry.txt").write_text(FERRY.replace("forty", number))
        build()
    return open_index(settings.index)


def former(view: View, report: str) -> list[str]:
    return [one.text_sha256 for one in view.former_reports(report)]


def test_editions_that_follow_each_other_are_paired_with_the_older_one_first(view: View) -> None:
    second, first = former(view, "ferry")
    assert list(edition_pairs(view)) == [
        EditionPair("old", "bay.pdf", "bay.pdf"),
        EditionPair(first, second, "ferry"),
        EditionPair(second, "ferry", "ferry"),
    ]


def test_files_of_one_format_are_compared(
    view: View, corpus: Path, settings: Settings, build: Callable[[], object]
) -> None:
    assert same_format(view, "old", "bay.md") == ("old", "bay.pdf")
    (corpus / "old.md").write_text(markdown((*NEW, *SENTENCES[2:]), date=OLD_DATE))
    build()
    again = open_index(settings.index)
    assert same_format(again, "old.md", "bay.md") == ("old.md", "bay.md")


def test_a_name_is_an_id_or_the_hash_of_a_text(view: View) -> None:
    assert named_edition(view, "ferry", "old") == present_edition(view, "ferry")
    for sha256, number in zip(former(view, "ferry"), ("fifty", "forty"), strict=True):
        found = named_edition(view, sha256, "ferry")
        assert found is not None
        assert (found.url, found.text_sha256) == (None, sha256)
        assert found.sentences[1].quote == f"It carries {number} cars."
    assert named_edition(view, "none", "ferry") is None
    assert named_edition(view, "0" * 64, "ferry") is None


def test_the_id_of_a_report_that_is_gone_means_its_last_text(view: View) -> None:
    found = named_edition(view, "notes/harbor", "ferry")
    assert found is not None
    assert " ".join(one.quote for one in found.sentences) == HARBOR.strip()


def test_a_report_without_another_edition_or_text_has_nothing_to_compare(view: View) -> None:
    assert other_editions(view, "second") == []
