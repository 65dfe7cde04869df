"""Web pages for the tests."""

from corpus.readers.web.page import read_html
from corpus.report import Extracted


def read(body: str, head: str = "") -> Extracted:
    """Return what is read of a page."""
    return read_html(f"<html><head>{head}</head><body>{body}</body></html>".encode())
