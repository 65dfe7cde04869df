"""A sentence in several files of one work takes one rank, and is cited where that says most."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from corpus.errors import BadRequest
from corpus.settings import Settings, load_settings
from index.build.build import BuildSummary, build_index
from index.search.scope import EVERYWHERE, Scope, choose
from index.search.search import Query, search
from index.store import open_index
from index.store.protocol import View
from index.types import Hit, Key
from index.words.question_words import QuestionWords
from tests.conftest import FERRY
from tests.fakes import BagOfWords
from tests.twins import (
    IN_MARKDOWN,
    NEW,
    NEW_DATE,
    OLD_DATE,
    PUBLISHER,
    SENTENCES,
    entry,
    markdown,
    pdf,
    write_editions,
    write_twins,
)

Build = Callable[..., BuildSummary]


def found(view: View, text: str, count: int = 8, scope: Scope = EVERYWHERE) -> list[Hit]:
    reports = choose(scope, view.sources, view.manifest.works)
    query = Query(QuestionWords(text), count, reports)
    (hits,) = search(view, [query], BagOfWords().encode([text]), 100, 0.4)
    return hits


def places(hit: Hit) -> list[str]:
    return [hit.key.id, *(key.id for key in hit.duplicates)]


def write(corpus: Path, in_pdf: Sequence[str], in_markdown: Sequence[str]) -> None:
    write_twins(corpus)
    (corpus / "bay.pdf").write_bytes(pdf(in_pdf))
    (corpus / "bay.md").write_text(markdown(in_markdown))


def test_a_sentence_of_both_files_is_cited_from_the_one_with_pages(
    corpus: Path, settings: Settings, build: Build
) -> None:
    write_twins(corpus)
    build()
    hits = found(open_index(settings.index), "Where do storms keep boats?", 20)
    cited = {hit.passage.quote: places(hit) for hit in hits if "bay" in hit.key.report}
    # The Markdown has a sentence of its own before them.
    expected = {
        quote: [f"bay.pdf#s{at}", f"bay.md#s{at + 1}"] for at, quote in enumerate(SENTENCES, 1)
    }
    assert cited == {**expected, IN_MARKDOWN: ["bay.md#s1"]}


def test_the_place_that_scores_best_sets_the_scores(
    corpus: Path, settings: Settings, build: Build
) -> None:
    # What stands beside it in the Markdown makes this sentence nearer to the question there.
    write(corpus, SENTENCES, [*SENTENCES[:2], "Boats and storms and harbors.", *SENTENCES[2:]])
    build()
    view = open_index(settings.index)
    text = "storms boats tickets adult"
    (hit,) = [one for one in found(view, text) if one.passage.quote == SENTENCES[2]]
    assert hit.key == Key("bay.pdf", 3)
    vector = BagOfWords().encode([text])
    keys = [hit.key, *hit.duplicates]
    scores = view.scored(keys, vector[0], QuestionWords(text).terms)
    assert scores[0][0] < scores[1][0] == pytest.approx(hit.cosine)


DIFFERENT = "It carries forty cars and two hundred people.15"


def test_extractions_that_differ_little_take_one_rank(
    corpus: Path, settings: Settings, build: Build
) -> None:
    write(corpus, SENTENCES, [SENTENCES[0], DIFFERENT, *SENTENCES[2:]])
    build()
    hits = found(open_index(settings.index), "How many cars does it carry?", 20)
    cars = [places(hit) for hit in hits if "hundred" in hit.passage.quote]
    assert cars == [["bay.pdf#s2", "bay.md#s3"]]


ROWS = tuple(f"In the year {year} there were {year - 1700} boats." for year in range(1990, 2000))


def test_rows_of_a_table_that_differ_little_stay_apart(
    corpus: Path, settings: Settings, build: Build
) -> None:
    # Each file lacks one of two adjacent rows, so that the other stands between like neighbours.
    write(corpus, (*SENTENCES, *ROWS[:4], *ROWS[5:]), (*SENTENCES, *ROWS[:5], *ROWS[6:]))
    build()
    hits = found(open_index(settings.index), "How many boats were there in the year?", 30)
    rows = {hit.passage.quote: places(hit) for hit in hits if hit.passage.quote in ROWS}
    assert len(rows) == 10
    assert rows[ROWS[5]] == ["bay.pdf#s15"]
    assert rows[ROWS[4]] == ["bay.md#s16"]


def test_like_sentences_of_two_works_stay_apart(
    corpus: Path, settings: Settings, build: Build
) -> None:
    (corpus / "one.txt").write_text(" ".join(SENTENCES))
    (corpus / "two.txt").write_text(" ".join([SENTENCES[0], DIFFERENT, *SENTENCES[2:]]))
    build()
    hits = found(open_index(settings.index), "How many cars does it carry?", 20)
    assert len([hit for hit in hits if "hundred" in hit.passage.quote]) == 2


def test_joined_sentences_leave_their_ranks_to_others(
    corpus: Path, settings: Settings, build: Build
) -> None:
    write(corpus, SENTENCES, [SENTENCES[0], DIFFERENT, *SENTENCES[2:]])
    build()
    view = open_index(settings.index)
    for count in range(1, 12):
        hits = found(view, "How many cars and people does it carry?", count)
        assert len(hits) == count
        assert len({key for hit in hits for key in places(hit)}) == sum(
            len(places(hit)) for hit in hits
        )


@pytest.fixture(scope="module")
def editions(tmp_path_factory: pytest.TempPathFactory) -> View:
    folder = tmp_path_factory.mktemp("editions")
    (folder / "corpus").mkdir()
    (folder / "corpus" / "ferry.txt").write_text(FERRY)
    write_editions(folder / "corpus")
    build_index(load_settings({}, corpus=folder / "corpus", index=folder / "index"), BagOfWords())
    return open_index(folder / "index")


def test_a_sentence_of_two_editions_is_cited_from_the_newer(editions: View) -> None:
    hits = found(editions, "Where do storms keep boats?", 20)
    cited = {hit.passage.quote: places(hit) for hit in hits}
    assert cited[SENTENCES[9]] == ["bay.pdf#s10", "bay.md#s11", "old#s10"]
    assert cited[NEW[0]] == ["old#s1"]
    assert cited[SENTENCES[0]] == ["bay.pdf#s1", "bay.md#s2"]


def test_a_filter_for_the_older_edition_cites_the_older(editions: View) -> None:
    hits = found(editions, "Where do storms keep boats?", 20, Scope(("old",)))
    assert {hit.key.report for hit in hits} == {"old"}
    assert all(hit.duplicates == () for hit in hits)


@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        (Scope(("bay.md",)), ("bay.md", "bay.pdf")),
        (Scope(("bay.pdf",)), ("bay.md", "bay.pdf")),
        (Scope(("bay.pdf", "bay.md", "ferry")), ("bay.md", "bay.pdf", "ferry")),
        (Scope(publishers=(PUBLISHER,)), ("bay.md", "bay.pdf", "old")),
        (Scope(since=NEW_DATE), ("bay.md", "bay.pdf")),
        (Scope(until=OLD_DATE), ("old",)),
        (Scope(("bay.md",), (PUBLISHER,), since="2026"), ("bay.md", "bay.pdf")),
        (Scope(("ferry",)), ("ferry",)),
        (Scope(("old",)), ("old",)),
    ],
)
def test_a_filter_that_one_file_passes_chooses_the_whole_work(
    editions: View, scope: Scope, expected: tuple[str, ...]
) -> None:
    assert choose(scope, editions.sources, editions.manifest.works) == expected


def test_a_filter_that_no_file_of_a_work_passes_is_still_refused(editions: View) -> None:
    with pytest.raises(BadRequest, match="no report matches all of them"):
        choose(Scope(("bay.md",), since="2020", until="2025"), editions.sources,
               editions.manifest.works)  # fmt: skip


def test_a_work_whose_files_have_one_date_in_the_catalog_is_grouped_by_it(
    corpus: Path, settings: Settings, build: Build
) -> None:
    write_twins(corpus)
    (corpus / "catalog.toml").write_text(entry("bay.pdf", NEW_DATE) + entry("bay.md", OLD_DATE))
    build()
    # All of the PDF is in the Markdown: another date alone makes no other edition.
    (work,) = open_index(settings.index).manifest.works
    assert work.files == ("bay.pdf", "bay.md")
