import pytest

from corpus.readers.drafts.draft import Draft, Note
from corpus.report import Block
from corpus.settings import load_settings
from index.build.build import build_index
from index.store import open_index
from index.store.protocol import View
from service.citecheck.findings import Reference
from service.citecheck.sources import names_a_work, resolve
from service.citecheck.units import RawReference
from tests.fakes import BagOfWords

CATALOG = """
[[report]]
file = "ferry.txt"
id = "kestrel-ferry"
title = "The Ferry to Kestrel Bay"
number = "RL33740"
date = "2016-02-09"
publisher = "Congressional Research Service"
authors = ["Emma Chanlett-Avery", "Martin, Ian"]
url = "https://www.example.org/ferry/"

[[report]]
file = "old.txt"
title = "The Ferry to Kestrel Bay"
number = "RL33740"
date = "2012-05-01"

[[report]]
file = "harbor.txt"
title = "Annual Report on Harbors"
number = "GAO-05-927"
date = "2005"
publisher = "Government Accountability Office"

[[report]]
file = "short.txt"
title = "Annual Report"
authors = ["Lindqvale, Ada"]
date = "2011"

[[report]]
file = "second.txt"
authors = ["Lindqvale, Ada"]
date = "2011"

[[report]]
file = "inquiry.txt"
title = "Report on the Inquiry into the Lost Boats"
date = "2019-03"
"""
INQUIRY = """Report on the Inquiry into the Lost Boats

Special Counsel Robert S. Quarrington, III

Washington, D.C.

The office looked for nine boats, and it found none.
"""


NAMELESS = "it names no report of the index by number, title, address or author"


@pytest.fixture(scope="module")
def view(tmp_path_factory: pytest.TempPathFactory) -> View:
    folder = tmp_path_factory.mktemp("named")
    corpus = folder / "corpus"
    corpus.mkdir()
    (corpus / "catalog.toml").write_text(CATALOG)
    for name in ("ferry", "old", "harbor", "short", "second"):
        (corpus / f"{name}.txt").write_text(f"The {name} leaves at nine.\n")
    (corpus / "inquiry.txt").write_text(INQUIRY)
    settings = load_settings({}, corpus=corpus, index=folder / "index")
    build_index(settings, BagOfWords())
    return open_index(settings.index)


def resolved(view: View, *references: str, body: str = "", notes: bool = True) -> list[Reference]:
    """Resolve references in order: footnotes 1, 2, … or parentheses."""
    text, raw, blocks = f"{body}\n\n", [], [Block(0, len(body))]
    for number, words in enumerate(references, start=1):
        start, end = len(text), len(text) + len(words)
        note = Note(str(number), "footnote", start, end, (number,)) if notes else None
        raw.append(RawReference(start, end, words, note))
        blocks.append(Block(start, end, kind="note"))
        text += f"{words}\n\n"
    return resolve(raw, Draft("", "", text, tuple(blocks)), view)


@pytest.mark.parametrize(
    ("words", "reports", "how"),
    [
        ("CRS Report RL 33740, Feb. 9, 2016, p. 4.", ["kestrel-ferry"], "number"),
        ("CRS Report RL33740.", ["kestrel-ferry", "old"], "number"),
        ("GAO 05-927", ["harbor"], "number"),
        ("see kestrel-ferry.", ["kestrel-ferry"], "id"),
        ("https://pincite.example/reports/kestrel-ferry#s2", ["kestrel-ferry"], "id"),
        ("http://example.org/ferry", ["kestrel-ferry"], "url"),
        ("ferry.txt, line 3", ["kestrel-ferry"], "alias"),
        ("Annual Report on Harbors, 2005.", ["harbor"], "title"),
        ("“Annual Report,” 2011.", ["short"], "title"),
        ("E. Chanlett-Avery, The ferry to Kestrel Bay (2012).", ["old"], "title"),
        ("(Martin 2016)", ["kestrel-ferry"], "author"),
        ("(GAO, 2005, p. 3)", ["harbor"], "author"),
        ("(Government Accountability Office 2005)", [], None),
        ("(Quarrington report)", ["inquiry"], "alias"),
        ("(see the Quarrington Report, p. 4)", ["inquiry"], "alias"),
        ("Quarrington Report, March 2019, vol. I.", ["inquiry"], "alias"),
        ("(Lost Boats study)", ["inquiry"], "alias"),
        ("Harbors Report, p. 2.", ["harbor"], "alias"),
        ("(Kestrel Bay report)", ["kestrel-ferry", "old"], "alias"),
        ("Kestrel Bay report, 2012.", ["old"], "alias"),
    ],
)
def test_a_reference_names_a_report(
    view: View, words: str, reports: list[str], how: str | None
) -> None:
    (found,) = resolved(view, words)
    assert (list(found.reports), found.how) == (reports, how)
    assert bool(found.reason) == (not reports)


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("CRS Report RL99999.", "no report of the index has the number RL99999"),
        ("The Ferry to Kestrel Bay, RL99999.", "no report of the index has the number RL99999"),
        ("https://example.org/x", "no report of the index has the address https://example.org/x"),
        ("(Smith 2014)", "no report of the index has this author and year"),
        ("(Lindqvale 2011)", "2 reports of the index have this author and year"),
        (
            "Foreign Affairs, vol. 3.",
            "it names no report of the index by number, title, address or author",
        ),
        ("(Annual Report)", "2 reports of the index may have this short title"),
        ("(Lindqvale report)", "2 reports of the index may have this short title"),
        ("(Washington report)", NAMELESS),
        ("(GAO report)", NAMELESS),
        ("(Government Accountability Office report)", NAMELESS),
        ("(Unknown report)", NAMELESS),
        ("Quarrington report, 2004.", "no report of the index has this author and year"),
        ("Quarrington report, RL99999.", "no report of the index has the number RL99999"),
        ("Ibid.", "it refers to the reference before it, which names no report of the index"),
        ("Smith, supra note 9.", "it refers to note 9, which names no report of the index"),
        ("Smith, supra.", "no earlier reference names its source"),
        ("[7]", "the draft lists no reference with the number 7"),
    ],
)
def test_a_reference_that_cannot_be_resolved_says_why(view: View, words: str, reason: str) -> None:
    (found,) = resolved(view, words)
    assert (found.reports, found.how, found.reason) == ((), None, reason)


