"""Count words that a certificate calls absent though they stand: python -m bench.absence.

Of 200 phrases, 100 stand in the reports, in other typography than they are asked in: 60 are words
of real reports, altered; 40 are words of made reports, which print them otherwise. The other 100
are near misses, which a plain search finds nowhere. The exit code is 1 where a phrase that stands
is called absent, or one that is absent is not certified.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from random import Random
from typing import TypeVar

from bench.absence.alterations import ALTERATIONS
from bench.absence.made import Made, make_reports, near_sentences
from bench.absence.near_misses import NEAR_MISSES
from bench.absence.plain import PlainTexts
from bench.absence.words import Drawn, Words
from bench.results import commit, machine, save
from bench.sets import WORK
from corpus.settings import load_settings
from index.build.build import build_index
from service.absence.certify import certify
from service.absence.phrases import phrases_of
from service.absence.request import Request
from service.answers.engine import Engine

REPORTS = Path("../shared/reports")
_REAL, _MADE = 60, 40
_TRIES = 20_000
_Kind = TypeVar("_Kind")
_STANDS, _ABSENT = "stands", "absent"
_WRONG = {True: "false absences", False: "not certified"}


@dataclass(frozen=True, slots=True)
class Asked:
    """A phrase with what is known of it.

    Attributes:
        kind: how it was altered or printed, or in what it differs from the reports.
        format: of the report that its words come from.
        words: as the report has them.
    """

    phrase: str
    kind: str
    format: str
    words: str
    stands: bool


@dataclass(frozen=True, slots=True)
class Judged:
    """A phrase with what the certificate says of it: "stands" or "absent"."""

    asked: Asked
    said: str

    @property
    def is_right(self) -> bool:
        """Tell whether it says what is known."""
        return (self.said == _STANDS) == self.asked.stands


def altered(words: Words, count: int, chance: Random) -> list[Asked]:
    """Return words of real reports in other typography, each kind in turn."""
    found: dict[str, Asked] = {}
    drawn = words.draw(chance)
    for kind, alter in _in_turn(ALTERATIONS, chance):
        for one in _some(drawn):
            phrase = alter(one.text, chance)
            if phrase and _key(phrase) not in found:
                found[_key(phrase)] = Asked(phrase, kind, one.format, one.text, stands=True)
                break
        if len(found) == count:
            break
    return list(found.values())


def missing(
    drawn: Iterator[Drawn], words: Words, plain: PlainTexts, count: int, chance: Random
) -> list[Asked]:
    """Return near misses that a plain search finds in no report, each kind in turn."""
    found: dict[str, Asked] = {}
    for kind, make in _in_turn(NEAR_MISSES, chance):
        for one in _some(drawn):
            phrase = make(one, words, chance)
            if phrase and _key(phrase) not in found and not plain.holds(phrase):
                found[_key(phrase)] = Asked(phrase, kind, one.format, one.text, stands=False)
                break
        if len(found) == count:
            break
    return list(found.values())


def judged(engine: Engine, asked: list[Asked]) -> list[Judged]:
    """Ask for a certificate of all phrases.

    Raises:
        SystemExit: when it is refused.
    """
    phrases = phrases_of([one.phrase for one in asked], engine.settings)
    record = certify(engine, Request(phrases, partial=True))
    if record["status"] != "certified":
        sys.exit(" ".join(one["text"] for one in record["reasons"]))
    said = {one["text"]: _ABSENT for one in record["phrases"]}
    said |= {one["text"]: _STANDS for one in record["standing"]}
    return [Judged(one, said[phrase.text]) for one, phrase in zip(asked, phrases, strict=True)]


def run(real: Engine, place: Path, seed: int) -> list[Judged]:
    """Return what is said of 200 phrases.

    Args:
        place: folder for the made reports and their index.
    """
    chance = Random(seed)  # noqa: S311
    view = real.opened.generation
    words = Words(view)
    texts = PlainTexts(view.text(report) for report in view.reports)
    asked = altered(words, _REAL, chance)
    asked += missing(words.draw(chance), words, texts, _REAL, chance)
    made = make_reports(place / "corpus", words, _MADE, chance)
    return judged(real, asked) + judged(_engine(place), _of_made(made, words, place, chance))


def _of_made(made: Made, words: Words, place: Path, chance: Random) -> list[Asked]:
    asked = [
        Asked(one.text, f"printed: {kind}", one.format, one.sentence, stands=True)
        for kind, one in made.phrases
    ]
    files = (one.read_text(encoding="utf-8") for one in sorted((place / "corpus").iterdir()))
    plain = PlainTexts([*made.sentences, *files])
    return asked + missing(near_sentences(made, chance), words, plain, _MADE, chance)


def _engine(place: Path) -> Engine:
    settings = load_settings(corpus=place / "corpus", index=place / "index")
    build_index(settings)
    return Engine(settings)


def _in_turn(kinds: Mapping[str, _Kind], chance: Random) -> Iterator[tuple[str, _Kind]]:
    return cycle(chance.sample(list(kinds.items()), len(kinds)))


def _some(drawn: Iterator[Drawn]) -> Iterator[Drawn]:
    return (one for one, _ in zip(drawn, range(_TRIES), strict=False))


def _key(phrase: str) -> str:
    return " ".join(phrase.split())


def show(found: list[Judged], *, stands: bool) -> int:
    """Print a row for each kind and format; return the number of phrases told wrong."""
    some = [one for one in found if one.asked.stands == stands]
    for title in ("kind", "format"):
        names = [getattr(one.asked, title) for one in some]
        faults = Counter(name for name, one in zip(names, some, strict=True) if not one.is_right)
        print(f"\n| {title} | {_STANDS if stands else _ABSENT} | {_WRONG[stands]} |\n|---|---|---|")
        for name, count in sorted(Counter(names).items()):
            print(f"| {name} | {count} | {faults[name]} |")
    return sum(not one.is_right for one in some)


def summary(found: list[Judged]) -> str:
    """Return the counts of a run, and a line for each phrase of which something wrong is said."""
    wrong = [one.asked for one in found if not one.is_right]
    stand = sum(one.asked.stands for one in found)
    false = sum(one.stands for one in wrong)
    certified = len(found) - stand - (len(wrong) - false)
    lines = [
        f"  {_WRONG[one.stands]}: {one.phrase!r} ({one.kind}, {one.format}, {one.words[:300]!r})"
        for one in wrong
    ]
    counts = f"{stand} stand, {false} false absences; {len(found) - stand} are absent"
    return "\n".join([f"{counts}, {certified} certified", *lines])


def main() -> None:
    """Print the tables, save the figures, and exit with 1 where something wrong is said."""
    parser = argparse.ArgumentParser(prog="python -m bench.absence")
    parser.add_argument("--reports", type=Path, default=REPORTS, help="folder of the reports")
    parser.add_argument("--index", type=Path, help="their index, used as it is; built by default")
    parser.add_argument("--seeds", type=int, nargs="+", default=[1], help="one run for each")
    options = parser.parse_args()
    settings = load_settings(corpus=options.reports, index=options.index or WORK / "reports")
    if options.index is None:
        build_index(settings)
    real, found = Engine(settings), list[Judged]()
    for seed in options.seeds:
        own = run(real, WORK / "absence", seed)
        print(f"seed {seed}: {summary(own)}", flush=True)
        found += own
    figures = {
        "seeds": options.seeds, "stand": sum(one.asked.stands for one in found),
        "absent": sum(not one.asked.stands for one in found),
        "false_absences": show(found, stands=True), "not_certified": show(found, stands=False),
    }  # fmt: skip
    print(f"\n{commit()}, {machine()}: {figures}\nSaved in {save('absence', figures)}")
    sys.exit(1 if figures["false_absences"] or figures["not_certified"] else 0)


if __name__ == "__main__":
    main()
