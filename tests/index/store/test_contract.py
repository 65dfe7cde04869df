"""What every store keeps to: its values against numpy and plain Python, whatever engine it has.

Another store joins with a name in STORES and a branch in ``opener``.
"""

import random
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from math import log
from pathlib import Path

import numpy as np
import pytest

from corpus.errors import BuildInProgress, IndexMismatch, IndexMissing, IndexProblem
from corpus.files import text_sha256
from corpus.folder import Failure
from corpus.omissions import Omission
from corpus.quotes.anchors import anchors_of, same_words
from corpus.report import Cell, Front, PageBox, Passage, Report, Source, TableRow
from corpus.table_rows import searched_text
from index.store import local_store, store_at
from index.store.drafting import Draft
from index.store.former import FormerReport, FormerSentence
from index.store.kept import Remembering
from index.store.manifest import CommitInfo, EncoderRecord, Manifest, Plan
from index.store.protocol import Store, View
from index.types import AdapterIdentity, Key, ModelIdentity, Vectors
from index.words.terms import terms, whole_words
from index.works import Edition, Work
from tests.fakes import BagOfWords
from tests.index.store.seekdb.server import Server

STORES = ("local", "seekdb")


Open = Callable[[], Store]
MODEL = BagOfWords().identity
WORDS = (
    *("ferry", "harbor", "bridge", "cars", "nine", "tickets", "dollars", "captain", "gulls"),
    *("winter", "island", "master", "treaty", "signed", "troops", "stationed", "northern"),
    *("route", "storm", "lantern", "cargo", "engine", "sailors", "compass", "anchor"),
)
NOTICE = "All rights to the Kestrel ferry are reserved."
IDS = ("alpha", "alpha/two", "beta", "Überfahrt/Ω 😀", "zeta#s1")


def report(report_id: str, sentences: Sequence[str], title: str | None = None) -> Report:
    """Return a report of these sentences, each with its place on a page."""
    passages, at = [], 0
    for number, quote in enumerate(sentences, start=1):
        heads = ("South", "Cost > 2019") if number % 4 == 0 else ("", "")
        box = PageBox(number, (1.5, 2.0, 30.25, 4.0 + number))
        passages.append(
            Passage(
                report_id, number, at, at + len(quote), quote, (number, number),
                (number, number), "Part > One", number, "text", (box,), line_starts=(at,),
                drawn=((at, at + 2),),
                row=TableRow("A table", (Cell(at, at + 2, *heads, (box,)),)),
            )
        )  # fmt: skip
        at += len(quote) + 1
    text = "\n".join(sentences)
    anchored = zip(passages, anchors_of(passages), strict=True)
    passages = [replace(one, anchor=anchor) for one, anchor in anchored]
    return Report(
        Source(report_id, title, "Ann", date="2016-02", authors=("Bo Lee", "Orr, Cy, Jr.")),
        f"{report_id}.pdf", "0" * 64, text, text_sha256(text),
        Front(title="As stated", url="https://x.example/1", authors=("Dee Ash",)), tuple(passages),
        ("", "i", "A-1", "2")[: len(sentences)],
        len(sentences), (Omission("covered", (1,), 2),), (2,),
    )  # fmt: skip


def corpus() -> dict[str, Report]:
    """Return reports of some 150 sentences; some say the same, and one report has a single one."""
    chance = random.Random(5)
    made = {}
    for at, report_id in enumerate(IDS):
        count = (40, 33, 1, 52, 25)[at]
        sentences = [
            " ".join(["The", *chance.choices(WORDS, k=chance.randrange(2, 30)), f"no{at}."])
            for _ in range(count)
        ]
        if count > 1:
            sentences[7] = NOTICE if at % 2 else f"{NOTICE.upper()} !"
            sentences[9] = "😀 Self-defense forces (SDF) 𝕬𝖇𝖈 sail."
        made[report_id] = report(report_id, sentences, title=f"Report {at}")
    return made


REPORTS = corpus()


def content_keys_of(one: Report, salt: str = "") -> list[bytes]:
    return [f"{salt}{passage.id}".encode() for passage in one.passages]


def vectors_of(one: Report) -> Vectors:
    return BagOfWords().encode([passage.quote for passage in one.passages])


def add(draft: Draft, reports: Mapping[str, Report]) -> None:
    for _, one in sorted(reports.items()):
        draft.upsert(one, vectors_of(one), content_keys_of(one))


def plan(
    model: ModelIdentity = MODEL,
    encoder: Path | None = None,
    former_sentences: int = 100,
    former_text_bytes: int = 10**6,
) -> Plan:
    limits = {"max_file_bytes": 9}
    return Plan(
        model, {"splitter": "1"}, limits, 100_000, encoder, former_sentences, former_text_bytes
    )


def made(seed: str = "a") -> CommitInfo:
    return CommitInfo(
        (seed * 64)[:64], EncoderRecord("int8"), (f"{IDS[0]}#s1",), (Failure("x.pdf", "torn"),)
    )


def publish(store: Store, reports: Mapping[str, Report], seed: str = "a") -> Manifest:
    with store.begin(plan()) as draft:
        add(draft, reports)
        manifest = draft.commit(made(seed))
    store.promote(manifest.generation)
    return manifest


@contextmanager
def opened(store: Store, generation: str | None = None) -> Iterator[View]:
    view = store.open(generation)
    yield view
    view.close()


def opener(request: pytest.FixtureRequest, folder: Path) -> Open:
    """Return what opens the store of a kind in a folder, as another process would."""
    if request.param == "local":
        return lambda: local_store(folder)
    server: Server = request.getfixturevalue("seekdb")
    name = f"t{text_sha256(str(folder))[:12]}"
    return lambda: store_at(server.address(name), folder)


@pytest.fixture(params=STORES)
def again(request: pytest.FixtureRequest, tmp_path: Path) -> Open:
    return opener(request, tmp_path / "index")


