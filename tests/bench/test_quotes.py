"""The mutations of ``bench.quotes`` are what their kinds say."""

import re
import subprocess
import sys
import unicodedata
from collections import Counter
from pathlib import Path

import pytest

from bench.quotes.copies import DEVELOPMENT, REPORTS, TEST, Copy, Span, copies
from bench.quotes.folder import alone
from bench.quotes.judge import Said, interval, judge
from bench.quotes.kinds import KINDS, Mutation
from bench.quotes.mutations import make_mutations
from bench.quotes.printed import as_pages, as_tokens, natural
from bench.quotes.standing import Standing

_GAPS = re.compile(r"\[[^\]]*\]|…|\.(?:\s?\.)+|\* \* \*|\(\.\.\.\)")
_SENTENCES = (
    (
        "The agency will not spend the $1,250,000 that it received, but it may ask for 1.5 percent"
        " more in the next year."
    ),
    (
        "Officials of the first office say that the well-known program is not effective and the"
        " department's staff — some 300 people — were not told of it."
    ),
    (
        "In 2005 the committee asked that all offices report 45% of their efforts without delay,"
        " and most have a self-defense plan for it."
    ),
    (
        "It is possible that many of these states are able to reorganize the services of their"
        " local offices before the new law takes effect."
    ),
    (
        "The Secretary of Defense has authority to stop unlawful spending of more than 12 million"
        " dollars and the NATO allies agree with that decision."
    ),
)


def _copies() -> list[Copy]:
    """Return made-up reports of both halves, and one of each that is held out."""
    found: list[Copy] = []
    for half, held in ((DEVELOPMENT, "RL34498"), (TEST, "federal-register-2020-17221")):
        for number, document in enumerate(("one", "two", held)):
            words = [one.replace("the ", f"the {document} ", 1) for one in _SENTENCES]
            text = " ".join(words)
            starts = [text.index(one) for one in words]
            spans = tuple(
                Span(at, at + len(one), one) for at, one in zip(starts, words, strict=True)
            )
            known = "" if document == held else f"R{len(found)}{number}"
            found.append(Copy(f"{document}.md", known, document, "Markdown", half, text, spans))
    return found


@pytest.fixture(scope="module")
def made() -> tuple[Mutation, ...]:
    return make_mutations(_copies(), 10).mutations


