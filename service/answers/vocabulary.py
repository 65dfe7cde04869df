"""Name the fields of a question, some of which may be written in two ways, and the answers."""

OTHER_NAMES = {"q": "question", "reports": "report", "publishers": "publisher"}
"""Other names of the fields ``question``, ``report`` and ``publisher``, as problems name them."""
STATUS_WORDS: dict[str, str] = {
    "answered": "Answered",
    "uncertain": "Uncertain answer",
    "no_answer": "No answer found",
}
FORM_WORDS: dict[str, str] = {
    "not_english": "This does not look like a question in English; "
    "Pincite answers English questions only",
    "unreadable": "Pincite knows no word of this question; ask in English words",
}
"""Why questions of these forms have no answer."""
PARTS_ADVICE = "Each answer here is one sentence; ask them one at a time."
WHY_WORDS: dict[str, str] = {
    "both": "It is close to the question in meaning and shares rare words with it.",
    "meaning": "It is close to the question in meaning.",
    "words": "It shares rare words with the question.",
    "little": "It has little in common with the question.",
}
DIFFERENT = "These two sentences give different numbers"


def field_named(name: str) -> str:
    """Return the field of a question that a parameter, a key or a column names."""
    return OTHER_NAMES.get(name, name)
