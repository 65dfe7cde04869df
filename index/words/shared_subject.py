"""Give each part of a compound question the subject that it shares with an earlier part.

"When was the treaty signed and when revised?" asks "When was the treaty revised?" second. There
is no parser here: the subject is what stands between the auxiliary and a verb, a preposition or
the end. Where none is found, the part stays as it is.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from index.words.grammar import (
    ADVERB,
    AUXILIARY,
    BE,
    DETERMINER,
    DO,
    MODAL,
    PREPOSITION,
    PRONOUN,
    WH,
    is_participle,
    is_verb,
)

_TOKEN = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*\.?(?=\W|$)")


_KINDS = {
    **dict.fromkeys(("it", "its"), "thing"),
    **dict.fromkeys(("they", "them", "their"), "things"),
    **dict.fromkeys(("he", "him", "his", "she", "her"), "person"),
}
"""What a pronoun refers to."""
_POSSESSIVE = ("its", "their", "his")
_MEASURE = ("how", "many", "much")
_LONGEST_SUBJECT = 8


class _Word(NamedTuple):
    start: int
    end: int
    text: str
    """In small letters."""


def completed(parts: Sequence[str]) -> list[str]:
    """Return the parts as questions that stand alone, as far as their subjects are found.

    Args:
        parts: the parts of one question, in order; a part without a subject of its own ("When
            revised?", "Where?") takes over that of the part before it.
    """
    found: list[str] = []
    for part in parts:
        found.append(_completed(part, found[-1]) if found else part)
    return found


def _completed(part: str, before: str) -> str:
    words, earlier = _words(part), _words(before)
    head = next((at for at, word in enumerate(earlier[:6]) if word.text in AUXILIARY), None)
    if is_elliptical([word.text for word in words]):
        return _filled(part, words, before, earlier, head)
    subject = _subject(before, earlier, head)
    for word in words[1:]:
        known = subject.get(_KINDS.get(word.text, ""))
        if known:
            owns = word.text in _POSSESSIVE or (word.text == "her" and _noun_follows(word, words))
            named = f"{known}'s" if owns else known
            return part[: word.start] + named + part[word.end :]
    return part


def is_elliptical(words: Sequence[str]) -> bool:
    """Tell whether a part lacks its subject: "when revised", "where", "by whom".

    Args:
        words: of the part, in small letters.
    """
    if words and words[0] in PREPOSITION:
        return list(words[1:]) in (["whom"], ["what"]) if words[0] != "of" else False
    if not words or words[0] not in ("when", "where", "why", "how"):
        return False
    rest = [word for word in words[1:] if word not in ADVERB]
    return not rest or (len(rest) == 1 and is_participle(rest[0]))


def _words(text: str) -> list[_Word]:
    return [
        _Word(match.start(), match.end(), match[0].lower().replace("’", "'").rstrip("."))
        for match in _TOKEN.finditer(text)
    ]


def _noun_follows(word: _Word, words: Sequence[_Word]) -> bool:
    after = [one for one in words if one.start > word.end]
    return bool(after) and after[0].text not in PREPOSITION | AUXILIARY | WH


def _filled(
    part: str, words: Sequence[_Word], before: str, earlier: Sequence[_Word], head: int | None
) -> str:
    """Return a part without a subject as a question with that of the part before."""
    asked = part.rstrip("?! ")
    if head is None:  # "Who signed the treaty and when?"
        return f"{asked} {before[earlier[1].start :]}" if len(earlier) > 1 else part
    if not words[1:] or words[0].text in PREPOSITION:  # "where", "by whom"
        noun = _noun_asked_for(before, earlier, head)
        rest = before[earlier[head].end :].lstrip()
        middle = f" {noun}" if noun else ""
        return f"{asked} {before[earlier[head].start : earlier[head].end]}{middle} {rest}"
    subject = _subject(before, earlier, head)
    follows = [word.text for word in earlier[head + 1 : head + 2] if word.text in PRONOUN]
    known = next((subject[kind] for kind in ("thing", "things", "person") if kind in subject), None)
    known = known or next(iter(follows), None)
    if known is None:
        return part
    verb = earlier[head].text if earlier[head].text in BE else "was"
    return f"{asked[: words[0].end]} {verb} {known}{asked[words[0].end :]}?"


def _noun_asked_for(text: str, words: Sequence[_Word], head: int) -> str | None:
    """Return the noun before the auxiliary: "troops" in "how many troops are"."""
    first = next((at for at in range(1, head) if words[at].text not in _MEASURE), None)
    if first is None or words[0].text not in ("how", "which", "what", "whose"):
        return None
    if words[0].text == "how" and words[1].text not in _MEASURE:
        return None  # "how long", "how often"
    return text[words[first].start : words[head - 1].end]


def _subject(text: str, words: Sequence[_Word], head: int | None) -> dict[str, str]:
    """Return what pronouns of the next part refer to: "thing", "things" and "person"."""
    if not words:
        return {}
    asks_who = words[0].text == "who"
    if head is None or (asks_who and head > 1):
        # "Who chairs the committee", "which agencies share it"
        found = _phrase(text, words, 1 if words[0].text == "which" else 2)
        subject = dict.fromkeys(("thing", "things"), found) if found else {}
        if asks_who and len(words) > 1:
            subject["person"] = f"the person who {text[words[1].start :].rstrip('?! ')}"
        return {kind: phrase for kind, phrase in subject.items() if phrase}
    found = _phrase(text, words, head + 1)
    noun = _noun_asked_for(text, words, head)
    kinds = {"thing": found or noun, "things": noun or found, "person": found}
    if noun and words[head].text not in DO:
        kinds["thing"] = noun
    return {kind: phrase for kind, phrase in kinds.items() if phrase}


def _phrase(text: str, words: Sequence[_Word], first: int) -> str | None:
    """Return the noun phrase that begins with a word, or None where a pronoun stands there."""
    if first >= len(words) or words[first].text in PRONOUN | PREPOSITION | WH | AUXILIARY:
        return None
    noun = first + (words[first].text in DETERMINER)
    if noun >= len(words) or words[first].text in ("its", "his", "her", "their"):
        return None
    named = text[words[noun].start].isupper() and not text.isupper()
    verb_due = words[first - 1].text in DO | MODAL | {"which"}
    if _names_all(words, first):  # "What was the surcharge on imports?"
        return text[words[first].start : words[-1].end]
    last, ended = noun, False
    for at in range(noun + 1, min(len(words), first + _LONGEST_SUBJECT)):
        word, gap = words[at], text[words[at - 1].end : words[at].start]
        joins = at + 1 < len(words) and (word.text == "of" or (named and word.text == "and"))
        if "," in gap or not (joins or _goes_on(text, word, named=named, verb_due=verb_due)):
            ended = True
            break
        last = at
    # "What did the agency recommend": without a known verb the last word is taken for it.
    if not ended and verb_due and not named and last > noun:
        last -= 1
    while last > noun and words[last].text in DETERMINER | {"of", "and"}:
        last -= 1
    return text[words[first].start : words[last].end]


def _names_all(words: Sequence[_Word], first: int) -> bool:
    """Tell whether all words from the first on are one noun phrase: after "what is", no verb."""
    later = [word.text for word in words[first:]]
    return (
        words[0].text in ("what", "who")
        and first == 2
        and words[1].text in ("is", "are", "was", "were")
        and len(later) <= _LONGEST_SUBJECT
        and not any(word in AUXILIARY or word in WH or is_participle(word) for word in later)
    )


def _goes_on(text: str, word: _Word, *, named: bool, verb_due: bool) -> bool:
    low = word.text
    if named:
        return text[word.start].isupper() or text[word.start].isdigit() or low in DETERMINER
    if low in PREPOSITION | AUXILIARY | WH | ADVERB or is_participle(low):
        return False
    return not (verb_due and is_verb(low))
