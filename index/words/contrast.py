"""Find sentences that state something else than a question asks.

"It met seven times in 2021." says nothing of 2020, and "Iowa reported 46." nothing of Ohio,
whatever the sentence before says. "It was revised in May." may still be about what that names.
"""

import re
from collections.abc import Mapping
from functools import lru_cache

from index.words.terms import terms

_MONTHS = "january february march april may june july august september october november december"
_NAMES = "|".join(_MONTHS.split())
_DAYS = "monday tuesday wednesday thursday friday saturday sunday"
_ORDINALS = {"first": "1", "second": "2", "third": "3", "fourth": "4"}
_YEAR = r"(?:1[5-9]|20)\d\d"
_YEARS = re.compile(
    rf"(?<![\d,.$])({_YEAR})(?:\s?(?:-|–|to|and|through)\s?({_YEAR}))?(?!\d|s\b|%|[,.]\d)"
)
# "in 2020", "for fiscal 2020", "11 March 2020"; but not "after 2020" or "the 2015 accord".
_DURING = re.compile(
    rf"\b(?:in|during|for|by|(?:end|start|beginning|half|quarter) of"
    rf"|(?:{_NAMES})(?: of|,| \d{{1,2}},)?)\s+"
    rf"(?:early |mid-|late |the year |calendar year |fiscal(?: year)? |FY ?)?(?={_YEAR})"
    rf"|[a-z]\s(?={_YEAR}\W*$)(?<!after )(?<!since )(?<!before )(?<!until )(?<!from )(?<!of )",
    re.IGNORECASE,
)
_QUARTER = re.compile(
    r"\b(?:(first|second|third|fourth|[1-4])(?:st|nd|rd|th)?[\s-]quarter|q([1-4]))\b", re.IGNORECASE
)
_DATE = re.compile(
    rf"\b(\d{{1,2}})(?:st|nd|rd|th)?\s({_NAMES})|({_NAMES})\s(\d{{1,2}})(?!\d)", re.IGNORECASE
)
_ASKS_TIME = re.compile(
    r"\b(?:when|(?:what|which) (?:year|month|day|date|quarter)|how long)\b", re.IGNORECASE
)
_NOT = re.compile(r"^\W*(?:which|who)\b.*(?:\b(?:not(?! \w+ing)|never)\b|n['’]t\b)", re.IGNORECASE)
_NEGATIVE = re.compile(
    r"\b(?:not?|never|none|nor|neither|nobody|nothing|without|except|unless|only|un\w+|cannot|fail\w*"
    r"|refus\w*|declin\w*|reject\w*|den[iy]\w*|lack\w*|prohibit\w*|ban(?:s|ned|ning)?|exclu\w*|exempt\w*)\b"
    r"|n['’]t\b",
    re.IGNORECASE,
)
_OPPOSED = (frozenset({"before", "after"}), frozenset({"above", "below"}))
_WORD = re.compile(r"[^\W\d_]+")
_PRONOUN = re.compile(
    r"\W*(?:it|its|they|their|he|his|she|her|this|these|that|those|both|each|such|one|some|most|all)\b",
    re.IGNORECASE,
)
_PARALLEL = 0.6


def states_other_value(question: str, sentence: str) -> bool:
    """Return whether a question names a year, quarter, month or day, and a sentence only others.

    A question that asks for a time names one for another reason, as in "When was the 1951 treaty
    revised?".
    """
    if _ASKS_TIME.search(question):
        return False
    asked = dict(_values(question))
    if not _DURING.search(question):
        asked["year"] = frozenset()
    return _differ(asked, _values(sentence))


def says_otherwise(question: str, sentence: str) -> bool:
    """Return whether a sentence states another time than the question, or its opposite.

    The opposite of "not replaced" is a sentence without any negation, that of "before arrival" one
    with "after".
    """
    if states_other_value(question, sentence):
        return True
    if _NOT.search(question) and not _NEGATIVE.search(sentence):
        return True
    return any(
        _differ({"": _words(question, pair)}, {"": _words(sentence, pair)}) for pair in _OPPOSED
    )


def _differ(asked: Mapping[str, frozenset[str]], own: Mapping[str, frozenset[str]]) -> bool:
    """Return whether the values of a kind have none in common, and neither lacks them."""
    return any(asked[kind] and own[kind] and not asked[kind] & own[kind] for kind in asked)


def _words(text: str, among: frozenset[str]) -> frozenset[str]:
    return among.intersection(word.lower() for word in _WORD.findall(text))


@lru_cache(maxsize=256)  # a question, and each sentence in every comparison of its second stage
def _values(text: str) -> Mapping[str, frozenset[str]]:
    """Return the years, months, quarters and weekdays of a text."""
    years: set[str] = set()
    for match in _YEARS.finditer(text):
        first, last = int(match[1]), int(match[2] or match[1])
        years.update(map(str, range(first, last + 1)) if last - first < 100 else match.groups(""))
    # "may" and "march" are months only with a capital.
    words = {word.lower() for word in _WORD.findall(text) if word[0].isupper() or len(word) > 5}
    return {
        "year": frozenset(years),
        "month": frozenset(words.intersection(_MONTHS.split())),
        "date": frozenset(
            f"{match[1] or match[4]} {(match[2] or match[3]).lower()}"
            for match in _DATE.finditer(text)
        ),
        "day": frozenset(words.intersection(_DAYS.split())),
        "quarter": frozenset(
            _ORDINALS.get((match[1] or "").lower(), match[1] or match[2])
            for match in _QUARTER.finditer(text)
        ),
    }


def begins_with_pronoun(sentence: str) -> bool:
    """Return whether a sentence begins with a word that may stand for what the one before names."""
    return _PRONOUN.match(sentence) is not None


def are_parallel(sentence: str, before: str) -> bool:
    """Return whether two sentences say the same of different things, as those of a list do.

    They share three words in five but for names and numbers, and the second starts with no pronoun.
    """
    if begins_with_pronoun(sentence):
        return False
    one, other = _common_words(sentence), _common_words(before)
    shared = len(one & other)
    return shared > 0 and shared >= _PARALLEL * max(len(one), len(other))


def _common_words(text: str) -> set[str]:
    found = list(terms(text))
    return {
        term.text
        for term in found
        if text[term.start].islower() or (term is found[0] and not text[: term.start].strip())
    }
