"""Citations of three real reports in four styles, as the files in ``golden`` have them.

Each report is what the readers state of the real PDF file. Every style follows its manual:

- Chicago, 18th edition, notes and bibliography: reports are treated as books (17th edition,
  14.220). A note names one or two authors in natural order, and of three or more the first with
  "et al." (13.23). The number follows the title; publisher and date stand in parentheses, then
  the page.
  The organisation that published a report without authors stands in their place (17th edition,
  14.84) and is not repeated as the publisher. A missing date is "n.d.".
- APA, 7th edition: 10.4 (reports: the number in parentheses after the title; the agency as
  publisher unless it is the author), 9.8 (names inverted, with initials), 9.14 (the date as exact
  as the report has it), 8.17 (one, two or more authors in the text), 8.25 (the page of a
  quotation).
- The Bluebook, 21st edition: Rule 15.1 (two authors joined by "&", of more the first with
  "et al."; persons who write for an institution stand before it; Table T6 abbreviates it; reports
  of the Congressional Research Service and of other agencies count as works of institutions), the
  serial number before the title, Rule 3.2(a) (a page alone, with "at" where it could be read as
  part of the title), Rule 15.4 (the year in parentheses).
- RIS, the format's specification of 2011: TY RPRT; AU "family, given, suffix", an author a line;
  PY the year; DA year/month/day/other with empty parts for what is unknown; SN the report number;
  SP and EP the printed pages; ER at the end; lines end with CR LF.
"""

from pathlib import Path

import pytest

from service.answers.answer import Citation
from service.answers.index_info import ReportInfo
from service.citations.cited import Cited
from service.citations.formats import FORMATS

GOLDEN = Path(__file__).parent / "golden"


def cited(
    report: ReportInfo, quote: str, sentence: int, page: int, page_label: str, label: str
) -> Cited:
    citation = Citation(
        id=f"{report.id}#s{sentence}", report=report, start=0, end=len(quote), lines=(1, 1),
        page=page, section=None, sentence=sentence, quote_sha256="a" * 64, text_sha256="b" * 64,
        label=label, url=f"/reports/{report.id}#s{sentence}", pages=(page, page), paragraph=1,
        kind="text", boxes=[], page_label=page_label, page_labels=(page_label, page_label),
    )  # fmt: skip
    return Cited(quote, quote, citation, "", "", False, f"{report.id}.pdf", "c" * 64)


REPORTS = {
    # Two authors; a title that ends with a number; printed page 3 is page 9 of the file.
    "crs": cited(
        ReportInfo(
            id="rl34498",
            title="Federal Individual Income Tax Brackets, Standard Deductions, and Personal "
            "Exemption: 1988 to 2026",
            publisher="Congressional Research Service",
            number="RL34498",
            date="2026-04-21",
            url="https://www.congress.gov/crs-product/RL34498",
            authors=("Nicholas E. Buffie", "Brendan McDermott"),
        ),
        "The deduction may be claimed by itemizers and nonitemizers alike.",
        131, 9, "3",
        "Nicholas E. Buffie and Brendan McDermott, Congressional Research Service, Federal "
        "Individual Income Tax Brackets, Standard Deductions, and Personal Exemption: 1988 to 2026 "
        "(RL34498), 21 Apr. 2026, p. 3 (PDF p. 9), sentence 131",
    ),
    # No authors; a month; a title in capitals; printed page 6 is page 10 of the file.
    "gao": cited(
        ReportInfo(
            id="gao-05-927",
            title="MANAGING FOR RESULTS: Enhancing Agency Use of Performance Information for "
            "Management Decision Making",
            publisher="United States Government Accountability Office",
            number="GAO-05-927",
            date="2005-09",
            url=None,
        ),
        "As shown in figure 3, the majority of managers who expressed an opinion reported using "
        "performance information for these uses to a great or very great extent in 2003.",
        134, 10, "6",
        "United States Government Accountability Office, Managing for Results: Enhancing Agency "
        "Use of Performance Information for Management Decision Making (GAO-05-927), Sept. 2005, "
        "p. 6 (PDF p. 10), sentence 134",
    ),
    # No authors and no date.
    "ntsb": cited(
        ReportInfo(
            id="20071231x02009",
            title="Aviation Accident Final Report: Death Valley, CA, November 29, 2007",
            publisher="National Transportation Safety Board",
            number="SEA08CA049",
            date=None,
            url=None,
        ),
        "Subsequently the nosewheel landing gear failed aft, and the airplane nosed down and slid "
        "to a stop.",
        9, 1, "1",
        "National Transportation Safety Board, Aviation Accident Final Report: Death Valley, CA, "
        "November 29, 2007 (SEA08CA049), p. 1, sentence 9",
    ),
}  # fmt: skip


@pytest.mark.parametrize("style", ["chicago", "apa", "bluebook", "ris"])
@pytest.mark.parametrize("publisher", REPORTS)
def test_a_citation_is_the_one_that_was_checked_against_the_manual(
    publisher: str, style: str
) -> None:
    written = FORMATS[style].write(REPORTS[publisher]).encode()
    assert written == (GOLDEN / f"{publisher}.{style}").read_bytes()
