"""Make the mutations of all kinds from the sentences of both halves."""

import re
import zlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice
from random import Random

import bench.quotes.rows  # noqa: F401 - registers the kinds
from bench.quotes.copies import DEVELOPMENT, HELD_OUT, TEST, Copy, Span
from bench.quotes.kinds import KINDS, Kind, Made, Mutation, Sample
from bench.quotes.standing import Standing

SEED = 20261127
A_KIND = 40
"""Mutations of a kind in a half, where so many sentences lend themselves to it."""
_TRIES = 4000
_MARKS = re.compile(r"[“”\"„«»‘‚\[\]…*_⁰¹²³⁴-⁹½]|\.\.\.|\. \.|--$|^'|'$|' | '")
_ENDS = re.compile(r"[.?!)”\"]$|[a-z]$")


@dataclass(frozen=True, slots=True)
class Mutations:
    """All mutations, with the reports whose text was changed for some of them."""

    mutations: tuple[Mutation, ...]
    made: tuple[Copy, ...]


def make_mutations(copies: Sequence[Copy], a_kind: int = A_KIND) -> Mutations:
    """Return the mutations of all kinds, the same at each call with the same copies."""
    indexed = [one for one in copies if one.number]
    standing = Standing(one.text for one in indexed)
    found: list[Mutation] = []
    made: list[Copy] = []
    for half in (DEVELOPMENT, TEST):
        for number, own in enumerate(_make_half(half, copies, standing, a_kind)):
            known = _made_number(half, number)
            report = _made_report(known, half, own)
            made += [report] if report else []
            found += (replace(one, number=known) if one.source else one for one in own)
    return Mutations(tuple(found), tuple(made))


def _made_number(half: str, kind: int) -> str:
    return f"R{(91001 if half == DEVELOPMENT else 92001) + kind}"


def _make_half(
    half: str, copies: Sequence[Copy], standing: Standing, a_kind: int
) -> Iterator[list[Mutation]]:
    """Yield the mutations of each kind in a half."""
    pool = tuple(one for one in copies if one.half == half and one.number)
    held = [one for one in copies if one.half == half and one.document in HELD_OUT]
    by_format: dict[str, list[Sample]] = defaultdict(list)
    for one in pool:
        by_format[one.format] += _samples(one, pool)
    samples = chain.from_iterable(_samples(one, pool) for one in held)
    outside = [one for one in samples if not standing.holds(one.clean)]
    for kind in KINDS.values():
        chance = Random(f"{SEED} {half} {kind.name}")  # noqa: S311
        chosen = {"text": _share(kind, outside)} if kind.held_out else by_format
        kept = (one for one in _of_kind(kind, chosen, chance) if _holds_good(one, standing))
        yield list(islice(kept, a_kind))


def _share(kind: Kind, samples: Sequence[Sample]) -> list[Sample]:
    """Return the sentences of a document that is not indexed of which a kind may be made.

    Words that must be refused stand in no report that allowed kinds were made for, and words of
    no report stand nowhere.
    """
    nowhere = {"not_found", "not_checked"} & set(kind.verdicts)
    share = 2 if nowhere else 0 if kind.allowed else 1
    return [one for one in samples if zlib.crc32(one.clean.encode()) % 3 == share]


def _samples(copy: Copy, pool: tuple[Copy, ...]) -> Iterator[Sample]:
    """Yield the sentences of a copy that can be quoted; each wording once."""
    seen: set[str] = set()
    for position, span in enumerate(copy.spans):
        if _can_be_quoted(span) and span.clean not in seen:
            seen.add(span.clean)
            yield Sample(copy, position, pool)


def _can_be_quoted(span: Span) -> bool:
    count = len(span.clean.split())
    letters = sum(one.isalpha() or one == " " for one in span.clean)
    return (
        span.kind in ("text", "item", "note")
        and 8 <= count <= 60
        and span.clean[0].isalpha()
        and letters > 0.85 * len(span.clean)
        and _ENDS.search(span.clean) is not None
        and _is_balanced(span.clean)
        and "://" not in span.clean
    )


def _is_balanced(text: str) -> bool:
    """Tell whether each quotation mark inside has its partner, as a draft needs it."""
    return text.count("“") == text.count("”") and text.count('"') % 2 == 0


def _of_kind(kind: Kind, by_format: dict[str, list[Sample]], chance: Random) -> Iterator[Mutation]:
    """Yield the mutations of a kind, one of each format in turn."""
    orders = [chance.sample(some, len(some)) for _, some in sorted(by_format.items())]
    sources = [_mutated(kind, order, chance) for order in orders]
    while sources:
        for source in list(sources):
            one = next(source, None)
            if one:
                yield one
            else:
                sources.remove(source)


def _mutated(kind: Kind, samples: list[Sample], chance: Random) -> Iterator[Mutation]:
    for sample in samples[:_TRIES]:
        if not kind.marks and _MARKS.search(sample.clean):
            continue
        result = kind.make(sample, chance)
        if result is None:
            continue
        one = Made(result) if isinstance(result, str) else result
        if len(one.quote.split()) >= 4 and _is_balanced(one.quote):
            number = one.report or sample.copy.number
            yield Mutation(
                kind, sample.copy.format if not kind.held_out else "text",
                sample.copy.half, sample.copy.document, number,
                one.quote, sample.clean, (sample.span.start, sample.span.end), one.source, one.page,
            )  # fmt: skip


def _holds_good(one: Mutation, standing: Standing) -> bool:
    """Tell whether a mutation is what its kind says, and not words that stand somewhere."""
    if one.source or one.kind.stands or one.kind.allowed or "misattributed" in one.kind.verdicts:
        return True
    return not standing.holds(one.quote)


def _made_report(number: str, half: str, mutations: Sequence[Mutation]) -> Copy | None:
    """Return the report of the sentences that a kind changed, one a paragraph."""
    sources = list(dict.fromkeys(one.source for one in mutations if one.source))
    text = "\n\n".join(sources) + "\n"
    return Copy(f"made-{number}.txt", number, "made", "text", half, text, ()) if sources else None
