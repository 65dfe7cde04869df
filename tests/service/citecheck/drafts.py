"""Drafts for the tests, written as Markdown is."""

from corpus.extract import extract
from corpus.readers.drafts.draft import Draft
from corpus.readers.drafts.reading import make_draft


def draft(text: str, suffix: str = ".md") -> Draft:
    """Return the draft of a text in one of the formats of text."""
    return make_draft("", "", extract(suffix, text.encode(), as_draft=True))
