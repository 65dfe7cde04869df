"""Questions about one of the like sentences of a list, in several forms, without a language model.

They read as people type: some are good English, some are keywords, some are misspelt.
"""

import random
import re
from collections.abc import Callable
from dataclasses import dataclass

from index.words.terms import stop_words
from training.forms import Thesaurus, in_other_words, keywords, misspelt
from training.lists.exchange import YEAR, Fact, Slot, figures, whole

ROW_FORM = "row"
_ASKED = {
    "date": "what date",
    "amount": "how much",
    "percent": "what percentage",
    YEAR: "what year",
    "number": "how many",
}
_PREPOSITION = re.compile(r"\b([Ii]n|[Ff]or|for|of|to|by|from|with|at|under|during|on)(?: the)? $")
_SUBJECT = re.compile(
    r"(?:^|, )((?:[A-Z]|total |the |average )[^,;:()]{4,60}?)"
    r" (was|were|is|are|totaled|reached|increased|decreased|rose|fell|grew|received) "
)
_YEAR_OF = r"(?:\b[Tt]he |FY|(?:[Ff]iscal|[Cc]alendar) years? )"
_FEWEST_WORDS = 9
_SPENT = re.compile(
    r" ([a-z]+ed|spent|paid|given|cost)(?: (?:a total of|an estimated|about|over|nearly|around"
    r"|up to|at least|more than|approximately|[a-z]+ly))? $"
)
_LOWERED, _MISSPELT, _REWORDED = 0.25, 0.12, 0.15


@dataclass(frozen=True, slots=True)
class Asked:
    """A question about a fact.

    Attributes:
        form: the template's name.
        answer: the short answer in the fact's sentence, or None where the sentence is the answer.
        names: what singles the sentence out: the key, or the figure where the key is asked for.
    """

    text: str
    form: str
    answer: str | None
    names: str


def question(fact: Fact, thesaurus: Thesaurus, chance: random.Random) -> Asked | None:
    """Return a question that the fact's sentence answers, in a form drawn at random."""
    forms = list(_OF_FIGURES if fact.figure else _OF_KEYS)
    chance.shuffle(forms)
    alone = (
        fact.figure and [one.kind for one in figures(fact.sentence)].count(fact.figure.kind) == 1
    )
    for form in forms:
        # "How many … in NAME?" may ask for any number of the sentence.
        text = form(fact, chance) if alone or form not in _OF_A_SOLE_FIGURE else None
        if text is None:
            continue
        answer, names = _asked_for(form, fact)
        return Asked(_varied(text, thesaurus, chance), form.__name__[1:], answer, names)
    return None


def row_question(fact: Fact, caption: str, chance: random.Random) -> Asked:
    """Return a question on a row of a table, from its label and the table's caption."""
    label = fact.key.text
    text = chance.choice(
        (
            f"{caption} {label}",
            f"{label} {keywords(caption, chance)}",
            f"What is the {caption[0].lower() + caption[1:]} for {label}?",
            f"What does the table give for {label} under {caption}?",
        )
    )
    if chance.random() < _LOWERED:
        text = text.lower().rstrip("?.")
    return Asked(text, ROW_FORM, fact.figure.text if fact.figure else None, label)


def _asked_for(form: "Form", fact: Fact) -> tuple[str | None, str]:
    """Return the short answer and what singles the sentence out."""
    if form is _which and fact.figure:
        return fact.key.text, fact.figure.text
    states = form in (_claim, _keywords, _about) or fact.figure is None
    return (None if states or fact.figure is None else fact.figure.text), fact.key.text


def _varied(text: str, thesaurus: Thesaurus, chance: random.Random) -> str:
    if chance.random() < _REWORDED:
        text = in_other_words(text, thesaurus, chance)
    if chance.random() < _MISSPELT and not re.search(r"\d{5}|[A-Za-z]\d{3}", text):
        text = misspelt(text, chance)
    if chance.random() < _LOWERED:
        text = text.lower().rstrip("?.")
    return text


def clause(fact: Fact) -> str:
    """Return the shortest run of the sentence's clauses that holds key and figure."""
    sentence = re.sub(r" ?\([^()]*\)| ?\[[^\[\]]*\]", "", fact.sentence).rstrip(" .?")
    wanted = [slot.text for slot in (fact.key, fact.figure) if slot]
    if not all(re.search(whole(one), sentence) for one in wanted):
        sentence = fact.sentence.rstrip(" .?")
    parts = re.split(r"(?<=[,;:])(?!\d) ?", sentence)
    runs = [
        " ".join(parts[first:last])
        for first in range(len(parts))
        for last in range(first + 1, len(parts) + 1)
    ]
    held = [
        run
        for run in runs
        if len(run.split()) >= _FEWEST_WORDS and all(re.search(whole(one), run) for one in wanted)
    ]
    found = min(held, key=len, default=sentence).strip(" ,;:•-–*")
    return re.sub(r"^(?:and|but|or|that|which|however|also) ", "", found)


