"""What reports, questions and names hold never becomes a statement: it comes back as it was."""

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from corpus.errors import IndexMissing
from index.store import local_store, store_at
from index.store.protocol import Store
from index.types import Key
from index.words.terms import terms
from tests.fakes import BagOfWords
from tests.index.store.seekdb.server import Server
from tests.index.store.test_contract import content_keys_of, opened, publish, report, vectors_of

_PIECES = (
    *("'", '"', "\\", "%", "%s", "%(a)s", "{}", "{0}", "`", ";", "--", "#", "/*", "*/", "\0"),
    *("\x1a", "\n", "\t", "😀", "é", "e\u0301", "\u202e", "\ufeff", "\U0010ffff", "%%", "_", "x"),
    *("' OR '1'='1", "'); DROP TABLE reports; -- ", "\\'; DELETE FROM members; #", "\xbf\x27"),
    *("ferry ", "Harbor", "NULL", "0x27", "@@version", " sleep(9) "),
)
HOSTILE = st.lists(st.sampled_from(_PIECES), min_size=1, max_size=6).map(
    lambda some: "ab" + "".join(some)
)
BOUND = hypothesis_settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="module")
def stores(seekdb: Server, tmp_path_factory: pytest.TempPathFactory) -> tuple[Store, Store]:
    folder = tmp_path_factory.mktemp("injection")
    return local_store(folder / "local"), store_at(seekdb.address("injection"), folder / "server")


@BOUND
@given(st.dictionaries(HOSTILE, st.tuples(st.lists(HOSTILE, min_size=1, max_size=4), HOSTILE),
                       min_size=1, max_size=4), HOSTILE)  # fmt: skip
def test_reports_come_back_as_they_were_and_questions_find_what_the_local_store_finds(
    stores: tuple[Store, Store], texts: dict[str, tuple[list[str], str]], question: str
) -> None:
    reports = {name: report(name, sentences, title) for name, (sentences, title) in texts.items()}
    (vector,) = BagOfWords().encode([question])
    words = [term.text for term in terms(question)]
    found = []
    for store in stores:
        publish(store, reports)
        with opened(store) as view:
            assert list(view.reports) == sorted(reports)
            for name, one in reports.items():
                held_report = view.report(name)
                assert (held_report.source, held_report.text) == (one.source, one.text)
                quotes = [passage.quote for passage in one.passages]
                assert [passage.quote for passage in held_report.passages] == quotes
            keys = [Key.of(one) for name in sorted(reports) for one in reports[name].passages]
            assert list(view.fetch(keys)) == keys
            for one in reports.values():
                held = view.vectors_by_content(content_keys_of(one))
                assert [row.tolist() for row in held.values()] == vectors_of(one).tolist()
            some = sorted(reports)[:1]
            found.append(
                [
                    [key for key, _ in view.near(vector[None], 3)[0]],
                    [key for key, _ in view.near(vector[None], 3, some)[0]],
                    [key for key, _ in view.matching(words, 5)],
                    [key for key, _ in view.matching(words, 5, some)],
                    [view.same_sentence(one) for one in (question, *words)],
                    [view.has_term(one) for one in (question, *words)],
                    view.duplicates(view.digests(keys).values()),
                ]
            )
    assert found[0] == found[1]


@BOUND
@given(HOSTILE)
def test_a_name_of_a_generation_is_a_name_alone(stores: tuple[Store, Store], name: str) -> None:
    for act in (stores[1].open, stores[1].promote):
        with pytest.raises(IndexMissing, match=r"no (generation|index)"):
            act(name)
