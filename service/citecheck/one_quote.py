"""Check one quotation, without a draft around it."""

from collections.abc import Callable

from corpus.files import text_sha256
from corpus.readers.drafts.draft import Draft
from corpus.report import Block
from service.answers.engine import Engine
from service.citecheck.findings import Finding, Reference
from service.citecheck.quotations.judging import QuotationJudge
from service.citecheck.quotations.matching import Matching
from service.citecheck.quotations.report_texts import ReportTexts
from service.citecheck.units import Quotation


def check_quote(
    words: str, engine: Engine, report: str | None = None, step: Callable[[], None] = lambda: None
) -> Finding:
    """Return what the text of every report says about some words.

    Args:
        report: id of the report that is said to have them; words that only others have are then
            misattributed.
        step: called after each report; what it raises ends the check.

    Raises:
        NotReady: while no generation serves.
    """
    opened, length = engine.opened, len(words)
    draft = Draft("", text_sha256(words), words, (Block(0, length),))
    references = [Reference(length, length, "", (report,), "id")] if report else []
    texts = ReportTexts(opened.generation)
    judge = QuotationJudge(
        draft,
        opened.generation,
        Matching(engine, opened, texts),
        texts,
        engine.settings.max_also_at,
    )
    quotation = Quotation(0, length, "quotation", words, tuple(range(len(references))))
    (finding,) = judge.findings([quotation], references, step)
    return finding
