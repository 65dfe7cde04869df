"""Judge what a checker says about mutations, and count it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import sqrt

from bench.quotes.kinds import Mutation
from corpus.quotes.comparison import QuoteVerdict, Weight

PASSES = ("exact", "presentation", "marked")
REFUSES = ("altered", "not_found", "misattributed")
_PLAIN_LAYOUT = ("text", "tokenised")


@dataclass(frozen=True, slots=True)
class Said:
    """What a checker says about one quotation.

    Attributes:
        verdict: None where it judged no such quotation.
        differences: rule and weight of each that is named.
        warnings: their kinds.
        message: for the eye.
    """

    verdict: QuoteVerdict | None
    differences: tuple[tuple[str, Weight], ...] = ()
    warnings: tuple[str, ...] = ()
    message: str = ""


Checker = Callable[[Sequence[Mutation]], list[Said]]
"""Says of each mutation what a checker finds, in order."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A mutation with what was said about it, and whether that is right.

    Attributes:
        false_refusal: it is allowed and was refused.
        silent_pass: it is not allowed, or a warning is due, and it passed without one of those.
        unjudged: the checker did not judge it.
        expected: the verdict is as expected, with the weight and the warning that are due.
        named: a difference is named; True where none is due.
        warned: a warning that is due is given; True where none is due.
        needless: an allowed mutation of which no warning is due has one.
    """

    mutation: Mutation
    said: Said
    false_refusal: bool
    silent_pass: bool
    unjudged: bool
    expected: bool
    named: bool
    warned: bool
    needless: bool


def judge(mutation: Mutation, said: Said) -> Judged:
    """Compare what was said with what the kind expects."""
    kind = mutation.kind
    passes = said.verdict in PASSES
    warned = not kind.warnings or bool(set(kind.warnings) & set(said.warnings))
    told = any(weight in ("minor", "altered") for _, weight in said.differences)
    due = bool(kind.warnings) or not kind.allowed
    silent = due and passes and not (said.warnings if kind.warnings else told)
    named = bool(said.differences) or kind.verdicts[0] in ("exact", *REFUSES[1:])
    return Judged(
        mutation,
        said,
        false_refusal=kind.allowed and said.verdict in REFUSES,
        silent_pass=silent and "not_checked" not in kind.verdicts,
        unjudged=said.verdict is None
        or (said.verdict == "not_checked" and "not_checked" not in kind.verdicts),
        expected=_as_expected(mutation, said) and warned,
        named=named or "not_checked" in kind.verdicts,
        warned=warned,
        needless=kind.allowed and not kind.warnings and bool(said.warnings),
    )


def _as_expected(mutation: Mutation, said: Said) -> bool:
    verdicts = mutation.kind.verdicts
    if "exact" in verdicts and mutation.format in _PLAIN_LAYOUT:
        verdicts = (*verdicts, "presentation")  # these copies have lines and cases of their own
    if said.verdict not in verdicts:
        return False
    minor = all(weight != "altered" for _, weight in said.differences)
    return minor if mutation.kind.minor else True


def interval(count: int, total: int) -> tuple[float, float]:
    """Return the 95 % interval of a share, after Wilson."""
    if not total:
        return 0.0, 1.0
    z = 1.959964
    share = count / total
    centre = share + z * z / (2 * total)
    spread = z * sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    scale = 1 + z * z / total
    low, high = (centre - spread) / scale, (centre + spread) / scale
    return (0.0 if count == 0 else low), (1.0 if count == total else high)


@dataclass(frozen=True, slots=True)
class Counts:
    """The figures of some mutations."""

    allowed: int
    false_refusals: int
    due: int
    silent_passes: int
    total: int
    expected: int
    named: int
    warnings_due: int
    warned: int
    needless: int
    unjudged: int


def count(judged: Iterable[Judged]) -> Counts:
    """Return the figures of some mutations.

    A mutation that passes with a warning counts among the allowed and among those of which
    something must be said.
    """
    some = list(judged)
    return Counts(
        allowed=sum(one.mutation.kind.allowed for one in some),
        false_refusals=sum(one.false_refusal for one in some),
        due=sum(bool(one.mutation.kind.warnings) or not one.mutation.kind.allowed for one in some),
        silent_passes=sum(one.silent_pass for one in some),
        total=len(some),
        expected=sum(one.expected for one in some),
        named=sum(one.named for one in some),
        warnings_due=sum(bool(one.mutation.kind.warnings) for one in some),
        warned=sum(one.warned and bool(one.mutation.kind.warnings) for one in some),
        needless=sum(one.needless for one in some),
        unjudged=sum(one.unjudged for one in some),
    )
