from pathlib import Path

import pytest

from corpus.settings import load_settings
from index.build.build import build_index
from index.search.spelling import as_reports_write, corrected
from index.store import open_index
from index.store.protocol import View
from tests.conftest import FERRY
from tests.fakes import BagOfWords

REPORT = """The prefecture relaxed its guidelines on amphibious exports. Okinawans renounced them.

Troops and helicopters were stationed there. The troops left.
"""

# Good words that no report here holds, each with a word of the reports that is near it.
GOOD = """
militarily/military militarized/military qualitative/quantitative facet/fact belies/belief
predicated/predicted deceleration/declaration retard/regard riled/ruled overlay/overlap
simplify/simply broaden/broader repelled/rebelled repels/rebels apathetic/aesthetic coffers/confers
gavel/gave avian/asian helpline/helping flunking/funding beset/best memoranda/memorandum
perks/parks levee/lever pared/paired expiry/expire sliver/silver boast/boats retiree/retire
amiss/amass heeded/headed phony/phone fixer/fixed weighty/eighty sprig/spring mending/sending
deviates/debates defunded/defended septicemia/septicemic underlay/underway harmonise/harmonize
programmes/programs defence/defense labour/labor unpasteurised/unpasteurized analyse/analyze
centres/centers catalogue/catalog paediatric/pediatric travelled/traveled judgement/judgment
cheques/checks insulin/insulting statins/stations plasmids/plastics gluon/gluten tortious/tortuous
lessee/lesser appellee/appelled estoppel/stopped allele/allied sepsis/series enzymes/enemies
kneading/kneeling braised/raised skillet/skilled whisking/risking nozzle/novel thawed/thaw
firmware/farmware router/rooter cached/cashed plugin/plugging encrypts/encrypted
accrual/actual tariffs/staffs subpoenaed/subpoena unionisation/unionization lobbyists/lobbying
"""

# Misspelt words and the words of the reports that they become.
MISSPELT = """
updatd/updated/update goverment/government/governments seperate/separate/operate
definately/definitely/defiantly recieve/receive/relieve occured/occurred/cured
untill/until/untitled accomodate/accommodate/accommodation embarassed/embarrassed
comittee/committee/commit gaurentee/guarantee/guarantor strenght/strength/straight
guage/gauge/guava parliment/parliament calender/calendar/colander
concious/conscious/conscience enviroment/environment foriegn/foreign/forego
happend/happened/happen intresting/interesting cemetary/cemetery/ceremony liason/liaison/lesson
acheive/achieve begining/beginning/being beleive/believe/relieve knowlege/knowledge
libary/library/liberty neccessary/necessary
ocassion/occasion posession/possession/position prefered/preferred/prefer
reccomend/recommend/command refered/referred/refer
religous/religious rythm/rhythm sieze/seize/size succesful/successful tommorow/tomorrow
wierd/weird/wired artifical/artificial/article
trops/troops/trips destiantions/destinations/destination relased/released/related
citizenshp/citizenship/citizens invoces/invoices/invokes studnets/students/student
prostution/prostitution/prosecution stong/strong/song representive/representative/represent
inovation/innovation/invasion affext/affect/effect
"""


def pairs(table: str) -> list[list[str]]:
    return [line.split("/") for line in table.split()]


def a_view(folder: Path, reports: dict[str, str]) -> View:
    (folder / "corpus").mkdir()
    for name, text in reports.items():
        (folder / "corpus" / f"{name}.txt").write_text(text)
    settings = load_settings({}, corpus=folder / "corpus", index=folder / "index")
    build_index(settings, BagOfWords())
    return open_index(settings.index)


@pytest.fixture(scope="module")
def view(tmp_path_factory: pytest.TempPathFactory) -> View:
    folder = tmp_path_factory.mktemp("prefecture")
    return a_view(folder, {"ferry": FERRY, "prefecture": REPORT})


@pytest.fixture(scope="module")
def near_good(tmp_path_factory: pytest.TempPathFactory) -> View:
    words = " ".join(word for _, *near in pairs(GOOD) for word in near)
    return a_view(tmp_path_factory.mktemp("good"), {"words": words})