def _letters(text: str) -> str:
    """Return the letters and digits of a text, an oracle that shares nothing with the checker."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(one for one in plain if one.isalnum())


def test_mutations_of_typography_keep_every_letter(made: tuple[Mutation, ...]) -> None:
    some = [one for one in made if one.kind.verdicts == ("presentation",)]
    assert len(some) > 100
    for one in some:
        source = _letters(one.source or one.original)
        assert _letters(re.sub(r"\*|_", "", one.quote)) in source, one


def test_marked_mutations_keep_the_letters_outside_their_marks_in_order(
    made: tuple[Mutation, ...],
) -> None:
    some = [one for one in made if one.kind.verdicts == ("marked",)]
    assert len(some) > 100
    whole = {one.number: _letters(one.text) for one in _copies()}
    for one in some:
        at = 0
        source = _letters(one.source) or whole[one.number]
        for part in filter(None, map(_letters, _GAPS.split(one.quote))):
            at = source.find(part, at) + len(part)
            assert at >= len(part), one


def test_altering_mutations_stand_in_no_report(made: tuple[Mutation, ...]) -> None:
    standing = Standing(one.text for one in _copies() if one.number)
    some = [one for one in made if not one.kind.allowed and not one.source]
    some = [one for one in some if one.kind.verdicts == ("altered",)]
    assert len(some) > 100
    assert not [one for one in some if standing.holds(one.quote)]


def test_words_that_the_report_lacks_are_what_a_misattribution_names() -> None:
    reports = {one.number: one.text for one in _copies()}
    some = make_mutations(_copies(), 10).mutations
    some = tuple(one for one in some if one.kind.verdicts == ("misattributed",))
    assert some
    assert all(one.quote not in reports[one.number] for one in some)


def test_the_same_reports_give_the_same_mutations(made: tuple[Mutation, ...]) -> None:
    assert make_mutations(_copies(), 10).mutations == made


def test_a_document_that_is_held_out_is_only_in_the_report_of_changed_sentences() -> None:
    held = {one.text for one in _copies() if not one.number}
    found = make_mutations(_copies(), 10)
    assert all(one.source in report.text for report in found.made for one in found.mutations
               if one.source and one.number == report.number)  # fmt: skip
    assert not [one for one in found.made if one.text in held]


def test_words_left_out_are_not_taken_for_words_that_stand() -> None:
    standing = Standing(["The agency did not act. It was late."])
    assert standing.holds("the agency did not act")
    assert standing.holds("agency … was late.")
    assert not standing.holds("the agency did act")
    assert not standing.holds("gency did not act")
    assert not standing.holds("It was late … the agency did not act.")


def test_a_printed_page_keeps_the_place_of_each_word() -> None:
    text = "\n\n".join(" ".join(_SENTENCES) for _ in range(12))
    printed = as_pages(text, "HEAD  Report")
    for match in re.finditer(r"\S+", text):
        there = printed.text[printed.starts[match.start()] : printed.ends[match.end()]]
        assert re.sub(r"-\n(?:\f?HEAD  Report    Page \d+\n)?", "", there) in (
            match[0],
            match[0].replace("-", ""),
        )
    assert "HEAD  Report    Page 2" in printed.text


def test_a_tokenised_text_keeps_the_place_of_each_word_and_reads_naturally() -> None:
    text = "It was late, but the U.S. paid $1,250 (or more)."
    printed = as_tokens(text, [(0, len(text))])
    assert printed.text == "it was late , but the u.s. paid $ 1,250 ( or more ) .\n\n"
    there = printed.text[printed.starts[7] : printed.ends[12]]
    assert there == "late ,"
    assert natural(printed.text) == text


def _mutation(name: str) -> Mutation:
    return Mutation(KINDS[name], "PDF", TEST, "one", "R1", "a b c d", "a b c d", (0, 7))


@pytest.mark.parametrize(
    ("kind", "said", "refused", "silent"),
    [
        ("tab", Said("presentation", (("white space", "presentation"),)), False, False),
        ("tab", Said("altered", (("word", "altered"),)), True, False),
        ("negation dropped", Said("altered", (("word", "altered"),)), False, False),
        ("negation dropped", Said("presentation", (("space", "presentation"),)), False, True),
        ("negation dropped", Said("exact"), False, True),
        ("hyphen dropped", Said("presentation", (("hyphen", "minor"),)), False, False),
        ("hides not", Said("marked", (("ellipsis", "marked"),)), False, True),
        ("hides not", Said("marked", (), ("hidden_words",)), False, False),
        ("words of another report", Said("exact"), False, True),
        ("words of no report", Said("not_found"), False, False),
    ],
)
def test_a_refusal_of_what_is_allowed_and_a_pass_without_a_word_count(
    kind: str, said: Said, refused: bool, silent: bool
) -> None:
    judged = judge(_mutation(kind), said)
    assert (judged.false_refusal, judged.silent_pass) == (refused, silent)


def test_a_quotation_that_is_not_judged_counts_as_neither() -> None:
    judged = judge(_mutation("tab"), Said(None))
    assert (judged.false_refusal, judged.silent_pass, judged.unjudged) == (False, False, True)


def test_the_interval_of_no_miss_in_ten_thousand_is_below_four_in_ten_thousand() -> None:
    low, high = interval(0, 10_000)
    assert low == 0
    assert 0.0003 < high < 0.0004


def test_a_second_run_is_refused_while_the_first_holds_the_folder(tmp_path: Path) -> None:
    second = (
        "import sys; from pathlib import Path; from bench.quotes.folder import alone\n"
        "with alone(Path(sys.argv[1])): print('in')"
    )
    command = [sys.executable, "-c", second, str(tmp_path / "quotes")]
    with alone(tmp_path / "quotes"):
        refused = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr.startswith(f"Another run of bench.quotes uses {tmp_path / 'quotes'}. ")
    assert subprocess.check_output(command, text=True) == "in\n"


@pytest.mark.slow
@pytest.mark.skipif(not REPORTS.is_dir(), reason="the real reports do not stand beside the project")
def test_the_real_reports_give_ten_thousand_mutations_of_every_row_and_format(
    tmp_path: Path,
) -> None:
    found = make_mutations(copies(REPORTS, tmp_path), 30).mutations
    assert len(found) >= 10_000
    halves = Counter(one.half for one in found)
    assert min(halves[DEVELOPMENT], halves[TEST]) > 4000
    assert not {one.document for one in found if one.half == TEST} & {
        one.document for one in found if one.half == DEVELOPMENT
    }
    rows = Counter((one.kind.row, one.half) for one in found)
    assert set(rows) == {(one.row, half) for one in KINDS.values() for half in (DEVELOPMENT, TEST)}
    assert min(rows.values()) >= 20
    formats = Counter(one.format for one in found)
    assert set(formats) == {"PDF", "HTML", "Markdown", "Word", "text", "tokenised"}
    assert min(formats.values()) > 500
