"""Collect what the answers of a pack cite, in one pass over them."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from corpus.report import Box
from service.answers.answer import Citation
from service.citecheck.findings import SourceSentence
from service.packs.contents import Answers, passages_of


@dataclass(slots=True)
class CitedPlaces:
    """The places of a page of a text that answers cite.

    Attributes:
        boxes: one for each line of each cited sentence, without repetition.
        whole: whether a sentence stands there whose boxes nobody knows.
    """

    boxes: dict[Box, None] = field(default_factory=dict)
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Evidence:
    """What answers cite.

    Attributes:
        texts: one citation of each text, by the hash of the text.
        pages: the places on each page, by the hash of the text and the number of the page.
    """

    texts: dict[str, Citation]
    pages: dict[tuple[str, int], CitedPlaces]


def evidence_of(answers: Answers, sources: Iterable[SourceSentence] = ()) -> Evidence:
    """Return what answers, and the findings of a draft, cite; the texts in order of their hashes.

    Args:
        sources: the sentences of the findings. Their pages are not drawn.
    """
    texts: dict[str, Citation] = {}
    pages: dict[tuple[str, int], CitedPlaces] = {}
    for packed in answers:
        for _, passage in passages_of(packed.result.answer) if packed.result.answer else ():
            _add_places(passage.citation, pages)
            for citation in (passage.citation, *passage.also_at):
                texts.setdefault(citation.text_sha256, citation)
    for source in sources:
        texts.setdefault(source.citation.text_sha256, source.citation)
    return Evidence(dict(sorted(texts.items())), dict(sorted(pages.items())))


def _add_places(citation: Citation, pages: dict[tuple[str, int], CitedPlaces]) -> None:
    for one in citation.boxes:
        found = pages.setdefault((citation.text_sha256, one.page), CitedPlaces())
        found.boxes[one.box] = None
    if citation.pages and not citation.boxes:
        first, last = citation.pages
        for page in range(first, last + 1):
            pages.setdefault((citation.text_sha256, page), CitedPlaces()).whole = True
