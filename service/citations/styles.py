"""Write a citation as plain text, as Markdown, and in the Chicago, APA and Bluebook styles.

Each citation is the quote followed by its reference. A missing value is left out, or marked
as the style requires, such as "n.d." for a missing date.
"""

import datetime
import re

from service.citations.cited import Cited, pinpoint
from service.exports.escape import escape_markdown, escape_url, one_line

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def text(cited: Cited) -> str:
    """Return the quote with its label, as on the page."""
    return _quoted(cited.quote, [_period(one_line(cited.citation.label)), _url(cited)])


def as_markdown(cited: Cited) -> str:
    """Return the quote with its label as a Markdown block quote."""
    url = cited.citation.report.url
    lines = [
        f"> {escape_markdown(cited.quote)}",
        ">",
        f"> — {_period(escape_markdown(cited.citation.label))}",
    ]
    return "\n".join(lines) + (f" <{escape_url(url)}>\n" if url else "\n")


def chicago(cited: Cited) -> str:
    """Return a note in the style of the Chicago Manual for a report by an organisation."""
    report = cited.citation.report
    parts = [report.publisher, cited.title, report.number]
    named = ", ".join(one_line(part) for part in parts if part)
    date = _date(report.date)
    dated = f"{date[1]} {date[2]}, {date[0]}" if date else "n.d."
    url = _url(cited)
    note = ", ".join(part for part in (f"{named} ({dated})", pinpoint(cited, "", ""), url) if part)
    return _quoted(cited.quote, [_period(note)])


def apa(cited: Cited) -> str:
    """Return the quote with an in-text citation, and the reference, in the style of APA 7.

    The title keeps its capitals, because the text does not show which of them belong to names.
    """
    report = cited.citation.report
    date = _date(report.date)
    year = str(date[0]) if date else "n.d."
    dated = f"({date[0]}, {date[1]} {date[2]})." if date else "(n.d.)."
    title = one_line(cited.title)
    number = f" ({_report_number(one_line(report.number))})" if report.number else ""
    author = one_line(report.publisher) if report.publisher else None
    reference = [_period(author), dated, _period(title + number)] if author else [
        _period(title + number), dated
    ]  # fmt: skip
    inside = f"({author or title}, {year}, {pinpoint(cited)})"
    line = " ".join(part for part in (*reference, _url(cited)) if part)
    return f"“{one_line(cited.quote)}” {inside}.\n\n{line}\n"


def bluebook(cited: Cited) -> str:
    """Return a citation in the Bluebook's style for agency reports, with a pinpoint."""
    report = cited.citation.report
    author = _abbreviate(one_line(report.publisher)) if report.publisher else None
    title = one_line(cited.title)
    before = ", ".join(part for part in (author, report.number and one_line(report.number)) if part)
    date = _date(report.date)
    if not cited.citation.pages:
        place = f", {pinpoint(cited, paragraph='¶')}"
    else:  # "at" separates the page from a number that ends the title
        at = ", at" if title[-1:].isdigit() else ""
        place = f"{at} {pinpoint(cited, '', '')}"
    named = ", ".join(part for part in (before, title) if part)
    reference = f"{named}{place} ({date[0] if date else 'n.d.'})"
    url = _url(cited)
    return _quoted(cited.quote, [_period(f"{reference}, {url}" if url else reference)])


def _quoted(quote: str, parts: list[str]) -> str:
    """Return a quote followed by its reference."""
    return f"“{one_line(quote)}”\n\n{' '.join(part for part in parts if part)}\n"


def _url(cited: Cited) -> str:
    url = cited.citation.report.url
    return escape_url(url) if url else ""


def _period(sentence: str) -> str:
    """End a text with a period, unless it ends with a mark already."""
    return sentence if sentence.endswith((".", "?", "!")) else f"{sentence}."


def _date(date: str | None) -> tuple[int, str, int] | None:
    """Return the year, the name of the month, and the day."""
    if date is None:
        return None
    day = datetime.date.fromisoformat(date)
    return day.year, _MONTHS[day.month - 1], day.day


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
