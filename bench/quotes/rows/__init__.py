"""The kinds of mutations, by the rows of the behaviour table; importing this registers them all."""

from bench.quotes.rows import (  # noqa: F401 - each registers its kinds
    brackets,
    combined,
    ellipses,
    letters,
    numbers,
    order,
    places,
    spaces,
    whole,
    words,
)
