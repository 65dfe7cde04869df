"""Drafts for the tests, written as Markdown is."""

from corpus.draft import Draft
from corpus.extract import extract
from corpus.readers.drafts import make_draft


def draft(text: str, suffix: str = ".md") -> Draft:
    """Return the draft of a text in one of the formats of text."""
    return make_draft("", "", extract(suffix, text.encode(), as_draft=True))