@pytest.fixture
def store(again: Open) -> Store:
    return again()


@pytest.fixture(params=STORES, scope="module")
def view(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> View:
    """A view of the corpus, for tests that only look."""
    shared = opener(request, tmp_path_factory.mktemp("contract") / "index")()
    publish(shared, REPORTS)
    return shared.open()


@dataclass(frozen=True, slots=True)
class Oracle:
    """The same corpus in plain Python."""

    reports: Mapping[str, Report]

    @property
    def passages(self) -> dict[Key, Passage]:
        ordered = sorted(self.reports)
        return {Key.of(one): one for name in ordered for one in self.reports[name].passages}

    def cosines(self, vector: Vectors) -> dict[Key, float]:
        rows = np.concatenate([vectors_of(self.reports[name]) for name in sorted(self.reports)])
        return dict(zip(self.passages, (rows @ vector).tolist(), strict=True))

    def shares(self, words: Sequence[str]) -> dict[Key, float]:
        """BM25 with k1 1.2 and b 0.75 (Robertson and Zaragoza), over the most it can be."""
        held = {key: words_of(searched_text(one)) for key, one in self.passages.items()}
        average = sum(map(len, held.values())) / len(held)
        scores = dict.fromkeys(held, 0.0)
        most = 0.0
        for word in set(words):
            holders = sum(word in one for one in held.values())
            idf = log(1 + (len(held) - holders + 0.5) / (holders + 0.5))
            most += 2.2 * idf
            for key, one in held.items():
                count = one.count(word)
                norm = 1.2 * (0.25 + 0.75 * len(one) / average)
                scores[key] += idf * count * 2.2 / (count + norm)
        return {key: score / most for key, score in scores.items() if score}


ORACLE = Oracle(REPORTS)


def words_of(text: str) -> list[str]:
    return [term.text for term in terms(text)]


def ranked(scores: Mapping[Key, float], k: int, reports: Sequence[str] = ()) -> list[Key]:
    """Return the best keys; scores that agree to six digits are ties, in the order of the keys."""
    chosen = [key for key in scores if not reports or key.report in reports]
    return sorted(chosen, key=lambda key: (-round(scores[key], 6), key))[:k]


FILTERS: list[tuple[str, ...]] = [(), ("beta",), ("alpha", "zeta#s1"), tuple(sorted(IDS))]
QUESTIONS = [
    "Which ferry leaves the island in winter?",
    "troops stationed on the northern route",
    "a bridge",
    "nothing of it zzz",
]


@pytest.mark.parametrize("k", [1, 10, 1000])
@pytest.mark.parametrize("reports", FILTERS)
def test_near_is_the_exact_cosine_in_the_exact_order(
    view: View, k: int, reports: tuple[str, ...]
) -> None:
    questions = BagOfWords().encode(QUESTIONS)
    for question, found in zip(questions, view.near(questions, k, reports), strict=True):
        expected = ORACLE.cosines(question)
        assert [key for key, _ in found] == ranked(expected, k, reports)
        assert [score for _, score in found] == pytest.approx(
            [expected[key] for key, _ in found], abs=1e-5
        )


@pytest.mark.parametrize("k", [1, 2, 3, 4, 7])
def test_equal_vectors_come_in_the_order_of_their_keys(view: View, k: int) -> None:
    (vector,) = BagOfWords().encode([NOTICE])
    ((*found,),) = view.near(vector[None], k)
    same = [key for key, one in ORACLE.passages.items() if "KESTREL" in one.quote.upper()]
    assert len(same) == 4
    assert [key for key, _ in found[:4]] == same[:k]


@pytest.mark.parametrize("k", [1, 10, 1000])
@pytest.mark.parametrize("reports", FILTERS)
def test_matching_is_the_share_of_bm25_in_the_exact_order(
    view: View, k: int, reports: tuple[str, ...]
) -> None:
    for question in QUESTIONS:
        expected = ORACLE.shares(words_of(question))
        found = view.matching(words_of(question), k, reports)
        assert [key for key, _ in found] == ranked(expected, k, reports)
        assert [score for _, score in found] == pytest.approx(
            [expected[key] for key, _ in found], rel=1e-4
        )
        assert all(0 < share <= 1 for _, share in found)


def test_words_that_no_report_holds_match_nothing(view: View) -> None:
    assert view.matching([], 5) == view.matching(["zzz", "yyy"], 5) == []
    twice = view.matching(["ferri", "ferri"], 5)
    assert twice == view.matching(["ferri"], 5)
    assert twice


def test_scored_gives_both_numbers_of_any_passages(view: View) -> None:
    chance = random.Random(3)
    for question in QUESTIONS:
        keys = chance.sample(list(ORACLE.passages), 60)
        (vector,) = BagOfWords().encode([question])
        words = words_of(question)
        cosines, shares = ORACLE.cosines(vector), ORACLE.shares(words)
        found = view.scored(keys, vector, words)
        assert [cosine for cosine, _ in found] == pytest.approx(
            [cosines[key] for key in keys], abs=1e-5
        )
        assert [share for _, share in found] == pytest.approx(
            [shares.get(key, 0.0) for key in keys], rel=1e-4
        )
        both = {key: share for key, (_, share) in zip(keys, found, strict=True)}
        for key, share in view.matching(words, 1000):
            assert both.get(key, share) == pytest.approx(share, rel=1e-6)
    assert view.scored([], vector, words) == []


def test_equal_vectors_have_equal_cosines_wherever_they_stand(view: View) -> None:
    same = [key for key, one in ORACLE.passages.items() if "KESTREL" in one.quote.upper()]
    others = [key for key in ORACLE.passages if key not in same]
    for vector in np.random.default_rng(1).standard_normal((9, 128)).astype(np.float32):
        cosines: set[float] = set()
        for before in (0, 1, 2, 3, 50, 140):
            found = view.scored([*others[:before], *same], vector, [])
            cosines.update(cosine for cosine, _ in found[before:])
        assert len(cosines) == 1


def test_fetch_gives_what_was_added_and_leaves_out_what_does_not_exist(view: View) -> None:
    absent = [Key("alpha/two", 0), Key("alpha", 41), Key("beta", 2), Key("gone", 1)]
    keys = [*ORACLE.passages, *absent]
    random.Random(1).shuffle(keys)
    assert view.fetch(keys) == ORACLE.passages
    assert [view.fetch([key]) for key in absent] == [{}] * 4
    assert view.fetch([]) == {}
    for key, one in ORACLE.passages.items():
        around = view.fetch([key.before, key.after])
        assert around.get(key.before) == ORACLE.passages.get(Key(key.report, key.number - 1))
        assert around.get(key.after) == ORACLE.passages.get(Key(key.report, key.number + 1))
        assert one.id == key.id
        assert Key.parse(key.id) == key


def test_reports_are_whole_and_in_the_order_of_their_ids(view: View) -> None:
    assert list(view.reports) == sorted(IDS)
    assert view.sources == [REPORTS[name].source for name in sorted(IDS)]
    for name, about in view.reports.items():
        assert view.report(name) == REPORTS[name]
        bare = [replace(one, boxes=(), line_starts=()) for one in REPORTS[name].passages]
        assert list(view.sentences(name)) == bare
        assert about.sentences == len(bare)
        assert about.keys == [Key.of(one) for one in bare]
        assert (about.source, about.path) == (REPORTS[name].source, REPORTS[name].path)
        assert about.text_sha256 == text_sha256(view.text(name))


def test_a_text_is_cut_by_code_point(view: View) -> None:
    text = REPORTS[IDS[3]].text
    assert view.text(IDS[3]) == text
    at = text.index("😀")
    for start, end in [(0, 0), (at, at + 1), (at - 3, at + 40), (at + 1, None), (5, 10**9)]:
        assert view.text(IDS[3], start, end) == text[start:end]
    for passage in REPORTS[IDS[3]].passages:
        assert view.text(IDS[3], passage.start, passage.end) == passage.quote


def letters_and_digits(quote: str) -> str:
    return "".join(filter(str.isalnum, quote.casefold()))


def test_passages_with_the_same_letters_and_digits_are_duplicates(view: View) -> None:
    passages = ORACLE.passages
    digests = view.digests(passages)
    assert set(digests) == set(passages)
    found = view.duplicates(digests.values())
    for key, one in passages.items():
        own = letters_and_digits(searched_text(one))
        same = [key for key, it in passages.items() if letters_and_digits(searched_text(it)) == own]
        assert found[digests[key]] == same
    assert max(map(len, found.values())) == 4
    assert view.digests([Key("gone", 1)]) == {}
    assert view.duplicates([]) == {}
    assert view.duplicates([b"unsaid"]) == {b"unsaid": []}


def test_a_draft_has_the_digests_of_the_reports_added_so_far(store: Store, view: View) -> None:
    with store.begin(plan()) as draft:
        for name, one in sorted(REPORTS.items()):
            draft.upsert(one, vectors_of(one), content_keys_of(one))
            assert draft.digests(name) == list(view.digests(map(Key.of, one.passages)).values())
        assert draft.digests(IDS[0]) == list(view.digests(view.reports[IDS[0]].keys).values())


def test_a_view_tells_of_each_report_which_work_it_is_a_file_of(store: Store) -> None:
    editions = (Edition(IDS[4], "2016-02-09"), Edition(IDS[0], "2015"))
    works = (Work((IDS[4], IDS[2]), editions), Work((IDS[0],), editions))
    with store.begin(plan()) as draft:
        add(draft, REPORTS)
        manifest = draft.commit(replace(made(), works=works))
    store.promote(manifest.generation)
    with opened(store) as found:
        assert found.manifest.works == works
        assert {name: one.work for name, one in found.reports.items()} == {
            IDS[0]: works[1],
            IDS[1]: Work((IDS[1],)),
            IDS[2]: works[0],
            IDS[3]: Work((IDS[3],)),
            IDS[4]: works[0],
        }
        newer = {name: one.successor for name, one in found.reports.items() if one.successor}
        assert newer == {IDS[0]: found.reports[IDS[4]].source}


def test_a_view_tells_where_the_words_of_an_anchor_stand(view: View) -> None:
    for name, one in REPORTS.items():
        assert view.anchors(name) == anchors_of(one.passages)
    passages = ORACLE.passages
    for key, passage in passages.items():
        anchor = passage.anchor
        same = [other for other, it in passages.items() if same_words(it.anchor, anchor)]
        assert view.same_sentence(anchor) == same
        assert key in same
    assert view.same_sentence("a" * 12) == []


def edits(one: str, other: str) -> int:
    """Return the optimal string alignment distance."""
    rows = [list(range(len(other) + 1))]
    for i, a in enumerate(one, start=1):
        row = [i]
        for j, b in enumerate(other, start=1):
            row.append(min(rows[-1][j] + 1, row[-1] + 1, rows[-1][j - 1] + (a != b)))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                row[-1] = min(row[-1], rows[-2][j - 2] + 1)
        rows.append(row)
    return rows[-1][-1]


def test_words_near_are_those_within_the_distance_with_their_counts(view: View) -> None:
    counts = Counter(word for one in ORACLE.passages.values() for word in whole_words(one.quote))
    counts.update(["report", "ann", "february"] * len(REPORTS))  # of titles, publishers and dates
    for word in ("fery", "habror", "stroms", "the", "compas", "sailros", "no", "zzzzz", "anchro"):
        for distance in (1, 2):
            near = {one: count for one, count in counts.items() if edits(word, one) <= distance}
            assert dict(view.words_near(word, distance)) == near
    assert all(map(view.has_word, counts))
    assert not view.has_word("fery")
    assert view.has_term("ferri")
    assert not view.has_term("fery")


def test_a_report_has_the_terms_of_what_it_is(view: View) -> None:
    # Of "Report 3", "Ann" and "February 9, 2016", the number alone tells it from the others.
    assert view.identities.distinctive(IDS[3]) >= {"3"}
    assert not view.identities.distinctive(IDS[3]) & {"report", "ann", "februari", "2016"}
    weights = view.identities.weights(["3", "report", "ferri", "unsaid"], ())
    assert {name for name, own in weights.items() if "3" in own} == {IDS[3]}
    assert view.identities.weights(["3"], [IDS[3]]) == {}


def test_the_rarity_of_a_term_is_its_inverse_document_frequency(view: View) -> None:
    held = [set(words_of(searched_text(one))) for one in ORACLE.passages.values()]
    expected = {}
    for term in ("ferri", "sdf", "unsaid"):
        holders = sum(term in one for one in held)
        expected[term] = log(1 + (len(held) - holders + 0.5) / (holders + 0.5))
    assert view.rarity(expected) == pytest.approx(expected)


def test_acronyms_are_those_that_the_reports_spell_out(view: View) -> None:
    question = "Where do the SDF sail?"
    assert view.acronyms.alternatives(question, words_of(question)) == "self-defense forces"


def test_vectors_are_given_back_as_they_came(view: View) -> None:
    keys = random.Random(2).sample(list(ORACLE.passages), 30)
    given = {
        key: vector
        for one in REPORTS.values()
        for key, vector in zip(map(Key.of, one.passages), vectors_of(one), strict=True)
    }
    np.testing.assert_allclose(view.vectors(keys), [given[key] for key in keys], atol=1e-6)
    assert view.vectors([]).shape == (0, 128)
    for one in REPORTS.values():
        own = content_keys_of(one)
        assert view.content_keys(one.source.id) == own
        found = view.vectors_by_content([*own, b"unknown"])
        assert sorted(found) == sorted(own)
        np.testing.assert_allclose([found[key] for key in own], vectors_of(one), atol=1e-6)
    assert view.vectors_by_content([]) == {}


def test_the_manifest_says_what_the_generation_was_made_from(view: View) -> None:
    manifest, count = view.manifest, len(ORACLE.passages)
    assert (manifest.reports, manifest.passages, manifest.dimension) == (5, count, 128)
    assert (manifest.model, manifest.model_sha256) == (MODEL.name, MODEL.sha256)
    assert (manifest.versions, manifest.limits) == ({"splitter": "1"}, {"max_file_bytes": 9})
    assert manifest.fingerprint == "a" * 64
    assert manifest.encoder == EncoderRecord("int8")
    assert manifest.long_sentences == ("alpha#s1",)
    assert manifest.failures == (Failure("x.pdf", "torn"),)
    recall = view.check()
    assert recall is None or recall.at_10 >= 0.98


def test_threads_share_a_view(view: View) -> None:
    questions = BagOfWords().encode(QUESTIONS)

    def ask(at: int) -> object:
        one = at % len(QUESTIONS)
        (near,) = view.near(questions[one : one + 1], 9)
        words = words_of(QUESTIONS[one])
        keys = [key for key, _ in near]
        return near, view.matching(words, 9), view.fetch(keys), view.digests(keys)

    alone = [ask(at) for at in range(len(QUESTIONS))]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(ask, range(80)))
    assert all(found == alone[at % len(QUESTIONS)] for at, found in enumerate(together))