def test_a_note_that_cites_nothing_names_no_work(view: View) -> None:
    (found,) = resolved(view, "We count all of the boats that leave on time as late ones.")
    assert not names_a_work(found)


def test_a_parenthesis_that_cites_nothing_known_names_a_work(view: View) -> None:
    (found,) = resolved(view, "(see all of the boats that leave on time, p. 3)", notes=False)
    assert names_a_work(found)


@pytest.mark.parametrize(
    ("again", "how", "page"),
    [
        ("Ibid.", "ibid", None),
        ("Id. at 12.", "ibid", "12"),
        ("See ibid., pp. 3-4.", "ibid", "3–4"),
        ("Chanlett-Avery, supra note 1, p. ii.", "supra", "ii"),
        ("See note 1 above.", "supra", None),
        ("Martin, supra, 7.", "supra", "7"),
        ("Martin, op. cit.", "supra", None),
        ("Chanlett-Avery, p. 5.", "supra", "5"),
        ("Ferry Report at A-3.", "alias", "A-3"),
    ],
)
def test_a_later_reference_names_the_report_of_an_earlier_one(
    view: View, again: str, how: str, page: str | None
) -> None:
    first = "RL33740, Feb. 2016 (hereinafter “Ferry Report”)."
    found = resolved(view, first, again)[1]
    assert (found.reports, found.how, found.page) == (("kestrel-ferry",), how, page)


def test_a_reference_to_one_without_a_report_says_so(view: View) -> None:
    found = resolved(view, "RL99999.", "Ibid.", "supra note 1")
    assert [one.reports for one in found] == [(), (), ()]
    assert "the reference before it" in found[1].reason
    assert "note 1" in found[2].reason


def test_remarks_between_do_not_change_what_ibid_means(view: View) -> None:
    remark = "We count all of the boats that leave on time as late ones."
    assert resolved(view, "RL33740, 2016.", remark, "Ibid.")[2].reports == ("kestrel-ferry",)


def test_notes_are_resolved_in_the_order_of_their_marks(view: View) -> None:
    text = "Ibid.\n\nGAO-05-927."
    late = RawReference(0, 5, "Ibid.", Note("2", "footnote", 0, 5, (90,)))
    early = RawReference(7, 18, "GAO-05-927.", Note("1", "footnote", 7, 18, (50,)))
    found = resolve([late, early], Draft("", "", text, ()), view)
    assert [one.reports for one in found] == [("harbor",), ("harbor",)]


def test_several_works_in_one_note_are_all_named_and_no_page_is_guessed(view: View) -> None:
    (found,) = resolved(view, "RL33740, Feb. 9, 2016, p. 4; GAO-05-927, p. 2; Smith 2014.")
    assert (found.reports, found.page, found.reason) == (("kestrel-ferry", "harbor"), None, "")


def test_a_number_in_brackets_names_the_entry_of_the_list_of_references(view: View) -> None:
    body = "References"
    text = (
        f"{body}\n\n[1] RL33740, February 2016.\n\n2. Smith 2014.\n\n[3] Some words.\n\n[1] [2] [3]"
    )
    starts = [text.index(one) for one in (body, "[1] RL", "2. Smith", "[3] Some", "[1] [2]")]
    ends = [*(start - 2 for start in starts[1:]), len(text)]
    blocks = tuple(Block(*span) for span in zip(starts, ends, strict=True))
    raw = [
        RawReference(len(text) - 11 + 4 * n, len(text) - 8 + 4 * n, f"[{n + 1}]") for n in range(3)
    ]
    found = resolve(raw, Draft("", "", text, blocks), view)
    assert [one.reports for one in found] == [("kestrel-ferry",), (), ()]
    assert found[1].reason == "no report of the index has this author and year"
    assert found[2].reason.startswith("it names no report")
