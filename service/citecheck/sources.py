"""Resolve the references of a draft to reports: footnotes, parentheses, "ibid." and "supra"."""

import re
from collections.abc import Sequence

from corpus.readers.drafts.draft import Draft
from index.store.protocol import View
from service.citecheck.citation_forms import works_listed
from service.citecheck.findings import HowResolved, Reference
from service.citecheck.report_names import Naming, ReportNames
from service.citecheck.short_titles import ShortTitles
from service.citecheck.unit_words import is_remark
from service.citecheck.units import RawReference

_AGAIN = re.compile(r"\W*(?:see\s+(?:also\s+)?)?(?:ibid|id|loc\.?\s*cit)\b\.?", re.IGNORECASE)
_NOTE = re.compile(
    r"\b(?:supra\s+(?:note|n\.?|fn\.?)|(?:note|n\.|fn\.?)(?=\s*\d+\s+(?:above|supra)))\s*(\d+)",
    re.IGNORECASE,
)
_EARLIER = re.compile(r"\b(?:supra|op\.?\s*cit|above)\b", re.IGNORECASE)
_SHORT_NAME = re.compile(
    r"[(\[]\s*(?:hereinafter|hereafter)(?:\s+cited\s+as|\s+referred\s+to\s+as)?[\s:,]*"
    r"[\"“‘']?([^)\]\"”’]+?)[\"”’']?[,.]?\s*[)\]]",
    re.IGNORECASE,
)
_LISTED = re.compile(r"\s*\[(\d{1,3})\](?:\W|$)")
_PAGES = re.compile(
    r"(?:\b(?:pp?|pgs?)\.?\s*|\bpages?\s+|\bat\s+(?:pp?\.\s*)?)"
    r"((?:[A-Z]-?)?\d{1,4}|[ivxlc]+\b)(?:\s*[-–—]\s*((?:[A-Z]-?)?\d{1,4}|[ivxlc]+\b))?",
    re.IGNORECASE,
)
_BARE_PAGE = re.compile(r",\s*(\d{1,3})(?:\s*[-–—]\s*(\d{1,3}))?\s*[.)\]]*\s*$")
_YEAR = re.compile(r"\b(?:1[89]|20)\d\d\b")
_CLAUSE = re.compile(r";\s+")
_NAMELESS = "it names no report of the index by number, title, address or author"


def resolve(references: Sequence[RawReference], draft: Draft, view: View) -> list[Reference]:
    """Return what each reference names, in the same order; the reason where it names no report."""
    resolver = _Resolver(draft, view)
    found: dict[int, Reference] = {}
    # A note is cited where its mark stands.
    for at in sorted(range(len(references)), key=lambda at: _place(references[at])):
        found[at] = resolver.resolve(references[at])
    return [found[at] for at in range(len(references))]


def names_a_work(reference: Reference) -> bool:
    """Return whether a reference names a work: a note may also hold remarks only."""
    return bool(reference.reports or reference.reason)


def _place(reference: RawReference) -> int:
    note = reference.note
    return note.marks[0] if note and note.marks else reference.start


class _Resolver:
    def __init__(self, draft: Draft, view: View) -> None:
        self._names = ReportNames(view)
        self._short_titles = ShortTitles(view)
        self._draft = draft
        self._listed_works = works_listed(draft.text, draft.blocks)
        self._before: Reference | None = None
        self._by_label: dict[str, Reference] = {}
        self._by_short_name: dict[str, tuple[str, ...]] = {}
        self._cited: dict[str, None] = {}

    def resolve(self, raw: RawReference) -> Reference:
        """Resolve a reference; those cited before it were resolved before."""
        clauses = [clause for clause in _CLAUSE.split(raw.text) if clause.strip(" \n\t.()[]")]
        namings = [self._clause(clause, is_note=raw.note is not None) for clause in clauses]
        named = [naming for naming in namings if naming.reports]
        reports = tuple(dict.fromkeys(report for naming in named for report in naming.reports))
        reason = "" if reports else next((one.reason for one in namings if one.reason), "")
        found = Reference(
            raw.start, raw.end, raw.text, reports,
            how=named[0].how if named else None,
            page=_page(raw.text) if len(named) <= 1 else None,
            reason=reason,
        )  # fmt: skip
        self._remember(raw, found)
        return found

    def _remember(self, raw: RawReference, found: Reference) -> None:
        if names_a_work(found):
            self._before = found
        if raw.note:
            self._by_label[raw.note.label] = found
        self._cited |= dict.fromkeys(found.reports)
        for name in _SHORT_NAME.findall(raw.text):
            self._by_short_name[name.strip().casefold()] = found.reports

    def _clause(self, clause: str, *, is_note: bool) -> Naming:
        if _AGAIN.match(clause):
            return self._like(self._before, "ibid", "the reference before it")
        named = self._names.named(clause)
        found = named if named.reports else self._earlier(clause) or named
        if found is named and not named.reports and not self._names.has_number(clause):
            found = self._short(clause) or named
        if not (found.reports or found.reason) and not (
            is_note and is_remark(clause) and not _YEAR.search(clause)
        ):
            return Naming(reason=_NAMELESS)
        return found

    def _earlier(self, clause: str) -> Naming | None:
        """Return what words name that refer to another note or reference of the draft."""
        if note := _NOTE.search(clause):
            return self._like(self._by_label.get(note[1]), "supra", f"note {note[1]}")
        for name, reports in self._by_short_name.items():
            if reports and re.search(rf"\b{re.escape(name)}\b", clause, re.IGNORECASE):
                return Naming(reports, "alias")
        if listed := _LISTED.match(clause):
            return self._listed(listed[1])
        is_earlier = _EARLIER.search(clause) is not None
        again = self._names.of_author(clause, self._cited)
        if again and (is_earlier or _page(clause)):
            return Naming(again, "supra")
        return Naming(reason="no earlier reference names its source") if is_earlier else None

    def _short(self, clause: str) -> Naming | None:
        """Return what a short title names that the draft does not explain."""
        found = self._short_titles.named(clause)
        if len(found) > 1:
            return Naming(reason=f"{len(found)} reports of the index may have this short title")
        return Naming(found[0], "alias") if found else None

    def _like(self, earlier: Reference | None, how: HowResolved, which: str) -> Naming:
        if earlier and earlier.reports:
            return Naming(earlier.reports, how)
        return Naming(reason=f"it refers to {which}, which names no report of the index")

    def _listed(self, number: str) -> Naming:
        """Return what an entry of the list of references names."""
        entry = re.compile(rf"\s*(?:\[{number}\]|{number}\.)\s")
        for listed in sorted(self._listed_works):
            block = self._draft.blocks[listed - 1]
            words = self._draft.text[block.start : block.end]
            if entry.match(words):
                named = self._names.named(entry.sub("", words, count=1))
                return named if named.reports or named.reason else Naming(reason=_NAMELESS)
        return Naming(reason=f"the draft lists no reference with the number {number}")


def _page(text: str) -> str | None:
    """Return the page or the pages that a reference names, as printed."""
    found = _PAGES.search(text) or _BARE_PAGE.search(text)
    return "–".join(filter(None, found.groups())) if found else None
