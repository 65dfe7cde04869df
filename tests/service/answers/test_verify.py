import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from corpus.files import text_sha256
from corpus.quotes.anchors import anchors_of
from corpus.report import Passage
from corpus.settings import load_settings
from index.build.build import build_index
from index.store import open_store
from service.answers.as_json import answer_dict
from service.answers.engine import Engine
from service.answers.result import read_answers
from service.answers.verify import Checked, Verifier
from service.shell.main import main
from tests.fakes import BagOfWords

Change = Callable[[dict[str, Any]], None]


@pytest.fixture
def passage(engine: Engine) -> dict[str, Any]:
    (answer,) = engine.ask([engine.asked("What do tickets cost?", 1)])
    found: dict[str, Any] = answer_dict(answer)["passages"][0]
    return found


def check(corpus: Path, passage: dict[str, Any]) -> Checked:
    return Verifier(load_settings({}, corpus=corpus)).check("1, rank 1", passage)


def test_a_citation_of_an_unchanged_source_is_exact(corpus: Path, passage: dict[str, Any]) -> None:
    assert check(corpus, passage).verdict == "exact"


def test_every_citation_of_our_report_is_exact(alliance: Engine) -> None:
    verifier = Verifier(alliance.settings)
    (answer,) = alliance.ask([alliance.asked("security", 50)])
    verdicts = [verifier.check("", p).verdict for p in answer_dict(answer)["passages"]]
    assert verdicts == ["exact"] * 50


def test_a_quote_that_moved_is_found_again(corpus: Path, passage: dict[str, Any]) -> None:
    ferry = corpus / "ferry.txt"
    ferry.write_text("A new start.\n\n" + ferry.read_text())
    found = check(corpus, passage)
    assert (found.verdict, found.reason) == ("moved", "the quote is now at 79 to 107, sentence 4")


def rewrite(corpus: Path, old: str, new: str, start: str = "A new start.\n\n") -> None:
    ferry = corpus / "ferry.txt"
    ferry.write_text(start + ferry.read_text().replace(old, new), encoding="utf-8")


def test_a_sentence_in_another_typography_is_found_and_the_difference_named(
    corpus: Path, passage: dict[str, Any]
) -> None:
    rewrite(corpus, "cost twelve", "cost\u00a0twe\u00adlve")
    found = check(corpus, passage)
    assert found.verdict == "moved"
    assert found.reason.startswith(
        "the sentence is now at 79 to 108, sentence 4, in another typography ("
    )


@pytest.mark.parametrize(
    "changed", ["tickets COST twelve dollars.", "Tickets cöst twelve dollars."]
)
def test_a_change_of_letters_is_no_typography(
    corpus: Path, passage: dict[str, Any], changed: str
) -> None:
    rewrite(corpus, "Tickets cost twelve dollars.", changed)
    found = check(corpus, passage)
    assert found.verdict == "broken"
    assert found.reason.startswith("the sentence is now at 79 to 107, sentence 4, and differs: ")


def test_of_two_equal_sentences_the_anchor_tells_the_one_that_moved(
    corpus: Path, engine: Engine
) -> None:
    text = "It rains. We stay. The sun shines. It rains. We go out."
    at = text.rindex("It rains.")
    passages = [
        Passage("ferry", number, text.index(quote), text.index(quote) + len(quote), quote, (1, 1))
        for number, quote in enumerate(
            ("It rains.", "We stay.", "The sun shines.", "It rains.", "We go out."), 1
        )
    ]
    citation = {
        "id": "ferry#s4", "report": {"id": "ferry"}, "start": at, "end": at + 9, "lines": [1, 1],
        "sentence": 4, "quote_sha256": text_sha256("It rains."), "text_sha256": text_sha256(text),
        "anchor": anchors_of(passages)[3],
    }  # fmt: skip
    cited = {"quote": "It rains.", "citation": citation}
    (corpus / "ferry.txt").write_text(text)
    assert check(corpus, cited).verdict == "exact"
    (corpus / "ferry.txt").write_text("A start. " + text)
    assert check(corpus, cited).reason == f"the quote is now at {at + 9} to {at + 18}, sentence 5"
    del citation["anchor"]
    assert check(corpus, cited).reason == "the quote is now at 9 to 18, sentence 2"


