"""Claims about canonical JSON, checked against another implementation of RFC 8785."""

import hashlib
import json
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from service.records.canonical import canonical, hash_uri, identified, is_intact, record_id

names = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=8)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
shares = st.integers(-(10**6), 10**6).map(lambda number: number / 10**4)
leaves = st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | shares | texts
values = st.recursive(leaves, lambda one: st.lists(one) | st.dictionaries(names, one))
records = st.dictionaries(names, values, max_size=5)


@given(records)
def test_the_form_is_that_of_rfc_8785(record: dict[str, Any]) -> None:
    assert canonical(record) == rfc8785.dumps(record)


@given(records)
def test_what_was_read_writes_the_same_bytes_again(record: dict[str, Any]) -> None:
    written = canonical(record)
    assert canonical(json.loads(written)) == written


@given(records)
def test_an_id_is_the_hash_of_the_record_without_it(record: dict[str, Any]) -> None:
    whole = identified(record)
    bare = {**record, "record_id": None}
    assert whole["record_id"] == hashlib.sha256(rfc8785.dumps(bare)).hexdigest()
    assert is_intact(json.loads(canonical(whole)))


def test_a_changed_record_is_not_intact() -> None:
    whole = identified({"statement": "Not found."})
    assert not is_intact({**whole, "statement": "Found."})
    assert not is_intact({**whole, "more": 1})
    assert not is_intact({"statement": "Not found."})
    assert not is_intact({**whole, "more": 1e-9})


@pytest.mark.parametrize("value", [1e-5, 1e22, float("nan"), float("inf"), 2**53, {"é": 1}])
def test_what_two_programs_write_differently_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match=r"record|JSON"):
        record_id({"value": value})


def test_a_hash_has_a_name_of_rfc_6920() -> None:
    hello = hashlib.sha256(b"Hello World!").hexdigest()  # the example of RFC 6920, section 8.1
    assert hash_uri(hello) == "ni:///sha-256;f4OxZX_x_FO5LcGBSKHWXfwtSx-j1ncoSt3SABJtkGk"
