"""One of the two stores that are compared, with the engine that answers from it."""

from collections.abc import Sequence
from dataclasses import dataclass

from bench.stores.collection import Question
from bench.stores.recorded import Search, recording
from index.types import Hit
from service.answers.answer import Answer
from service.answers.asked import Asked
from service.answers.engine import Engine


@dataclass(frozen=True, slots=True)
class Asking:
    """A question as one store answers it.

    Attributes:
        asked: the question as the engine read it.
        searches: of the first stage.
    """

    asked: Asked
    answer: Answer
    searches: Sequence[Search]

    @property
    def quotes(self) -> list[str]:
        """Return the sentences in their readable form, best first."""
        return [one.display for one in self.answer.passages]

    @property
    def places(self) -> list[str]:
        """Return the ids of the citations, best first."""
        return [one.citation.id for one in self.answer.passages]

    @property
    def single(self) -> Sequence[Asked]:
        """Return the questions that are searched: the parts of a compound one, or it alone."""
        return self.asked.parts or (self.asked,)


class Side:
    """An engine whose searches are recorded."""

    def __init__(self, name: str, engine: Engine) -> None:
        """Set the name of the store, for messages."""
        self.name, self.engine = name, engine
        self._opened, self._recorded = recording(engine)

    def ask(self, question: Question) -> Asking:
        """Answer a question."""
        self._recorded.take()
        asked = self.engine.asked(question.text, scope=question.scope, opened=self._opened)
        (answer,) = self.engine.ask([asked])
        return Asking(asked, answer, self._recorded.take())

    def candidates(self, asking: Asking) -> list[Hit]:
        """Return the sentences that the second stage reads, in the order of the first."""
        read = self.engine.settings.reranker_candidates
        found = self.engine.search(asking.single)
        return [hit for hits in found for hit in hits[:read]]

    def ranked(self, asking: Asking) -> list[Hit]:
        """Return the sentences in the order of both stages."""
        return [hit for hits in self.engine.rank(asking.single) for hit in hits]
