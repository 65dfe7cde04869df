import gzip
import json
import random
import re
from pathlib import Path
from typing import Any

import pytest

from bench.sets import labelled_questions, read_rows
from corpus.text.layout import find_blocks
from corpus.text.sentences import sentence_spans
from training.forms import Thesaurus
from training.lists.__main__ import write_claims, write_lists
from training.lists.asked import question
from training.lists.documents import read_reports
from training.lists.exchange import Fact, Names, Slot, figures, other_figures, within
from training.lists.likes import Line, Report, found_lists, made_lists

COUNTRIES = ("Norland", "Sudria", "Estonby", "Westria", "Petoria", "Quelland")
DATA = "  1 a line of the licence\n00000001 15 n 01 northern_country 0 000 | a land\n" + "".join(
    f"0000001{at} 15 n 01 {name} 0 001 @i 00000001 n 0000 | one\n"
    for at, name in enumerate(COUNTRIES)
)
INDEX = "  1 a line of the licence\nnorthern_country n 1 0 1 0 00000001\n"
TEXT = """The ferries of the coast are the subject of the following report to the council.

The government keeps 53,000 sailors on ferries in Norland throughout the whole of the winter.

In 2014 the council of the port spent $40 million on the repair of its oldest ferries.

Observers from Sudria and from Estonby visited the harbour and praised what they had seen there.
Delegates from Westria met those from Petoria, and nobody had invited the envoy of Quelland.

In 2019 a storm took 15 percent of the nets that the fishermen had left upon the beach.
"""
CLAIM = {
    "cid": "w000c00",
    "claim": "The ferries are in a report.",
    "doc_id": "w000",
    "kind": "close",
    "sentences": [[0, 80]],
    "also": [],
    "tempts": [],
}
CLAIMS = [
    {**CLAIM, "verdict": "supported"},
    {**CLAIM, "verdict": "contradicted", "cid": "w000c01"},
    {**CLAIM, "verdict": "not_stated", "cid": "w000c02", "sentences": []},
]


