"""Define what a generation remembers of sentences that its reports no longer hold."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FormerSentence:
    """A sentence that stood in a report of an earlier generation.

    Attributes:
        report: id of the report, which may be gone too.
        anchor: see ``corpus.quotes.anchors``.
        number: of the sentence, in the last text that held it.
        text_sha256: of that text.
        generation: number of the last generation that held it.
    """

    report: str
    anchor: str
    quote: str
    number: int
    text_sha256: str
    generation: int