@pytest.fixture(scope="module")
def near_misspelt(tmp_path_factory: pytest.TempPathFactory) -> View:
    words = " ".join(word for _, *near in pairs(MISSPELT) for word in near)
    names = "Shenzhen, Shenzhen and Shenzhen. Tonga. Kücükdeveci won her case. The ARPANET."
    return a_view(tmp_path_factory.mktemp("misspelt"), {"words": words, "names": names})


def test_the_tables_are_long_enough_to_tell() -> None:
    assert len(pairs(GOOD)) >= 60
    assert len(pairs(MISSPELT)) >= 40


@pytest.mark.parametrize("word", [word for word, *_ in pairs(GOOD)])
def test_a_good_word_is_never_turned_into_another(near_good: View, word: str) -> None:
    question = f"what of the {word} then"
    assert corrected(question, near_good) == question


@pytest.mark.parametrize(("word", "meant"), [pair[:2] for pair in pairs(MISSPELT)])
def test_a_misspelt_word_becomes_the_one_that_a_usual_slip_makes_it(
    near_misspelt: View, word: str, meant: str
) -> None:
    assert corrected(f"what of the {word} then", near_misspelt) == f"what of the {meant} then"


@pytest.mark.parametrize(
    ("question", "searched"),
    [
        (
            "Which firms are in Shenzen?",
            "Which firms are in Shenzhen?",
        ),  # often in the reports
        ("Which port is in Tanga?", "Which port is in Tanga?"),  # Tonga is there once
        ("which port is in tanga?", "which port is in tonga?"),
        ("Who is Ms Kucukdeveci?", "Who is Ms Kucukdeveci?"),  # accents need no correction
        ("Goverment offices?", "Government offices?"),  # begins the sentence
        ("What Is The Goverment?", "What Is The Government?"),  # all words are capitalised
        ("Who built the ARPNET?", "Who built the ARPNET?"),  # acronyms are names
        ("who ran self-goverment's offices", "who ran self-government's offices"),
    ],
)
def test_a_name_is_corrected_only_to_a_word_that_the_reports_have_often(
    near_misspelt: View, question: str, searched: str
) -> None:
    assert corrected(question, near_misspelt) == searched


@pytest.mark.parametrize(
    ("question", "searched"),
    [
        ("how many trops were there?", "how many troops were there?"),
        ("amphibius exprots", "amphibious exports"),
        ("What of the HELICOPTORS?", "What of the helicopters?"),
        ("okinawens", "okinawans"),
    ],
)
def test_a_misspelt_word_becomes_the_nearest_of_the_reports(
    view: View, question: str, searched: str
) -> None:
    assert corrected(question, view) == searched


@pytest.mark.parametrize(
    "question",
    [
        "Who renounces the guideline?",  # other endings of known words
        "Do soldiers rewrite books unlawfully?",  # English, but not in the reports
        "Is the sky blue? 12,000 US$ (a-b)!",
        "Qwxyzzy Bkrtlmp",  # nothing is near
        "What is ʻʻʻʻʻ or ــــــ there?",  # letters that folding leaves out
        "trop",  # too short to tell
        "",
    ],
)
def test_other_words_stay_as_they_are(view: View, question: str) -> None:
    assert corrected(question, view) == question


def test_a_network_reads_names_with_the_letters_that_the_reports_write(tmp_path: Path) -> None:
    view = a_view(tmp_path, {"towns": "Łódź and Ærø. Łódź again, and Łodz. The fjord. Muller."})
    assert as_reports_write("Where is Lodz, or LODZ?", view) == "Where is Łódź, or Łódź?"
    assert as_reports_write("Where is łodz, or Łodz?", view) == "Where is łodz, or Łodz?"
    assert as_reports_write("Is aero near Müller’s ﬁord?", view) == "Is ærø near Muller's fiord?"
    assert view.words_alike("lodz") == [("łodz", 1), ("łódź", 2)]
    assert view.words_alike("muller") == []


def test_an_index_without_folded_words_finds_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = a_view(tmp_path, {"towns": "Łódź is a town."})
    assert view.words_alike("lodz") == [("łódź", 1)]
    monkeypatch.setattr("index.store.files.vocabulary._FOLDED", "of another version")
    assert view.words_alike("lodz") == []
    assert as_reports_write("Where is Lodz?", view) == "Where is Lodz?"
