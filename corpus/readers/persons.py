"""Recognise the names of persons, so that a report's authors are persons and nobody else.

Metadata calls many things an author: the program, the owner of the computer, the institution. A
wrong author is worse than none, so a list of authors counts only if each of them looks like a
person's name.
"""

import re
from collections.abc import Iterable

_MOST = 50
_LONGEST = 80
_PARTICLE = (
    r"(?:al|bin|da|de|del|della|den|der|di|dos|du|el|ibn|la|le|ten|ter|van|von|y|zu|Al|De|Van|Von)"
)
_INITIAL = r"(?:[^\W\d_a-z]\.?(?:-?[^\W\d_a-z]\.)*)"
# Not all capitals: those are acronyms, and names that a program has changed.
_NAME = r"(?:(?:[A-Z]['’])?[^\W\d_a-z](?=[\w’'-]*[^\W\d_A-Z])[\w’'-]+)"
_WORD = rf"(?:{_NAME}|{_INITIAL})"
_SUFFIX = r"(?:Jr\.?|Sr\.?|I{2,3}|IV)"
_NATURAL = re.compile(rf"{_WORD}(?: (?:{_PARTICLE}|{_WORD})){{0,4}} {_NAME}(?:,? {_SUFFIX})?")
_FAMILY = rf"(?:{_PARTICLE} ){{0,2}}{_NAME}(?: {_NAME}){{0,2}}"
_INVERTED = re.compile(rf"{_FAMILY}, {_WORD}(?: (?:{_PARTICLE}|{_WORD})){{0,3}}(?:, {_SUFFIX})?")
_AND = re.compile(r",?\s+(?:and|&)\s+|\s*,\s*")
_DEGREE = re.compile(r",\s*(?:Ph\.?D|M\.?D|J\.?D|M\.?P\.?H|M\.?B\.?A|C\.?P\.?A|P\.?E|Esq)\b\.?")
_BEFORE_SUFFIX = re.compile(rf",\s*(?={_SUFFIX}(?:\s*[,;]|\s*$))")
_NOT_A_PERSON = re.compile(
    r"\b(?:"
    r"academy|acrobat|admin|administration|administrator|adobe|agency|and|"
    r"anonymous|assembly|association|author|authors|bank|board|branch|bureau"
    r"|business|center|centre|college|commission|committee|communications|"
    r"company|computer|congress|congressional|consulting|corporation|council|"
    r"county|court|customer|default|department|desktop|digital|directorate|"
    r"division|document|editor|education|energy|environment|federal|federation"
    r"|for|foundation|general|government|group|health|hewlett|home|house|"
    r"inc|information|institute|institution|international|justice|laboratory|"
    r"laptop|law|legal|library|limited|llc|llp|local|ltd|management|"
    r"media|microsoft|ministry|my|national|nations|network|news|none|"
    r"northern|of|office|organisation|organization|owner|packard|partners|"
    r"policy|preferred|press|program|programme|project|public|publications|"
    r"publishing|report|reports|research|safety|scanner|school|science|"
    r"sciences|secretariat|section|security|senate|service|services|society|"
    r"software|southern|staff|state|states|statistics|student|studies|system"
    r"|systems|team|technology|temp|test|the|transportation|trust|union|"
    r"unit|united|university|unknown|user|valued|web|windows|word|"
    r"workstation|world|xerox"
    r")\b"
)
"""Words of institutions, programs and devices."""


def person_names(stated: str) -> tuple[str, ...]:
    """Return the names in a statement of authors, in order and as written.

    Semicolons separate names of either form, "Ann Lee; van Dam, Bo". Commas and "and" separate
    names with the family name last, "Ann Lee, Bo van Dam, and Cy Orr Jr.".

    Returns:
        An empty tuple unless every part is a person's name.
    """
    text = _DEGREE.sub("", " ".join(stated[: _MOST * _LONGEST].split())).strip(" ;,")
    # A comma before "Jr." does not separate names.
    text = _BEFORE_SUFFIX.sub("\0", text)
    if ";" in text:
        parts = text.split(";")
    elif is_person(text.replace("\0", ", ")) and not all(
        _NATURAL.fullmatch(part.strip()) for part in text.split(",")
    ):
        parts = [text]
    else:
        parts = _AND.split(text)
    names = tuple(part.replace("\0", ", ").strip() for part in parts if part.strip(" \0"))
    return names if 0 < len(names) <= _MOST and all(map(is_person, names)) else ()


def is_person(name: str) -> bool:
    """Return whether a text looks like one person's name, with the family name last or first."""
    if len(name) > _LONGEST or _NOT_A_PERSON.search(name.casefold()):
        return False
    return bool(_NATURAL.fullmatch(name) or _INVERTED.fullmatch(name))


def natural_order(name: str) -> str:
    """Return a name with the family name last: "Horn, Diane P." becomes "Diane P. Horn"."""
    family, *rest = (part.strip() for part in name.split(","))
    if not rest or re.fullmatch(_SUFFIX, rest[0]):
        return name
    return " ".join([rest[0], family, *rest[1:]])


def are_printed(names: Iterable[str], lines: Iterable[str]) -> bool:
    """Return whether each name starts a line of the report, as the names of its authors do."""
    starts = [_bare(line) + " " for line in lines]
    return all(any(line.startswith(_bare(natural_order(name)) + " ") for line in starts)
               for name in names)  # fmt: skip


def _bare(text: str) -> str:
    return re.sub(r"\W+", " ", text.casefold()).strip()
