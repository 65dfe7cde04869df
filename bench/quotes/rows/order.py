"""Join parts with a mark: far apart, out of order, or of two reports."""

from collections.abc import Iterator
from random import Random

from bench.quotes.kinds import Maker, Sample, family, kind
from bench.quotes.rows.wording import words

DISTANT = "ellipsis over more than 60 words or a section"
ORDER = "parts out of order, of two reports"


@kind(DISTANT, "marked", warnings=("distant_parts",))
def _parts_far_apart(sample: Sample, chance: Random) -> str | None:
    distance = chance.randint(4, 9)
    last = sample.after(distance)
    if not last or len(last.clean.split()) < 6 or not last.clean[0].isalpha():
        return None
    left = sample.copy.text[sample.span.end : last.start].split()
    return f"{sample.clean} … {last.clean}" if 90 < len(left) < 400 else None


@kind(DISTANT, "marked", warnings=("distant_parts",))
def _parts_of_two_sections(sample: Sample, _: Random) -> str | None:
    last = next((one for one in map(sample.after, (2, 3)) if one and one.kind == "text"), None)
    if not last or not last.section or last.section == sample.span.section:
        return None
    whole = len(last.clean.split()) > 6 and last.clean[0].isalpha()
    return f"{sample.clean} … {last.clean}" if whole else None


@kind(ORDER, "altered")
def _halves_out_of_order(sample: Sample, _: Random) -> str | None:
    found = words(sample.clean)
    if len(found) < 14:
        return None
    half = found[len(found) // 2][0]
    return f"{sample.clean[half:].rstrip('.')} … {sample.clean[:half].rstrip()}"


@kind(ORDER, "altered")
def _sentences_out_of_order(sample: Sample, chance: Random) -> str | None:
    before = sample.position - chance.randint(1, 5)
    if before < 0:
        return None
    first = sample.copy.spans[before]
    whole = len(first.clean.split()) > 6 and first.clean[0].isalpha()
    return f"{sample.clean} … {first.clean}" if whole else None


def _assembled(name: str, mark: str) -> tuple[str, Maker]:
    def make(sample: Sample, chance: Random) -> str | None:
        others = [one for one in sample.pool if one.document != sample.copy.document]
        other = chance.choice(chance.choice(others).spans).clean
        found, theirs = words(sample.clean), words(other)
        if len(found) < 8 or len(theirs) < 10 or not other[0].isalpha():
            return None
        part = other[theirs[len(theirs) // 2 - 1][0] :]
        return sample.clean[: found[len(found) // 2][1]].rstrip(",;:") + mark + part

    return name, make


def _both() -> Iterator[tuple[str, Maker]]:
    yield _assembled("two reports assembled", " … ")
    yield _assembled("two reports assembled in brackets", " [...] ")


family(ORDER, ("altered",), _both())
family(
    ORDER, ("altered", "not_found"), iter([_assembled("two reports joined without a mark", " ")])
)


@kind(ORDER, "altered", "not_found")
def _one_part_of_nowhere(sample: Sample, chance: Random) -> str | None:
    """Join a part with words that no report has."""
    found = words(sample.clean)
    if len(found) < 10:
        return None
    made = chance.choice(
        (
            "the committee rejected every one of these findings",
            "which the auditors later described as a failure of trust",
            "and so the minister withdrew the whole proposal at once",
        )
    )
    return f"{sample.clean[: found[len(found) // 2][1]].rstrip(',;:')} … {made}"