def seen(view: View) -> object:
    """Return all that a view answers to a few questions, whatever it is called."""
    questions = BagOfWords().encode(QUESTIONS)
    keys = [key for about in view.reports.values() for key in about.keys]
    return (
        [view.report(name) for name in view.reports],
        view.near(questions, 50),
        [view.matching(words_of(question), 50) for question in QUESTIONS],
        view.vectors(keys).tolist(),
        [view.content_keys(name) for name in view.reports],
        sorted(view.duplicates(view.digests(keys).values()).values()),
        sorted(view.words_near("fery", 2)),
        sorted(view.words_alike("muller")),
        {name: view.identities.distinctive(name) for name in view.reports},
        view.identities.named("What does “Report 3” say?"),
    )


def test_a_store_that_was_opened_again_answers_the_same(store: Store, again: Open) -> None:
    publish(store, REPORTS)
    with opened(store) as before, opened(again()) as after:
        assert seen(before) == seen(after)
        assert before.pointer == after.pointer == store.current() == again().current()


def test_a_store_without_a_generation_says_so(store: Store) -> None:
    assert store.current() is None
    with pytest.raises(IndexMissing, match="run python build_index"):
        store.open()
    with pytest.raises(IndexMissing, match="no generation"):
        store.open("000001-aaaaaaaaaaaa")
    with pytest.raises(IndexMissing, match="no generation"):
        store.promote("../elsewhere")


