"""Names and figures in a sentence, and others of the same kind to exchange them for."""

import random
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from index.words.english import english_words
from index.words.terms import stop_words

YEAR = "year"
_LAST_YEAR = 2026
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_FIGURES = {
    "date": rf"(?:{'|'.join(_MONTHS)}) \d{{1,2}}, (?:19|20)\d\d",
    "amount": r"(?<!\w)\$\d[\d,]*(?:\.\d+)?(?: (?:thousand|million|billion|trillion))?(?![\d-])",
    "percent": r"(?<![\d.,-])\d+(?:\.\d+)?(?: percent\b|%)",
    YEAR: r"(?<![\d$.,/§-])(?<!No\. )(?:19|20)\d\d(?![\w/%–-]|[.,]\d)",
    "number": r"(?<=[a-z] )(?:\d{1,3}(?:,\d{3})+|\d{2,3})(?= [a-z]{3,})",
}
_FIGURE = re.compile("|".join(f"(?P<{kind}>{form})" for kind, form in _FIGURES.items()))
# Numbers that name a thing and count none.
_LABELLED = re.compile(
    r"(?:sections?|title|chapter|part|parts|table|figure|page|pages|note|line|lines|of|rule|docket"
    r"|paragraph|aged?|ages|runway|highway|route|no|item|form|schedule)\.? $",
    re.IGNORECASE,
)
_WORD = r"[A-Z][\w&-]*\w"
_NAME = re.compile(rf"\b{_WORD}(?:(?: of(?: the)?| for)? {_WORD})*(?!\w)")
_ACRONYM = re.compile(r"[A-Z]{3,6}")
_BODIES = frozenset(
    {
        *("Act", "Administration", "Agency", "Bank", "Board", "Bureau", "Center", "Commission"),
        *("Committee", "Council", "County", "Court", "Department", "Fund", "Institute"),
        *("Laboratory", "Office", "Plan", "Program", "Service", "University"),
    }
)
_PLACES = frozenset({"country", "state", "city", "capital", "province", "island"})
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Slot:
    """A name or a figure in a sentence; its kind is one such as "country", "act" or "year"."""

    text: str
    kind: str


@dataclass(frozen=True, slots=True)
class Fact:
    """A sentence of a list.

    Attributes:
        key: what tells it from the others.
        figure: what it states of the key and no other states, or None.
    """

    sentence: str
    key: Slot
    figure: Slot | None


class Names:
    """Tells the kind of a name, and keeps the names of each kind."""

    def __init__(self, folder: Path) -> None:
        """Read the places and persons of WordNet.

        Raises:
            OSError: when WordNet is not in the folder.
        """
        lines = (folder / "data.noun").read_text(encoding="latin-1").splitlines()
        synsets = {line[:8]: line.split() for line in lines if not line.startswith("  ")}
        self._kinds: dict[str, str] = {}
        for fields in synsets.values():
            if "@i" not in fields or fields[1] not in ("15", "18"):
                continue
            above = synsets[fields[fields.index("@i") + 1]]
            kind = above[4].rpartition("_")[2] if fields[1] == "15" else "person"
            for word in fields[4 : 4 + 2 * int(fields[3], 16) : 2]:
                if word[0].isupper() and len(word) > 3 and (kind == "person" or kind in _PLACES):
                    name = word.replace("_", " ")
                    if kind != "person" or name.count(" "):
                        self._kinds.setdefault(name, "city" if kind == "capital" else kind)
        self.known: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))

    def learn(self, title: str, sentences: Iterable[str]) -> None:
        """Keep the names that stand in a report's sentences."""
        for sentence in sentences:
            for slot in self.find(sentence):
                self.known[slot.kind][title].add(slot.text)

    def find(self, sentence: str) -> Iterator[Slot]:
        """Yield each name of a known kind."""
        for match in _NAME.finditer(sentence):
            name, start = match[0], match.start()
            if name.partition(" ")[0].lower() in stop_words():
                start += len(name.partition(" ")[0]) + 1
                name = name.partition(" ")[2]
            kind = self._kind(name)
            before, after = sentence[:start], sentence[match.end() :]
            if kind is None or re.match(r" (?:and|&) [A-Z]| \(", after):
                continue
            if kind == "name" and not before.strip(" •-–"):
                continue
            if kind in _PLACES and (before.lower().endswith("the ") or after.startswith(".")):
                continue
            if before.endswith(("(", ". ", "/")) or after[:1] in (")", "/", "-"):
                continue
            yield Slot(name, kind)

    def _kind(self, name: str) -> str | None:
        words = name.split()
        if not words or name.startswith("United States"):
            return None
        if name in self._kinds:
            return self._kinds[name]
        if len(words) == 1:
            return _kind_of_word(name)
        first, last = words[0], words[-1]
        if len({*words}) < len(words):
            return None
        if first in _BODIES:
            return first.lower()
        return last.lower() if last in _BODIES else None

    def others(self, slot: Slot, title: str, chance: random.Random) -> list[str]:
        """Return other names of the kind in random order, those of the same report first."""
        reports = self.known[slot.kind]
        near = sorted(reports[title])
        far = sorted(set().union(*reports.values()).difference(near))
        chance.shuffle(near)
        chance.shuffle(far)
        return near if slot.kind == "name" else near + far


