"""Tell questions from keywords and statements, and find the parts of a compound question."""

import re
from typing import Literal

Form = Literal["question", "keywords", "statement"]

_TOKEN = re.compile(r"[^\W_]+(?:['.-][^\W_]+)*")
_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"|‘[^’]*’")
_BREAK = re.compile(
    r"(?:\?+\s+|;\s+)(?:(?:and|also|then)\s+)?|(?:,\s*)?\b(?:and|&)\s+|,\s+|\s/\s+",
    re.IGNORECASE,
)


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_WH = _set("who whom whose what which when where why how")
_WH_JOINED = _set("whats whos wheres whens hows whys what's who's where's when's how's")
_DO = _set("do does did don't doesn't didn't")
_BE = _set(
    "is are was were am isn't aren't wasn't weren't has have had hasn't haven't hadn't can could "
    "will would should may might must can't couldn't won't wouldn't shouldn't"
)
_AUXILIARY = _DO | _BE
_PRONOUN = _set("i you he she it we they there this that these those")
_DETERMINER = _set("the a an its his her their our my your any all")
_PREPOSITION = _set(
    "in on at by for from to with of under during after before since through within into about "
    "against between over"
)
_MANNER = _set("many much long often far old big large high fast soon well")
_FILLER = _set("and so but also then please well ok okay hi hello")
_REQUEST = _set(
    "tell list name explain describe show give find summarize summarise compare define identify"
)
_AFTER_REQUEST = _PRONOUN | _DETERMINER | _WH | _set("me us whether if some every each")
_EMBEDS = _set(
    "know say says said explain explains describe describes report reports reported state states "
    "determine determines ask asked asks tell tells show shows understand decide decided discuss "
    "find found learn see reveal explained described determined"
)
_RELATIVE = _set("who whom whose which where that")
_ADVERBS = _set("when where why whom")
_SUBJECTS = _set("who what")
_IF_SO = _set("yes so not no")
_SHORTEST_PART = 3


def form_of(text: str) -> Form:
    """Return whether an English text is a question or a request, keywords, or a statement."""
    words = _words(text)
    if text.rstrip(" \"'”’)").endswith("?") or _asks(words) or _asks_later(words):
        return "question"
    has_verb = any(word in _AUXILIARY for word in words[1:])
    if len(words) > _SHORTEST_PART and (has_verb or text.rstrip(' "”').endswith(".")):
        return "statement"
    return "keywords"


def parts_of(question: str) -> list[str]:
    """Return the questions that a compound question consists of; empty for a single one.

    A part begins with a question word or an auxiliary, and the one before it is a question of
    its own: "Who chairs it and when was it founded?" has two, "When and where was it signed?" and
    "Does it say who paid and when they paid?" have one.
    """
    hidden = _QUOTED.sub(lambda match: "x" * len(match[0]), question)
    starts, ends = [0], []
    for match in _BREAK.finditer(hidden):
        before, after = hidden[starts[-1] : match.start()], hidden[match.end() :]
        if _begins_part(_words(before), _words(after), match[0].strip()):
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
    relative = any(word in _WH or word == "that" for word in before[1:])
    return _is_inverted(after) or (not relative and _has_subject_question(after))


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
        return bool(words) and words[0] in _WH | _WH_JOINED
    first, second = words[:2]
    if first in _WH or first in _WH_JOINED or (first in _PREPOSITION and second in _WH):
        return True
    if first in _REQUEST:
        return second in _AFTER_REQUEST
    return first in _AUXILIARY and len(words) >= _SHORTEST_PART and not second[0].isdigit()


def _asks_later(words: list[str]) -> bool:
    """Tell whether keywords end in a question, as in "guidelines which years were they updated"."""
    return any(
        word in _WH_JOINED or (word in _WH and _is_inverted(words[at:]))
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
    if words and words[0] in _PREPOSITION:
        words = words[1:]
    if len(words) < _SHORTEST_PART:
        return False
    first, second = words[:2]
    if first in _AUXILIARY:
        return second in _PRONOUN or (first in _DO and second in _DETERMINER)
    if first not in _WH:
        return False
    if first in _ADVERBS or (first == "how" and second not in _MANNER):
        return second in _AUXILIARY
    if second in _PRONOUN | _DETERMINER:
        return False
    return any(word in (_DO if clearly else _AUXILIARY) for word in words[1:6])


def _has_subject_question(words: list[str]) -> bool:
    """Tell whether words ask for a subject: "who founded it", unlike "who they are"."""
    return words[0] in _SUBJECTS and words[1] not in _PRONOUN | _DETERMINER | _PREPOSITION


def _as_question(part: str) -> str:
    text = part.strip("?;,/ ")
    return text[:1].upper() + text[1:] + "?"
