"""Try the weights of the first stage: python -m bench.fit.first_stage.

The lexical weight fuses words with vectors (PINCITE_LEXICAL_WEIGHT); the window weight
moves each sentence's vector towards its neighbours (index/build/neighbours.py). The
table gives, for pairs of both, how often the right sentence is the first, and among the
eight that the reranker reads.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path
from unittest import mock

import numpy as np
import numpy.typing as npt

from bench.metrics import relevant_passages
from bench.results import save
from bench.sets import ANSWERS, DATA, REPORT_DEV, SEED, LabelledQuestion, open_set
from index.build import neighbours
from index.build.sentence_vectors import encoder_text
from index.types import Key, Vectors
from service.answers.engine import Engine

SETS = (SEED, REPORT_DEV, "xquad_en", "multirc_dev")
LEXICAL = (0.0, 0.3, 0.4, 0.5, 0.6, 0.7)
WINDOW = (0.0, 0.2, 0.3, 0.4, 0.5)
_AMONG = 8

Floats = npt.NDArray[np.float64]


class Searched:
    """The questions of a set with all that fusing needs, for every sentence that counts."""

    def __init__(self, engine: Engine, questions: Sequence[LabelledQuestion], *, within: bool):
        """Encode sentences and questions, and search by words.

        Args:
            within: search only the document that a question was asked of.
        """
        opened = engine.opened
        view = opened.generation
        passages = {report: list(view.sentences(report)) for report in view.reports}
        self._sentences: dict[str, Vectors] = {
            report: opened.embedder.encode([encoder_text(one) for one in members])
            for report, members in passages.items()
        }
        keys = {report: [Key.of(one) for one in members] for report, members in passages.items()}
        asked = [engine.query(engine.asked(one.text, opened=opened)) for one in questions]
        self._questions = opened.embedder.encode([one.text for one in asked])
        self._reports = [[one.report] if within else list(passages) for one in questions]
        self._shares: list[Floats] = []
        self._right: list[npt.NDArray[np.bool_]] = []
        for question, query, reports in zip(questions, asked, self._reports, strict=True):
            own = [key for report in reports for key in keys[report]]
            chosen = tuple(reports) if within else ()
            shares = dict(view.matching(list(query.words.terms), len(own), chosen))
            grades = relevant_passages(question, passages)
            self._shares.append(np.array([shares.get(key, 0.0) for key in own]))
            self._right.append(np.array([grades.get(key.id, 0) >= ANSWERS for key in own]))

    def figures(self, lexical: float, window: float) -> tuple[float, float]:
        """Return success@1, and the share of questions with a right sentence among the read."""
        with mock.patch.object(neighbours, "WINDOW_WEIGHT", window):
            windows = {
                report: neighbours.with_neighbours(vectors)
                for report, vectors in self._sentences.items()
            }
        first = among = 0
        every = np.concatenate(list(windows.values()))
        for vector, reports, shares, right in zip(
            self._questions, self._reports, self._shares, self._right, strict=True
        ):
            own = windows[reports[0]] if len(reports) == 1 else every
            order = np.argsort(-((1 - lexical) * (own @ vector) + lexical * shares))
            first += bool(right[order[0]])
            among += bool(right[order[:_AMONG]].any())
        return first / len(self._right), among / len(self._right)


def main() -> None:
    """Print a table of each set and save the figures."""
    parser = argparse.ArgumentParser(prog="python -m bench.fit.first_stage")
    parser.add_argument("sets", nargs="*", default=SETS, metavar="SET")
    parser.add_argument("--data", type=Path, default=DATA, help="folder of the question sets")
    options = parser.parse_args()
    results: dict[str, dict[str, tuple[float, float]]] = {}
    for name in options.sets:
        engine, questions = open_set(name, options.data)
        known = [one for one in questions if one.answerable]
        within = not all(one.answerable for one in questions)
        searched = Searched(engine, known, within=within)
        print(f"\n{name}: lexical weight across, window weight down")
        print("| | " + " | ".join(map(str, LEXICAL)) + " |\n" + "|---" * (len(LEXICAL) + 1) + "|")
        for window in WINDOW:
            row = [searched.figures(lexical, window) for lexical in LEXICAL]
            cells = [f"{first:.3f} / {among:.3f}" for first, among in row]
            print(f"| {window} | {' | '.join(cells)} |", flush=True)
            results.setdefault(name, {}).update(
                {f"{lexical}, {window}": one for lexical, one in zip(LEXICAL, row, strict=True)}
            )
    print(f"\nSaved in {save('first-stage', results)}")


if __name__ == "__main__":
    main()