def _kind_of_word(name: str) -> str | None:
    """Return the kind of a single word that is in no dictionary: an acronym or a surname."""
    if _ACRONYM.fullmatch(name):
        return "organization"
    strange = len(name) > 3 and name[1:].isalpha() and name[1:].islower()
    return "name" if strange and name.lower() not in english_words() else None


def figures(sentence: str) -> Iterator[Slot]:
    """Yield each date, amount, percentage, year or number that stands once in a sentence."""
    for match in _FIGURE.finditer(sentence):
        kind = match.lastgroup or ""
        labels = kind == "number" and _LABELLED.search(sentence[: match.start()])
        years = kind == YEAR and sentence[match.end() : match.end() + 1] == ")"
        if not labels and not years and sentence.count(match[0]) == 1:
            yield Slot(match[0], kind)


def other_years(year: str, chance: random.Random) -> list[str]:
    """Return the years around one, a stretch of them in order."""
    first = min(int(year) - chance.randrange(6), max(_LAST_YEAR - 10, int(year) - 5))
    return [str(one) for one in range(first, first + 11) if str(one) != year]


def other_figures(slot: Slot, count: int, chance: random.Random) -> list[str] | None:
    """Return figures of the same form that differ from this one and each other, or None."""
    found: list[str] = []
    for _ in range(20 * count):
        one = _other_figure(slot, chance)
        if one not in (slot.text, *found):
            found.append(one)
        if len(found) == count:
            return found
    return None


def _other_figure(slot: Slot, chance: random.Random) -> str:
    if slot.kind == "date":
        return f"{chance.choice(_MONTHS)} {chance.randint(1, 28)}, {_near_year(slot, chance)}"
    if slot.kind == YEAR:
        return str(_near_year(slot, chance))
    match = _NUMBER.search(slot.text)
    if match is None:
        raise ValueError(f"{slot.text!r} holds no number: pass a figure that figures() found")
    places = len(match[0].partition(".")[2])
    value = float(match[0].replace(",", "")) * 2 ** chance.uniform(-1.5, 1.5)
    if slot.kind == "percent" and value >= 100:
        value = chance.uniform(1, 99)
    step = 10 ** _zeros(match[0])
    value = max(round(value / step), 1) * step if step > 1 else max(value, 2.0)
    return slot.text[: match.start()] + f"{value:,.{places}f}" + slot.text[match.end() :]


def _near_year(slot: Slot, chance: random.Random) -> int:
    year = int(slot.text[-4:])
    return chance.randint(year - 9, max(min(year + 9, _LAST_YEAR), year))


def _zeros(number: str) -> int:
    """Return to how many powers of ten a round number is round, one less than all."""
    digits = number.replace(",", "")
    return 0 if "." in digits else min(len(digits) - len(digits.rstrip("0")), len(digits) - 2)


def within(text: str, sentence: str) -> bool:
    """Tell whether a name or a figure stands in a sentence as a whole, in whatever case."""
    return bool(re.search(whole(text), sentence, re.IGNORECASE))


def whole(text: str) -> str:
    """Return the pattern of a name or a figure as a whole."""
    return rf"(?:(?<![\w$])(?<!\d[.,])|(?<=FY)){re.escape(text)}(?!\w|[.,]\d|[-’']\w{{2}})"
