"""Decode a text file: byte order mark, then UTF-8, then what its bytes look like most."""

import codecs
import re

from charset_normalizer import from_bytes

from corpus.errors import UnreadableFile

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it starts with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# The encodings worth guessing at; with all of Python's, short texts are misread.
_CANDIDATES = [
    "utf_8", "cp1252", "utf_16", "shift_jis", "euc_jp", "gb18030", "euc_kr",
]  # fmt: skip
_SAMPLE = 65_536
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x7f]")


def decode(content: bytes) -> str:
    """Return the text of a file, line ends and all, without its byte order mark.

    Raises:
        UnreadableFile: when the bytes are no text in any encoding we know.
    """
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _strictly(content[len(mark) :], encoding)
    if b"\0" in content:
        return _without_mark(content)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        _refuse_damaged_utf_8(content)
        best = from_bytes(_sample(content), cp_isolation=_CANDIDATES).best()
        return _strictly(content, best.encoding if best else "cp1252")


def _refuse_damaged_utf_8(content: bytes) -> None:
    """Refuse a text whose accents are nearly all valid UTF-8: any other reading garbles them."""
    text = content.decode("utf-8", "surrogateescape")
    invalid = sum("\udc80" <= character <= "\udcff" for character in text)
    valid = sum(character > "\x7f" for character in text) - invalid
    if valid >= 10 * invalid:
        _strictly(content, "utf-8")


def _sample(content: bytes) -> bytes:
    """Return the first lines, whole: a character that is cut in two misleads the guess."""
    return content[: content.rfind(b"\n", 0, _SAMPLE) + 1] or content


def _without_mark(content: bytes) -> str:
    """Decode UTF-16 that lacks its mark: every other byte of its spaces and ASCII is NUL."""
    sample = content[:_SAMPLE]
    for encoding, zeros in (("utf-16-le", sample[1::2]), ("utf-16-be", sample[::2])):
        if zeros.count(0) <= 0.3 * len(zeros):
            continue
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not _CONTROL.search(text):
            return text
    raise UnreadableFile("it holds NUL bytes, so it is not a text file: save its text as UTF-8")


def _strictly(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableFile(
            f"byte {error.start} is not valid {encoding}: save the file as UTF-8"
        ) from error
