"""A checked draft made by hand: every verdict, and every part that a door must show."""

import hashlib
from dataclasses import replace

from corpus.omission_words import OmissionInfo
from corpus.readers.drafts.draft import Draft, Note
from corpus.report import Block
from service.answers.answer import Citation
from service.answers.index_info import IndexInfo, ReportInfo
from service.citecheck.findings import (
    CheckedDraft,
    DifferenceInfo,
    Finding,
    Reference,
    SourceSentence,
    WarningInfo,
)

PARAGRAPHS = (
    "Memo on the ferry",
    "The report says that “the ferry to Kestrel Bay leaves at ten.” It carries 50 cars, too.",
    "“Children travel free of charge” and “=HYPERLINK(1) is not here at all” are quoted.",
    "A <b>bold</b> “claim here” of the writer’s own.",
    "Ferry Board, Report 7, page 2.",
)
TEXT = "\n\n".join(PARAGRAPHS)
SENTENCE = "The ferry to Kestrel Bay leaves at nine."
FREE = "Children travel free of charge."
REPORT = ReportInfo("ferry", "The Ferry", "Ferry Board", "FB-7", "2016", "https://example.org/f")
INDEX = IndexInfo("20261126T000000", "f" * 64, 6, "bag of words", None)


def span(words: str) -> tuple[int, int]:
    start = TEXT.index(words)
    return start, start + len(words)


def source(quote: str, start: int, number: int, chance: float | None = None) -> SourceSentence:
    citation = Citation(
        id=f"ferry#s{number}", report=REPORT, start=start, end=start + len(quote), lines=(1, 1),
        page=None, section=None, sentence=number,
        quote_sha256=hashlib.sha256(quote.encode()).hexdigest(), text_sha256="a" * 64,
        label=f"The Ferry (FB-7), 2016, sentence {number}", url=f"/reports/ferry#s{number}",
        pages=None, paragraph=1, kind="text", boxes=[],
    )  # fmt: skip
    return SourceSentence(citation, quote, quote, start, start + len(quote), "", "", chance)


def finding(number: int, kind: str, words: str, verdict: str | None, **more: object) -> Finding:
    start, end = span(words)
    message = f"Message of finding {number}."
    return Finding(number, kind, start, end, words, "paragraph 2", verdict, message, **more)  # type: ignore[arg-type]


def checked_draft() -> CheckedDraft:
    """Return the checked draft, the words of whose source stand in the fixture's small corpus."""
    quoted = span("the ferry to Kestrel Bay leaves at ten.")
    ten = span("ten")
    case = DifferenceInfo(
        "first letter", "presentation", (quoted[0], quoted[0] + 1), (0, 1), "t", "T"
    )
    word = DifferenceInfo("word", "altered", ten, (35, 39), "ten", "nine")
    told = WarningInfo("goes_on", "The source goes on with “except”.", "except on Sundays")
    cited = Reference(*span(PARAGRAPHS[4]), PARAGRAPHS[4], ("ferry",), "number", "2")
    lost = Reference(0, 4, "Memo", reason="no report of the index has this title")
    claim = "It carries 50 cars, too."
    findings = (
        finding(
            1, "quotation", "the ferry to Kestrel Bay leaves at ten.", "altered",
            source=source(SENTENCE, 0, 1), differences=(case, word), references=(cited,),
        ),
        finding(
            2, "claim", claim, "differs", nearest=(source("It carries forty cars.", 41, 2, 0.62),)
        ),
        finding(
            3, "quotation", "Children travel free of charge", "exact",
            source=replace(source(FREE, 92, 4), end=92 + len(FREE) - 1), warnings=(told,),
            also_at=("harbor#s9",),
        ),
        finding(
            4, "quotation", "=HYPERLINK(1) is not here at all", "not_checked", references=(lost,)
        ),
        finding(5, "term", "claim here", None),
        finding(6, "claim", "A <b>bold</b> “claim here” of the writer’s own.", "own_words"),
    )  # fmt: skip
    unread = OmissionInfo("part", (), 1, "chart", "A chart could not be read.")
    return CheckedDraft(
        "memo <1>.docx", "b" * 64, TEXT, findings, (lost,), (unread,),
        ("harbor: page 2 could not be read",), INDEX, 12.5, {"quotation altered": 1},
    )  # fmt: skip


def draft() -> Draft:
    """Return the draft of ``checked_draft``."""
    blocks, at = [], 0
    for number, words in enumerate(PARAGRAPHS):
        kind = {0: "heading", 4: "note"}.get(number, "text")
        blocks.append(Block(at, at + len(words), kind=kind))  # type: ignore[arg-type]
        at += len(words) + 2
    note = Note("1", "footnote", *span(PARAGRAPHS[4]), (span(" It carries")[0],))
    return Draft("memo <1>.docx", "b" * 64, TEXT, tuple(blocks), (note,))
