"""A question that was checked, with all that it will be answered from."""

import re
import unicodedata
from dataclasses import dataclass

from corpus.errors import BadRequest
from corpus.settings import Settings
from index.search.scope import Scope, choose
from index.words.question_words import QuestionWords
from service.answers.opened import Opened

_LINE_BREAKS = re.compile(r"[\t\n\r\f\v]+")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question on its way to an answer; ``Engine.asked`` makes it, once for every door.

    Attributes:
        text: the question, as it was asked.
        k: how many passages are wanted.
        scope: the filters that were given.
        reports: ids of the reports that pass them; empty where all of them do.
        words: of the question as it is searched, with misspelt words put right.
        opened: what it is answered from.
    """

    text: str
    k: int
    scope: Scope
    reports: tuple[str, ...]
    words: QuestionWords
    opened: Opened


def checked_text(text: str, settings: Settings) -> str:
    """Return a question on one line, without white space at its ends.

    Raises:
        BadRequest: when it is empty, too long, or not text.
    """
    text = _LINE_BREAKS.sub(" ", text).strip()
    if not text:
        raise BadRequest("the question is empty", "write what you want to know", "question")
    if len(text) > settings.max_question_chars:
        raise BadRequest(
            f"the question has {len(text)} characters",
            f"shorten it to at most {settings.max_question_chars}",
            "question",
        )
    if any(unicodedata.category(character) in ("Cc", "Cs") for character in text):
        raise BadRequest(
            "the question holds characters that are no text", "remove them", "question"
        )
    return text


def checked_k(k: int | None, settings: Settings) -> int:
    """Return how many passages are wanted: the settings' number where none is given.

    Raises:
        BadRequest: when it is not within the limits.
    """
    k = settings.k if k is None else k
    if not 1 <= k <= settings.max_k:
        raise BadRequest(f"k is {k}", f"it must be from 1 to {settings.max_k}", "k")
    return k


def chosen_reports(scope: Scope, opened: Opened, settings: Settings) -> tuple[str, ...]:
    """Return the ids of the reports in a scope; see ``choose``.

    Raises:
        BadRequest: when too many are named, or no report passes.
    """
    named = len(set(scope.reports or ()))
    if named > settings.max_reports:
        raise BadRequest(
            f"{named} reports are named", f"name at most {settings.max_reports}", "report"
        )
    return choose(scope, opened.generation.sources)
