import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import UnreadableFile
from corpus.text.decode import decode

TEXT = "The Café’s “naïve” plan – see § 3 – costs 50 € or £43.\r\nIt ended in 1951.\n"


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"],
)
def test_every_common_encoding_gives_the_same_text(encoding: str) -> None:
    assert decode(TEXT.encode(encoding)) == TEXT


def test_the_text_is_unchanged_line_ends_and_all() -> None:
    assert decode(b"one\r\ntwo\rthree\n\n \xef\xbb\xbf four") == "one\r\ntwo\rthree\n\n \ufeff four"


@pytest.mark.parametrize("encoding", ["euc_jp", "shift_jis", "gb18030", "euc_kr", "cp1252"])
@pytest.mark.parametrize("shift", [0, 1])
def test_a_long_file_is_guessed_from_whole_characters(encoding: str, shift: int) -> None:
    sentences = {
        "euc_jp": "日本の米軍は五万人です。",
        "shift_jis": "日本の米軍は五万人です。",
        "gb18030": "驻日美军约有五万人。",
        "euc_kr": "주일 미군은 약 오만 명입니다.",
        "cp1252": "Le café coûte 5 €.",
    }
    text = "a" * shift + "\n".join([sentences[encoding] * 5] * 2000)
    assert decode(text.encode(encoding)) == text


def test_a_file_with_nul_bytes_is_no_text() -> None:
    with pytest.raises(UnreadableFile, match="not a text file"):
        decode(b"PK\x03\x04\x00\x00\x00\x00text")


def test_damaged_utf_8_is_not_read_as_something_else() -> None:
    content = ("Le café est à côté. " * 50).encode() + b"\xff fin"
    with pytest.raises(UnreadableFile, match=f"byte {len(content) - 5} does not fit UTF-8"):
        decode(content)


def test_a_torn_utf_16_file_is_named_as_such() -> None:
    with pytest.raises(UnreadableFile, match="does not fit UTF-16"):
        decode("ab".encode("utf-16")[:-1])


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0")))
def test_any_text_in_utf_8_is_given_back(text: str) -> None:
    assert decode(text.encode()) == text.removeprefix("\ufeff")


@given(st.binary(max_size=300))
def test_any_bytes_are_text_or_refused_with_a_remedy(content: bytes) -> None:
    try:
        decode(content).encode()
    except UnreadableFile as error:
        assert str(error).endswith("as UTF-8")  # noqa: PT017 (either may be right)
