"""Measure by rule how a sentence bears on a claim: the features of its chance to support it."""

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from math import log

from index.words.terms import terms
from service.citecheck.claims.agreement import State
from service.citecheck.claims.compare import Compared, Source
from service.citecheck.claims.values import Kind

_NEGATIVE = re.compile(
    r"\b(?:not?|never|none|nor|neither|nobody|nothing|without|cannot|fail\w*|refus\w*|reject\w*"
    r"|declin(?:ed|es) to|den(?:y|ied|ies)\w*|lack\w*|prohibit\w*|ban(?:s|ned|ning)?|exempt\w*"
    r"|unable|absent|forb[aio]d\w*|bar(?:s|red)?)\b|n['’]t\b",
    re.IGNORECASE,
)
_UP = (
    "increase rise rose grow grew growth gain climb jump up expand raise more higher above "
    "exceed swell surge widen"
)
_DOWN = (
    "decrease fall fell shrink shrank decline drop loss lose down cut reduce lower less fewer "
    "below slip narrow dwindle"
)
_OPPOSED = (
    (_UP, _DOWN),
    (
        "before earlier prior until precede first begin began start open",
        "after later since follow last end ended finish close",
    ),
    (
        "most largest highest greatest best maximum majority longest",
        "least smallest lowest worst minimum minority shortest",
    ),
    (
        "approve accept allow permit agree support grant uphold upheld win won favor pass",
        "reject refuse bar prohibit disagree oppose deny overturn lose lost veto forbid",
    ),
    ("strengthen improve faster better easier quick", "weaken worsen slower worse harder slow"),
    ("include join add new", "exclude leave left remove old omit"),
)
"""Words of opposite directions."""
_SCOPE = re.compile(
    r"\b(?:all|every|each|always|only|solely|exclusively|none|no|entire(?:ly)?|whole|wholly|fully"
    r"|any|never|most|mostly|must|both|sole|nothing but|everyone|everything|nowhere|exactly)\b",
    re.IGNORECASE,
)
_PART = re.compile(
    r"\b(?:some|several|many|few|part|partly|partial(?:ly)?|may|might|could|can|often|sometimes"
    r"|generally|usually|about half|primarily|mainly|at least|certain|potential(?:ly)?|likely"
    r"|expected|plan(?:s|ned)?|propos\w+)\b",
    re.IGNORECASE,
)
_CAUSE = re.compile(
    r"\b(?:because|due to|owing to|since|so that|thanks to|cause[sd]?|led to|reason|why|therefore"
    r"|result(?:s|ed)? (?:in|from)|in order to|put down to|blamed?|drove|prompted|for fear)\b",
    re.IGNORECASE,
)


def signs(claim: str, source: Source, compared: Sequence[Compared]) -> dict[str, float]:
    """Return the features that follow from the words alone."""
    own, sentence = _terms(claim), _terms(source.sentence)
    near = sentence | _terms(source.before) | _terms(source.after)
    found: dict[str, float] = {
        "held": len(own & sentence) / max(len(own), 1),
        "held near": len(own & near) / max(len(own), 1),
        "said": len(own & sentence) / max(len(sentence), 1),
        "claim length": log(max(len(own), 1)),
        "length": log(max(len(sentence), 1)),
        "negation": float(_odd(_NEGATIVE, claim) != _odd(_NEGATIVE, source.sentence)),
        "direction": float(_turned(claim, source.sentence)),
        "scope": float(bool(_SCOPE.search(claim)) and not _SCOPE.search(source.sentence)),
        "part": float(bool(_PART.search(source.sentence)) and not _PART.search(claim)),
        "cause": float(bool(_CAUSE.search(claim)) and not _CAUSE.search(source.sentence)),
    }
    for state in State:
        some = [one for one in compared if one.state is state]
        found[f"{state.name.lower()} numbers"] = float(sum(_is_number(one) for one in some))
        found[f"{state.name.lower()} names"] = float(sum(not _is_number(one) for one in some))
    found["beside"] = float(sum(one.beside != 0 for one in compared))
    found["specific"] = float(bool(compared))
    return found


def _is_number(one: Compared) -> bool:
    return one.specific.kind is not Kind.NAME


@lru_cache(maxsize=4096)
def _terms(text: str) -> frozenset[str]:
    return frozenset(term.text for term in terms(text))


def _odd(pattern: re.Pattern[str], text: str) -> bool:
    return len(pattern.findall(text)) % 2 == 1


@cache
def _sides() -> tuple[tuple[frozenset[str], frozenset[str]], ...]:
    return tuple((_words(one), _words(other)) for one, other in _OPPOSED)


def _words(text: str) -> frozenset[str]:
    """Return the words of a text and their stems."""
    return _terms(text).union(re.findall(r"\w+", text.lower()))


def _turned(claim: str, sentence: str) -> bool:
    """Return whether the claim has a word of direction, and the sentence only its opposite."""
    own, there = _words(claim), _words(sentence)
    for sides in _sides():
        for one, other in (sides, sides[::-1]):
            if own & one and not own & other and there & other and not there & one:
                return True
    return False