def test_an_anchor_of_another_sentence_finds_nothing_that_the_quote_does_not_say(
    corpus: Path, passage: dict[str, Any]
) -> None:
    passage["citation"]["anchor"] = "aaaaaaaaaaaa"
    found = check(corpus, passage)
    assert (found.verdict, found.reason) == ("broken", "anchor differs from the source")
    rewrite(corpus, "Tickets cost twelve dollars.", "Tickets cost ten dollars.")
    found = check(corpus, passage)
    assert (found.verdict, found.reason) == ("broken", "the source does not contain the quote")


def test_a_quote_in_other_typography_moved_and_its_differences_are_named(
    corpus: Path, passage: dict[str, Any]
) -> None:
    ferry = corpus / "ferry.txt"
    words = "Tickets cost twelve dollars"
    ferry.write_text(ferry.read_text().replace(words, "Tick\u00adets cost\ntwelve  dollars"))
    found = check(corpus, passage)
    assert found.verdict == "moved"
    assert found.reason == (
        "the sentence is now at 65 to 95, sentence 3, in another typography (invisible "
        "characters, line wrap, white space)"
    )


def test_a_quote_with_another_word_is_broken(corpus: Path, passage: dict[str, Any]) -> None:
    ferry = corpus / "ferry.txt"
    ferry.write_text(ferry.read_text().replace("cost twelve", "cost ten"))
    found = check(corpus, passage)
    assert (found.verdict, found.reason) == ("broken", "the source does not contain the quote")


def test_a_source_that_changed_elsewhere_still_proves_the_quote(
    corpus: Path, passage: dict[str, Any]
) -> None:
    ferry = corpus / "ferry.txt"
    ferry.write_text(ferry.read_text().replace("Children", "Infants"))
    found = check(corpus, passage)
    assert (found.verdict, found.reason) == ("exact", "the source changed elsewhere")


def change_quote(passage: dict[str, Any]) -> None:
    passage["quote"] = passage["quote"].replace("twelve", "ten")


def change_quote_and_hash(passage: dict[str, Any]) -> None:
    change_quote(passage)
    passage["citation"]["quote_sha256"] = text_sha256(passage["quote"])


def change_lines(passage: dict[str, Any]) -> None:
    passage["citation"]["lines"] = [1, 1]


def change_report(passage: dict[str, Any]) -> None:
    passage["citation"]["report"]["id"] = "none"


def change_answer(passage: dict[str, Any]) -> None:
    start = passage["citation"]["start"]
    passage["answer"] = {"start": start, "end": start + 3, "text": "ten"}


def start_as_text(passage: dict[str, Any]) -> None:
    passage["citation"]["start"] = str(passage["citation"]["start"])


def start_below_zero(passage: dict[str, Any]) -> None:
    passage["citation"]["start"] -= 10**6


def change_sentence(passage: dict[str, Any]) -> None:
    passage["citation"]["sentence"] += 1


def answer_elsewhere(passage: dict[str, Any]) -> None:
    passage["answer"] = {"start": 0, "end": 9, "text": "The ferry"}


def report_as_list(passage: dict[str, Any]) -> None:
    passage["citation"]["report"] = ["ferry"]


def quote_as_number(passage: dict[str, Any]) -> None:
    passage["quote"] = 5


def drop_hash(passage: dict[str, Any]) -> None:
    del passage["citation"]["text_sha256"]


@pytest.mark.parametrize(
    "change",
    [
        change_quote,
        change_quote_and_hash,
        change_lines,
        change_report,
        change_answer,
        drop_hash,
        start_as_text,
        start_below_zero,
        report_as_list,
        change_sentence,
        answer_elsewhere,
        quote_as_number,
    ],
)
def test_a_citation_that_was_tampered_with_is_broken(
    corpus: Path, passage: dict[str, Any], change: Change
) -> None:
    change(passage)
    assert check(corpus, passage).verdict == "broken"


def rebuilt(engine: Engine) -> Verifier:
    build_index(engine.settings, BagOfWords())
    return Verifier(engine.settings, open_store(engine.settings).open_memory().former_text)


