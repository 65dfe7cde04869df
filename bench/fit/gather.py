"""Ask labelled questions, and keep what both stages say of every candidate."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter

from bench.metrics import matches, relevant_passages
from bench.sets import ANSWERS, WORK, LabelledQuestion, never_trained_on, open_set
from corpus.report import Passage
from index.search.scope import EVERYWHERE, Scope
from index.types import Hit
from index.words.question_words import QuestionWords
from service.answers.engine import Engine
from service.answers.verdict.features import missing_names

FOLDER = WORK / "fit"
_AT_A_TIME = 64


@dataclass(frozen=True, slots=True)
class Candidate:
    """A candidate of a question, and what the labels say of it.

    Attributes:
        grade: of its best label: 2 answers, 1 supports, 0 neither.
        missing: names and numbers of the question that it and the sentence before it lack.
        marked_right: whether the reranker's short answer is a labelled one, holds it or is part
            of it; None where no short answer is labelled.
    """

    hit: Hit
    grade: int
    missing: int
    marked_right: bool | None

    @property
    def right(self) -> bool:
        """Tell whether the candidate answers."""
        return self.grade >= ANSWERS


@dataclass(frozen=True, slots=True)
class Case:
    """A question with its candidates in the order of the first stage.

    Attributes:
        searched: the question with corrected spelling.
    """

    question: LabelledQuestion
    searched: str
    candidates: list[Candidate]

    @property
    def words(self) -> QuestionWords:
        """Return the words of the question."""
        return QuestionWords(self.searched)


_CASES = TypeAdapter(list[Case])


def gathered(name: str, data: Path, candidates: int, *, anew: bool = False) -> list[Case]:
    """Return the cases of a set, from the file of an earlier call where it is there.

    Args:
        candidates: how many the reranker reads.
        anew: ask again.
    """
    engine, questions = open_set(name, data, candidates=candidates)
    opened = engine.opened
    reranker = opened.reranker.identity.sha256 if opened.reranker else "none"
    models = f"{opened.embedder.identity.vectors_sha256[:8]}-{reranker[:8]}"
    weight = engine.settings.lexical_weight
    file = FOLDER / f"{name}-{candidates}-{weight:g}-{models}.json"
    if anew or not file.is_file():
        questions = never_trained_on(questions)
        # "No answer" holds within the document only.
        within = not all(question.answerable for question in questions)
        cases = gather(engine, questions, within_document=within)
        FOLDER.mkdir(parents=True, exist_ok=True)
        file.write_bytes(_CASES.dump_json(cases))
        return cases
    return _CASES.validate_json(file.read_bytes())


def gather(
    engine: Engine, questions: Sequence[LabelledQuestion], *, within_document: bool
) -> list[Case]:
    """Ask every question and keep its candidates.

    Args:
        within_document: search only the document that the question was asked of.
    """
    opened = engine.opened
    view = opened.generation
    passages = {report: list(view.sentences(report)) for report in view.reports}
    found: list[Case] = []
    for first in range(0, len(questions), _AT_A_TIME):
        some = questions[first : first + _AT_A_TIME]
        asked = [
            engine.asked(
                one.text,
                scope=Scope((one.report,)) if within_document else EVERYWHERE,
                opened=opened,
            )
            for one in some
        ]
        for question, one, hits in zip(some, asked, engine.rank(asked), strict=True):
            grades = relevant_passages(question, passages)
            before = view.fetch(hit.key.before for hit in hits)
            missing = missing_names(one.words, before, view.acronyms, view.identities)
            ranked = sorted(hits, key=lambda hit: (-hit.fused, hit.key))
            found.append(
                Case(
                    question,
                    one.words.text,
                    [
                        Candidate(
                            hit,
                            grades.get(hit.key.id, 0),
                            missing(hit),
                            _marked_right(question, hit),
                        )
                        for hit in ranked
                    ],
                )
            )
    return found


def _marked_right(question: LabelledQuestion, hit: Hit) -> bool | None:
    """Tell whether the marked short answer matches a labelled one, exactly or contained."""
    passage: Passage = hit.passage
    here = [
        (start, end) for start, end in question.spans if start < passage.end and end > passage.start
    ]
    marked = hit.reranked.answer if hit.reranked else None
    if not here:
        return None
    if marked is None:
        return False
    span = passage.start + marked[0], passage.start + marked[1]
    return any(matches(span, label) for label in here)
