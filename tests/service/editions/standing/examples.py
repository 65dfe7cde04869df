"""Accepted answers, and what became of them: one of each kind."""

from corpus.files import text_sha256
from index.search.scope import Scope
from service.editions.standing.verdicts import Accepted, Standing, Watched


def cited(quote: str, report: str = "ferry", sentence: int = 3) -> Accepted:
    return Accepted(report, sentence, "mu3mmntlqdlv", quote, text_sha256(quote), "0" * 64)


def standing(question: str, quote: str | None, **filters: tuple[str, ...]) -> Standing:
    scope = Scope(filters.get("reports"), filters.get("publishers"))
    if quote is None:
        return Standing(question, scope, "no_answer", ())
    return Standing(question, scope, "answered", (cited(quote),))


QUESTIONS = [
    standing("What do tickets cost?", "Tickets for adults cost twelve dollars in 2019."),
    standing("How many cars does the ferry carry?", "It carries forty cars."),
    standing("When does it leave?", "The ferry leaves at nine.", reports=("ferry",)),
    standing("Who is the harbor master?", "The harbor master is <b>Ada</b> & Co."),
    standing("Is there a night ferry?", None),
    standing("Where does it moor?", "It moors at the north quay."),
    standing("Who built it?", "It was built at Kestrel Bay."),
    standing("How long is it?", "It is ninety metres long."),
    standing("Is it red?", "It is painted red."),
]
FOUND = [
    Watched("number_changed", None, cited("Tickets for adults cost thirteen dollars in 2020."),
            "text"),
    Watched("moved", None, cited("It carries forty cars.", sentence=12), "text"),
    Watched("no_answer_now", None, None, "both",
            "The engine changes the answer with the former texts too."),
    Watched("other_sentence_first", False, cited("She was appointed in 2011.", "notes/harbor"),
            "engine"),
    Watched("newly_answered", None, cited("A night ferry leaves at one."), "cannot be told apart",
            "The index no longer has the former text of ferry."),
    Watched("reworded", None, cited("It moors at the new north quay."), "neither"),
    Watched("tie", True, cited("It was launched at Kestrel Bay.", sentence=9)),
    Watched("same", None, cited("It is ninety metres long.")),
    Watched("same", None, cited("It is painted red.")),
]  # fmt: skip
TITLES = {"ferry": "The Ferry to <Kestrel> Bay", "notes/harbor": "notes/harbor"}