def test_what_is_committed_serves_once_it_is_promoted(store: Store, again: Open) -> None:
    first = publish(store, {"alpha": REPORTS["alpha"]})
    token = store.current()
    with store.begin(plan()) as draft:
        add(draft, REPORTS)
        second = draft.commit(made("b"))
    assert second.generation != first.generation
    assert store.current() == token
    with opened(again()) as view, opened(store, second.generation) as unserved:
        assert list(view.reports) == ["alpha"]
        assert len(unserved.reports) == 5
    store.promote(second.generation)
    assert again().current() not in (None, token)
    with opened(again()) as view:
        assert view.manifest == second


def test_promoting_the_one_before_rolls_back_and_open_views_go_on(
    store: Store, again: Open
) -> None:
    first = publish(store, {"alpha": REPORTS["alpha"]})
    token = store.current()
    with opened(store) as old:
        before = seen(old)
        publish(store, REPORTS, "b")
        assert store.current() != token
        with opened(again()) as new:
            newer = seen(new)
            store.promote(first.generation)
            assert again().current() == token
            assert seen(new) == newer != before
        assert seen(old) == before
    with opened(again()) as view:
        assert seen(view) == before


def test_a_draft_keeps_what_it_does_not_name(store: Store) -> None:
    publish(store, REPORTS)
    other = report("beta", ["A new ferry sails.", "It is late."], "Anew")
    first = report("aaa", ["The first of all."])
    with opened(store) as base:
        with store.begin(plan(), base) as draft:
            draft.upsert(first, vectors_of(first), content_keys_of(first))
            draft.delete("alpha/two")
            draft.upsert(other, vectors_of(other), content_keys_of(other))
            step = draft.commit(made("b"))
        kept = {name: one for name, one in REPORTS.items() if name not in ("alpha/two", "beta")}
        expected = kept | {"beta": other, "aaa": first}
        with store.begin(plan()) as draft:
            add(draft, expected)
            whole = draft.commit(made("b"))
    assert (step.reports, step.passages) == (whole.reports, whole.passages)
    with opened(store, step.generation) as left, opened(store, whole.generation) as right:
        assert list(left.reports) == sorted(expected)
        assert left.report("beta") == other
        assert seen(left) == seen(right)


