"""Change letters for others that look alike, digit groups, and signs for words."""

import unicodedata
from random import Random

from bench.quotes.kinds import Made, Maker, Sample, family, kind
from bench.quotes.rows.wording import matches, pick, plain_words, swap

GROUPS = "digit groups"
SYMBOL = "symbol for word"
LETTERS = "ligatures, NFC and NFD"
COMPATIBLE = "no NFKC: ² ₂ µ ½ stay"
ACCENTS = "accents, ß, œ"


_GROUPED = r"(?<![\d.,])\d{1,3}(?:,\d{3})+(?![\d,]|\.\d)"


def _grouped(name: str, new: str) -> tuple[str, Maker]:
    def make(sample: Sample, chance: Random) -> str | None:
        span = pick(chance, matches(_GROUPED, sample.clean))
        if not span:
            return None
        return swap(sample.clean, span, sample.clean[slice(*span)].replace(",", new))

    return name, make


_GROUP_FORMS = (
    *(("digits grouped by a space", " "), ("digits grouped by a NBSP", "\u00a0")),
    *(("digits grouped by a thin space", "\u2009"), ("by a narrow NBSP", "\u202f")),
)
family(GROUPS, ("presentation",), (_grouped(*one) for one in _GROUP_FORMS))
family(GROUPS, ("altered",), iter([_grouped("digits grouped by a dot", ".")]))


def _replaced(name: str, pattern: str, new: str) -> tuple[str, Maker]:
    def make(sample: Sample, chance: Random) -> str | None:
        span = pick(chance, matches(pattern, sample.clean))
        return swap(sample.clean, span, new) if span else None

    return name, make


_SYMBOLS = (
    ("percent for %", r"(?<=\d)%(?!\w)", " percent"),
    ("% for percent", r"(?<=\d) percent\b", "%"),
    ("USD for $", r"(?<!\w)\$(?=\d)", "USD "),
    ("Sec. for §", r"§ ?(?=\d)", "Sec. "),
    ("§ for section", r"\b[Ss]ection (?=\d)", "§ "),
    ("raised dot for the decimal point", r"(?<=\d)\.(?=\d)", "·"),
)
family(SYMBOL, ("altered",), (_replaced(*one) for one in _SYMBOLS), minor=True)
family(SYMBOL, ("altered",), iter([_replaced("and for &", r"(?<=\w) & (?=\w)", " and ")]))


@kind(SYMBOL, "altered", minor=True, held_out=True)
def _section_sign_against_its_word(sample: Sample, chance: Random) -> Made | None:
    span = pick(chance, matches(r"(?<=\w) (?=in\b|of\b|and\b)", sample.clean))
    if not span:
        return None
    number = chance.randint(12, 980)
    return Made(
        swap(sample.clean, span, f" under Sec. {number} "),
        swap(sample.clean, span, f" under § {number} "),
    )


_LIGATURES = (("ffi", "ﬃ"), ("ffl", "ﬄ"), ("fi", "ﬁ"), ("fl", "ﬂ"), ("ff", "ﬀ"))


@kind(LETTERS, "presentation")
def _ligatures(sample: Sample, _: Random) -> str | None:
    turned = _ligated(sample.clean)
    return turned if turned != sample.clean else None


def _ligated(text: str) -> str:
    for letters, one in _LIGATURES:
        text = text.replace(letters, one)
    return text


@kind(LETTERS, "presentation", held_out=True)
def _ligatures_in_the_source(sample: Sample, _: Random) -> Made | None:
    turned = _ligated(sample.clean)
    return Made(sample.clean, turned) if turned != sample.clean else None


_ACCENTED = {"a": "á", "e": "é", "i": "ï", "o": "ö", "u": "ü", "n": "ñ", "c": "ç"}


def _accented(sample: Sample, chance: Random) -> tuple[str, tuple[int, int]] | None:
    """Return the sentence with an accent in one word, and where."""
    span = pick(chance, plain_words(sample.clean, 5))
    if not span:
        return None
    found = [at for at in range(*span) if sample.clean[at] in _ACCENTED]
    at = chance.choice(found or [-1])
    if at < 0:
        return None
    return swap(sample.clean, (at, at + 1), _ACCENTED[sample.clean[at]]), (at, at + 1)


@kind(LETTERS, "presentation", held_out=True)
def _NFD_of_a_letter(sample: Sample, chance: Random) -> Made | None:  # noqa: N802
    made = _accented(sample, chance)
    return Made(unicodedata.normalize("NFD", made[0]), made[0]) if made else None


@kind(LETTERS, "presentation", held_out=True)
def _NFD_in_the_source(sample: Sample, chance: Random) -> Made | None:  # noqa: N802
    made = _accented(sample, chance)
    return Made(made[0], unicodedata.normalize("NFD", made[0])) if made else None


@kind(ACCENTS, "altered", minor=True, held_out=True)
def _accent_dropped(sample: Sample, chance: Random) -> Made | None:
    made = _accented(sample, chance)
    return Made(sample.clean, made[0]) if made else None


@kind(ACCENTS, "altered", minor=True)
def _accent_added(sample: Sample, chance: Random) -> str | None:
    made = _accented(sample, chance)
    return made[0] if made else None


@kind(ACCENTS, "altered", minor=True)
def _sharp_s_for_ss(sample: Sample, chance: Random) -> str | None:
    span = pick(chance, matches(r"(?<=[a-z])ss(?=[a-z])", sample.clean))
    return swap(sample.clean, span, "ß") if span else None


@kind(ACCENTS, "altered", minor=True, held_out=True)
def _oe_for_its_ligature(sample: Sample, chance: Random) -> Made | None:
    span = pick(chance, plain_words(sample.clean, 5))
    if not span:
        return None
    source, quote = (swap(sample.clean, span, one) for one in ("manœuvre", "manoeuvre"))
    return Made(quote, source)


_COMPATIBLE = (("²", "2"), ("₂", "2"), ("½", "1/2"), ("³", "3"))


def _unlike(name: str, sign: str, digits: str) -> tuple[str, Maker]:
    def make(sample: Sample, chance: Random) -> Made | None:
        span = pick(chance, matches(r"(?<=[a-z]) (?=[a-z])", sample.clean))
        if not span:
            return None
        source, quote = (swap(sample.clean, span, f" 10{one} ") for one in (sign, digits))
        return Made(quote, source)

    return name, make


family(
    COMPATIBLE,
    ("altered",),
    (_unlike(f"{digits} for {sign}", sign, digits) for sign, digits in _COMPATIBLE),
    held_out=True,
)