def _without(text: str, slot: Slot | None, instead: str = "") -> str:
    return text if slot is None else " ".join(re.sub(whole(slot.text), instead, text).split())


def _cloze(fact: Fact, _chance: random.Random) -> str | None:
    """Return the clause with a question word in place of the figure."""
    if fact.figure is None:
        return None
    asked = _ASKED[fact.figure.kind]
    whole_clause = clause(fact)
    text = re.sub(_YEAR_OF + f"(?={whole(fact.figure.text)})", "", whole_clause)
    text = _without(text, fact.figure, asked)
    return text[0].upper() + text[1:] + "?" if fact.figure.text not in text else None


def _how_many(fact: Fact, _chance: random.Random) -> str | None:
    """Return "How many … in NAME?"."""
    if fact.figure is None or fact.figure.kind not in ("number", "percent"):
        return None
    _, _, after = clause(fact).partition(fact.figure.text)
    words = after.removeprefix(" of").removeprefix(" the").split()
    thing: list[str] = []
    for word in words[:5]:
        if word.lower() in stop_words() or not word.strip(",;").islower():
            break
        thing.append(word.strip(",;"))
    if not thing:
        return None
    start = "How many" if fact.figure.kind == "number" else "What percentage of"
    return f"{start} {' '.join(thing)} {_place(fact)}?"


def _place(fact: Fact) -> str:
    """Return the key after the preposition that it has in the sentence, or after "for"."""
    match = re.search(whole(fact.key.text), fact.sentence)
    before = fact.sentence[: match.start()] if match else ""
    preposition = _PREPOSITION.search(before)
    return f"{preposition[0].strip().lower() if preposition else 'for'} {fact.key.text}"


def _what_is(fact: Fact, _chance: random.Random) -> str | None:
    """Return "What is the … for NAME?"."""
    if fact.figure is None or fact.figure.kind not in ("amount", "percent", "number"):
        return None
    before, _, _ = clause(fact).partition(fact.figure.text)
    subject = _SUBJECT.search(before)
    if subject is None:
        return None
    thing = subject[1]
    if not thing[1].isupper():
        thing = thing[0].lower() + thing[1:]
    verb = subject[2] if subject[2] in ("was", "were", "is", "are") else "was"
    place = "" if re.search(whole(fact.key.text), thing) else " " + _place(fact)
    return f"What {verb} {thing}{place}?"


def _how_much(fact: Fact, _chance: random.Random) -> str | None:
    """Return "How much was spent … in NAME?"."""
    if fact.figure is None or fact.figure.kind != "amount":
        return None
    before, _, after = clause(fact).partition(fact.figure.text)
    verb = _SPENT.search(before)
    if verb is None:
        return None
    rest = re.split(r"[,;:]| (?:which|and|but) ", after)[0].strip()
    place = "" if re.search(whole(fact.key.text), rest) else " " + _place(fact)
    return f"How much was {verb[1]} {rest}{place}?".replace("  ", " ")


def _keywords(fact: Fact, chance: random.Random) -> str | None:
    """Return the name and the content words."""
    content = _without(_without(clause(fact), fact.key), fact.figure)
    words = keywords(content, chance).split()[: chance.randint(3, 6)]
    if len(words) < 2:
        return None
    parts = [fact.key.text, " ".join(words)]
    return " ".join(parts if chance.random() < 0.6 else parts[::-1])


def _figure_words(fact: Fact, chance: random.Random) -> str | None:
    """Return keywords with what is asked for."""
    found = _keywords(fact, chance)
    if found is None or fact.figure is None:
        return None
    asked = "when" if fact.figure.kind in ("date", YEAR) else _ASKED[fact.figure.kind]
    return f"{asked} {found}"


def _about(fact: Fact, chance: random.Random) -> str | None:
    """Return "What does it say about … NAME?"."""
    words = _keywords(fact, chance)
    start = ("What about", "What is said on", "Find", "Tell me about")
    return None if words is None else f"{chance.choice(start)} {words}"


def _claim(fact: Fact, _chance: random.Random) -> str | None:
    """Return the clause as a statement."""
    text = clause(fact)
    return text[0].upper() + text[1:] + "." if text else None


def _which(fact: Fact, _chance: random.Random) -> str | None:
    """Ask for the name by the figure."""
    if fact.figure is None:
        return None
    kind = "one" if fact.key.kind == "name" else fact.key.kind
    text = re.sub(_YEAR_OF + f"(?={whole(fact.key.text)})", "", clause(fact))
    text = _without(text, fact.key, f"which {kind}")
    if fact.key.text in text:
        return None
    return text[0].upper() + text[1:] + "?"


Form = Callable[[Fact, random.Random], str | None]
_OF_FIGURES: tuple[Form, ...] = (
    *(_cloze, _keywords, _figure_words, _which, _claim),
    # Those that fit few sentences, at most one or two each.
    *(4 * (_how_many, _how_much, _what_is)),
)
_OF_A_SOLE_FIGURE = (_how_many, _how_much, _what_is, _figure_words)
_OF_KEYS: tuple[Form, ...] = (_keywords, _claim, _about)
