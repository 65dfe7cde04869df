"""Results on disk: what any version wrote is read, and every file of answers stays the same."""

import json
from dataclasses import asdict
from typing import Any

import pytest

from service.answers.as_json import answer_dict, json_line
from service.answers.engine import Engine
from service.answers.problems import problem
from service.answers.result import Result, from_line, to_line
from service.batch.question_files import Row
from service.batch.run import answer_rows
from service.exports import ANSWER_WRITERS, WRITERS
from service.exports.layout import Layout

# As the first version wrote it: it has no answerable, and its passages have no status.
STORED = (
    '{"id": "x", "question": "When does it leave?", "status": "answered", "confidence": 0.93, '
    '"passages": [{"rank": 1, "score": 0.93, "quote": "It leaves at\\u2028nine.", '
    '"display": "It leaves at nine.", "answer": {"start": 13, "end": 17, "text": "nine"}, '
    '"matches": [[3, 9]], "display_matches": [[3, 9]], "context": {"before": null, "after": "B.", '
    '"before_display": null, "after_display": "B."}, "citation": {"id": "f#s1", "report": '
    '{"id": "f", "title": "T", "publisher": null, "number": null, "date": "2016-02-09", '
    '"url": null}, "start": 0, "end": 18, "lines": [1, 2], "page": 1, "section": null, '
    '"sentence": 1, "quote_sha256": "aa", "text_sha256": "bb", "label": "T, p. 1", '
    '"url": "/reports/f#s1", "pages": [1, 1], "paragraph": 1, "kind": "text", "boxes": '
    '[{"page": 1, "box": [72.0, 101.34, 468.24, 113.0]}]}, "display_answer": [13, 17], '
    '"also_at": [], "places": 1, "why": "both"}], "index": {"generation": "000001-a", '
    '"fingerprint": "a1", "passages": 6, "model": "m", "reader": null}, "took_ms": 12.5, '
    '"searched_for": null, "columns": {"big": 123456789012345678901234567890, "=a": [1, true]}}\n'
)
REFUSED = (
    '{"id": 2, "question": "x", "error": {"type": "about:blank", "title": "Unprocessable Entity", '
    '"status": 422, "detail": "k is 51: it must be from 1 to 50"}, "columns": {"a": ""}}\n'
)
CSV = (
    "\ufeffid,question,big,'=a,a,status,confidence,answerable,error,quote,display,short_answer,score,citation,"
    "label,report,sentence,lines,page,section,start,end,quote_sha256,text_sha256,url,report_title,"
    "report_number,report_date,report_publisher\r\n"
    'x,When does it leave?,123456789012345678901234567890,"[1, true]",,answered,0.93,,,'
    'It leaves at\u2028nine.,It leaves at nine.,nine,0.93,f#s1,"T, p. 1",f,1,1–2,1,,0,18,aa,bb,'
    "/reports/f#s1,T,,2016-02-09,\r\n"
    "2,x,,,,,,,k is 51: it must be from 1 to 50,,,,,,,,,,,,,,,,,,,,\r\n"
)
MARKDOWN = (
    "# Answers\n\n## x. When does it leave?\n\nAnswered (93% that the first sentence answers):\n\n"
    "1. “It leaves at nine.”  \n   T, p. 1\n"
    "\n## 2. x\n\nNot asked: k is 51: it must be from 1 to 50\n"
)


