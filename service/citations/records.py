"""Write a citation for reference managers: BibTeX, RIS and CSL-JSON.

A report's publisher is its author, and an institution: its name is never taken apart. The
quote goes where such a program keeps a reader's note on an entry.
"""

import datetime
import json
import re
from collections.abc import Iterator
from typing import Any

from service.citations.cited import Cited, key, pinpoint, place_in_text, span
from service.exports.escape import address, one_line

_TEX = {
    "\\": r"\textbackslash{}", "^": r"\textasciicircum{}", "~": r"\textasciitilde{}",
    # BibTeX counts braces, whether a backslash stands before them or not.
    "{": r"\textbraceleft{}", "}": r"\textbraceright{}",
    **{sign: f"\\{sign}" for sign in "%$&#_"},
    # What TeX would set as another character.
    "<": r"\textless{}", ">": r"\textgreater{}", "|": r"\textbar{}", "`": r"\textasciigrave{}",
}  # fmt: skip
_TEX_SIGNS = re.compile("|".join(map(re.escape, _TEX)))
_TEX_PAIRS = re.compile(r"-(?=-)|'(?=')")
"""Two of which TeX would set as a dash, or as a closing quotation mark."""
_BIBTEX_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()  # noqa: SIM905


def bibtex(cited: Cited) -> str:
    """Return an entry that BibTeX and BibLaTeX read; the quote is its ``annote``."""
    lines = ",\n".join(f"  {name} = {value}" for name, value in _bibtex_fields(cited))
    return f"@techreport{{{key(cited.citation)},\n{lines},\n}}\n"


def _bibtex_fields(cited: Cited) -> Iterator[tuple[str, str]]:
    citation, report = cited.citation, cited.citation.report
    if report.publisher:
        # The second braces keep the name of an institution, and the capitals of a title, whole.
        yield "author", f"{{{{{_tex(report.publisher)}}}}}"
    if report.title:
        yield "title", f"{{{{{_tex(report.title)}}}}}"
    if report.publisher:
        yield "institution", f"{{{{{_tex(report.publisher)}}}}}"
    if report.number:
        yield "number", f"{{{_tex(report.number)}}}"
    if report.date:
        day = datetime.date.fromisoformat(report.date)
        yield "year", f"{{{day.year}}}"
        yield "month", _BIBTEX_MONTHS[day.month - 1]
        yield "date", f"{{{report.date}}}"
    if citation.pages:
        yield "pages", f"{{{span('', '', citation.pages, '--')}}}"
    if report.url:
        yield "url", f"{{{address(report.url)}}}"
    yield "note", f"{{{_tex(place_in_text(cited, 'paragraph'))}}}"
    yield "annote", f"{{{_tex(cited.quote)}}}"


def _tex(text: str) -> str:
    whole = _TEX_SIGNS.sub(lambda sign: _TEX[sign[0]], one_line(text))
    return _TEX_PAIRS.sub(r"\g<0>{}", whole)


def ris(cited: Cited) -> str:
    """Return a record of RIS; the quote is its first note, the label its second."""
    lines = [("TY", "RPRT"), *_ris_fields(cited), ("ER", "")]
    return "".join(f"{tag}  - {one_line(value)}\r\n" for tag, value in lines)


def _ris_fields(cited: Cited) -> Iterator[tuple[str, str]]:
    citation, report = cited.citation, cited.citation.report
    yield "ID", citation.id
    for tag, value in (
        ("AU", report.publisher),
        ("TI", report.title),
        ("PB", report.publisher),
        ("SN", report.number),
    ):
        if value:
            yield tag, value
    if report.date:
        yield "PY", report.date[:4]
        yield "DA", report.date.replace("-", "/") + "/"
    if citation.pages:
        first, last = citation.pages
        yield "SP", str(first)
        yield "EP", str(last)
    if report.url:
        yield "UR", address(report.url)
    yield "N1", cited.quote
    yield "N1", citation.label


def csl(cited: Cited) -> str:
    """Return a list of one item of CSL-JSON, as citation processors read it.

    The quote is the ``annote`` and not the ``note``, in which processors look for fields.
    """
    citation, report = cited.citation, cited.citation.report
    date = report.date and [int(part) for part in report.date.split("-")]
    item: dict[str, Any] = {
        "id": citation.id,
        "type": "report",
        "title": report.title,
        "author": [{"literal": report.publisher}] if report.publisher else None,
        "publisher": report.publisher,
        "number": report.number,
        "issued": {"date-parts": [date]} if date else None,
        "URL": address(report.url) if report.url else None,
        "locator": span("", "", citation.pages) if citation.pages else None,
        "annote": cited.quote,
        "custom": {
            "pinpoint": pinpoint(cited),
            "sentence": citation.sentence,
            "start": citation.start,
            "end": citation.end,
            "quote_sha256": citation.quote_sha256,
            "text_sha256": citation.text_sha256,
            "source_sha256": cited.source_sha256,
        },
    }
    known = {name: value for name, value in item.items() if value is not None}
    return json.dumps([known], ensure_ascii=False, indent=2) + "\n"
