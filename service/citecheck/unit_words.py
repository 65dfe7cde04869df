"""Tell by its words whether a part of a draft is a claim, a term or the title of a work."""

import re

from corpus.text.layout import TERMINAL
from corpus.text.lexicon import lexicon

_WORD = re.compile(r"[^\W_]+(?:[-’'.][^\W_]+)*")
_SYMBOLIC = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_FEWEST_QUOTED = 3
_SIGNS_A_WORD = 2
"""Number of Chinese or Japanese signs that count as one word."""
_NUMBER_WORDS = (
    "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred "
    "thousand million billion trillion dozen half third quarter double twice percent"
)
_MONTHS = (
    "January February March April June July August September October November December Monday "
    "Tuesday Wednesday Thursday Friday Saturday Sunday"
)
_FIGURE = re.compile(
    rf"\d|\b(?i:{'|'.join(_NUMBER_WORDS.split())})s?\b|\b(?:{'|'.join(_MONTHS.split())})\b"
)
_ACRONYM = re.compile(r"\b(?:[A-Z]\.){2,}|\b[A-Z][A-Z&-]*[A-Z]s?\b")
_LONG_WORD = 5
_TITLED = re.compile(
    r"\b(?:titled|entitled|called|report|article|book|paper|study|memo(?:randum)?|chapter|section"
    r"|see|in)[\s,:]*$",
    re.IGNORECASE,
)
_CUE = 30
_LABELLED = re.compile(r"[A-Z][\w ]{0,20}:\s")
_SENTENCE_WORDS, _NOTE_WORDS, _RUNNING = 8, 6, 0.6
_SEE = re.compile(r"(?:see|cf|ibid|id|supra|accord|e\.g|but see)\b", re.IGNORECASE)


def is_term(quoted: str) -> bool:
    """Return whether quoted words are too few to be judged: fewer than three."""
    signs = len(_SYMBOLIC.findall(quoted))
    words = _WORD.findall(_SYMBOLIC.sub(" ", quoted))
    return len(words) + signs // _SIGNS_A_WORD < _FEWEST_QUOTED


def is_title(quoted: str, before: str, in_note: bool) -> bool:
    """Return whether quoted words are the title of a work: all long words begin with capitals.

    Args:
        before: the text before the mark; outside notes, it must announce a title.
    """
    words = _WORD.findall(quoted)
    long = [word for word in words if len(word) >= _LONG_WORD]
    in_capitals = bool(long) and words[0][0].isupper() and all(word[0].isupper() for word in long)
    announced = _TITLED.search(before[-_CUE:].rstrip("\"'“”‘’„«» ") + " ")
    return in_capitals and (in_note or bool(announced))


def states_figure(text: str) -> bool:
    """Return whether a text states a number or a date."""
    return bool(_FIGURE.search(text))


def is_claim(sentence: str) -> bool:
    """Return whether a sentence states a number, a date or a name."""
    return states_figure(sentence) or bool(_ACRONYM.search(sentence)) or _has_name(sentence)


def _has_name(sentence: str) -> bool:
    words = _WORD.findall(sentence)
    if not words or sentence.isupper():
        return False
    first = words[0]
    return any(word[0].isupper() and word != "I" for word in words[1:]) or (
        first[0].isupper() and _may_be_name(first.lower())
    )


def _may_be_name(word: str) -> bool:
    """Return whether the first word of a sentence may be a name, such as "Japan" or "Turkey"."""
    words = lexicon()
    return word not in words.common and (word in words.proper or not words.is_ordinary(word))


def is_statement(text: str, is_item: bool) -> bool:
    """Return whether a text is a statement: no question and no "To: Members of the committee".

    A sentence that introduces a quotation with a colon is one if it states a number.
    """
    text, words = text.rstrip(), len(_WORD.findall(text))
    if text.endswith("?") or words < _FEWEST_QUOTED or (
        text.endswith(":") and not states_figure(text)
    ):  # fmt: skip
        return False
    if TERMINAL.search(text):
        return True
    return is_item or (words >= _SENTENCE_WORDS and not _LABELLED.match(text))


def is_remark(sentence: str) -> bool:
    """Return whether a sentence of a note says something itself, and does not only cite."""
    words: list[str] = [word for word in _WORD.findall(sentence) if word[0].isalpha()]
    if len(words) < _NOTE_WORDS or _SEE.match(sentence) or "://" in sentence:
        return False
    return sum(word[0].islower() for word in words) >= _RUNNING * len(words)