def test_a_draft_without_changes_holds_the_same(store: Store) -> None:
    publish(store, REPORTS)
    with opened(store) as base, store.begin(plan(), base) as draft:
        same = draft.commit(made("b"))
    with opened(store) as base, opened(store, same.generation) as copy:
        assert seen(base) == seen(copy)


def test_a_draft_that_is_left_changes_nothing(store: Store, again: Open) -> None:
    publish(store, REPORTS)
    token = store.current()
    with opened(store) as base:
        before = seen(base)
        with store.begin(plan(), base) as draft:
            draft.delete("alpha")
        with pytest.raises(ValueError, match="order"), store.begin(plan(), base) as draft:
            add(draft, dict.fromkeys(("1", "2"), REPORTS["alpha"]))
    assert again().current() == token
    with opened(again()) as view:
        assert seen(view) == before
    publish(again(), {"alpha": REPORTS["alpha"]}, "b")


def test_of_two_drafts_at_once_the_second_is_refused(store: Store, again: Open) -> None:
    manifest = publish(store, REPORTS)
    with store.begin(plan()):
        for other in (store, again()):
            with pytest.raises(BuildInProgress, match="wait for it to end"):
                other.begin(plan())
            with pytest.raises(BuildInProgress):
                other.promote(manifest.generation)
        with pytest.raises(BuildInProgress), again().build_lock():
            pass
    with store.build_lock(), store.begin(plan()):
        pass
    with again().begin(plan()):
        pass


def test_reports_come_in_the_order_of_their_ids(store: Store) -> None:
    with store.begin(plan()) as draft:
        add(draft, {"beta": REPORTS["beta"]})
        for late in ("alpha", "beta"):
            with pytest.raises(ValueError, match="order of the ids"):
                add(draft, {late: REPORTS[late]})
            with pytest.raises(ValueError, match="order of the ids"):
                draft.delete(late)


def test_vectors_of_another_model_are_not_carried_over(store: Store) -> None:
    publish(store, REPORTS)
    with opened(store) as base, pytest.raises(IndexMismatch, match="made with the model"):
        store.begin(plan(ModelIdentity("another", "1" * 64)), base)


def test_vectors_of_another_adapter_are_not_carried_over(store: Store) -> None:
    publish(store, REPORTS)
    adapted = replace(MODEL, adapter=AdapterIdentity("own", "2" * 64))
    with opened(store) as base, pytest.raises(IndexMismatch, match=r"with the adapter own \(2+\)"):
        store.begin(plan(adapted), base)


def test_a_generation_holds_a_passage_at_least(store: Store) -> None:
    with pytest.raises(IndexProblem, match="add a report"), store.begin(plan()) as draft:
        draft.commit(made())
    assert store.current() is None


def test_the_encoder_stays_with_its_generation(store: Store, tmp_path: Path) -> None:
    publish(store, REPORTS)
    with opened(store) as view:
        assert view.encoder is None
    (tmp_path / "exported").mkdir()
    (tmp_path / "exported" / "network.onnx").write_bytes(b"weights")
    with store.begin(plan(encoder=tmp_path / "exported")) as draft:
        add(draft, REPORTS)
        first = draft.commit(made("b"))
    store.promote(first.generation)
    with opened(store) as base:
        assert base.encoder is not None
        with store.begin(plan(encoder=base.encoder), base) as draft:
            second = draft.commit(made("c"))
    with opened(store, second.generation) as view:
        assert view.encoder is not None
        assert (view.encoder / "network.onnx").read_bytes() == b"weights"


def follow(
    store: Store,
    *texts: Mapping[str, Sequence[str]],
    keep: int = 100,
    keep_bytes: int = 10**6,
    incremental: bool = True,
) -> Manifest:
    """Publish generations one after another, each from reports of these sentences."""
    for at, own in enumerate(texts):
        reports = {name: report(name, sentences) for name, sentences in own.items()}
        before = store.open() if store.current() else None
        base = before if incremental else None
        with store.begin(
            plan(former_sentences=keep, former_text_bytes=keep_bytes), base, before
        ) as draft:
            for name in sorted({*reports, *(before.reports if base and before else ())}):
                if name not in reports:
                    draft.delete(name)
                else:  # the base keeps the others
                    one = reports[name]
                    if base is None or name not in base.reports or base.report(name) != one:
                        draft.upsert(one, vectors_of(one), content_keys_of(one))
            manifest = draft.commit(made(f"{at % 10}"))
        if before is not None:
            before.close()
        store.promote(manifest.generation)
    return manifest


