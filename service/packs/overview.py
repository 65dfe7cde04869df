"""Look through the answers of a pack once: what its page lists, and what it shows beside what."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from service.answers.answer import Answer, Citation
from service.answers.index_info import IndexInfo
from service.answers.result import Result
from service.answers.vocabulary import STATUS_WORDS
from service.packs.certificates import Certificates, Record
from service.packs.contents import Answers, CitedText
from service.packs.crops import CitedPage
from service.packs.findings import Findings
from service.packs.quoted import groups_of

_TALLY = {
    "answered": "answered",
    "uncertain": "uncertain",
    "no_answer": "without an answer",
    "not_asked": "not asked",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the contents: an answer with its number, and its status in words."""

    number: int
    question: str
    words: str
    status: str


@dataclass(slots=True)
class CitedReport:
    """A report that the pack cites.

    Attributes:
        quotes: labels of the quotes of it.
        same: labels of the quotes of other reports whose sentence it has as well.
    """

    citation: Citation
    quotes: list[str] = field(default_factory=list)
    same: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Overview:
    """What the page of a pack lists, and where.

    Attributes:
        entries: one for each answer.
        counts: number of answers by status.
        quotes: number of quotes.
        reports: by the hash of their texts, in the order of the page.
        figures: numbers of the images that are shown with an answer, by its number.
        shown_in: labels of the quotes that an image shows, by its number.
        certificates: numbers of the certificates of an answer, by its number.
        placed: number of the answer that shows a certificate, by its own number.
        indexes: the indexes that answered, by their fingerprints.
    """

    entries: list[Entry] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    quotes: int = 0
    reports: dict[str, CitedReport] = field(default_factory=dict)
    figures: dict[int, list[int]] = field(default_factory=dict)
    shown_in: dict[int, list[str]] = field(default_factory=dict)
    certificates: dict[int, list[int]] = field(default_factory=dict)
    placed: dict[int, int] = field(default_factory=dict)
    indexes: dict[str, IndexInfo] = field(default_factory=dict)

    @property
    def quoted(self) -> int:
        """Return the number of reports that answers or findings quote."""
        return sum(bool(one.quotes) for one in self.reports.values())

    @property
    def tally(self) -> str:
        """Return how many answers were found, in words."""
        told = [f"{self.counts[status]:,} {words}" for status, words in _TALLY.items()
                if self.counts[status]]  # fmt: skip
        return ", ".join(told)

    def cite(self, citation: Citation, label: str, *, also: Sequence[Citation] = ()) -> None:
        """Note that a quote cites a report, and which others have the same sentence."""
        own = self.reports.setdefault(citation.text_sha256, CitedReport(citation))
        _add(own.quotes, label)
        for one in also:
            other = self.reports.setdefault(one.text_sha256, CitedReport(one))
            if other is not own:
                _add(other.same, label)


def overview(
    answers: Answers,
    texts: dict[str, CitedText],
    pages: Sequence[CitedPage],
    certificates: Certificates,
    findings: Findings | None,
) -> Overview:
    """Return what the page of a pack lists; answers and certificates are read once."""
    found = Overview()
    images = {(one.source_sha256, one.page): at for at, one in enumerate(pages)}
    absent = _questions(certificates)
    for number, packed in enumerate(answers, start=1):
        result = packed.result
        words, status = _status(result)
        found.entries.append(Entry(number, result.question, words, status))
        found.counts[status] += 1
        if result.answer is None:
            continue
        found.indexes.setdefault(result.answer.index.fingerprint, result.answer.index)
        if result.answer.status == "no_answer":
            found.certificates[number] = absent.get(_plain(result.question), [])
            for at in found.certificates[number]:
                found.placed.setdefault(at, number)
        _add_quotes(found, number, result.answer, texts, images)
    for finding in findings.checked.findings if findings else ():
        for source in (finding.source, *finding.nearest):
            if source is not None:
                found.cite(source.citation, f"finding-{finding.number}")
    return found


def images_of(
    citation: Citation, texts: dict[str, CitedText], images: dict[tuple[str, int], int]
) -> list[int]:
    """Return the numbers of the images that show a citation."""
    first, last = citation.pages or (1, 0)
    source = texts[citation.text_sha256].source_sha256
    shown = (images.get((source, page)) for page in range(first, last + 1))
    return [at for at in shown if at is not None]


def _add_quotes(
    found: Overview,
    number: int,
    answer: Answer,
    texts: dict[str, CitedText],
    images: dict[tuple[str, int], int],
) -> None:
    for quoted in (one for group in groups_of(number, answer) for one in group.quotes):
        found.quotes += 1
        citation = quoted.passage.citation
        found.cite(citation, quoted.label, also=quoted.passage.also_at)
        for image in images_of(citation, texts, images):
            if image not in found.shown_in:
                found.figures.setdefault(number, []).append(image)
            found.shown_in.setdefault(image, []).append(quoted.label)


def _add(labels: list[str], label: str) -> None:
    if labels[-1:] != [label]:
        labels.append(label)


def _status(result: Result) -> tuple[str, str]:
    return STATUS_WORDS.get(result.status, "Not asked"), result.status


def _questions(records: Iterable[Record]) -> dict[str, list[int]]:
    """Return the numbers of the certificates of a question, by its words."""
    found: dict[str, list[int]] = {}
    for at, record in enumerate(records):
        if record.get("strength") == "question":
            found.setdefault(_plain(str(record.get("question"))), []).append(at)
    return found


def _plain(question: str) -> str:
    return " ".join(question.split())
