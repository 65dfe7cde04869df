"""Ask standing questions again."""

from collections.abc import Callable, Iterator, Sequence

from corpus.errors import BadRequest
from index.store.protocol import View
from service.answers.answer import Answer
from service.answers.engine import Engine
from service.answers.opened import Opened
from service.editions.standing.verdicts import Standing, Verdict, Watched, watched

Asked = Answer | BadRequest
"""An answer, or why a question cannot be asked, such as of reports that are all gone."""


def ask_again(
    engine: Engine,
    opened: Opened,
    questions: Sequence[Standing],
    done: Callable[[int], object] = lambda _count: None,
) -> list[Asked]:
    """Return the answer to each question.

    Args:
        opened: the generation to ask.
        done: called with the number of questions answered since the last call.
    """
    return list(_answers(engine, opened, questions, done))


def _answers(
    engine: Engine,
    opened: Opened,
    questions: Sequence[Standing],
    done: Callable[[int], object],
) -> Iterator[Asked]:
    for one in questions:
        try:
            yield from engine.ask([engine.asked(one.question, None, one.scope, opened=opened)])
        except BadRequest as refused:
            yield refused
        done(1)


def became(view: View, standing: Standing, asked: Asked) -> Watched:
    """Return what became of an accepted answer, without the cause.

    Args:
        view: the generation that was asked.
    """
    if isinstance(asked, Answer):
        return watched(view, standing, asked)
    verdict: Verdict = "no_answer_now" if standing.accepted else "same"
    return Watched(verdict, None, None, reason=f"It cannot be asked: {asked}.")