def anchor(report_id: str, sentences: Sequence[str], number: int) -> str:
    return report(report_id, sentences).passages[number - 1].anchor


FIRST = ("The ferry leaves at nine.", "It carries cars.", "It rains.")
SECOND = ("The ferry leaves at ten.", "It carries cars.", "It rains.")
THIRD = ("It carries cars.", "A storm comes.")


@pytest.mark.parametrize("incremental", [True, False])
def test_a_generation_remembers_what_its_reports_no_longer_hold(
    store: Store, *, incremental: bool
) -> None:
    last = follow(
        store,
        {"ferry": FIRST, "other": FIRST},
        {"ferry": SECOND, "other": FIRST},
        {"ferry": THIRD, "other": FIRST},
        incremental=incremental,
    )
    first, second = (report("ferry", one).text_sha256 for one in (FIRST, SECOND))
    with opened(store) as view:
        assert view.manifest.number == last.number
        expected = [
            FormerSentence("ferry", anchor("ferry", FIRST, 1), FIRST[0], 1, first, 1),
            FormerSentence("ferry", anchor("ferry", SECOND, 1), SECOND[0], 1, second, 2),
            FormerSentence("ferry", anchor("ferry", SECOND, 3), SECOND[2], 3, second, 2),
        ]  # fmt: skip
        assert sorted(view.formers(), key=lambda one: (one.generation, one.number)) == expected
        for one in expected:
            assert view.former("ferry", one.anchor) == one
            assert view.former("other", one.anchor) is None
        # The words decide: other sentences stood beside it in the first generation.
        assert view.former("ferry", anchor("ferry", FIRST, 3)) == expected[2]
        assert view.former("ferry", anchor("ferry", THIRD, 1)) is None
        assert view.arrivals("ferry") == {2: 3}
        assert view.arrivals("other") == {}


def test_a_sentence_that_comes_back_is_no_former_one(store: Store) -> None:
    follow(store, {"ferry": FIRST}, {"ferry": SECOND}, {"ferry": FIRST})
    with opened(store) as view:
        assert [one.quote for one in view.formers()] == [SECOND[0]]
        assert view.arrivals("ferry") == {1: 3}


def test_the_sentences_of_a_report_that_is_gone_are_remembered_until_it_is_back(
    store: Store,
) -> None:
    follow(store, {"ferry": FIRST, "other": FIRST}, {"other": FIRST})
    with opened(store) as view:
        assert [(one.report, one.number) for one in view.formers()] == [
            ("ferry", 1), ("ferry", 2), ("ferry", 3)
        ]  # fmt: skip
    follow(store, {"other": FIRST})  # and once more
    with opened(store) as view:
        assert len(list(view.formers())) == 3
    follow(store, {"ferry": SECOND, "other": FIRST})
    with opened(store) as view:
        assert [(one.report, one.quote) for one in view.formers()] == [("ferry", FIRST[0])]
        assert view.arrivals("ferry") == dict.fromkeys((1, 2, 3), 4)


def test_copies_of_a_report_are_remembered_each_for_itself(store: Store) -> None:
    follow(store, {"a": FIRST, "b": FIRST}, {"a": FIRST, "b": SECOND})
    with opened(store) as view:
        assert view.former("a", anchor("a", FIRST, 1)) is None
        assert view.former("b", anchor("b", FIRST, 1)) is not None
    repeated = ("Nothing.", "It rains.", "Nothing.")
    follow(store, {"a": repeated, "b": SECOND}, {"a": ("It rains.",), "b": SECOND})
    with opened(store) as view:
        former = view.former("a", anchor("a", repeated, 3))
        assert former is not None
        assert (former.quote, former.number) == ("Nothing.", 1)


def test_the_oldest_sentences_are_forgotten_first(store: Store) -> None:
    texts = [{"ferry": (f"It rains for {day} days.", "It carries cars.")} for day in range(1, 8)]
    follow(store, *texts, keep=3)
    with opened(store) as view:
        assert sorted(one.generation for one in view.formers()) == [4, 5, 6]
    follow(store, {"ferry": ("All is new.", "So is this.")}, keep=1)
    with opened(store) as view:
        assert [(one.generation, one.number) for one in view.formers()] == [(7, 1)]
    follow(store, {"ferry": FIRST}, keep=0)
    with opened(store) as view:
        assert list(view.formers()) == []


def test_rolling_back_brings_back_what_the_generation_remembered(store: Store) -> None:
    follow(store, {"ferry": FIRST}, {"ferry": SECOND})
    with opened(store) as view:
        remembered, second = list(view.formers()), view.manifest.generation
    follow(store, {"ferry": THIRD})
    store.promote(second)
    with opened(store) as view:
        assert list(view.formers()) == remembered
    follow(store, {"ferry": FIRST})
    with opened(store) as view:
        assert [one.quote for one in view.formers()] == [SECOND[0]]


def test_what_another_model_made_is_remembered_as_well(store: Store) -> None:
    follow(store, {"ferry": FIRST})
    one = report("ferry", SECOND)
    other = plan(ModelIdentity("another", "1" * 64))
    with opened(store) as before, store.begin(other, None, before) as draft:
        draft.upsert(one, vectors_of(one), content_keys_of(one))
        manifest = draft.commit(made("b"))
    with opened(store, manifest.generation) as view:
        assert [one.quote for one in view.formers()] == [FIRST[0]]


def former_of(report_id: str, sentences: Sequence[str], generation: int) -> FormerReport:
    one = report(report_id, sentences)
    return FormerReport(one.source, one.path, one.source_sha256, one.text_sha256, generation)


def sha256_of(sentences: Sequence[str]) -> str:
    return text_sha256("\n".join(sentences))


