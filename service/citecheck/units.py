"""Divide a draft into quotations, citations and claims."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from corpus.readers.drafts.draft import Draft, Note
from corpus.report import Block, Passage, Span
from corpus.text.layout import TERMINAL
from corpus.text.passages import split_sentences
from service.citecheck.belonging import Cited, Statements
from service.citecheck.citation_forms import works_listed
from service.citecheck.own_words import OwnWords, has_words, masked
from service.citecheck.quotation_marks import find_quoted
from service.citecheck.set_apart import cited_and_set_apart
from service.citecheck.spans import Spans
from service.citecheck.table_rows import Rows, stating_rows
from service.citecheck.unit_words import is_claim, is_remark, is_term, is_title

QuotationKind = Literal["quotation", "block", "term"]


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words that the draft quotes.

    Attributes:
        start, end: span in the draft's text, without the marks.
        kind: "block" for a quotation set apart; "term" for fewer than three words, or the title
            of a work.
        references: places among the references of the draft, in order.
    """

    start: int
    end: int
    kind: QuotationKind
    text: str
    references: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class RawReference:
    """What the draft names as a source, as it stands there.

    Attributes:
        start, end: span in the draft's text: the text of the note, or the citation.
        note: the note; None for a citation in the text.
    """

    start: int
    end: int
    text: str
    note: Note | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence of the draft's own that states a number, a date or a name, or has a note."""

    start: int
    end: int
    references: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Units:
    """What of a draft is checked.

    Attributes:
        quotations, references, claims: each in the order of the draft's text.
        unclosed: quotation marks without a partner: what they quote is not checked.
        rows: rows of tables that state something: they are not checked.
    """

    quotations: tuple[Quotation, ...]
    references: tuple[RawReference, ...]
    claims: tuple[Claim, ...]
    unclosed: tuple[Span, ...] = ()
    rows: tuple[Rows, ...] = ()


def units(draft: Draft) -> Units:
    """Return the quotations, citations and claims of a draft.

    A quotation has the references that follow it in its sentence, up to the next quotation; where
    none does, those before the first quotation of the sentence. A block quotation has those at
    its end or right behind it, else those of the sentence that introduces it. Words that a note
    quotes have the note itself.
    """
    return _Dividing(draft).run()


