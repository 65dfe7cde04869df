"""Read the words and phrases whose absence is to be certified."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from corpus.errors import BadRequest
from corpus.quotes.near import SYMBOLS
from corpus.quotes.skeleton import skeleton
from corpus.settings import Settings
from service.citecheck.quotations.matching import parts_of

_BETWEEN_VARIANTS = re.compile(r"\s*\|\s*")
_COMMENT = "#"
_LEAST_LETTERS = 2


@dataclass(frozen=True, slots=True)
class Phrase:
    """A word or a phrase, and the variants that count as the same.

    Attributes:
        text: as it was written.
        variants: further forms that the user stated, such as another spelling.
        signs: the forms with a sign for a word, and the reverse: "5 %" for "5 percent".
    """

    text: str
    variants: tuple[str, ...] = ()
    signs: tuple[str, ...] = ()

    @property
    def forms(self) -> tuple[str, ...]:
        """Return all forms to search for."""
        return (self.text, *self.variants, *self.signs)


def phrases_of(lines: Iterable[str], settings: Settings) -> tuple[Phrase, ...]:
    """Return the phrases of some lines: one a line, with " | " between variants.

    Empty lines, and lines that start with "#", are left out.

    Raises:
        BadRequest: when there is no phrase, or a phrase cannot be searched for.
    """
    wanted = (line.strip() for line in lines)
    found = {line: None for line in wanted if line and not line.startswith(_COMMENT)}
    if not found:
        raise BadRequest("there is no phrase", "write one on each line", "phrases")
    if len(found) > settings.max_phrases:
        raise BadRequest(
            f"there are {len(found):,} phrases",
            f"send at most {settings.max_phrases:,} at a time",
            "phrases",
        )
    return tuple(_phrase(line, settings) for line in found)


def _phrase(line: str, settings: Settings) -> Phrase:
    forms = [form for form in _BETWEEN_VARIANTS.split(line) if form]
    for form in forms:
        _check(form, settings)
    if not forms:
        raise BadRequest(f"{line!r} has no phrase", "write words beside each |", "phrases")
    text, *variants = dict.fromkeys(forms)
    signs = dict.fromkeys(sign for form in forms for sign in _with_signs(form))
    return Phrase(text, tuple(variants), tuple(one for one in signs if one not in forms))


def _check(form: str, settings: Settings) -> None:
    if len(form) > settings.max_phrase_chars:
        raise BadRequest(
            f"the phrase {form[:40]!r}… has {len(form):,} characters",
            f"shorten it to at most {settings.max_phrase_chars:,}",
            "phrases",
        )
    if any(unicodedata.category(one) in ("Cc", "Cs") and one != "\t" for one in form):
        raise BadRequest(
            f"the phrase {form[:40]!r} has control or invalid characters", "remove them", "phrases"
        )
    if len(parts_of(form)) != 1 or "[" in form or "]" in form:
        raise BadRequest(
            f"the phrase {form!r} has an ellipsis or square brackets",
            "write each part as a phrase",
            "phrases",
        )
    if len(skeleton(form)) < _LEAST_LETTERS:
        raise BadRequest(
            f"the phrase {form!r} is too short",
            f"write at least {_LEAST_LETTERS} letters or digits",
            "phrases",
        )


def _with_signs(form: str) -> Iterator[str]:
    """Yield a phrase with the word for each of its signs, and with the sign for each word."""
    for sign, word in SYMBOLS.items():
        if sign.isalpha():
            pairs: Sequence[tuple[str, str]] = ((rf"\b{sign}\b\.?", word), (rf"\b{word}\b", sign))
        else:
            pairs = ((re.escape(sign), f" {word} "), (rf"\b{word}\b", sign))
        for pattern, other in pairs:
            made = " ".join(re.sub(pattern, other, form, flags=re.IGNORECASE).split())
            if made != " ".join(form.split()) and skeleton(made):
                yield made