@pytest.mark.parametrize("incremental", [True, False])
def test_a_generation_keeps_the_texts_that_its_reports_no_longer_have(
    store: Store, *, incremental: bool
) -> None:
    follow(
        store,
        {"ferry": FIRST, "other": FIRST, "gone": REPORTS_GONE},
        {"ferry": SECOND, "other": FIRST},
        {"ferry": THIRD, "other": FIRST},
        {"ferry": THIRD, "other": FIRST},
        incremental=incremental,
    )
    with opened(store) as view:
        assert view.former_reports() == [
            former_of("ferry", SECOND, 2),
            former_of("ferry", FIRST, 1),
            former_of("gone", REPORTS_GONE, 1),
        ]
        assert view.former_reports("gone") == [former_of("gone", REPORTS_GONE, 1)]
        assert view.former_reports("other") == []
        for sentences in (FIRST, SECOND, REPORTS_GONE):
            former = view.former_text(sha256_of(sentences))
            assert former is not None
            assert former.text == "\n".join(sentences)
            assert former.text_sha256 == text_sha256(former.text)
            assert [former.text[start:end] for start, end in former.sentences] == list(sentences)
            assert {one.text_sha256 for one in former.reports} == {former.text_sha256}
        assert view.former_text(sha256_of(THIRD)) is None
        assert view.former_text("") is None


REPORTS_GONE = ("Nothing 😀 stays.", "Überfahrt e\u0301 \u202eabc\u202c.", "\U0001d56c ends.")


def test_a_text_that_comes_back_is_no_former_one(store: Store) -> None:
    follow(store, {"ferry": FIRST}, {"ferry": SECOND}, {"ferry": FIRST})
    with opened(store) as view:
        assert view.former_reports() == [former_of("ferry", SECOND, 2)]
        assert view.former_text(sha256_of(FIRST)) is None


def test_one_text_of_several_reports_is_kept_for_each_of_them(store: Store) -> None:
    follow(store, {"a": FIRST, "b": FIRST, "c": FIRST}, {"a": SECOND, "b": FIRST, "c": FIRST})
    follow(store, {"a": SECOND, "b": SECOND, "c": FIRST})
    with opened(store) as view:
        former = view.former_text(sha256_of(FIRST))
        assert former is not None
        assert former.reports == (former_of("b", FIRST, 2), former_of("a", FIRST, 1))


def test_only_the_text_of_a_report_makes_a_former_one(store: Store) -> None:
    follow(store, {"ferry": FIRST})
    again = replace(report("ferry", FIRST), source_sha256="1" * 64, path="moved/ferry.pdf")
    with opened(store) as before, store.begin(plan(), before) as draft:
        draft.upsert(again, vectors_of(again), content_keys_of(again))
        manifest = draft.commit(made("b"))
    with opened(store, manifest.generation) as view:
        assert view.former_reports() == []


def size_of(store: Store) -> int:
    """Return the size of all kept texts, compressed."""
    with opened(store) as view:
        packed = {
            one.text_sha256: view.packed_text(one.text_sha256) for one in view.former_reports()
        }
    return sum(one.size for one in packed.values() if one)


