"""Make the mutations of numbers, signs and negations: none of them may pass in silence."""

from collections.abc import Iterator
from random import Random

from bench.quotes.kinds import Made, Maker, Sample, family, kind
from bench.quotes.rows.wording import NUMBER, matches, pick, plain_words, swap

SIGNS = "minus, parentheses round a number, ± < ≥"
DIGITS = "decimal point, digits"
INSIDE = "starts or ends inside a word or number"
_DECIMAL = r"(?<![\w.,])\d+\.\d+(?![\w.])"


def _signed(name: str, before: str, after: str = "") -> Iterator[tuple[str, Maker]]:
    def added(sample: Sample, chance: Random) -> str | None:
        span = pick(chance, _numbers(sample.clean))
        return _with(sample.clean, span, before, after) if span else None

    def dropped(sample: Sample, chance: Random) -> Made | None:
        source = _with_number(sample, chance, before, after)
        return Made(source.replace(before, "").replace(after, ""), source) if source else None

    yield f"{name} added", added
    yield f"{name} dropped", dropped


def _with(text: str, span: tuple[int, int], before: str, after: str) -> str:
    return swap(text, span, before + text[slice(*span)] + after)


def _with_number(sample: Sample, chance: Random, before: str, after: str) -> str | None:
    """Return the sentence with a signed number in it, unless it holds such signs itself."""
    span = pick(chance, matches(r"(?<=[a-z]) (?=(?:in|of|and|for|to)\b)", sample.clean))
    if not span or any(one in sample.clean for one in (before, after) if one):
        return None
    number = f"{chance.randint(2, 98)}.{chance.randint(1, 9)}"
    return swap(sample.clean, span, f" {before}{number}{after} ")


def _numbers(text: str) -> list[tuple[int, int]]:
    """Return numbers that stand between words, and are neither signed nor in a range."""
    return [
        (start, end)
        for start, end in matches(NUMBER, text)
        if text[max(0, start - 1) : start] == " " and text[end : end + 1] in " ,.;"
    ]


_SIGNS = (
    ("hyphen as minus", "-", ""),
    ("minus", "−", ""),
    ("en dash as minus", "–", ""),
    ("parentheses", "(", ")"),
    ("plus or minus", "±", ""),
    ("less than", "<", ""),
    ("more than", ">", ""),
    ("at least", "≥", ""),
    ("at most", "≤ ", ""),
)
for _one in _SIGNS:
    _added, _dropped = _signed(*_one)
    family(SIGNS, ("altered",), iter([_added]))
    family(SIGNS, ("altered",), iter([_dropped]), held_out=True)


@kind(SIGNS, "altered", held_out=True)
def _sign_turned(sample: Sample, chance: Random) -> Made | None:
    source = _with_number(sample, chance, "<", "")
    return Made(source.replace("<", ">"), source) if source else None


@kind(SIGNS, "presentation", held_out=True)
def _minus_as_a_hyphen(sample: Sample, chance: Random) -> Made | None:
    source = _with_number(sample, chance, "−", "")
    return Made(source.replace("−", "-"), source) if source else None


@kind(DIGITS, "altered")
def _digit_changed(sample: Sample, chance: Random) -> str | None:
    span = pick(chance, matches(r"\d", sample.clean))
    if not span:
        return None
    old = sample.clean[span[0]]
    return swap(sample.clean, span, chance.choice([one for one in "123456789" if one != old]))


@kind(DIGITS, "altered")
def _digit_dropped(sample: Sample, chance: Random) -> str | None:
    span = pick(chance, matches(r"(?<=\d)\d", sample.clean))
    return swap(sample.clean, span, "") if span else None


@kind(DIGITS, "altered")
def _digit_added(sample: Sample, chance: Random) -> str | None:
    span = pick(chance, matches(r"(?<=\d)(?=\D)", sample.clean))
    return swap(sample.clean, span, str(chance.randint(0, 9))) if span else None


@kind(DIGITS, "altered")
def _digits_crossed(sample: Sample, chance: Random) -> str | None:
    found = [one for one in matches(r"(?<!\d)\d\d", sample.clean) if _differ(sample.clean, one)]
    span = pick(chance, found)
    return swap(sample.clean, span, sample.clean[slice(*span)][::-1]) if span else None


