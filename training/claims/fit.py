"""Fit service/citecheck/claims/support.json: python -m training.claims.fit.

Two logistic models give the chance that a sentence supports a claim, and that it bears on it at
all. Each fold's claims are read by a network that never saw a claim of their sources.
"""

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from bench.claims.verdicts import LabelledClaim, interval, labelled
from bench.sets import DATA, REPORT_TRAIN, documents, read_rows
from corpus.report import Span
from index.rerank.support_network import SupportNetwork
from service.answers.verdict.chance import Chance
from service.citecheck.claims.candidates import Candidate, ClaimText, Finder
from service.citecheck.claims.verdict import SUPPORT_FILE, Weighed
from training.claims.__main__ import fold_of

WANTED = 0.96
"""Share of the claims said to be supported that are; a little above what is promised."""
_AT_LEAST = 40
_STRENGTH = 0.3
_PARTS = 5
RISES = (
    "supports", "held", "held near", "said", "cosine", "share", "rank", "found numbers",
    "found names", "rounded numbers", "computed numbers",
)  # fmt: skip
FALLS = (
    "says otherwise", "silent", "negation", "direction", "scope", "part", "cause", "beside",
    "lacking numbers", "lacking names", "differs numbers", "differs names", "carried names",
)  # fmt: skip
"""The features, and the way each may go: more shared words never speak against a claim.

The reranker's ``answers`` is none of them: it has learned from these very claims.
"""
NEAR = ("cosine", "share", "rank", "held", "supports", "says otherwise", "silent")

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Read:
    """A claim with its sentences.

    Attributes:
        source: the document that its stretch is of.
        right, partly: for each sentence, whether it bears on the claim, wholly or in part.
    """

    claim: LabelledClaim
    source: str
    candidates: list[Candidate]
    right: list[bool]
    partly: list[bool]

    @property
    def is_supported(self) -> bool:
        """Return whether its stretch supports the claim."""
        return self.claim.label == "supported"


def read_claims(data: Path, networks: Sequence[Path], threads: int) -> list[Read]:
    """Return the claims of the folds that networks were trained without, with their sentences.

    Args:
        networks: folders of the networks trained without fold 0, 1 and so on.
    """
    engine, claims = labelled(REPORT_TRAIN, data)
    rows = list(read_rows(data / REPORT_TRAIN / "claims.jsonl.gz"))
    sources = {row["doc_id"]: row["source"] for _, row in documents(data / REPORT_TRAIN)}
    folds = fold_of(data, 4)
    found = []
    for fold, folder in enumerate(networks):
        finder = Finder(engine, network=SupportNetwork(folder, threads))
        some = [
            (claim, row) for claim, row in zip(claims, rows, strict=True)
            if folds[row["doc_id"]] == fold
        ]  # fmt: skip
        texts = [ClaimText(claim.text, 0, (claim.report,)) for claim, _ in some]
        for (claim, row), candidates in zip(some, finder.candidates(texts), strict=True):
            if isinstance(candidates, list):
                right = [_overlaps(one, claim.spans) for one in candidates]
                partly = [_overlaps(one, row["also"]) for one in candidates]
                found.append(Read(claim, sources[row["doc_id"]], candidates, right, partly))
        print(f"fold {fold}: {len(some)} claims are read", flush=True)
    return found


def _overlaps(one: Candidate, spans: Sequence[Span]) -> bool:
    passage = one.hit.passage
    return any(passage.start < end and start < passage.end for start, end in spans)