def test_the_oldest_texts_are_forgotten_first(store: Store) -> None:
    texts = [{"ferry": (f"It rains for {day} days.", "It carries cars.")} for day in range(1, 8)]
    follow(store, *texts)
    each = size_of(store) // 6
    last = {"ferry": ("It is dry.", "It carries cars.")}
    follow(store, last, keep_bytes=each * 3 + each // 2)
    with opened(store) as view:
        assert [one.generation for one in view.former_reports()] == [7, 6, 5]
    long = " ".join(f"{number * 7919 % 1013} gulls" for number in range(2000))
    follow(store, {"ferry": (long,)}, keep_bytes=each * 5)
    follow(store, last, keep_bytes=each * 5)  # the long one alone is larger than that
    with opened(store) as view:
        kept = view.former_reports()
        assert [one.generation for one in kept] == [7, 6, 5]
    assert size_of(store) <= each * 5


@pytest.mark.parametrize("keep_bytes", [0, 1, 2**45])
def test_the_limit_of_former_texts_holds_at_its_ends(store: Store, keep_bytes: int) -> None:
    follow(store, {"ferry": FIRST}, {"ferry": SECOND}, keep_bytes=keep_bytes)
    with opened(store) as view:
        expected = [former_of("ferry", FIRST, 1)] if keep_bytes > 1 else []
        assert view.former_reports() == expected
    assert size_of(store) <= keep_bytes
    follow(store, {"ferry": THIRD}, keep_bytes=0)
    assert size_of(store) == 0


def test_the_memory_of_the_current_generation_opens_without_its_search(store: Store) -> None:
    with pytest.raises(IndexMissing):
        store.open_memory()
    manifest = follow(store, {"ferry": FIRST}, {"ferry": SECOND})
    memory = store.open_memory()
    with opened(store) as view:
        assert memory.manifest == manifest
        assert memory.former_reports() == view.former_reports() == [former_of("ferry", FIRST, 1)]
        assert memory.former_text(sha256_of(FIRST)) == view.former_text(sha256_of(FIRST))
    memory.close()


def test_rolling_back_brings_back_the_former_texts_of_the_generation(store: Store) -> None:
    follow(store, {"ferry": FIRST}, {"ferry": SECOND})
    with opened(store) as view:
        kept, second = view.former_reports(), view.manifest.generation
    follow(store, {"ferry": THIRD})
    store.promote(second)
    with opened(store) as view:
        assert view.former_reports() == kept
    follow(store, {"ferry": FIRST})
    with opened(store) as view:
        assert [one.text_sha256 for one in view.former_reports()] == [sha256_of(SECOND)]


MEMORY = Remembering(100, 10**6)


def bring_back(store: Store, generation: str) -> Manifest:
    with opened(store, generation) as former, opened(store) as current:
        manifest = store.bring_back(former, current, MEMORY)
    store.promote(manifest.generation)
    return manifest


def remembered(view: View) -> object:
    """Return all that a generation tells of earlier ones."""
    names = {*view.reports, *(one.report for one in view.formers())}
    texts = {one.text_sha256: view.former_text(one.text_sha256) for one in view.former_reports()}
    return (
        sorted(view.formers(), key=repr),
        {name: view.arrivals(name) for name in sorted(names)},
        view.former_reports(),
        texts,
    )


STEPS: list[dict[str, Sequence[str]]] = [
    {"ferry": FIRST, "gone": REPORTS_GONE, "other": THIRD, "same": FIRST},
    {"ferry": SECOND, "new": THIRD, "other": FIRST, "same": FIRST},
    {"ferry": THIRD, "new": THIRD, "other": FIRST, "same": FIRST},
]


@pytest.mark.parametrize("to", [0, 1])
def test_a_generation_that_is_brought_back_is_as_if_its_sources_were_built_again(
    store: Store, tmp_path: Path, to: int
) -> None:
    oracle = local_store(tmp_path / "oracle", keep=9)
    follow(oracle, *STEPS, STEPS[to])
    made_first = [follow(store, STEPS[0])]
    with opened(store) as view:
        seen_at = [seen(view)]
    for step in STEPS[1:]:
        before = made_first[-1]
        made_first.append(follow(store, step))
        with opened(store) as view:
            seen_at.append(seen(view))
        if to == 0:  # a store keeps two
            break
    assert before == made_first[to]
    if to == 0:
        oracle = local_store(tmp_path / "shorter", keep=9)
        follow(oracle, *STEPS[:2], STEPS[0])
    back = bring_back(store, made_first[to].generation)
    assert back.number == made_first[-1].number + 1
    assert replace(back, generation="", files=()) == replace(
        made_first[to], generation="", files=()
    )
    with opened(store) as view, opened(oracle) as built:
        assert view.manifest == back
        assert seen(view) == seen_at[to]
        assert {name: view.report(name) for name in view.reports} == {
            name: built.report(name) for name in built.reports
        }
        assert remembered(view) == remembered(built)
        assert view.check() is None


def test_open_views_go_on_and_later_builds_keep_what_came_back(store: Store, again: Open) -> None:
    first = publish(store, REPORTS)
    with opened(store) as view:
        whole = seen(view)
    publish(store, {"alpha": REPORTS["alpha"]}, "b")
    with opened(again()) as open_one:
        before = seen(open_one)
        back = bring_back(store, first.generation)
        assert seen(open_one) == before
    with pytest.raises(IndexMissing):
        store.open(first.generation)  # a store keeps two, and the new one has all of it
    with opened(again()) as view:
        assert seen(view) == whole
        with store.begin(plan(), view if view.pointer else None) as draft:
            draft.delete("beta")
            third = draft.commit(made("c"))
    store.promote(third.generation)
    assert third.number == back.number + 1
    with opened(again()) as view:
        assert list(view.reports) == sorted({*IDS} - {"beta"})
        assert view.former_text(REPORTS["beta"].text_sha256) is not None
    twice = bring_back(store, back.generation)
    with opened(again()) as view:
        assert (view.manifest, seen(view)) == (twice, whole)


def test_without_the_one_before_it_a_generation_comes_back_with_its_own_memory(
    store: Store,
) -> None:
    second = follow(store, {"ferry": FIRST}, {"ferry": SECOND})
    follow(store, {"ferry": THIRD})
    with opened(store, second.generation) as former:
        own = remembered(former)
        back = store.bring_back(former, None, MEMORY)
    store.promote(back.generation)
    with opened(store) as view:
        assert remembered(view) == own


def test_the_generations_that_are_kept_are_listed_in_order(store: Store, again: Open) -> None:
    assert store.generations() == []
    begun = datetime.now(UTC) - timedelta(seconds=2)
    first, second = publish(store, REPORTS), publish(store, REPORTS, "b")
    with store.begin(plan()) as draft:
        add(draft, REPORTS)
        draft.commit(made("c"))  # and killed before it serves
    listed = again().generations()
    assert [(one.generation, one.serves) for one in listed] == [
        (first.generation, False), (second.generation, True)
    ]  # fmt: skip
    for one in listed:
        assert one.built is not None
        assert begun <= one.built <= datetime.now(UTC) + timedelta(seconds=2)
    assert [again().manifest(one.generation) for one in listed] == [first, second]
    back = bring_back(store, first.generation)
    assert [(one.generation, one.built, one.serves) for one in again().generations()] == [
        (second.generation, listed[1].built, False),
        (back.generation, listed[0].built, True),
    ]
    with pytest.raises(IndexMissing, match="no generation"):
        store.manifest("000009-aaaaaaaaaaaa")


def test_nothing_is_brought_back_while_a_build_writes(store: Store, again: Open) -> None:
    first = publish(store, REPORTS)
    publish(store, REPORTS, "b")
    token = store.current()
    with opened(again(), first.generation) as former, store.begin(plan()):
        for one in (store, again()):
            with pytest.raises(BuildInProgress):
                one.bring_back(former, None, MEMORY)
    assert again().current() == token


@pytest.mark.parametrize("keep", [1, 2, 4])
def test_so_many_generations_are_kept_as_the_store_is_told(
    request: pytest.FixtureRequest, again: Open, tmp_path: Path, keep: int
) -> None:
    if request.node.callspec.params["again"] == "local":
        store = local_store(tmp_path / "index", keep)
    else:
        server: Server = request.getfixturevalue("seekdb")
        name = f"t{text_sha256(str(tmp_path / 'index'))[:12]}"
        store = store_at(server.address(name), tmp_path / "index", keep)
    made_so_far: list[str] = []
    for seed in "abcdef":
        made_so_far.append(publish(store, {"beta": REPORTS["beta"]}, seed).generation)
        assert [one.generation for one in again().generations()] == made_so_far[-keep:]
