"""Write a citation for people: as a line of text, as Markdown, and in three manuals' styles.

Every one gives the quote first and the reference below it. What is unknown is left out, or
said to be unknown where the manual wants that said ("n.d.").
"""

import datetime
import re

from service.citations.cited import Cited, pinpoint
from service.exports.escape import address, markdown, one_line

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def text(cited: Cited) -> str:
    """Return the quote and the label that stands under it on the page."""
    return _under(cited.quote, [_ended(one_line(cited.citation.label)), _url(cited)])


def as_markdown(cited: Cited) -> str:
    """Return the quote as a block quote of Markdown, with its label."""
    url = cited.citation.report.url
    lines = [f"> {markdown(cited.quote)}", ">", f"> — {_ended(markdown(cited.citation.label))}"]
    return "\n".join(lines) + (f" <{address(url)}>\n" if url else "\n")


def chicago(cited: Cited) -> str:
    """Return a note in the style of the Chicago Manual, for a report by an organisation."""
    report = cited.citation.report
    parts = [report.publisher, cited.title, report.number]
    named = ", ".join(one_line(part) for part in parts if part)
    date = _date(report.date)
    dated = f"{date[1]} {date[2]}, {date[0]}" if date else "n.d."
    url = _url(cited)
    note = ", ".join(part for part in (f"{named} ({dated})", pinpoint(cited, "", ""), url) if part)
    return _under(cited.quote, [_ended(note)])


def apa(cited: Cited) -> str:
    """Return the quote with its citation in the text, and the reference, by APA's 7th edition.

    The title keeps its capitals: which of them belong to names cannot be known.
    """
    report = cited.citation.report
    date = _date(report.date)
    year = str(date[0]) if date else "n.d."
    dated = f"({date[0]}, {date[1]} {date[2]})." if date else "(n.d.)."
    title = one_line(cited.title)
    number = f" ({_numbered(one_line(report.number))})" if report.number else ""
    author = one_line(report.publisher) if report.publisher else None
    reference = [_ended(author), dated, _ended(title + number)] if author else [
        _ended(title + number), dated
    ]  # fmt: skip
    inside = f"({author or title}, {year}, {pinpoint(cited)})"
    line = " ".join(part for part in (*reference, _url(cited)) if part)
    return f"“{one_line(cited.quote)}” {inside}.\n\n{line}\n"


def bluebook(cited: Cited) -> str:
    """Return a citation as the Bluebook has it for reports of agencies, with its pinpoint."""
    report = cited.citation.report
    author = _abbreviated(one_line(report.publisher)) if report.publisher else None
    title = one_line(cited.title)
    before = ", ".join(part for part in (author, report.number and one_line(report.number)) if part)
    date = _date(report.date)
    if not cited.citation.pages:
        place = f", {pinpoint(cited, paragraph='¶')}"
    else:  # "at" keeps the page from being read as a part of the title
        at = ", at" if title[-1:].isdigit() else ""
        place = f"{at} {pinpoint(cited, '', '')}"
    named = ", ".join(part for part in (before, title) if part)
    whole = f"{named}{place} ({date[0] if date else 'n.d.'})"
    url = _url(cited)
    return _under(cited.quote, [_ended(f"{whole}, {url}" if url else whole)])


def _under(quote: str, parts: list[str]) -> str:
    """Return a quote with its reference under it."""
    return f"“{one_line(quote)}”\n\n{' '.join(part for part in parts if part)}\n"


def _url(cited: Cited) -> str:
    url = cited.citation.report.url
    return address(url) if url else ""


def _ended(sentence: str) -> str:
    return sentence if sentence.endswith((".", "?", "!")) else f"{sentence}."


def _date(date: str | None) -> tuple[int, str, int] | None:
    """Return year, name of the month, and day."""
    if date is None:
        return None
    day = datetime.date.fromisoformat(date)
    return day.year, _MONTHS[day.month - 1], day.day


def _numbered(number: str) -> str:
    """Return a report's number as APA names it, unless it names itself."""
    return number if re.search(r"\bno\.", number, re.IGNORECASE) else f"Report No. {number}"


# The Bluebook's table T6, as far as names of agencies need it.
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


def _abbreviated(name: str) -> str:
    name = name.replace("United States", "U.S.")
    return re.sub(r"[A-Za-z]+", lambda word: _ABBREVIATIONS.get(word[0].lower(), word[0]), name)
