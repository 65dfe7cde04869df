"""Judge labelled claims as cite-check does, and count what is said of each kind."""

import json
import re
import shutil
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt
from pathlib import Path
from typing import Any

from bench.sets import WORK, documents, open_set, read_rows
from corpus.report import Span
from corpus.settings import load_settings
from index.build.build import build_index
from service.answers.engine import Engine
from service.citecheck.claims.candidates import ClaimText
from service.citecheck.claims.judged import JudgedClaim
from service.citecheck.claims.judging import ClaimJudge

GOLD = Path(__file__).parents[1] / "gold" / "claims_reports.jsonl"
"""Claims on whole reports, written for this project and never used to fit anything."""
CHANGED = ("number", "date", "name")
TWISTED = ("negation", "direction", "scope", "cause")


@dataclass(frozen=True, slots=True)
class LabelledClaim:
    """A claim with its label.

    Attributes:
        report: id of the report that it is about.
        label: supported, contradicted or not_stated.
        spans: of the sentences that support it or say otherwise.
        change: what the report says, and what the claim says instead.
    """

    text: str
    report: str
    label: str
    kind: str
    spans: tuple[Span, ...]
    change: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Outcome:
    """A claim with the verdict on it."""

    claim: LabelledClaim
    judged: JudgedClaim

    @property
    def is_beside(self) -> bool:
        """Return whether the sentence that the verdict shows first is one that bears on it."""
        return any(self._bears(one.start, one.end) for one in self._shown[:1])

    @property
    def is_shown(self) -> bool:
        """Return whether any sentence shown bears on it."""
        return any(self._bears(one.start, one.end) for one in self._shown)

    @property
    def is_told(self) -> bool:
        """Return whether what was changed is named beside the sentence that it was changed from."""
        said = self.claim.change[1].lower()
        named = any(_shares_word(one.draft_text, said) for one in self.judged.differences)
        return self.judged.verdict in ("differs", "partly") and named and self.is_shown

    @property
    def _shown(self) -> tuple[Any, ...]:
        return ((self.judged.source,) if self.judged.source else ()) + self.judged.nearest

    def _bears(self, start: int, end: int) -> bool:
        return any(start < last and first < end for first, last in self.claim.spans)


def _shares_word(one: str, other: str) -> bool:
    words = {word.strip(".,;:'’s") for word in one.lower().split()}
    return bool(words & {word.strip(".,;:'’s") for word in other.split()}) or one.lower() in other


def labelled(name: str, data: Path) -> tuple[Engine, list[LabelledClaim]]:
    """Return an engine over the stretches of a set, and the claims on them."""
    engine, _ = open_set(name, data)
    ids = {row["doc_id"]: report for report, row in documents(data / name)}
    rows = read_rows(data / name / "claims.jsonl.gz")
    return engine, [
        LabelledClaim(
            row["claim"],
            ids[row["doc_id"]],
            row["verdict"],
            row["kind"],
            tuple((start, end) for start, end in row["sentences"]),
            (row["change"][0], row["change"][1]),
        )
        for row in rows
    ]


def on_reports(reports: Path) -> tuple[Engine, list[LabelledClaim]]:
    """Return an engine over the whole reports that the project's claims are on, and the claims."""
    rows = [json.loads(line) for line in GOLD.read_text(encoding="utf-8").splitlines()]
    corpus = WORK / "claims" / "corpus"
    for name in {row["report"] for row in rows}:
        (corpus / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(reports / name, corpus / name)
    settings = load_settings(corpus=corpus, index=WORK / "claims" / "index")
    build_index(settings)
    engine = Engine(settings)
    view = engine.opened.generation
    ids = {Path(report.path).as_posix(): name for name, report in view.reports.items()}
    texts = {name: view.text(name) for name in ids.values()}
    return engine, [
        LabelledClaim(
            row["claim"],
            ids[row["report"]],
            row["verdict"],
            row["kind"],
            tuple(_place(quote, texts[ids[row["report"]]]) for quote in row["sentences"]),
            (row["change"][0], row["change"][1]),
        )
        for row in rows
    ]


def _place(quote: str, text: str) -> Span:
    """Return where a sentence stands, however its lines break.

    Raises:
        ValueError: when the text lacks it.
    """
    found = re.search(r"\s+".join(map(re.escape, quote.split())), text)
    if not found:
        raise ValueError(f"the report lacks this sentence of a claim: {quote}")
    return found.span()


def outcomes(engine: Engine, claims: Sequence[LabelledClaim]) -> list[Outcome]:
    """Return the verdict on each claim, of the report that it is about."""
    texts = [ClaimText(claim.text, 0, (claim.report,)) for claim in claims]
    judged = ClaimJudge(engine).judged(texts)
    return [Outcome(claim, one) for claim, one in zip(claims, judged, strict=True)]


def interval(right: int, count: int) -> tuple[float, float]:
    """Return the 95 % interval of a share (Wilson, 1927)."""
    if not count:
        return 0.0, 1.0
    z, share = 1.96, right / count
    middle = (share + z * z / (2 * count)) / (1 + z * z / count)
    half = z / (1 + z * z / count) * sqrt(share * (1 - share) / count + z * z / (4 * count**2))
    return max(middle - half, 0.0), min(middle + half, 1.0)


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    right: int
    count: int

    def __str__(self) -> str:
        """Return both, the share and its interval."""
        if not self.count:
            return "–"
        low, high = interval(self.right, self.count)
        return (
            f"{self.right} of {self.count} = {self.right / self.count:.2f} ({low:.2f}–{high:.2f})"
        )


def summary(found: Sequence[Outcome]) -> dict[str, Share]:
    """Return the figures that cite-check promises."""

    def share(some: Iterable[Outcome], test: str = "supported") -> Share:
        members = list(some)
        tests = {
            "supported": lambda one: one.judged.verdict == "supported",
            "right": lambda one: one.claim.label == "supported",
            "told": lambda one: one.is_told,
            "shown": lambda one: one.is_shown,
            "first": lambda one: one.is_beside,
        }
        return Share(sum(map(tests[test], members)), len(members))

    said = [one for one in found if one.judged.verdict == "supported"]
    figures = {
        "“supported” that is right": share(said, "right"),
        "supported claims said to be": share(
            one for one in found if one.claim.label == "supported"
        ),
        "not stated, said to be supported": share(
            one for one in found if one.claim.label == "not_stated"
        ),
    }
    changed = [one for one in found if one.claim.kind in CHANGED]
    twisted = [one for one in found if one.claim.kind in TWISTED]
    figures |= {
        "changed number, date or name: told beside the sentence": share(changed, "told"),
        "changed: said to be supported": share(changed),
        "negation, direction, scope, cause: said to be supported": share(twisted),
        "negation, direction, scope, cause: sentence first": share(twisted, "first"),
        "negation, direction, scope, cause: sentence shown": share(twisted, "shown"),
    }
    for kind in CHANGED:
        figures[f"changed {kind}: told"] = share(
            (one for one in changed if one.claim.kind == kind), "told"
        )
    for kind in TWISTED:
        figures[f"{kind}: said to be supported"] = share(
            one for one in twisted if one.claim.kind == kind
        )
    return figures


def by_kind(found: Sequence[Outcome]) -> dict[str, dict[str, int]]:
    """Return how often each verdict was given to the claims of each kind."""
    table: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for one in found:
        table[f"{one.claim.label}: {one.claim.kind}"][one.judged.verdict] += 1
    return {kind: dict(row) for kind, row in sorted(table.items())}
