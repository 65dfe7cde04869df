"""Question files of any content: what was written is read, and what cannot be is said."""

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import BadRequest, UnreadableFile
from service.batch.question_files import SUFFIXES, read_rows

# What a text file can hold and give back: no halves of characters, no control characters.
CONTROL = "".join(map(chr, [*range(32), *range(127, 160)]))
TEXT = st.text(st.characters(codec="utf-8", exclude_characters=CONTROL), max_size=30)
LINE = TEXT.map(str.strip).filter(bool)


@given(st.lists(LINE, min_size=1, max_size=8), st.sampled_from(["\n", "\r\n", "\r"]))
def test_every_line_of_a_text_file_is_a_question(lines: list[str], end: str) -> None:
    rows = read_rows("q.txt", ("\ufeff" + end.join(lines)).encode())
    assert [(row.id, row.question) for row in rows] == list(enumerate(lines, start=1))


@given(
    st.lists(st.tuples(LINE, TEXT, TEXT), min_size=1, max_size=8),
    st.sampled_from([",", ";", "\t"]),
    st.permutations(["id", "question", "owner"]),
)
def test_what_python_writes_as_csv_is_read_again(
    rows: list[tuple[str, str, str]], delimiter: str, columns: list[str]
) -> None:
    file = io.StringIO()
    writer = csv.DictWriter(file, columns, delimiter=delimiter)
    writer.writeheader()
    for question, row_id, owner in rows:
        writer.writerow({"question": question, "id": row_id, "owner": owner})
    found = read_rows("q.csv", ("\ufeff" + file.getvalue()).encode())
    assert [(row.question, row.id, row.columns["owner"]) for row in found] == [
        (question, row_id or number, owner)
        for number, (question, row_id, owner) in enumerate(rows, start=1)
    ]
    assert not any(row.error for row in found)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)


@given(
    st.fixed_dictionaries(
        {},
        optional={
            "id": st.integers(-(2**63), 2**63 - 1) | TEXT,
            "question": TEXT | VALUES,
            "k": st.integers(1, 50) | VALUES,
            "reports": st.lists(TEXT, max_size=3) | VALUES,
            "from": st.sampled_from(["2016", "2016-02"]) | VALUES,
            "note": VALUES,
        },
    )
)
def test_a_json_row_is_taken_as_it_is_or_refused_under_its_id(content: dict[str, object]) -> None:
    good = '{"id": "good", "question": "ferry?"}'
    text = "\n".join([good, json.dumps(content), good])
    first, row, last = read_rows("q.jsonl", text.encode())
    assert (first.id, first.error, last.error) == ("good", None, None)
    if row.error:
        assert row.error.status == 422
        assert row.error.detail.startswith("row 2")
    else:
        assert row.question == content["question"]
        assert row.k == content.get("k")
        assert row.columns == {name: content[name] for name in ("note",) if name in content}
        assert row.id == (2 if content.get("id") is None else content["id"])


@pytest.mark.slow
@given(st.sampled_from(SUFFIXES), st.binary(max_size=300) | TEXT.map(str.encode))
def test_any_bytes_are_rows_or_one_reason(suffix: str, content: bytes) -> None:
    try:
        rows = read_rows(f"q{suffix}", content)
    except (BadRequest, UnreadableFile) as error:
        assert ": " in str(error)  # noqa: PT017 (either may be right)
        return
    assert all(isinstance(row.id, str | int) for row in rows)
    assert all(row.error is None or row.error.detail for row in rows)