def test_a_line_of_an_older_version_is_read_and_written_again_with_null_for_what_it_lacks() -> None:
    found = from_line(STORED)
    assert found.answer is not None
    assert (found.id, found.question, found.status) == ("x", "When does it leave?", "answered")
    assert found.answer.passages[0].citation.boxes[0].box == (72.0, 101.34, 468.24, 113.0)
    assert found.answer.passages[0].status is None
    assert found.answer.answerable is None
    assert (found.answer.parts, found.answer.question_form) == ([], None)
    lacked = '"model_sha256": null, "adapter": null, "adapter_sha256": null, "reader_sha256": null'
    no_form = '"parts": [], "question_form": null'
    no_parts = '"part_answers": [], "searched_in": [], "partly_read": null, "differing": []'
    no_remarks = '"omissions": [], "ocr_pages": [], "superseded": null'
    no_table = '"table": null, "row": null, "column": null, "anchor": null'
    expected = STORED
    for old, new in (
        ('"url": null}', f'"url": null, "authors": [], "newer_edition": null, {no_remarks}}}'),
        (
            "113.0]}]}",
            f'113.0]}}], "page_label": null, "page_labels": null, "ocr": false, {no_table}}}',
        ),
        (
            '"why": "both"}',
            '"why": "both", "status": null, "part": null, "ocr": false, "row": null, "drawn": []}',
        ),
        ('"confidence": 0.93, ', '"confidence": 0.93, "answerable": null, '),
        ('"reader": null}', f'"reader": null, {lacked}}}'),
        ('"searched_for": null', f'"searched_for": null, {no_form}, {no_parts}'),
    ):
        expected = expected.replace(old, new)
    assert to_line(found) == expected
    refused = from_line(REFUSED)
    assert (refused.id, refused.status, refused.answer) == (2, "not_asked", None)
    assert to_line(refused) == REFUSED


def test_fields_of_a_newer_version_are_left_out() -> None:
    content = json.loads(STORED)
    content["new"] = content["passages"][0]["new"] = content["index"]["new"] = [1]
    content["passages"][0]["citation"]["report"]["new"] = {"a": 1}
    assert from_line(json_line(content)) == from_line(STORED)
    content = json.loads(REFUSED)
    content["error"]["new"] = 1
    assert from_line(json_line(content)) == from_line(REFUSED)


@pytest.mark.parametrize("line", ["{}", "[]", "torn", '{"id": 1, "question": "x"}'])
def test_what_is_no_result_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match="validation error"):
        from_line(line)


def test_every_result_comes_back_from_its_line(engine: Engine) -> None:
    rows = [
        Row(1, "When does the ferry leave?", columns={"note": "a\u0085b", "n": None}),
        Row("b", "ferrry"),
        Row("c", ""),
        Row("d", error=problem(422, "row 4 is not JSON")),
    ]
    for result in (one for some in answer_rows(engine, rows) for one in some):
        line = to_line(result)
        assert line.splitlines() == [line[:-1]]
        assert from_line(line) == from_line(line.encode()) == result
        content: dict[str, Any] = json.loads(line)
        assert next(iter(content)) == "id"
        if result.answer is not None:
            assert {**content, **answer_dict(result.answer)} == content
            assert content["passages"][0]["status"] == result.status


def test_files_of_stored_answers_are_the_same_to_the_byte() -> None:
    stored = [from_line(STORED), from_line(REFUSED)]
    assert b"".join(WRITERS[".csv"](stored, Layout("full"))).decode() == CSV
    assert b"".join(WRITERS[".md"](stored)).decode() == MARKDOWN
    assert b"".join(WRITERS[".jsonl"](stored)).decode() == "".join(map(to_line, stored))
    answer = stored[0].answer
    assert answer is not None
    (line,) = ANSWER_WRITERS[".jsonl"](answer)
    assert line.decode() == json_line(answer_dict(answer))
    assert b"".join(ANSWER_WRITERS[".md"](answer)).decode() == (
        "# When does it leave?\n\nAnswered (93% that the first sentence answers).\n\n"
        "1. > It leaves at nine.\n   >\n"
        "   > — T, p. 1\n\nIndex 000001-a, model m.\n"
    )
    row = b"".join(ANSWER_WRITERS[".csv"](answer, Layout("full"))).decode().split("\r\n")[1]
    assert row.startswith("When does it leave?,answered,1,It leaves at\u2028nine.,It leaves")


def test_the_problem_of_a_row_has_no_request_and_names_what_is_known() -> None:
    error = problem(422, "k is 51", request_id="r")
    content = json.loads(to_line(Result(1, "x", error=error)))
    known = {name: value for name, value in asdict(error).items() if value is not None}
    del known["request_id"]
    assert content == {"id": 1, "question": "x", "error": known}