class _Dividing:
    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self._text = draft.text
        self._unclosed: list[Span] = []
        self._apart = set(draft.block_quotes)
        self._notes = [block for block in draft.blocks if block.kind == "note"]
        self._noted = Spans((block.start, block.end) for block in self._notes)
        self._body = [block for block in draft.blocks if block.kind != "note"]
        self._sentences: tuple[Passage, ...] = ()

    def run(self) -> Units:
        running = [block for block in self._body if (block.start, block.end) not in self._apart]
        marked = self._marked(running)
        in_notes = [span for note in self._notes for span in self._marked([note])]
        cited, blocks = cited_and_set_apart(self._draft, running, marked)
        references = sorted(
            [*(RawReference(note.start, note.end, self._text[note.start : note.end], note)
               for note in self._draft.notes),
             *(RawReference(start, end, self._text[start:end]) for start, end in cited)],
            key=lambda one: one.start,
        )  # fmt: skip
        quoted = sorted([*marked, *blocks])
        statements = self._statements(quoted, references)
        found = [self._quotation(span, statements.of_quotation(at), span in blocks)
                 for at, span in enumerate(quoted)]  # fmt: skip
        found = self._with_neighbours(found, statements)
        noted = [self._quotation(span, self._note_at(span, references)) for span in in_notes]
        claims = [*self._claims(found, references, statements), *self._remarks(noted, references)]
        return Units(
            tuple(sorted([*found, *noted], key=lambda one: one.start)),
            tuple(references),
            tuple(sorted(claims, key=lambda one: one.start)),
            tuple(sorted(self._unclosed)),
            tuple(stating_rows(self._draft, [*marked, *cited])),
        )

    def _marked(self, blocks: Sequence[Block]) -> list[Span]:
        quoted = find_quoted(self._text, blocks)
        self._unclosed += quoted.unclosed
        return list(quoted.spans)

    def _statements(self, quoted: Sequence[Span], references: Sequence[RawReference]) -> Statements:
        cited_at = [(one.start, one.end) for one in references if not one.note]
        # A citation reads as one word, so that the stops inside it end no sentence.
        named = masked(self._text, cited_at, "X", "x")
        self._sentences = split_sentences("draft", named, tuple(self._body))
        bare = masked(self._text, cited_at)
        followers = [at for at, one in enumerate(self._sentences)
                     if not has_words(bare[one.start : one.end])]  # fmt: skip
        statements = Statements(
            [(one.start, one.end) for one in self._sentences], quoted, followers
        )
        # "He says “it is old.” (RL33740) It is." cites for the sentence before.
        behind = {
            one.start
            for before, one in pairwise(self._sentences)
            if before.paragraph == one.paragraph and self._text[one.start] in "(["
        }
        places = [
            Cited(number, place)
            for number, one in enumerate(references)
            for place in (
                one.note.marks if one.note else (one.start if one.start in behind else one.end,)
            )
        ]
        for cited in sorted(places, key=lambda each: each.place):
            statements.add(cited)
        return statements

    def _quotation(
        self, span: Span, references: tuple[int, ...], is_block: bool = False
    ) -> Quotation:
        start, end = span
        text = self._text[start:end]
        in_note = self._noted.at(start) is not None
        kind: QuotationKind = "block" if is_block else "quotation"
        if is_term(text) or (
            not is_block and is_title(text, self._text[max(0, start - 80) : start], in_note)
        ):
            kind = "term"
        return Quotation(start, end, kind, text, references)

    def _with_neighbours(
        self, found: Sequence[Quotation], statements: Statements
    ) -> list[Quotation]:
        """Give block quotations without a reference that of the sentence that introduces them.

        Where it has none either, they share that of the block quotation beside them.
        """
        shared = [one.references or self._introduced(one, statements) for one in found]
        for at in (*reversed(range(len(found) - 1)), *range(1, len(found))):
            for beside in (at + 1, at - 1):
                if not shared[at] and self._adjoin(found, at, beside):
                    shared[at] = shared[beside]
        return [replace(one, references=each) for one, each in zip(found, shared, strict=True)]

    def _introduced(self, quotation: Quotation, statements: Statements) -> tuple[int, ...]:
        before = statements.sentence(quotation.start + 1) - 1
        if quotation.kind != "block" or before < 0:
            return ()
        introduction = self._sentences[before]
        said = self._text[introduction.start : introduction.end]
        is_open = introduction.kind in ("text", "item") and not TERMINAL.search(said.rstrip(":"))
        return statements.of_sentence(before) if is_open else ()

    def _adjoin(self, found: Sequence[Quotation], at: int, beside: int) -> bool:
        if not 0 <= beside < len(found) or {found[at].kind, found[beside].kind} != {"block"}:
            return False
        first, second = sorted((found[at], found[beside]), key=lambda one: one.start)
        return not has_words(self._text[first.end : second.start])

    def _note_at(self, span: Span, references: Sequence[RawReference]) -> tuple[int, ...]:
        at = bisect_right(references, span[0], key=lambda one: one.start) - 1
        is_inside = at >= 0 and references[at].note and span[0] < references[at].end
        return (at,) if is_inside else ()

    def _claims(
        self,
        quotations: Sequence[Quotation],
        references: Sequence[RawReference],
        statements: Statements,
    ) -> Iterator[Claim]:
        """Yield the sentences that state something beside what they quote and cite."""
        judged = [(one.start, one.end) for one in quotations if one.kind != "term"]
        cited = [(one.start, one.end) for one in references if not one.note]
        drawn = [span for block in self._body for span in block.drawn]
        own = OwnWords(self._text, [*judged, *self._apart], [*cited, *drawn])
        works = works_listed(self._text, self._body)
        for at, sentence in enumerate(self._sentences):
            if sentence.paragraph in works:
                continue
            named = statements.of_sentence(at)
            if span := own.claim(sentence, is_sourced=bool(named)):
                yield Claim(*span, named)

    def _remarks(
        self, noted: Sequence[Quotation], references: Sequence[RawReference]
    ) -> Iterator[Claim]:
        """Yield the sentences of notes that say something themselves."""
        bare = masked(self._text, [(one.start, one.end) for one in noted])
        for sentence in split_sentences("notes", self._text, tuple(self._notes)):
            note = self._note_at((sentence.end - 1, sentence.end), references)
            start = max(sentence.start, references[note[0]].start) if note else sentence.start
            said = bare[start : sentence.end]
            if is_remark(said) and is_claim(said):
                yield Claim(start, sentence.end, note)
