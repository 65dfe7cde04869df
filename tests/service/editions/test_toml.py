"""The writer of TOML."""

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.editions.toml import toml

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
PLAIN = TEXT | st.integers(-(2**63), 2**63 - 1) | st.lists(TEXT)
TABLE = st.dictionaries(TEXT, PLAIN)


@given(st.dictionaries(TEXT, PLAIN | TABLE | st.lists(TABLE, min_size=1)))
def test_what_is_written_is_read_again(table: dict[str, object]) -> None:
    assert tomllib.loads(toml(table)) == table


def test_a_value_without_a_form_is_refused() -> None:
    with pytest.raises(TypeError, match="float"):
        toml({"a": 0.5})
