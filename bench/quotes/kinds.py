"""Define what a mutation is, and register the kinds of the table's rows."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Literal

from bench.quotes.copies import Copy, Span
from corpus.quotes.comparison import QuoteVerdict, WarningKind

Half = Literal["development", "test"]


@dataclass(frozen=True, slots=True)
class Sample:
    """A sentence that is quoted.

    Attributes:
        position: of the sentence in the copy.
        pool: all copies of the index in the same half.
    """

    copy: Copy
    position: int
    pool: tuple[Copy, ...] = field(repr=False)

    @property
    def span(self) -> Span:
        """Return the sentence's place."""
        return self.copy.spans[self.position]

    @property
    def clean(self) -> str:
        """Return the sentence as a person types it."""
        return self.span.clean

    @property
    def cased(self) -> bool:
        """Tell whether the copy keeps capitals."""
        return self.copy.format != "tokenised"

    def after(self, distance: int = 1) -> Span | None:
        """Return a sentence that follows in running text, or None."""
        at = self.position + distance
        return self.copy.spans[at] if at < len(self.copy.spans) else None


@dataclass(frozen=True, slots=True)
class Made:
    """What a kind makes of a sentence.

    Attributes:
        quote: what the draft says between its marks.
        source: what the report says there, when that differs from the sentence: it is put into a
            report of its own.
        report: the number of the report that the draft names; the sample's when "".
        page: the page that the draft names, or None.
    """

    quote: str
    source: str = ""
    report: str = ""
    page: int | None = None


Maker = Callable[[Sample, Random], Made | str | None]
"""Makes a mutation of a sentence, or None where the sentence does not lend itself."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of mutation.

    Attributes:
        row: the row of the behaviour table.
        verdicts: those that are as expected.
        minor: whether the difference that is named must be minor; None where the table leaves it.
        warnings: of which one at least is due.
        held_out: whether the sentences are those of a document that is not in the index.
        stands: whether the mutated words stand in the source all the same.
        marks: whether sentences with quotation marks or numbers of notes inside are mutated, too.
    """

    row: str
    name: str
    verdicts: tuple[QuoteVerdict, ...]
    make: Maker
    minor: bool | None = None
    warnings: tuple[WarningKind, ...] = ()
    held_out: bool = False
    stands: bool = False
    marks: bool = False

    @property
    def allowed(self) -> bool:
        """Tell whether a refusal would be false."""
        return bool({"exact", "presentation", "marked"} & set(self.verdicts))


@dataclass(frozen=True, slots=True)
class Mutation:
    """A quotation with the verdict that it must get.

    Attributes:
        number: the report number that the draft names.
        original: the sentence, as a person types it.
        place: of the sentence in its copy, in code points.
        source: what the report says where it was changed, else "".
    """

    kind: Kind
    format: str
    half: str
    document: str
    number: str
    quote: str
    original: str
    place: tuple[int, int]
    source: str = ""
    page: int | None = None


KINDS: dict[str, Kind] = {}
"""All kinds by name, in the order of the table."""


def kind(
    row: str,
    *verdicts: QuoteVerdict,
    minor: bool | None = None,
    warnings: tuple[WarningKind, ...] = (),
    held_out: bool = False,
    stands: bool = False,
    marks: bool = False,
) -> Callable[[Maker], Maker]:
    """Register the function as the maker of a kind of the row; its name becomes the kind's."""

    def register(make: Maker) -> Maker:
        name = make.__name__.replace("_", " ").strip()
        KINDS[name] = Kind(row, name, verdicts, make, minor, warnings, held_out, stands, marks)
        return make

    return register


def family(
    row: str,
    verdicts: tuple[QuoteVerdict, ...],
    makers: Iterator[tuple[str, Maker]],
    *,
    minor: bool | None = None,
    warnings: tuple[WarningKind, ...] = (),
    held_out: bool = False,
    stands: bool = False,
    marks: bool = False,
) -> None:
    """Register makers of one row with their names."""
    for name, make in makers:
        KINDS[name] = Kind(row, name, verdicts, make, minor, warnings, held_out, stands, marks)