def _differ(text: str, span: tuple[int, int]) -> bool:
    return text[span[0]] != text[span[1] - 1]


@kind(DIGITS, "altered")
def _number_swapped(sample: Sample, chance: Random) -> str | None:
    span = pick(chance, matches(NUMBER, sample.clean))
    if not span:
        return None
    old = sample.clean[slice(*span)]
    new = str(chance.randint(2, 99)) if len(old) < 4 else str(chance.randint(1900, 2100))
    return swap(sample.clean, span, new) if new != old else None


@kind(DIGITS, "altered")
def _decimal_point_dropped(sample: Sample, chance: Random) -> str | None:
    span = pick(chance, matches(_DECIMAL, sample.clean))
    return swap(sample.clean, span, sample.clean[slice(*span)].replace(".", "")) if span else None


@kind(DIGITS, "altered")
def _decimal_point_moved(sample: Sample, chance: Random) -> str | None:
    span = pick(chance, matches(_DECIMAL, sample.clean))
    if not span:
        return None
    whole, _, part = sample.clean[slice(*span)].partition(".")
    new = f"{whole[:-1] or '0'}.{whole[-1]}{part}"
    return swap(sample.clean, span, new)


@kind(DIGITS, "altered")
def _decimal_point_added(sample: Sample, chance: Random) -> str | None:
    span = pick(chance, matches(r"(?<=\d)(?=\d)(?!\d{3}(?!\d))", sample.clean))
    return swap(sample.clean, span, ".") if span else None


@kind(DIGITS, "altered")
def _comma_for_the_decimal_point(sample: Sample, chance: Random) -> str | None:
    span = pick(chance, matches(r"(?<=\d)\.(?=\d\b)", sample.clean))
    return swap(sample.clean, span, ",") if span else None


@kind(DIGITS, "altered")
def _group_dropped(sample: Sample, chance: Random) -> str | None:
    span = pick(chance, matches(r"(?<=\d),\d{3}(?!\d)", sample.clean))
    return swap(sample.clean, span, "") if span else None


_SCALES = ("thousand", "million", "billion", "trillion")
_NUMERALS = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def _exchanged(name: str, choices: tuple[str, ...]) -> tuple[str, Maker]:
    def make(sample: Sample, chance: Random) -> str | None:
        span = pick(chance, matches(rf"\b(?:{'|'.join(choices)})\b", sample.clean))
        if not span:
            return None
        old = sample.clean[slice(*span)]
        return swap(sample.clean, span, chance.choice([one for one in choices if one != old]))

    return name, make


family(
    DIGITS,
    ("altered",),
    iter([_exchanged("scale swapped", _SCALES), _exchanged("numeral swapped", _NUMERALS)]),
)


@kind(INSIDE, "altered")
def _starts_inside_a_word(sample: Sample, chance: Random) -> str | None:
    found = [one for one in plain_words(sample.clean, 6) if one[1] < len(sample.clean) - 50]
    span = pick(chance, found)
    return sample.clean[span[0] + chance.randint(1, 3) :] if span else None


@kind(INSIDE, "altered")
def _ends_inside_a_word(sample: Sample, chance: Random) -> str | None:
    span = pick(chance, [one for one in plain_words(sample.clean, 6) if one[0] > 50])
    return sample.clean[: span[1] - chance.randint(1, 3)] if span else None


@kind(INSIDE, "altered")
def _starts_inside_a_number(sample: Sample, chance: Random) -> str | None:
    found = matches(r"(?<=\d)[\d.,]*\d", sample.clean)
    span = pick(chance, [one for one in found if one[1] < len(sample.clean) - 40])
    return sample.clean[span[0] :].lstrip(".,") if span else None


@kind(INSIDE, "altered")
def _ends_inside_a_number(sample: Sample, chance: Random) -> str | None:
    span = pick(chance, [one for one in matches(r"\d+[\d.,]*\d", sample.clean) if one[0] > 40])
    return sample.clean[: span[1] - 1].rstrip(".,") if span else None


@kind(INSIDE, "altered")
def _ends_before_an_apostrophe(sample: Sample, chance: Random) -> str | None:
    found = matches(r"(?<=[A-Za-z])['’](?=s\b|t\b)", sample.clean)
    span = pick(chance, [one for one in found if one[0] > 40])
    return sample.clean[: span[0]] if span else None