def fit(reads: Sequence[Read], names: Sequence[str], *, support: bool) -> Chance:
    """Return a logistic model of the sentences that support a claim, or bear on it.

    A feature that goes the wrong way is left out: it follows how these claims were written.
    """
    rows, wanted = _examples(reads, support=support)
    while True:
        values = np.array([[row[name] for name in names] for row in rows])
        middle, spread = values.mean(0), values.std(0) + 1e-9
        model = LogisticRegression(C=_STRENGTH, max_iter=5000)
        model.fit((values - middle) / spread, wanted)
        slopes = model.coef_[0] / spread
        wrong = [
            name
            for name, slope in zip(names, slopes, strict=True)
            if (slope < 0 and name in RISES) or (slope > 0 and name in FALLS)
        ]
        if not support or not wrong:
            break
        names = [name for name in names if name not in wrong]
    return Chance(
        round(float(model.intercept_[0] - slopes @ middle), 4),
        dict(zip(names, slopes.round(4).tolist(), strict=True)),
    )


def _examples(
    reads: Sequence[Read], *, support: bool
) -> tuple[list[dict[str, float]], npt.NDArray[np.bool_]]:
    rows, wanted = [], []
    for read in reads:
        for one, right, partly in zip(read.candidates, read.right, read.partly, strict=True):
            if right or not partly or (support and not read.is_supported):
                rows.append(one.features)
                wanted.append(right and (read.is_supported or not support))
    return rows, np.array(wanted)


def chances(reads: Sequence[Read], chance: Chance) -> Floats:
    """Return the chance of each claim: that of its best sentence with all its specifics."""
    return np.array(
        [
            max(
                (
                    chance.of(one.features)
                    for one in read.candidates
                    if not Weighed(one.compared, 0.0, 0.0).missing
                ),
                default=0.0,
            )
            for read in reads
        ]
    )


def crossed(reads: Sequence[Read], names: Sequence[str]) -> Floats:
    """Return the chance of each claim by models fitted without its source."""
    sources = sorted({read.source for read in reads})
    found = np.zeros(len(reads))
    for part in range(_PARTS):
        out = set(sources[part::_PARTS])
        model = fit([read for read in reads if read.source not in out], names, support=True)
        rows = [at for at, read in enumerate(reads) if read.source in out]
        found[rows] = chances([reads[at] for at in rows], model)
    return found


def least(chance: Floats, right: npt.NDArray[np.bool_], wanted: float) -> float:
    """Return the lowest chance from which the share of right ones is as wanted; 1 for none."""
    order = np.argsort(-chance, kind="stable")
    shares = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    enough = np.flatnonzero(shares[_AT_LEAST - 1 :] >= wanted)
    return float(chance[order][enough[-1] + _AT_LEAST - 1]) if len(enough) else 1.0


def main() -> None:
    """Fit, print the figures and write the file."""
    parser = argparse.ArgumentParser(prog="python -m training.claims.fit")
    parser.add_argument("--data", type=Path, default=DATA, help="folder of the question sets")
    parser.add_argument("--networks", type=Path, nargs="+", required=True)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--out", type=Path, default=SUPPORT_FILE)
    options = parser.parse_args()
    reads = read_claims(options.data, options.networks, options.threads)
    right = np.array([read.is_supported for read in reads])
    names = [*RISES, *FALLS]
    chance = crossed(reads, names)
    print(f"{len(reads)} claims, AUROC {roc_auc_score(right, chance):.3f}")
    for wanted in (0.9, 0.95, WANTED):
        limit = least(chance, right, wanted)
        said = chance >= limit
        print(f"precision {wanted}: {(said & right).sum() / right.sum():.3f} of supported claims")
    limit = least(chance, right, WANTED)
    said = chance >= limit
    model = fit(reads, names, support=True)
    near = fit(reads, NEAR, support=False)
    low, high = interval(int((said & right).sum()), int(said.sum()))
    content = {
        "chance": {"intercept": model.intercept, "weights": model.weights},
        "near": {"intercept": near.intercept, "weights": near.weights},
        "least": round(limit, 4),
        "precision": round(float((said & right).sum() / max(said.sum(), 1)), 3),
        "interval": [round(low, 3), round(high, 3)],
        "share": round(float((said & right).sum() / right.sum()), 3),
        "claims": len(reads),
        "set": REPORT_TRAIN,
    }
    options.out.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(content))


if __name__ == "__main__":
    main()
