"""The same sentence in several places takes one rank and lists every place."""

from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.settings import Settings, load_settings
from index.build.build import BuildSummary
from index.search.scope import Scope
from index.search.search import Query, search
from index.store import open_index
from index.words.question_words import QuestionWords
from service.answers.engine import Engine
from tests.fakes import BagOfWords

NOTICE = "The ferry to  KESTREL Bay leaves at nine ."


@pytest.fixture
def editions(corpus: Path, build: Callable[..., BuildSummary]) -> None:
    """Three more editions that repeat a sentence in other letters and spaces."""
    for number in (1, 2, 3):
        (corpus / f"edition{number}.txt").write_text(f"Edition {number} is out. {NOTICE}\n")
    build()


@pytest.mark.usefixtures("editions")
def test_copies_take_one_rank_and_every_place_is_listed(settings: Settings) -> None:
    engine = Engine(settings, BagOfWords())
    (answer,) = engine.ask([engine.asked("When does the ferry to Kestrel Bay leave?")])
    quotes = [" ".join(passage.quote.split()).casefold() for passage in answer.passages]
    assert len(quotes) == len(set(quotes)) == 5
    (first,) = [one for one in answer.passages if "kestrel" in one.quote.casefold()]
    assert first.places == 4
    places = {first.citation.id, *(place.id for place in first.also_at)}
    assert places == {"ferry#s1", "edition1#s2", "edition2#s2", "edition3#s2"}
    others = [passage for passage in answer.passages if passage is not first]
    assert all(passage.places == 1 and passage.also_at == [] for passage in others)


@pytest.mark.usefixtures("editions")
def test_a_filter_hides_the_places_in_other_reports(settings: Settings) -> None:
    engine = Engine(settings, BagOfWords())
    question = engine.asked("When does the ferry leave?", scope=Scope(("edition1", "edition3")))
    (answer,) = engine.ask([question])
    (first,) = [one for one in answer.passages if one.places > 1]
    assert first.citation.id == "edition1#s2"
    assert [place.id for place in first.also_at] == ["edition3#s2"]


@pytest.mark.usefixtures("editions")
def test_more_places_than_the_setting_are_counted(settings: Settings) -> None:
    fewer = load_settings({}, corpus=settings.corpus, index=settings.index, max_also_at=1)
    engine = Engine(fewer, BagOfWords())
    (answer,) = engine.ask([engine.asked("When does the ferry to Kestrel Bay leave?")])
    (first,) = [one for one in answer.passages if one.places > 1]
    assert first.places == 4
    assert len(first.also_at) == 1


def test_many_copies_do_not_crowd_out_the_rest(
    corpus: Path, settings: Settings, build: Callable[..., BuildSummary]
) -> None:
    for number in range(40):
        (corpus / f"copy{number:02}.txt").write_text(f"{NOTICE}\n")
    build()
    view = open_index(settings.index)
    query = Query(QuestionWords("the ferry to Kestrel Bay leaves at nine"), 6)
    vector = BagOfWords().encode([query.text])
    (hits,) = search(view, [query], vector, candidates=10, lexical_weight=0.5)
    assert len(hits) == 6
    assert len({hit.passage.quote.casefold() for hit in hits}) == 6
    assert len(hits[0].duplicates) == 40
