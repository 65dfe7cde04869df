"""Define the classes of English words that tell the parts of a question apart."""

from functools import cache
from pathlib import Path


def word_set(words: str) -> frozenset[str]:
    """Return the words of a text."""
    return frozenset(words.split())


WH = word_set("who whom whose what which when where why how")
WH_JOINED = word_set("whats whos wheres whens hows whys what's who's where's when's how's")
DO = word_set("do does did don't doesn't didn't")
MODAL = word_set(
    "can could will would should may might must can't couldn't won't wouldn't shouldn't"
)
BE = word_set("is are was were am isn't aren't wasn't weren't has have had hasn't haven't hadn't")
AUXILIARY = DO | BE | MODAL
PRONOUN = word_set("i you he she it we they there this that these those")
DETERMINER = word_set("the a an its his her their our my your any all")
PREPOSITION = word_set(
    "in on at by for from to with of under during after before since through within into about "
    "against between over"
)
ADVERB = word_set("still ever first last also now currently most recently finally originally not")
_LONGEST_IRREGULAR = 4


def is_participle(word: str) -> bool:
    """Tell whether a word looks like the past participle of a verb."""
    regular = len(word) > _LONGEST_IRREGULAR and word.endswith("ed")
    return regular or word in _verbs()[1]


def is_verb(word: str) -> bool:
    """Tell whether a word is the base form of a verb that reports are often asked about."""
    return word in _verbs()[0]


@cache
def _verbs() -> tuple[frozenset[str], frozenset[str]]:
    lines = (Path(__file__).parent / "verbs.txt").read_text(encoding="utf-8").splitlines()
    base, participles = (line for line in lines if not line.startswith("#"))
    return word_set(base), word_set(participles)
