import csv
import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from service.citecheck.findings import CheckedDraft
from service.citecheck.output.as_json import findings_json, findings_schema
from service.citecheck.output.as_table import COLUMNS, findings_csv
from service.citecheck.output.summary import HEIGHT, WIDTH, summary
from service.citecheck.output.verdict_words import VERDICTS, worst_first
from tests.service.citecheck.made import SENTENCE, TEXT, checked_draft, finding

SCHEMA = Path(__file__).parents[3] / "docs" / "findings.schema.json"


@pytest.fixture
def checked() -> CheckedDraft:
    return checked_draft()


@pytest.fixture
def content(checked: CheckedDraft) -> Any:
    return json.loads(findings_json(checked))


def test_the_findings_satisfy_the_published_schema(content: Any) -> None:
    schema = json.loads(SCHEMA.read_text())
    written = json.dumps(findings_schema(), indent=1, ensure_ascii=False) + "\n"
    assert SCHEMA.read_text() == written, "the types of findings changed: write the schema anew"
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(content, schema)


def test_the_schema_refuses_a_verdict_that_does_not_exist(content: Any) -> None:
    content["findings"][0]["verdict"] = "fine"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(content, findings_schema())


def test_both_selectors_of_a_finding_select_its_words_in_the_draft(content: Any) -> None:
    for found in content["findings"]:
        quote, place = found["selector"]
        assert TEXT[place["start"] : place["end"]] == quote["exact"] == found["text"]
        assert (quote["prefix"] + quote["exact"] + quote["suffix"]) in TEXT


def test_the_selectors_of_a_source_select_the_meant_words_of_the_report(content: Any) -> None:
    quote, place = content["findings"][0]["source"]["selector"]
    assert (quote["exact"], place["start"], place["end"]) == (SENTENCE, 0, len(SENTENCE))
    (part, _) = content["findings"][2]["source"]["selector"]
    assert part["exact"] == "Children travel free of charge"
    assert [one["type"] for one in content["findings"][1]["nearest"][0]["selector"]] == [
        "TextQuoteSelector",
        "TextPositionSelector",
    ]


def test_a_finding_that_was_not_checked_says_so_in_every_form(checked: CheckedDraft) -> None:
    rows = table(checked)
    assert (rows[3]["verdict"], rows[3]["group"]) == ("not_checked", "not_checked")
    assert json.loads(findings_json(checked))["findings"][3]["verdict"] == "not_checked"
    assert "Not checked: 1 quotation;" in summary(checked)


def table(checked: CheckedDraft) -> list[dict[str, str]]:
    text = b"".join(findings_csv(checked, "https://pincite.test")).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_the_table_has_a_row_for_each_finding_and_escapes_formulas(checked: CheckedDraft) -> None:
    rows = table(checked)
    assert [row["number"] for row in rows] == ["1", "2", "3", "4", "5", "6"]
    assert list(rows[0]) == list(COLUMNS)
    assert rows[3]["text"] == "'=HYPERLINK(1) is not here at all"
    assert rows[0]["differences"] == "first letter: “t” for “T” | word: “ten” for “nine”"
    assert rows[0]["url"] == "https://pincite.test/reports/ferry#s1"
    assert rows[3]["named"] == "Memo: no report of the index has this title"
    assert rows[2]["warnings"] == "The source goes on with “except”."


def test_the_summary_counts_each_verdict_and_lists_the_worst_first(checked: CheckedDraft) -> None:
    lines = summary(checked).splitlines()
    assert lines[0] == "memo <1>.docx: 3 quotations, 2 claims, 1 term."
    assert lines[3].split() == ["✗", "1", "altered", "!", "1", "differs"]
    at = lines.index("Worst first:")
    assert [line.split()[1] for line in lines[at + 1 :]] == ["1", "3", "2"]
    assert not any("not checked" in line for line in lines[at:])


def test_the_summary_lists_a_warned_quotation_before_claims_in_doubt(
    checked: CheckedDraft,
) -> None:
    warned = next(one for one in checked.findings if one.verdict == "exact" and one.warnings)
    made = [finding(n, "claim", "ferry", v) for n, v in ((7, "no_support"), (8, "differs"))]
    lines = summary(replace(checked, findings=(*made, warned))).splitlines()
    listed = [line.split()[:2] for line in lines[lines.index("Worst first:") + 1 :]]
    assert listed == [["✓!", "3"], ["!", "8"], ["!", "7"]]


def test_the_summary_fits_a_screen_whatever_was_found(checked: CheckedDraft) -> None:
    verdicts = [name for name in VERDICTS if name != "term"]
    many = tuple(
        finding(number, kind, TEXT[20:90], verdicts[number % len(verdicts)])
        for number, kind in enumerate(["quotation", "claim"] * 200, 1)
    )
    lines = summary(replace(checked, findings=many, name="n" * 300)).splitlines()
    assert len(lines) <= HEIGHT
    assert max(map(len, lines)) <= WIDTH
    assert lines[-1].split()[0] == "and"


def test_the_worst_findings_come_first_and_then_the_order_of_the_draft() -> None:
    made = [finding(n, "quotation", "ferry", v) for n, v in
            enumerate(("exact", "altered", "misattributed", "altered"), 1)]  # fmt: skip
    assert [one.number for one in worst_first(made)] == [3, 2, 4, 1]
