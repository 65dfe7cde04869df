import re
from dataclasses import replace

import pytest

from corpus.errors import BadRequest
from corpus.omissions import Omission
from corpus.readers.drafts.draft import Draft
from corpus.report import Block
from corpus.settings import load_settings
from index.build.build import build_index
from service.answers.engine import Engine
from service.citecheck.check import check_draft, exit_code
from service.citecheck.findings import CheckedDraft, Finding
from service.citecheck.output.summary import summary
from service.citecheck.output.unchecked import not_checked
from tests.fakes import BagOfWords
from tests.service.citecheck.drafts import draft as read

CATALOG = """
[[report]]
file = "ferry.txt"
title = "The Ferry to Kestrel Bay"
number = "RL33740"
date = "2016-02-09"

[[report]]
file = "old.txt"
title = "The Ferry to Kestrel Bay"
number = "RL33740"
date = "2012-05-01"

[[report]]
file = "harbor.txt"
title = "Harbors of the Northern Coast"
number = "GAO-05-927"
date = "2005-09-01"
"""
FERRY = """The ferry to Kestrel Bay leaves the pier at nine in the morning. It carries 40 cars and
120 passengers, but it does not carry trucks. Tickets cost twelve dollars for grown-ups.

The operator said that children may travel free of charge unless they travel in groups.
The board approved a co-located ticket office in 2011.
"""
OLD = """The ferry to Kestrel Bay leaves the pier at nine in the morning. It carries 30 cars.

In those years the pier was made of old timber from the northern forests.
"""
HARBOR = """The harbor master of the northern coast is appointed by the governor for six years.
Harbors must publish their fees before the first day of January.
"""


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    folder = tmp_path_factory.mktemp("check")
    corpus = folder / "corpus"
    corpus.mkdir()
    for name, text in (("ferry", FERRY), ("old", OLD), ("harbor", HARBOR)):
        (corpus / f"{name}.txt").write_text(text)
    (corpus / "catalog.toml").write_text(CATALOG)
    settings = load_settings({}, corpus=corpus, index=folder / "index", reranker="none")
    build_index(settings, BagOfWords())
    return Engine(settings, BagOfWords())


def draft(text: str) -> Draft:
    blocks = (Block(*match.span()) for match in re.finditer(r"[^\n]+(\n[^\n]+)*", text))
    return Draft("memo.txt", "0" * 64, text, tuple(blocks))


def quotations(checked: CheckedDraft) -> list[Finding]:
    return [one for one in checked.findings if one.kind == "quotation"]


def judged(engine: Engine, text: str) -> Finding:
    (found,) = quotations(check_draft(draft(text), engine))
    return found


@pytest.mark.parametrize(
    ("text", "verdict", "report"),
    [
        ("“Tickets cost twelve dollars” (RL33740, 2016).", "exact", "ferry"),
        ("“Tickets  cost twelve\ndollars for grown–ups” (RL33740, 2016).", "presentation", "ferry"),
        ("“[I]t carries 40 cars … passengers” (RL33740, 2016).", "marked", "ferry"),
        ("“It carries 50 cars and 120 passengers” (RL33740, 2016).", "altered", "ferry"),
        ("“approved a colocated ticket office in 2011” (RL33740, 2016).", "altered", "ferry"),
        ("“It carries 40 cars and 120 passengers” (GAO-05-927).", "misattributed", "ferry"),
        ("“appointed by the governor for six years” is said here.", "exact", "harbor"),
        ("“for six years … It carries 40 cars” (RL33740, 2016).", "altered", None),
    ],
)
def test_a_quotation_has_its_verdict_and_its_source(
    engine: Engine, text: str, verdict: str, report: str | None
) -> None:
    found = judged(engine, text)
    assert found.verdict == verdict
    assert found.source is not None
    if report:
        assert found.source.citation.report.id == report
        source = {"ferry": FERRY, "harbor": HARBOR}[report]
        assert found.source.text in source
        assert all(source[slice(*one.source)] == one.source_text for one in found.differences)
    assert all(text[slice(*one.draft)] == one.draft_text for one in found.differences)


