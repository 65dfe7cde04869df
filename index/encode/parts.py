"""Split a text that exceeds the token limit of an encoder."""

from collections.abc import Sequence


def cut(
    text: str, offsets: Sequence[tuple[int, int]], words: Sequence[int | None], limit: int
) -> list[str]:
    """Split a text between words into parts with a similar number of word pieces.

    Args:
        offsets: span of each word piece, in code points.
        words: number of the word of each word piece.
        limit: maximum number of word pieces in a part.
    """
    count = len(offsets)
    if count <= limit:
        return [text]
    size = -(-count // -(-count // limit))
    parts: list[str] = []
    first = 0
    while first < count:
        last = min(first + size, count)
        while last < count and last > first + 1 and words[last] == words[last - 1]:
            last -= 1
        parts.append(text[offsets[first][0] : offsets[last - 1][1]])
        first = last
    return parts
