"""Decode a text file by its byte order mark, else as UTF-8, else as the most likely encoding."""

import codecs
import re

from charset_normalizer import from_bytes

from corpus.errors import UnreadableFile

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # first, because it starts with the mark of UTF-16
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Candidates for detection. With all encodings that Python knows, short texts are misdetected.
_CANDIDATES = [
    "utf_8", "cp1252", "utf_16", "shift_jis", "euc_jp", "gb18030", "euc_kr",
]  # fmt: skip
_SAMPLE = 65_536
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x7f]")


def decode(content: bytes) -> str:
    """Return the text of a file with its line ends, without the byte order mark.

    Raises:
        UnreadableFile: when the bytes are not valid in the detected encoding.
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
    """Raise UnreadableFile for UTF-8 with a few invalid bytes; other encodings would garble it."""
    text = content.decode("utf-8", "surrogateescape")
    invalid = sum("\udc80" <= character <= "\udcff" for character in text)
    valid = sum(character > "\x7f" for character in text) - invalid
    if valid >= 10 * invalid:
        _strictly(content, "utf-8")


def _sample(content: bytes) -> bytes:
    """Return the first complete lines, because a truncated character misleads the detection."""
    return content[: content.rfind(b"\n", 0, _SAMPLE) + 1] or content


def _without_mark(content: bytes) -> str:
    """Decode UTF-16 without a byte order mark: every other byte of ASCII characters is NUL."""
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
    raise UnreadableFile(
        "the file contains NUL bytes, so it is not a text file: save the text as UTF-8"
    )


def _strictly(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        name = encoding.upper().removesuffix("-LE").removesuffix("-BE").replace("_", "-")
        raise UnreadableFile(
            f"the file is not readable text (byte {error.start} does not fit {name}): "
            "save it as UTF-8"
        ) from error
