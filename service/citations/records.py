"""Write a citation for reference managers: BibTeX, RIS and CSL-JSON.

Authors are written with the family name first. Without authors, the publisher is the author, as
one institutional name that is never split. The quote goes into the field where these programs
keep a user's note.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from corpus.dates import date_parts
from service.answers.index_info import ReportInfo
from service.citations.cited import Cited, entry_key, pinpoint, place_in_text, span
from service.citations.names import Person, person
from service.exports.escape import escape_url, one_line

_TEX = {
    "\\": r"\textbackslash{}", "^": r"\textasciicircum{}", "~": r"\textasciitilde{}",
    # BibTeX counts escaped braces too, so a lone one would unbalance the entry.
    "{": r"\textbraceleft{}", "}": r"\textbraceright{}",
    **{sign: f"\\{sign}" for sign in "%$&#_"},
    # TeX prints these as other characters.
    "<": r"\textless{}", ">": r"\textgreater{}", "|": r"\textbar{}", "`": r"\textasciigrave{}",
}  # fmt: skip
_TEX_SIGNS = re.compile("|".join(map(re.escape, _TEX)))
_TEX_PAIRS = re.compile(r"-(?=-)|'(?=')")
"""Pairs that TeX prints as a dash or as a closing quotation mark."""
_DIVIDES = re.compile(r",|\band\b", re.IGNORECASE)
_BIBTEX_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()  # noqa: SIM905


def bibtex(cited: Cited) -> str:
    """Return an entry for BibTeX and BibLaTeX; its ``annote`` is the quote."""
    lines = ",\n".join(f"  {name} = {value}" for name, value in _bibtex_fields(cited))
    return f"@techreport{{{entry_key(cited.citation)},\n{lines},\n}}\n"


def _bibtex_fields(cited: Cited) -> Iterator[tuple[str, str]]:
    report = cited.citation.report
    # Double braces keep an institution's name in one piece and a title's capitals as they are.
    if report.authors:
        yield "author", f"{{{' and '.join(map(_tex_name, map(person, report.authors)))}}}"
    elif report.publisher:
        yield "author", f"{{{{{_tex(report.publisher)}}}}}"
    if report.title:
        yield "title", f"{{{{{_tex(cited.title)}}}}}"
    if report.publisher:
        yield "institution", f"{{{{{_tex(report.publisher)}}}}}"
    if report.number:
        yield "number", f"{{{_tex(report.number)}}}"
    if report.date:
        year, month, _ = date_parts(report.date)
        yield "year", f"{{{year}}}"
        if month:
            yield "month", _BIBTEX_MONTHS[month - 1]
        yield "date", f"{{{report.date}}}"
    if cited.pages:
        first, last = (_tex(str(page)) for page in cited.pages)
        yield "pages", f"{{{span('', '', (first, last), '--')}}}"
    if report.url:
        yield "url", f"{{{escape_url(report.url)}}}"
    note = "; ".join(filter(None, (place_in_text(cited, "paragraph"), cited.superseded)))
    yield "note", f"{{{_tex(note)}}}"
    yield "annote", f"{{{_tex(cited.quote)}}}"


def _tex_name(name: Person) -> str:
    """Return a name as BibTeX divides it: family name, suffix, given names."""
    parts = (_tex(part) for part in (name.family, name.suffix, name.given) if part)
    # Braces hide a comma or an "and" that is not BibTeX's.
    return ", ".join(f"{{{part}}}" if _DIVIDES.search(part) else part for part in parts)


def _tex(text: str) -> str:
    escaped = _TEX_SIGNS.sub(lambda sign: _TEX[sign[0]], one_line(text))
    return _TEX_PAIRS.sub(r"\g<0>{}", escaped)


def ris(cited: Cited) -> str:
    """Return a RIS record; its notes are the quote, the label, and what supersedes the report."""
    lines = [("TY", "RPRT"), *_ris_fields(cited), ("ER", "")]
    return "".join(f"{tag}  - {one_line(value)}\r\n" for tag, value in lines)


def _ris_fields(cited: Cited) -> Iterator[tuple[str, str]]:
    citation, report = cited.citation, cited.citation.report
    yield "ID", citation.id
    authors = [person(name).inverted for name in report.authors]
    for tag, value in (
        *(("AU", author) for author in authors or [report.publisher or ""]),
        ("TI", report.title and cited.title),
        ("PB", report.publisher),
        ("SN", report.number),
    ):
        if value:
            yield tag, value
    if report.date:
        yield "PY", report.date[:4]
        # Year, month, day and other information; an unknown part is empty.
        yield "DA", "/".join([*report.date.split("-"), "", "", ""][:4])
    if cited.pages:
        first, last = cited.pages
        yield "SP", str(first)
        yield "EP", str(last)
    if report.url:
        yield "UR", escape_url(report.url)
    yield "N1", cited.quote
    yield "N1", citation.label
    if cited.superseded:
        yield "N1", cited.superseded


def csl(cited: Cited) -> str:
    """Return a CSL-JSON list with one item.

    The quote is in ``annote``, because processors parse fields out of ``note``, which has only
    what supersedes the report.
    """
    citation, report = cited.citation, cited.citation.report
    date = report.date and [int(part) for part in report.date.split("-")]
    item: dict[str, Any] = {
        "id": citation.id,
        "type": "report",
        "title": report.title and cited.title,
        "author": _csl_authors(report),
        "publisher": report.publisher,
        "number": report.number,
        "issued": {"date-parts": [date]} if date else None,
        "URL": escape_url(report.url) if report.url else None,
        "locator": span("", "", cited.pages) if cited.pages else None,
        "annote": cited.quote,
        "note": _csl_note(cited.superseded) if cited.superseded else None,
        "custom": {
            "pinpoint": pinpoint(cited),
            "sentence": citation.sentence,
            "start": citation.start,
            "end": citation.end,
            "quote_sha256": citation.quote_sha256,
            "text_sha256": citation.text_sha256,
            "source_sha256": cited.source_sha256,
            **({"ocr": True} if citation.ocr else {}),
        },
    }
    known = {name: value for name, value in item.items() if value is not None}
    return json.dumps([known], ensure_ascii=False, indent=2) + "\n"


def _csl_note(text: str) -> str:
    """Return a note in which processors find no field of their own, such as {:DOI: …}."""
    return one_line(text).replace("{:", "{ :")


def _csl_authors(report: ReportInfo) -> list[dict[str, str]] | None:
    if not report.authors:
        return [{"literal": report.publisher}] if report.publisher else None
    return [
        {name: value for name, value in asdict(person(author)).items() if value}
        for author in report.authors
    ]
