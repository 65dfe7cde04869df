"""Name the fields of a question: some may be written in two ways."""

OTHER_NAMES = {"q": "question", "reports": "report", "publishers": "publisher"}
"""Other names of the fields ``question``, ``report`` and ``publisher``, as problems name them."""


def field_named(name: str) -> str:
    """Return the field of a question that a parameter, a key or a column names."""
    return OTHER_NAMES.get(name, name)
