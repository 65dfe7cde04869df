"""Write a citation as plain text, as Markdown, and in the Chicago, APA and Bluebook styles.

Each citation is the quote followed by its reference. A missing value is left out, or marked
as the style requires, such as "n.d." for a missing date.
"""

import re

from corpus.dates import MONTHS, date_parts
from corpus.text.titles import in_sentence_case
from service.citations import names
from service.citations.cited import Cited, pinpoint
from service.exports.escape import escape_markdown, escape_url, one_line


def text(cited: Cited) -> str:
    """Return the quote with its label, as on the page."""
    parts = [_period(one_line(cited.citation.label)), _url(cited), _superseded(cited)]
    return _quoted(cited.quote, parts)


def as_markdown(cited: Cited) -> str:
    """Return the quote with its label as a Markdown block quote."""
    url = cited.citation.report.url
    lines = [
        f"> {escape_markdown(cited.quote)}",
        ">",
        f"> — {_period(escape_markdown(cited.citation.label))}",
    ]
    told = [f"<{escape_url(url)}>" if url else "", escape_markdown(_superseded(cited))]
    return " ".join(filter(None, ("\n".join(lines), *told))) + "\n"


def chicago(cited: Cited) -> str:
    """Return a note in the style of the Chicago Manual, which treats reports as books."""
    report = cited.citation.report
    authors = names.chicago_note(report.authors) if report.authors else None
    # A publisher that is the author is not repeated as the publisher.
    parts = [authors or report.publisher, cited.title, report.number]
    named = ", ".join(one_line(part) for part in parts if part)
    publisher = one_line(report.publisher) if authors and report.publisher else None
    published = ", ".join(filter(None, (publisher, _date(report.date))))
    note = ", ".join(filter(None, (f"{named} ({published})", pinpoint(cited, "", ""), _url(cited))))
    return _quoted(cited.quote, [_period(note)])


def chicago_bibliography(cited: Cited) -> str:
    """Return an entry for a bibliography in the style of the Chicago Manual, without a page."""
    report = cited.citation.report
    authors = names.chicago_bibliography(report.authors) if report.authors else None
    publisher = one_line(report.publisher) if authors and report.publisher else None
    published = ", ".join(filter(None, (publisher, _date(report.date))))
    parts = [authors or report.publisher, cited.title, report.number, published, _url(cited)]
    return " ".join(_period(one_line(part)) for part in parts if part) + "\n"


def apa(cited: Cited) -> str:
    """Return the quote with an in-text citation, and the reference, in the style of APA 7.

    A title keeps its capitals, because the text does not show which of them belong to names. A
    title in capitals only is set in sentence case.
    """
    report = cited.citation.report
    year, month, day = date_parts(report.date) if report.date else ("n.d.", None, None)
    later = " ".join(str(part) for part in (month and MONTHS[month - 1], day) if part)
    dated = f"({year}, {later})." if later else f"({year})."
    title = one_line(in_sentence_case(report.title or report.id))
    number = f" ({_report_number(one_line(report.number))})" if report.number else ""
    publisher = one_line(report.publisher) if report.publisher else None
    author = names.apa_reference(report.authors) if report.authors else publisher
    reference = [_period(author), dated, _period(title + number)] if author else [
        _period(title + number), dated
    ]  # fmt: skip
    if report.authors and publisher:
        reference.append(_period(publisher))
    inside = names.apa_inside(report.authors) if report.authors else publisher or title
    line = " ".join(filter(None, (*reference, _url(cited))))
    cite = f"({inside}, {year}, {pinpoint(cited)})"
    return f"“{one_line(cited.quote)}” {cite}.\n\n{line}\n"


def bluebook(cited: Cited) -> str:
    """Return a citation in the Bluebook's style for agency reports, with a pinpoint.

    Persons who write for an institution stand before it.
    """
    report = cited.citation.report
    authors = names.bluebook(report.authors) if report.authors else None
    institution = _abbreviate(one_line(report.publisher)) if report.publisher else None
    title = one_line(cited.title)
    number = one_line(report.number) if report.number else None
    named = ", ".join(filter(None, (authors, institution, number, title)))
    if not cited.pages:
        place = f", {pinpoint(cited, paragraph='¶')}"
    else:  # "at" separates the page from a number that ends the title
        at = ", at" if title[-1:].isdigit() else ""
        place = f"{at} {pinpoint(cited, '', '')}"
    year = report.date[:4] if report.date else "n.d."
    reference = f"{named}{place} ({year})"
    url = _url(cited)
    return _quoted(cited.quote, [_period(f"{reference}, {url}" if url else reference)])


def _quoted(quote: str, parts: list[str]) -> str:
    """Return a quote followed by its reference."""
    return f"“{one_line(quote)}”\n\n{' '.join(part for part in parts if part)}\n"


def _superseded(cited: Cited) -> str:
    """Return the newer edition of the report as a sentence; "" without one."""
    words = one_line(cited.superseded or "")
    return _period(words[0].upper() + words[1:]) if words else ""


def _url(cited: Cited) -> str:
    url = cited.citation.report.url
    return escape_url(url) if url else ""


def _period(sentence: str) -> str:
    """End a text with a period, unless it ends with a mark already."""
    return sentence if sentence.endswith((".", "?", "!")) else f"{sentence}."


def _date(date: str | None) -> str:
    """Return "February 9, 2016", "February 2016", "2016" or "n.d."."""
    if date is None:
        return "n.d."
    year, month, day = date_parts(date)
    if month is None:
        return str(year)
    return f"{MONTHS[month - 1]} {day}, {year}" if day else f"{MONTHS[month - 1]} {year}"


def _report_number(number: str) -> str:
    """Add APA's "Report No." to a report number that lacks "No."."""
    return number if re.search(r"\bno\.", number, re.IGNORECASE) else f"Report No. {number}"


# Table T6 of the Bluebook, limited to words in names of agencies.
_ABBREVIATIONS = {
    "administration": "Admin.", "association": "Ass'n", "board": "Bd.", "center": "Ctr.",
    "commerce": "Com.", "commission": "Comm'n", "committee": "Comm.", "congressional": "Cong.",
    "council": "Council", "defense": "Def.", "department": "Dep't", "development": "Dev.",
    "division": "Div.", "economic": "Econ.", "education": "Educ.", "environmental": "Env't",
    "federal": "Fed.", "general": "Gen.", "government": "Gov't", "institute": "Inst.",
    "international": "Int'l", "justice": "Just.", "management": "Mgmt.", "national": "Nat'l",
    "office": "Off.", "research": "Rsch.", "security": "Sec.", "service": "Serv.",
    "services": "Servs.", "technology": "Tech.", "transportation": "Transp.",
    "university": "Univ.",
}  # fmt: skip


def _abbreviate(name: str) -> str:
    name = name.replace("United States", "U.S.")
    return re.sub(r"[A-Za-z]+", lambda word: _ABBREVIATIONS.get(word[0].lower(), word[0]), name)