def write(path: Path, rows: list[dict[str, Any]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress("".join(json.dumps(row) + "\n" for row in rows).encode()))


@pytest.fixture
def wordnet(tmp_path: Path) -> Path:
    folder = tmp_path / "wordnet"
    folder.mkdir()
    for kind in ("noun", "verb", "adj"):
        (folder / f"data.{kind}").write_text(DATA if kind == "noun" else "")
        (folder / f"index.{kind}").write_text(INDEX if kind == "noun" else "")
    return folder


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "eval" / "report_train"
    write(folder / "docs.jsonl.gz", [{"doc_id": "w000", "title": "Ferries", "text": TEXT}])
    write(folder / "claims.jsonl.gz", CLAIMS)
    return folder.parent


@pytest.fixture
def reports(tmp_path: Path, data: Path) -> list[Report]:
    (tmp_path / "reports").mkdir()
    return read_reports(tmp_path / "reports", data)


def rows_of(out: Path, reports: list[Report], wordnet: Path, seed: int) -> list[dict[str, Any]]:
    write_lists(out / "lists", reports, wordnet, groups=50, seed=seed)
    return list(read_rows(out / "lists" / "questions.jsonl.gz"))


def test_a_question_is_answered_by_the_sentence_with_its_name_and_by_no_other(
    tmp_path: Path, reports: list[Report], wordnet: Path
) -> None:
    found = 0
    for seed in range(12):
        rows = rows_of(tmp_path / "out", reports, wordnet, seed)
        docs = read_rows(tmp_path / "out" / "lists" / "docs.jsonl.gz")
        texts = {row["doc_id"]: row["text"] for row in docs}
        for row in rows:
            found += 1
            text = texts[row["doc_id"]]
            sentences = sentence_spans(text, find_blocks(text))
            tempts = [text[slice(*span)] for span in row["tempts"]]
            assert len(tempts) >= 3
            assert len(set(tempts)) == len(tempts)
            assert all(tempt[-1] == "." and tempt[0].isupper() for tempt in tempts)
            assert len(row["sentences"]) == row["answerable"]
            assert not any(span in row["tempts"] for span in row["sentences"])
            for start, end in (*row["sentences"], *row["tempts"]):
                # A list item has its mark in front.
                assert (start, end) in sentences or (start - 2, end) in sentences
            for answer in row["answers"]:
                [(start, end)] = row["sentences"]
                assert text[answer["start"] :].startswith(answer["text"])
                assert start <= answer["start"] <= answer["start"] + len(answer["text"]) <= end
                assert not row["short"] or not any(within(answer["text"], one) for one in tempts)
            if not row["answerable"]:
                named = [name for name in COUNTRIES if name.lower() in row["question"].lower()]
                assert not any(name in text for name in named)
    assert found > 50


def test_the_figures_of_a_list_differ_and_only_its_name_and_figure_are_exchanged(
    reports: list[Report], wordnet: Path
) -> None:
    names = Names(wordnet)
    report = reports[0]
    names.learn(report.title, [line.text for line in report.lines])
    at = next(at for at, line in enumerate(report.lines) if "53,000" in line.text)
    [likes] = made_lists(report, at, names, random.Random(1))
    facts = [*likes.facts, *([likes.absent] if likes.absent else [])]
    assert 5 <= len(facts) <= 6
    assert len({fact.key.text for fact in facts}) == len(facts)
    assert {fact.key.text for fact in facts} <= set(COUNTRIES)
    assert len({fact.figure.text for fact in facts if fact.figure}) == len(facts)
    for fact in facts:
        assert fact.figure is not None
        restored = fact.sentence.replace(fact.key.text, "Norland")
        assert restored.replace(fact.figure.text, "53,000") == report.lines[at].text


def test_the_same_seed_gives_the_same_bytes(
    tmp_path: Path, reports: list[Report], wordnet: Path
) -> None:
    written = []
    for name, seed in (("one", 4), ("two", 4), ("three", 5)):
        write_lists(tmp_path / name / "lists", reports, wordnet, groups=50, seed=seed)
        folder = tmp_path / name / "lists"
        written.append([path.read_bytes() for path in sorted(folder.iterdir())])
    assert written[0] == written[1] != written[2]


def test_figures_keep_their_form() -> None:
    sentence = "On May 3, 2011, some 53,000 men left for $3.5 billion, or 12% of Section 40 funds."
    kinds = {slot.kind: slot.text for slot in figures(sentence)}
    assert kinds == {
        "date": "May 3, 2011",
        "number": "53,000",
        "amount": "$3.5 billion",
        "percent": "12%",
    }
    forms = {"number": r"[\d,]+000$", "amount": r"\$\d+\.\d billion$", "percent": r"\d+%$"}
    for kind, form in forms.items():
        others = other_figures(Slot(kinds[kind], kind), 8, random.Random(2)) or []
        assert len(set(others)) == 8
        assert kinds[kind] not in others
        for other in others:
            assert re.match(form, other), other


def test_the_rows_of_a_table_are_a_list(wordnet: Path) -> None:
    rows = ("2014 $13 million", "2015 $20 million", "2016 $25 million", "2017 $60 million")
    lines = [Line("Table 2. Grants to the ports", "heading"), *(Line(row, "row") for row in rows)]
    [found] = found_lists(Report("Ferries", tuple(lines)), Names(wordnet))
    assert found.caption == "Grants to the ports"
    assert [fact.key.text for fact in found.facts] == ["2014", "2015", "2016", "2017"]
    assert [fact.figure.text for fact in found.facts if fact.figure] == [
        row.partition(" ")[2] for row in rows
    ]


def test_a_number_is_asked_for_without_being_told(wordnet: Path) -> None:
    sentence = "The government keeps 53,000 sailors on ferries in Norland throughout the winter."
    fact = Fact(sentence, Slot("Norland", "country"), Slot("53,000", "number"))
    thesaurus = Thesaurus(wordnet)
    asked = [question(fact, thesaurus, random.Random(seed)) for seed in range(300)]
    by_form: dict[str, set[str]] = {}
    for one in asked:
        assert one is not None
        assert (one.answer == "53,000") == (one.form in ("cloze", "how_many", "figure_words"))
        assert one.answer != "53,000" or "53,000" not in one.text
        by_form.setdefault(one.form, set()).add(one.text)
    assert "How many sailors in Norland?" in by_form["how_many"]
    assert (
        "The government keeps 53,000 sailors on ferries in which country throughout the winter?"
        in by_form["which"]
    )
    assert set(by_form) == {"cloze", "how_many", "figure_words", "keywords", "claim", "which"}


def test_an_amount_is_asked_for_by_what_was_done_with_it(wordnet: Path) -> None:
    sentence = "In 2014 the council of the port spent about $40 million on the repair of ferries."
    fact = Fact(sentence, Slot("2014", "year"), Slot("$40 million", "amount"))
    thesaurus = Thesaurus(wordnet)
    asked = {question(fact, thesaurus, random.Random(seed)) for seed in range(40)}
    found = {one.text: one.answer for one in asked if one and one.form == "how_much"}
    assert found["How much was spent on the repair of ferries in 2014?"] == "$40 million"


def test_claims_become_questions_with_their_verdict_as_the_type(tmp_path: Path, data: Path) -> None:
    counts = write_claims(tmp_path / "out", data)
    assert counts == {"supported": 1, "contradicted": 1, "not_stated": 1}
    found = list(labelled_questions(tmp_path / "out" / "report_claims", tmp_path / "out"))
    assert [(one.kind, one.answerable, len(one.labels)) for one in found] == [
        ("supported", True, 1),
        ("contradicted", False, 1),
        ("not_stated", False, 0),
    ]
