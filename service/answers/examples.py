"""Make the example questions of the home page from the reports.

A sentence that states a date, a number or a definition becomes a question. The engine answers
each question first. Only questions whose best answer is the original sentence are shown.
"""

import re
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, zip_longest

from corpus.text.display import readable
from index.store.protocol import View
from service.answers.answer import Answer
from service.answers.engine import Engine
from service.answers.opened import Opened

_SHOWN = 4
_MAX_TRIED = 20
"""Maximum number of questions that the engine tries, once per generation."""
_GROUP_SIZE = 4
_REPORTS = 24
"""Maximum number of reports that are read, evenly spaced."""
_SENTENCES = 400
"""Maximum number of sentences that are read from the start of a report."""
_MAX_SENTENCE_CHARS = 400
_MAX_QUESTION_CHARS = 90

_INFINITIVES = dict(
    re.findall(
        r"(\w+) (\w+)",
        "became become, began begin, held hold, sent send, led lead, created create, "
        "released release, issued issue, approved approve, revoked revoke, filed file, "
        "announced announce, introduced introduce, authorized authorize, inaugurated inaugurate, "
        "established establish, signed sign, launched launch, enacted enact, passed pass, "
        "regained regain, opened open, joined join, adopted adopt, appointed appoint, "
        "published publish, received receive, conducted conduct",
    )
)
_WORD = r"[\w’'/&-]*\w(?:\.(?=[\w-])[\w.’'-]*)?\.?"
_SOME = rf"(?:{_WORD} ){{0,5}}?{_WORD}"
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_DATE = rf"(?:[Ii]n|[Oo]n) (?:(?:{_MONTHS}) )?(?:\d{{1,2}}, )?\d{{4}}\b"
_NUMBER = r"(?:\d[\d,]*|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
_ABOUT = r"(?:[Aa]bout|[Aa]pproximately|[Nn]early|[Oo]ver|[Ss]ome|[Mm]ore than)"
_DONE = r"(?P<done>(?!used|based)\w+(?:ed|ent|own|ade|en|ut|ld|pt)"
_DID = rf"(?P<thing>{_SOME}) (?P<did>{'|'.join(_INFINITIVES)}) (?P<what>{_SOME})"
_WHEN_DONE = (
    rf"^(?P<thing>{_SOME}) (?P<was>was|were) {_DONE}"
    rf"(?: (?:in|at|to|by|into|with|from|as|for) {_SOME})??) {_DATE}"
)
_HOW_MANY = (
    rf"(?:^|, )(?:{_ABOUT} )?{_NUMBER} (?P<thing>(?:{_WORD} ){{0,3}}\w+s)"
    rf" (?P<was>are|were|have been) {_DONE}(?: {_WORD}){{1,6}})\.$"
)
_PERCENTAGE = (
    rf"(?:^|, )(?:{_ABOUT} )?\d+(?: percent|%) of (?P<thing>{_SOME})"
    rf" (?P<was>are|were) (?P<done>(?:{_WORD} ){{0,7}}{_WORD})\.$"
)
_WHAT = rf"^(?P<thing>(?:The )?[A-Z]{_SOME}) (?P<was>is|was) (?:an?|the|one of the) (?!result|case)"
_FORMS = (
    (rf"^{_DID} {_DATE}", "When did {thing} {did} {what}?"),
    (rf"^{_DATE}, {_DID}[.,;]", "When did {thing} {did} {what}?"),
    (_WHEN_DONE, "When {was} {thing} {done}?"),
    (_HOW_MANY, "How many {thing} {was} {done}?"),
    (_PERCENTAGE, "What percentage of {thing} {was} {done}?"),
    (_WHAT, "What {was} {thing}?"),
)
_PATTERNS = [(re.compile(pattern), question) for pattern, question in _FORMS]
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][\w-]+")
_BEGINS_AS_NAME = re.compile(r"\S*[A-Z]\S*[A-Z]|[A-Z]\S* [A-Z]")
_VAGUE = re.compile(
    r"^(?:\d|two|three|four|five|several|many)|\b(?:this|that|these|those|such|other|which|it"
    r"|its|their|his|her|he|she|they|but|or|if|first|second|last|latter|former|also|report"
    r"|following|above|not|there|we|our|because|however|similar)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Candidate:
    question: str
    passage: str
    form: int


class Examples:
    """The example questions, made once per generation."""

    def __init__(self) -> None:
        """Start without questions."""
        self._lock = threading.Lock()
        self._pointer = ""
        self._questions: list[str] = []

    def of(self, engine: Engine, opened: Opened) -> list[str]:
        """Return up to four questions that the reports answer; the same for the same generation.

        The first call for a generation reads the start of some reports and asks the engine.
        Other calls do not wait for it: they return the questions of the generation before, or
        an empty list.

        """
        generation = opened.generation
        if generation.pointer != self._pointer and self._lock.acquire(blocking=False):
            try:
                max_chars = min(_MAX_QUESTION_CHARS, engine.settings.max_question_chars)
                self._questions = _answered(engine, opened, _candidates(generation, max_chars))
                self._pointer = generation.pointer
            finally:
                self._lock.release()
        return self._questions


def _answered(engine: Engine, opened: Opened, tried: list[_Candidate]) -> list[str]:
    good: list[str] = []
    for at in range(0, len(tried), _GROUP_SIZE):
        some = tried[at : at + _GROUP_SIZE]
        answers = engine.ask([engine.asked(one.question, 1, opened=opened) for one in some])
        pairs = zip(some, answers, strict=True)
        good += [one.question for one, answer in pairs if _is_confirmed(one, answer)]
        if len(good) >= _SHOWN:
            break
    return sorted(good[:_SHOWN], key=len)


def _is_confirmed(one: _Candidate, answer: Answer) -> bool:
    """Return whether the best answer is the original sentence, or a duplicate of it."""
    if answer.status != "answered":
        return False
    first = answer.passages[0]
    return one.passage in {place.id for place in (first.citation, *first.also_at)}


def _candidates(generation: View, max_chars: int = _MAX_QUESTION_CHARS) -> list[_Candidate]:
    """Return the questions to try: one of each report in turn, the best forms first.

    Args:
        max_chars: maximum length of a question.
    """
    ids = list(generation.reports)
    step = max(1, -(-len(ids) // _REPORTS))
    of_each = [
        sorted(_questions_of(generation, report, max_chars), key=lambda one: one.form)
        for report in ids[::step]
    ]
    in_turn = filter(None, chain.from_iterable(zip_longest(*of_each)))
    distinct = {one.question.lower(): one for one in reversed(list(in_turn))}
    return list(reversed(distinct.values()))[:_MAX_TRIED]


def _questions_of(generation: View, report_id: str, max_chars: int) -> Iterator[_Candidate]:
    report = generation.reports[report_id]
    found = generation.fetch(report.keys[:_SENTENCES])
    texts = {
        passage.id: readable(passage.quote, report.style).text
        for passage in found.values()
        if len(passage.quote) <= _MAX_SENTENCE_CHARS
    }
    names = {name for text in texts.values() for name in _NAME.findall(text)}
    for passage, text in texts.items():
        for form, (pattern, question) in enumerate(_PATTERNS):
            match = pattern.search(text)
            made = match and _question(match, question, names)
            if made and len(made) <= max_chars:
                yield _Candidate(made, passage, form)


def _question(match: re.Match[str], form: str, names: Iterable[str]) -> str | None:
    """Fill in a form; return None if the question would be unclear without its report."""
    words = match.groupdict()
    if _VAGUE.search(words["thing"]):
        return None
    first = words["thing"].split()[0]
    begins_with_name = first in names or _BEGINS_AS_NAME.match(words["thing"])
    if first == "The" or not begins_with_name:
        words["thing"] = words["thing"][0].lower() + words["thing"][1:]
    if form.startswith("What {was}") and not re.search("[A-Z]", words["thing"]):
        return None
    if "did" in words:
        words["did"] = _INFINITIVES[words["did"]]
    return form.format(**words)
