"""The address of a server, whatever its parts hold."""

import re
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from corpus.errors import SettingError
from index.store.seekdb.address import Address

_LETTERS = "aZ0'\"`\\%;-#/*?&=@:[]{}()<>$|! \0\n\t\x1a\x7f.é℀😀\u202e"
VALID = st.text(st.sampled_from(_LETTERS), max_size=12)
HOSTILE = st.text(st.sampled_from(f"{_LETTERS}\ud800"), max_size=12)


@given(user=VALID, password=VALID, database=VALID | st.just("data"))
def test_quoted_parts_come_back_as_they_are_or_are_refused(
    user: str, password: str, database: str
) -> None:
    quoted = (quote(one, safe="") for one in (user, password, database))
    name, secret, kept = quoted
    try:
        made = Address.parse(f"seekdb://u{name}:tok{secret}@host:12/{kept}")
    except SettingError:
        plain = re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", database)
        assert not (plain and (user + password).isprintable())
        return
    assert (made.user, made.password, made.database) == (f"u{user}", f"tok{password}", database)
    assert re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", made.database)
    assert "tok" not in str(made) + repr(made)


def parsed(text: str) -> Address | SettingError:
    try:
        return Address.parse(text)
    except SettingError as error:
        return error


@given(HOSTILE, HOSTILE)
@example("secret/", "")
@example("secret#", "")
@example("secret℀", "")
@example("", "secret")
@example("[", "secret")
def test_no_refusal_repeats_the_password(before: str, after: str) -> None:
    for text in (
        f"seekdb://u:tok{before}en{after}@host/data",
        f"seekdb://u:tok{before}en@{after}:1/data",
        f"seekdb://u:tok{before}en@host:{after}/data",
        f"seekdb://u:tok{before}en@host/{after}",
        f"seekdb://u:tok{before}en@host/data?{after}",
    ):
        found = parsed(text)
        if isinstance(found, Address):
            assert re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", found.database)
        else:
            assert "tok" not in str(found)
            assert found.__cause__ is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "mysql://root@host/data",
        "seekdb://host/",
        "seekdb://host/a`b",
        "seekdb://host/a;DROP DATABASE b",
        "seekdb://host/a%60",
        "seekdb://host/a%00",
        "seekdb://host:99999/data",
        "seekdb://host..example/data",
        "seekdb:///data",
        "seekdb://host/data?socket=/tmp/s",
        "seekdb:///data?socket=",
        "seekdb:///data?socket=/tmp/a%00b",
        "seekdb://host/data?ca=/no/such/file",
        "seekdb://host/data?charset=gbk",
        "seekdb://u%00root@host/data",
    ],
)
def test_what_is_no_address_is_refused_with_the_form_of_one(text: str) -> None:
    with pytest.raises(SettingError, match="write seekdb://USER:PASSWORD@HOST:PORT/DATABASE"):
        Address.parse(text)


def test_a_socket_takes_the_place_of_the_host() -> None:
    made = Address.parse("seekdb://me:p%40ss@/data?socket=/run/my%20sql.sock")
    assert (made.user, made.password, made.socket) == ("me", "p@ss", Path("/run/my sql.sock"))
