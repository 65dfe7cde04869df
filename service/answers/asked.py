"""Check a question and its options."""

import re
import unicodedata
from dataclasses import dataclass, replace
from functools import partial

from corpus.errors import BadRequest
from corpus.settings import Settings
from index.search.scope import Scope, choose
from index.search.spelling import as_reports_write
from index.words.identities import without_names
from index.words.question_words import QuestionWords
from service.answers.index_info import NamedReports
from service.answers.opened import Opened

_LINE_BREAKS = re.compile(r"[\t\n\r\f\v]+")


@dataclass(frozen=True, slots=True)
class Asked:
    """A checked question with its options; ``Engine.asked`` creates it.

    Attributes:
        text: the question as it was asked, on one line.
        k: maximum number of passages in the answer.
        scope: the filters.
        reports: ids of the reports that are searched; empty for all reports.
        spelled: the question after spelling correction.
        words: the words of ``spelled`` to search for, without the names of ``named``.
        named: names of reports in the question, where only these reports are searched.
        opened: the generation and the models that answer.
        parts: a question for each part of a compound one; empty for a single question.
        whole: the words of the compound question that it is a part of; None for other questions.
    """

    text: str
    k: int
    scope: Scope
    reports: tuple[str, ...]
    spelled: str
    words: QuestionWords
    named: tuple[NamedReports, ...]
    opened: Opened
    parts: tuple["Asked", ...] = ()
    whole: QuestionWords | None = None

    @property
    def searched_for(self) -> str | None:
        """Return the question after spelling correction; None where it is as it was asked."""
        return self.spelled if self.spelled != self.text else None

    def within(self, reports: tuple[str, ...], k: int) -> "Asked":
        """Return the question, with its parts, for at most k passages of some reports."""
        parts = tuple(part.within(reports, k) for part in self.parts)
        return replace(self, reports=reports, k=k, parts=parts)


def checked_text(text: str, settings: Settings) -> str:
    """Return a question on one line, without white space at its ends.

    Raises:
        BadRequest: when the question is empty, too long, or contains control characters or lone
            surrogates.
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
            "the question contains control or invalid characters", "remove them", "question"
        )
    return text


def checked_k(k: int | None, settings: Settings) -> int:
    """Return k; the default of the settings when None.

    Raises:
        BadRequest: when k is not from 1 to ``max_k``.
    """
    k = settings.k if k is None else k
    if not 1 <= k <= settings.max_k:
        raise BadRequest(f"k is {k}", f"use a number from 1 to {settings.max_k}", "k")
    return k


def chosen_reports(scope: Scope, opened: Opened, settings: Settings) -> tuple[str, ...]:
    """Return the ids of the reports that pass the filters; see ``choose``.

    Raises:
        BadRequest: when the filters name more than ``max_reports`` reports, or none passes.
    """
    named = len(set(scope.reports or ()))
    if named > settings.max_reports:
        raise BadRequest(
            f"{named} reports are named", f"name at most {settings.max_reports}", "report"
        )
    generation = opened.generation
    return choose(scope, generation.sources, generation.manifest.works)


def named_reports(question: str, opened: Opened) -> tuple[NamedReports, ...]:
    """Return the reports that a question names."""
    found = opened.generation.identities.named(question)
    return tuple(NamedReports(question[one.start : one.end], list(one.reports)) for one in found)


def unnamed_words(question: str, opened: Opened) -> QuestionWords:
    """Return the words of a question without names of reports; all where no other is left."""
    found = opened.generation.identities.named(question)
    words = words_read(without_names(question, found), opened)
    return words if words.terms else words_read(question, opened)


def words_read(question: str, opened: Opened) -> QuestionWords:
    """Return the words of a question, which the networks read as the reports write it."""
    return QuestionWords(question, partial(as_reports_write, view=opened.generation))
