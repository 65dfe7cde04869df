"""Make the token windows that the reranker reads: a candidate after its previous sentence.

Each candidate has a window of its own. Where neighbours shared one, a candidate's scores depended
on which others were read, and the right one came first less often (docs/evaluation.md). Only rows
of a table that follow each other share one: they are alike but for their cells, and are told apart
beside each other. The weights that ship were trained when all neighbours shared one.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from tokenizers import Encoding, Tokenizer

from index.types import Key

Integers = npt.NDArray[np.int64]

QUESTION_TOKENS = 48
CONTEXT_TOKENS = 40
SENTENCE_TOKENS = 160
WINDOW_TOKENS = 208
"""Maximum tokens of the sentences in a window; a single sentence has up to SENTENCE_TOKENS."""


@dataclass(frozen=True, slots=True)
class Window:
    """The tokens of a window: [CLS] question [SEP], then each sentence followed by [SEP].

    Attributes:
        ids: of the tokens.
        types: 0 for tokens of the question, 1 for the others.
        spans: first and last token (exclusive) of each candidate, by key.
        offsets: span of each token in its sentence, in code points.
    """

    ids: list[int]
    types: list[int]
    spans: dict[Key, tuple[int, int]]
    offsets: list[tuple[int, int]]


def set_up(tokenizer: Tokenizer) -> tuple[int, int]:
    """Turn the padding and truncation of a BERT tokenizer off; return its [CLS] and [SEP].

    Raises:
        ValueError: when its vocabulary lacks one of them.
    """
    tokenizer.no_padding()
    tokenizer.no_truncation()
    cls, sep = tokenizer.token_to_id("[CLS]"), tokenizer.token_to_id("[SEP]")
    if cls is None or sep is None:
        raise ValueError("the tokenizer has no [CLS] or [SEP]: use that of a BERT model")
    return cls, sep


class WindowMaker:
    """Makes windows from questions and sentences."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        """Set the reranker's tokenizer, and turn its padding and truncation off.

        Raises:
            ValueError: when its vocabulary lacks [CLS] or [SEP].
        """
        self._tokenizer = tokenizer
        self._cls, self._sep = set_up(tokenizer)

    def windows(
        self,
        question: str,
        keys: Iterable[Key],
        sentences: Mapping[Key, str],
        rows: Collection[Key] = (),
    ) -> list[Window]:
        """Return windows that hold each candidate once, in the order of their keys.

        Args:
            keys: the candidates.
            sentences: the text of each candidate and of the sentence before it, where that
                exists.
            rows: candidates that share a window where one follows the other.
        """
        asked = self._tokenizer.encode(question, add_special_tokens=False)
        head = [self._cls, *asked.ids[:QUESTION_TOKENS], self._sep]
        wanted = sorted(set(keys))
        needed = sorted({near for key in wanted for near in (key.before, key) if near in sentences})
        encoded = dict(
            zip(
                needed,
                self._tokenizer.encode_batch(
                    [sentences[key] for key in needed], add_special_tokens=False
                ),
                strict=True,
            )
        )
        found: list[Window] = []
        for key in wanted:
            length = min(len(encoded[key].ids), SENTENCE_TOKENS) + 1
            follows = found and key in rows and key.before in rows and key.before in found[-1].spans
            if not follows or len(found[-1].ids) - len(head) + length > WINDOW_TOKENS:
                found.append(Window(list(head), [0] * len(head), {}, [(0, 0)] * len(head)))
                if key.before in encoded:
                    self._add(found[-1], encoded[key.before], CONTEXT_TOKENS)
            found[-1].spans[key] = self._add(found[-1], encoded[key], SENTENCE_TOKENS)
        return found

    def _add(self, window: Window, encoding: Encoding, limit: int) -> tuple[int, int]:
        """Add a sentence; return its first and last token (exclusive), [SEP] included."""
        first = len(window.ids)
        window.ids.extend([*encoding.ids[:limit], self._sep])
        window.offsets.extend([*encoding.offsets[:limit], (0, 0)])
        window.types.extend([1] * (len(window.ids) - first))
        return first, len(window.ids)


def padded(windows: Sequence[Window]) -> tuple[Integers, Integers, Integers]:
    """Return ids, attention mask and types, padded with 0; each of shape (windows, longest)."""
    longest = max(len(window.ids) for window in windows)

    def filled(value: Callable[[Window], Sequence[int]]) -> Integers:
        rows = [[*value(window), *[0] * (longest - len(window.ids))] for window in windows]
        return np.array(rows, dtype=np.int64)

    return (
        filled(lambda window: window.ids),
        filled(lambda window: [1] * len(window.ids)),
        filled(lambda window: window.types),
    )
