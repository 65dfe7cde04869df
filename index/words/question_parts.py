"""Tell questions from keywords and statements, and find the parts of a compound question."""

import re
from typing import Literal

from index.words.grammar import (
    AUXILIARY,
    DETERMINER,
    DO,
    PREPOSITION,
    PRONOUN,
    WH,
    WH_JOINED,
    word_set,
)
from index.words.shared_subject import is_elliptical

Form = Literal["question", "keywords", "statement"]

_TOKEN = re.compile(r"[^\W_]+(?:['.-][^\W_]+)*")
_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"|‘[^’]*’")
_BREAK = re.compile(
    r"(?:\?+\s+|;\s+)(?:(?:and|also|then)\s+)?|(?:,\s*)?\b(?:and|&)\s+|,\s+|\s/\s+",
    re.IGNORECASE,
)

_MANNER = word_set("many much long often far old big large high fast soon well")
_FILLER = word_set("and so but also then please well ok okay hi hello")
_REQUEST = word_set(
    "tell list name explain describe show give find summarize summarise compare define identify"
)
_AFTER_REQUEST = PRONOUN | DETERMINER | WH | word_set("me us whether if some every each")
_EMBEDS = word_set(
    "know say says said explain explains describe describes report reports reported state "
    "states determine determines ask asked asks tell tells show shows understand decide decided "
    "discuss find found learn see reveal explained described determined"
)
_RELATIVE = word_set("who whom whose which where that")
_ADVERBS = word_set("when where why whom")
_SUBJECTS = word_set("who what")
_IF_SO = word_set("yes so not no")
_SHORTEST_PART = 3


def form_of(text: str) -> Form:
    """Return whether an English text is a question or a request, keywords, or a statement."""
    words = _words(text)
    if text.rstrip(" \"'”’)").endswith("?") or _asks(words) or _asks_later(words):
        return "question"
    has_verb = any(word in AUXILIARY for word in words[1:])
    if len(words) > _SHORTEST_PART and (has_verb or text.rstrip(' "”').endswith(".")):
        return "statement"
    return "keywords"


def parts_of(question: str) -> list[str]:
    """Return the questions that a compound question consists of; empty for a single one.

    A part begins with a question word or an auxiliary, and the one before it is a question of
    its own: "Who chairs it and when was it founded?" has two, "When and where was it signed?" and
    "Does it say who paid and when they paid?" have one. A part may leave its subject out: "When
    was it signed and where?" has two (``index.words.shared_subject``).
    """
    hidden = _QUOTED.sub(lambda match: "x" * len(match[0]), question)
    starts, ends = [0], []
    for match in _BREAK.finditer(hidden):
        before, after = _words(hidden[starts[-1] : match.start()]), hidden[match.end() :]
        clause = _words(_BREAK.split(after, maxsplit=1)[0])
        if _begins_part(before, _words(after), match[0].strip()) or _lacks_subject(before, clause):
            ends.append(match.start())
            starts.append(match.end())
    if not ends:
        return []
    spans = zip(starts, [*ends, len(question)], strict=True)
    return [_as_question(question[start:end]) for start, end in spans]


def _begins_part(before: list[str], after: list[str], mark: str) -> bool:
    """Tell whether a question of its own stands on each side of a mark, such as "?" or "and"."""
    if len(after) < _SHORTEST_PART or not _asks(before):
        return False
    if mark[0] in "?;":
        return _asks(after) or (after[0] == "if" and after[1] in _IF_SO)
    if len(before) < _SHORTEST_PART or not _is_main(before):
        return False
    if mark == ",":  # a relative clause follows a comma as well
        return after[0] not in _RELATIVE and _is_inverted(before) and _is_inverted(after)
    if any(word in _EMBEDS for word in before[1:]):
        return _is_inverted(after, clearly=True)
    relative = any(word in WH or word == "that" for word in before[1:])
    return _is_inverted(after) or (not relative and _has_subject_question(after))


def _lacks_subject(before: list[str], clause: list[str]) -> bool:
    """Tell whether a clause is a part that takes its subject over: "… and when revised?"."""
    if not is_elliptical(clause):
        return False
    if is_elliptical(before):  # the second of two such parts
        return True
    if len(before) < _SHORTEST_PART or not _asks(before) or not _is_main(before):
        return False
    later = before[1:]
    return not (
        (before[0] == "who" and later[0] in AUXILIARY)  # "who is told and why"
        or any(word in WH or word == "that" or word in _EMBEDS for word in later)
    )


def _words(text: str) -> list[str]:
    """Return the words in small letters, but acronyms: "WHO" does not ask."""
    shouted = text.isupper()
    words = [
        word if word.isupper() and not shouted and len(word) > 1 else word.lower()
        for word in _TOKEN.findall(text.replace("’", "'"))
    ]
    while len(words) > 1 and words[0] in _FILLER:
        words = words[1:]
    return words


def _asks(words: list[str]) -> bool:
    """Tell whether words begin as a question or a request does."""
    if len(words) < 2:
        return bool(words) and words[0] in WH | WH_JOINED
    first, second = words[:2]
    if first in WH or first in WH_JOINED or (first in PREPOSITION and second in WH):
        return True
    if first in _REQUEST:
        return second in _AFTER_REQUEST
    return first in AUXILIARY and len(words) >= _SHORTEST_PART and not second[0].isdigit()


def _asks_later(words: list[str]) -> bool:
    """Tell whether keywords end in a question, as in "guidelines which years were they updated"."""
    return any(
        word in WH_JOINED or (word in WH and _is_inverted(words[at:]))
        for at, word in enumerate(words)
    )


def _is_main(words: list[str]) -> bool:
    """Tell whether a question has a verb of its own, unlike "when" in "when and where was it"."""
    return _is_inverted(words) or words[0] in _SUBJECTS | {"which", "whose"}


def _is_inverted(words: list[str], *, clearly: bool = False) -> bool:
    """Tell whether a verb stands before its subject: "when was it", "how many tanks did".

    Args:
        clearly: not where the question word may be the subject: "who is told".
    """
    if words and words[0] in PREPOSITION:
        words = words[1:]
    if len(words) < _SHORTEST_PART:
        return False
    first, second = words[:2]
    if first in AUXILIARY:
        return second in PRONOUN or (first in DO and second in DETERMINER)
    if first not in WH:
        return False
    if first in _ADVERBS or (first == "how" and second not in _MANNER):
        return second in AUXILIARY
    if second in PRONOUN | DETERMINER:
        return False
    return any(word in (DO if clearly else AUXILIARY) for word in words[1:6])


def _has_subject_question(words: list[str]) -> bool:
    """Tell whether words ask for a subject: "who founded it", unlike "who they are"."""
    return words[0] in _SUBJECTS and words[1] not in PRONOUN | DETERMINER | PREPOSITION


def _as_question(part: str) -> str:
    text = part.strip("?;,/ ")
    return text[:1].upper() + text[1:] + "?"