def test_words_that_no_report_has_are_not_found_and_the_nearest_sentences_are_shown(
    engine: Engine,
) -> None:
    found = judged(engine, "“Harbors will close all piers before winter storms” (GAO-05-927).")
    assert (found.verdict, found.source) == ("not_found", None)
    assert 1 <= len(found.nearest) <= 3
    assert found.nearest[0].citation.report.id == "harbor"


def test_a_short_altered_quotation_is_found_by_the_search(engine: Engine) -> None:
    found = judged(engine, "“publish its fees” (GAO-05-927).")
    assert found.verdict == "altered"
    assert [one.source_text for one in found.differences] == ["their"]


def test_a_source_that_the_index_lacks_is_not_checked(engine: Engine) -> None:
    found = judged(engine, "“Tickets cost twelve dollars” (RL99999, p. 3).")
    assert (found.verdict, found.source) == ("not_checked", None)
    assert found.nearest[0].citation.report.id == "ferry"
    assert found.references[0].reason == "no report of the index has the number RL99999"


def test_a_report_outside_the_chosen_ones_is_not_checked(engine: Engine) -> None:
    memo = draft("“It carries 40 cars and 120 passengers” (RL33740, 2016).")
    (found,) = quotations(check_draft(memo, engine, reports=["harbor"]))
    assert found.verdict == "not_checked"


def test_parts_of_two_reports_are_assembled_and_both_places_are_shown(engine: Engine) -> None:
    found = judged(engine, "“appointed by the governor … leaves the pier at nine” (GAO-05-927).")
    assert found.verdict == "altered"
    assert [one.rule for one in found.differences] == ["assembled"]
    assert found.source is not None
    assert found.source.citation.report.id == "harbor"
    assert [one.citation.report.id for one in found.nearest] in (["ferry"], ["old"])


def test_misattributed_words_show_what_the_cited_report_has(engine: Engine) -> None:
    found = judged(engine, "“It carries 30 cars” (RL33740, Feb. 2016); it is old.")
    assert found.verdict == "exact"
    assert [one.kind for one in found.warnings] == ["older_edition"]
    other = judged(engine, "“It carries 40 cars” (RL33740, May 2012).")
    assert other.verdict == "misattributed"
    assert [one.citation.report.id for one in other.nearest] == ["old"]


def test_words_of_all_editions_give_no_warning_and_name_the_others(engine: Engine) -> None:
    found = judged(engine, "“leaves the pier at nine in the morning” (RL33740, 2012).")
    assert found.source is not None
    assert found.source.citation.report.id == "old"
    assert not found.warnings
    assert found.also_at == ("ferry#s1",)


def test_warnings_of_the_comparison_are_sentences(engine: Engine) -> None:
    found = judged(engine, "“children may travel free of charge” (RL33740, 2016).")
    assert [one.kind for one in found.warnings] == ["goes_on"]
    assert found.warnings[0].message == "The source goes on with “unless”."


def test_the_same_words_in_two_forms_are_told(engine: Engine) -> None:
    words = "“The ferry to Kestrel Bay leaves the {} at nine in the morning” (RL33740, 2016)."
    checked = check_draft(draft(f"{words.format('pier')}\n\n{words.format('quay')}"), engine)
    assert [one.verdict for one in quotations(checked)] == ["exact", "altered"]
    for one in quotations(checked):
        assert "differs_elsewhere" in [told.kind for told in one.warnings]


def test_terms_are_listed_and_not_judged(engine: Engine) -> None:
    checked = check_draft(draft("The “pier tax” is a term."), engine)
    (term,) = [one for one in checked.findings if one.kind == "term"]
    assert (term.verdict, term.place) == (None, "paragraph 1")
    assert checked.counts["term"] == 1