@pytest.mark.parametrize("is_gone", [False, True])
def test_a_citation_of_a_text_that_the_index_keeps_is_superseded_and_not_broken(
    own_engine: Engine, passage: dict[str, Any], *, is_gone: bool
) -> None:
    corpus = own_engine.settings.corpus
    assert rebuilt(own_engine).check("", passage).verdict == "exact"
    if is_gone:
        (corpus / "ferry.txt").unlink()
    else:
        rewrite(corpus, "twelve", "thirteen")
    found = rebuilt(own_engine).check("", passage)
    assert found.verdict == "superseded"
    why = "the corpus has no report ferry" if is_gone else "the source does not contain the quote"
    assert found.reason == f"generation 1 was the last with this text: {why}"


@pytest.mark.parametrize(
    ("field", "value"),
    [("start", 0), ("lines", [1, 1]), ("sentence", 1), ("quote_sha256", "0" * 64), ("id", "x#s1")],
)
def test_a_citation_that_its_former_text_does_not_confirm_is_broken(
    own_engine: Engine, passage: dict[str, Any], field: str, value: object
) -> None:
    rebuilt(own_engine)
    rewrite(own_engine.settings.corpus, "twelve", "thirteen")
    verifier = rebuilt(own_engine)
    assert verifier.check("", passage).verdict == "superseded"
    assert passage["citation"][field] != value
    passage["citation"][field] = value
    assert verifier.check("", passage).verdict == "broken"


def test_the_command_counts_superseded_citations_and_exits_with_0(
    own_engine: Engine,
    passage: dict[str, Any],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    settings = own_engine.settings
    rebuilt(own_engine)
    rewrite(settings.corpus, "twelve", "thirteen")
    rebuilt(own_engine)
    answers = tmp_path / "answers.jsonl"
    answers.write_text(json.dumps({"id": 1, "passages": [passage]}))
    command = ["verify", str(answers), "--corpus", str(settings.corpus)]
    assert main([*command, "--index", str(settings.index)]) == 0
    told = capsys.readouterr().out.splitlines()[-1]
    assert told == "1 citations: 0 exact, 0 moved, 1 superseded, 0 broken"


def test_a_source_that_is_gone_or_unreadable_breaks_its_citations(
    corpus: Path, passage: dict[str, Any]
) -> None:
    (corpus / "ferry.txt").write_bytes(b"\x00\x01")
    assert "not a text file" in check(corpus, passage).reason
    (corpus / "ferry.txt").unlink()
    assert "the corpus has no report ferry" in check(corpus, passage).reason


def test_a_source_that_exceeds_a_limit_of_reading_leaves_its_citations_unchecked(
    corpus: Path, passage: dict[str, Any]
) -> None:
    settings = load_settings({}, corpus=corpus, max_file_bytes=10)
    found = Verifier(settings).check("1, rank 1", passage)
    assert found.verdict == "not_checked"
    assert found.reason is not None
    assert "larger than 10 bytes" in found.reason


def test_the_command_counts_and_exits_with_1_when_one_is_broken(
    corpus: Path, passage: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answers = tmp_path / "answers.jsonl"
    rows = [{"id": 1, "passages": [passage]}, {"id": 2, "error": {"detail": "x"}}]
    answers.write_text("".join(json.dumps(row) + "\n" for row in rows))
    assert main(["verify", str(answers), "--corpus", str(corpus)]) == 0
    assert capsys.readouterr().out == "1 citations: 1 exact, 0 moved, 0 broken\n"
    change_quote(passage)
    answers.write_text(json.dumps({"id": 1, "passages": [passage]}, indent=1))
    assert main(["verify", str(answers), "--corpus", str(corpus), "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["broken"] == 1


@pytest.mark.parametrize("content", ["no json", "[1]", '{"a": 1}', "\n5\n", '{"passages": 5}'])
def test_a_file_that_holds_no_answers_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "a.jsonl").write_text(content)
    assert main(["verify", str(tmp_path / "a.jsonl"), "--corpus", str(tmp_path)]) == 2


def test_answers_are_read_with_where_they_stand(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"id": "q", "passages": [{"rank": 1}]}\n')
    assert list(read_answers(tmp_path / "a.jsonl")) == [("q, rank 1", {"rank": 1})]
