"""Sentence boundaries of law, science and government prose."""

import json
import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.breaks import SENTENCES, breaks_in
from tests.corpus.text.test_sentences import sentences

INITIALS = [
    "The inquiry was led by J.R. Ames in 1999.|Gov. J.B. Dorn signed the act.",
    "Judge A.B. Cole wrote the opinion in May.|His clerk was J.-P. Roux.",
    "The F.B.I. Director left.|It was the choice of the F.B.I.|He had no say.",
    "The C.I.A. Inspector General stayed until 1975.|Nobody asked why.",
]
CITATIONS = [
    "The rule is at 81 Fed. Reg. 4211 and took effect later.|It stands.",
    "See Hollis v. Grant, 268 N.C. App. 1 (2019), and N.C.G.S. § 14-306.|Both are old.",
    "See Cal. Code Regs. tit. 14, § 15064 for the test.|The test is met.",
    "Tex. Health & Safety Code Ann. § 361.003 bars it.|Fed. R. Civ. P. 56 does not.",
    "It is in 77 Yale L.J. 36 and 12 U. Chi. L. Rev. 20.|Cf. In re Sloan, 9 Del. Ch. 77.",
    "The Atty. Gen. of Ohio sued.|Messrs. Ames and Dole did not.|Asst. Sec. Lamb testified.",
    "He works for Yahoo! Inc. in Sunnyvale.|Ord Elects. Co. left.|See S. Rept. 116-290, vol. V.",
    "Pls.' Ex. 12 shows the stairs.|Defs.’ Ex. D does not.",
]
NUMBERS = [
    "The comments are in Docket No. FAA-2020-0686.|Amdt. No. 39-21001 is older.",
    "The duty arises under Art. IV of the treaty.|U.S. Const. art. I, § 10, forbids it.",
    "See Vol. II, Pt. B and Exh. A of the plan.|See Ex. 4 and City Ord. 14 for the fee.",
    "Was it safe? |No.|The pier fell.|The art is poor.|I saw it.",
    "By Thm. 3, the sum converges.|See Dwg. No. K7 and Fig. S2.",
]
MARKERS = [
    "(a) The agency shall report each year. |(b) The director may sign for it. |(c) No fee is due.",
    "(i) Each vessel must carry a beacon. |(ii) It must be tested.|(A) The test is yearly.",
    "The permit ends when (a) the work is done, (b) the term has run, or (c) the owner asks.",
    "[4] The claimant owns the land. |[5] She lives there. |[6] The council denies it.",
    "Rates rose. [4] |They fell later (see [5]).",
]
CAPITALS = [
    "The city closed Phase I. |Work on the second phase began in May.",
    "Each child was tested for hepatitis B. |None was ill.|They chose plan B. |Costs fell.",
    "The costs are in Appendix D. |The rest is in Annex C.|Officials agreed.",
    "He lives at 14 Elm St. |It is a brick house.|The firm is at 9 Bay Ave. near the quay.",
    "They met Gene A. Budig and Ward B. Coe.|The gene is gene A. |Mice lack it.",
    "Tranche B is small.|The bank chose Tranche B. |Interest on it is high.",
    "It was written by T. Reed.|The author J. Smith disagreed with W. V. Quine.",
    "Plates were read at 24 h. |Counts rose.|Crews came at 8 a.m. |Smoke was seen.",
    "Votes began at 8 a.m. Eastern time and ended at 5 p.m. Monday.|Few came.",
]
GLUED = [
    "The valve held for two hours.|Inspectors then left the site.",
    "Was it shut?|Nobody knows!|The log is blank (see p. 4).|It ends in May.|Rates fell.",
    "Losses reached 9.|The bank paid.[3]|By then it had closed.[4,5] |It was sold.",
    "See https://data.example.org/farms.Final and README.md or help.desk@a.Example.org.",
    "We used System.IO, Node.js 18.2 and ASP.NET on lib.Core.cs under U.S.Code and No.5.",
    "The call event.Target fails.|Each event.Target is null.",
    "It was 4 p.m.EST and then St.Louis won.",
]
SCRIPTS = [
    "弁は午前四時に故障した。|乗組員は五時に起きた！|原因は不明である。",
    "「誰が払うのか？」と彼は尋ねた。|「まだです。」|会議は終わった（四時頃。）|以上。",
    "主席说：“我将辞职。”|费用约3.5亿元（见附件。）|各方均未上诉。",
    "वाल्व बंद था। |दल चला गया॥ |उसने कहा, “क्यों?” |कारण अज्ञात है।",
    "هل كان الصمام مغلقا؟ |نعم، كان كذلك. |غادر الطاقم المكان.",
    "والو بند تھا۔ |عملہ چلا گیا۔ |قیمت ۳۔۵ لاکھ تھی۔",
    "The sign says 止まれ。|It is red.",
]
CAPTIONS = [
    "Figure 7-26. Weld joint types.",
    "Table 1. Landings by port, 2017–2021.",
    "FIG. 3A. Mean dose. |Bars show one standard error.",
    "Plate IV. Fossil leaves. |Scale bars are 1 cm.",
]
QUOTATIONS = [
    "They called it “part of Russia’s support for Mr. Trump.” |The campaign agreed.",
    '"Why?" he was asked. |"Because I was afraid," he said.',
]
SPACED = (INITIALS, CITATIONS, NUMBERS, MARKERS, CAPITALS, CAPTIONS, QUOTATIONS)
LIMIT = 0.01


@pytest.mark.parametrize("marked", [one for kind in SPACED for one in kind])
def test_sentences_begin_where_a_reader_begins_them(marked: str) -> None:
    _, false, missed = breaks_in(re.sub(r"\s*\|", " |", marked))
    assert (false, missed) == ([], [])


@pytest.mark.parametrize("marked", [*GLUED, *SCRIPTS])
def test_a_stop_needs_no_space_after_it_between_words_and_in_other_scripts(marked: str) -> None:
    _, false, missed = breaks_in(marked)
    assert (false, missed) == ([], [])


CJK = st.text(st.sampled_from("弁船港市会年月日人山"), min_size=1, max_size=8)


@given(st.lists(st.tuples(CJK, st.sampled_from(["。", "！", "？", "。」", "！？"])), min_size=1))
def test_each_stop_of_a_text_without_spaces_ends_a_sentence(parts: list[tuple[str, str]]) -> None:
    expected = ["".join(part) for part in parts]
    assert sentences("".join(expected)) == expected


def test_at_most_one_break_in_a_hundred_is_false_and_one_missed() -> None:
    true: Counter[str] = Counter()
    wrong: Counter[tuple[str, str]] = Counter()
    for row in map(json.loads, SENTENCES.read_text(encoding="utf-8").splitlines()):
        breaks, false, missed = breaks_in(row["text"])
        true[row["half"]] += len(breaks)
        wrong[row["half"], "false"] += len(false)
        wrong[row["half"], "missed"] += len(missed)
    assert true.total() >= 300
    for (half, kind), count in wrong.items():
        assert count <= LIMIT * true[half], (half, kind)