def test_findings_are_numbered_in_the_order_of_the_draft_and_steps_are_told(
    engine: Engine,
) -> None:
    steps: list[tuple[int, int]] = []
    memo = draft("“It carries 40 cars” (RL33740).\n\n“leaves the pier at nine” (RL33740).")
    checked = check_draft(memo, engine, lambda *step: steps.append(step))
    assert [one.number for one in checked.findings] == [1, 2]
    assert [one.start for one in checked.findings] == sorted(one.start for one in checked.findings)
    total = len(engine.opened.generation.reports) + len(checked.findings)
    assert steps == [(done, total) for done in range(1, total + 1)]


def test_what_progress_raises_ends_the_check(engine: Engine) -> None:
    class StopHere(Exception):
        pass

    def stop(_done: int, _total: int) -> None:
        raise StopHere

    with pytest.raises(StopHere):
        check_draft(draft("“It carries 40 cars” (RL33740)."), engine, stop)


def test_a_draft_with_too_many_quotations_is_refused(engine: Engine) -> None:
    small = Engine(replace(engine.settings, max_draft_units=1), BagOfWords())
    with pytest.raises(BadRequest, match="2 quotations and claims, and at most 1"):
        check_draft(draft("“It carries 40 cars” and “leaves the pier at nine”."), small)


@pytest.fixture(scope="module")
def right(engine: Engine) -> CheckedDraft:
    return check_draft(draft("“It carries 40 cars and 120 passengers” (RL33740, 2016)."), engine)


@pytest.mark.parametrize(
    ("verdict", "code", "strict_code"),
    [
        *((one, 0, 0) for one in ("exact", "presentation", "marked", "supported", "own_words")),
        *((one, 1, 1) for one in ("altered", "misattributed", "not_found")),
        *((one, 0, 3) for one in ("differs", "partly", "no_support")),
        ("not_checked", 4, 4),
    ],
)
def test_the_exit_code_follows_from_the_worst_verdict(
    right: CheckedDraft, verdict: str, code: int, strict_code: int
) -> None:
    bare = replace(right.findings[0], warnings=())
    checked = replace(right, findings=(bare, replace(bare, verdict=verdict)))  # type: ignore[arg-type]
    assert exit_code(checked) == code
    assert exit_code(checked, strict=True) == strict_code


def test_what_could_not_be_read_of_the_draft_is_not_checked(engine: Engine) -> None:
    memo = replace(draft("No quotation here."), omissions=(Omission("part", part="a chart"),))
    assert exit_code(check_draft(memo, engine)) == 4


def test_a_table_is_not_checked_and_says_so(engine: Engine) -> None:
    text = "| Pier | Cars |\n| --- | --- |\n| south | 40 |\n| north | 50 |\n"
    small = Engine(replace(engine.settings, max_draft_units=1), BagOfWords())
    checked = check_draft(read(text), small)
    (found,) = checked.findings
    assert (found.kind, found.verdict, found.source) == ("claim", "not_checked", None)
    assert "40" in found.text
    assert found.message == (
        "Not checked: rows of tables are not compared. "
        "This table has 2 rows with a number, date or name."
    )
    assert exit_code(checked) == 4
    assert [one.words for one in not_checked(checked)] == [
        "1 claim not checked: rows of tables are not compared"
    ]
    assert "  1 claim: rows of tables are not compared" in summary(checked).splitlines()


def test_a_quotation_mark_without_a_partner_is_not_checked(engine: Engine) -> None:
    text = "The report says “it carries 40 cars. And then it goes on."
    checked = check_draft(draft(text), engine)
    unclosed = [one for one in checked.findings if one.text == "“"]
    assert [(one.start, one.verdict) for one in unclosed] == [(text.index("“"), "not_checked")]
    assert exit_code(checked) == 4


def test_the_page_and_the_year_of_a_citation_are_no_figures_of_a_claim(engine: Engine) -> None:
    checked = check_draft(draft("The ferry carries 40 cars (RL33740, 2016, p. 73)."), engine)
    (claim,) = (one for one in checked.findings if one.kind == "claim")
    told = [one.draft_text for one in claim.differences]
    assert not {"73", "2016", "p. 73"} & set(told)
    assert "73" not in claim.message
    assert "2016" not in claim.message
