"""The product as a checker: an index over the reports, and drafts with many quotations."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np

from bench.quotes.judge import Said
from bench.quotes.kinds import Mutation
from corpus.readers.drafts.draft import Draft
from corpus.report import Block
from corpus.settings import load_settings
from index.build.build import build_index
from index.types import ModelIdentity, Vectors
from service.answers.engine import Engine
from service.citecheck.check import check_draft
from service.citecheck.findings import Finding

_A_DRAFT = 100
_MARKS = (("“", "”"), ('"', '"'), ("«", "»"), ("„", "”"), ("‹", "›"))
_OF_THE_DRAFT = ("differs_elsewhere",)
"""Warnings that come from other quotations of the draft."""


class OneDirection:
    """An encoder that tells no sentences apart: the check of quotations uses no vectors."""

    identity = ModelIdentity("one-direction", hashlib.sha256(b"one-direction").hexdigest())

    def encode(self, texts: Sequence[str], done: Callable[[int], None] | None = None) -> Vectors:
        """Return the same unit vector for each text."""
        vectors = np.zeros((len(texts), 8), dtype=np.float32)
        vectors[:, 0] = 1
        if done:
            done(len(texts))
        return vectors

    def parts(self, text: str) -> list[str]:
        """Return the text as one part."""
        return [text]


def open_engine(corpus: Path, index: Path) -> Engine:
    """Build an index over a folder and open it."""
    settings = load_settings(corpus=corpus, index=index, reranker="none", max_draft_units=1000)
    build_index(settings, OneDirection())
    return Engine(settings, OneDirection())


class Product:
    """The check of a draft over the reports of a folder."""

    def __init__(self, place: Path) -> None:
        self._engine = open_engine(place / "corpus", place / "index")

    def __call__(self, mutations: Sequence[Mutation]) -> list[Said]:
        """Put the mutations into drafts, some to each, and return what is found of them."""
        firsts = range(0, len(mutations), _A_DRAFT)
        return [one for at in firsts for one in self._check(mutations[at : at + _A_DRAFT])]

    def _check(self, mutations: Sequence[Mutation]) -> Iterator[Said]:
        text, starts = written(mutations)
        digest = hashlib.sha256(text.encode()).hexdigest()
        draft = Draft("draft.txt", digest, text, tuple(_paragraphs(text)))
        checked = check_draft(draft, self._engine)
        findings = {one.start: one for one in checked.findings if one.kind == "quotation"}
        for start, one in zip(starts, mutations, strict=True):
            found = findings.get(start)
            yield _said(found) if found and found.text == one.quote else Said(None)


def written(mutations: Sequence[Mutation]) -> tuple[str, list[int]]:
    """Return a draft with a paragraph for each mutation, and where their words start."""
    parts: list[str] = []
    starts: list[int] = []
    length = 0
    for one in mutations:
        left, right = _marks_for(one.quote)
        page = f", p. {one.page}" if one.page else ""
        before = f"The report says: {left}"
        starts.append(length + len(before))
        parts.append(f"{before}{one.quote}{right} ({one.number}{page}).\n\n")
        length += len(parts[-1])
    return "".join(parts), starts


def _paragraphs(text: str) -> Iterator[Block]:
    at = 0
    for one in text.split("\n\n"):
        if one:
            yield Block(at, at + len(one))
        at += len(one) + 2


def _marks_for(quote: str) -> tuple[str, str]:
    """Return the first pair of marks that the quotation lacks."""
    return next(pair for pair in _MARKS if not set(pair) & set(quote))


def _said(found: Finding) -> Said:
    return Said(
        found.verdict,  # type: ignore[arg-type]  # of a quotation
        tuple((one.rule, one.weight) for one in found.differences),
        tuple(one.kind for one in found.warnings if one.kind not in _OF_THE_DRAFT),
        found.message,
    )
