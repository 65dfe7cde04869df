"""List the words that decide what a sentence claims."""

# fmt: off
NEGATIONS = frozenset({
    "not", "no", "never", "none", "nor", "neither", "nothing", "nobody", "nowhere", "cannot",
    "without", "hardly", "scarcely", "rarely", "seldom", "barely",
})
LIMITS = frozenset({"unless", "except", "excepting", "excluding", "only", "provided"})
NUMBERS = frozenset({
    "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
    "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety", "hundred", "thousand",
    "million", "billion", "trillion", "half", "third", "quarter", "dozen", "zero", "twice",
})
PREFIXES = frozenset({
    "non", "self", "pre", "post", "anti", "counter", "co", "ex", "semi", "quasi", "un", "in", "mis",
    "over", "under", "re", "sub", "pro",
})
"""Parts before a hyphen without which the word is another one."""
_DENYING = (
    "den", "refus", "fail", "lack", "reject", "disput", "doubt", "prevent", "prohibit",
)
# fmt: on


def denies(word: str) -> bool:
    """Tell whether a word is a negation: "not", "cannot", "don't"."""
    return word in NEGATIONS or word.endswith("n't")


def turns(word: str) -> bool:
    """Tell whether a word denies what follows it: a negation, or "denied", "failed", "unlikely"."""
    return denies(word) or word.startswith(_DENYING) or word in {"unlikely", "false", "untrue"}


def is_negating_prefix(word: str) -> bool:
    """Tell whether a word denies the one that a hyphen ties to it, as in "non-profit"."""
    return word in {"non", "un"}


def decides(word: str) -> bool:
    """Tell whether leaving the word out may change what is claimed."""
    return denies(word) or is_negating_prefix(word) or word in LIMITS or word in NUMBERS
