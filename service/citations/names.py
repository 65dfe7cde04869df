"""Write the authors of a report as each style does."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from service.exports.escape import one_line

_SUFFIX = re.compile(r"(?:Jr|Sr)\.?|I{2,3}|IV")
_PARTICLE = re.compile(
    r"al|bin|da|de|del|della|den|der|di|dos|du|el|ibn|la|le|ten|ter|van|von|zu"
    r"|De|Del|Della|Di|Du|La|Le|Van|Von"
)
# The most authors that each style lists before it writes "et al.".
_CHICAGO_NOTE, _BLUEBOOK, _APA_INSIDE = 2, 2, 2
_CHICAGO_BIBLIOGRAPHY, _CHICAGO_SHOWN = 6, 3
_APA, _APA_SHOWN = 20, 19


@dataclass(frozen=True, slots=True)
class Person:
    """The parts of a person's name; "" for a part that the name lacks."""

    family: str
    given: str = ""
    suffix: str = ""

    @property
    def natural(self) -> str:
        """Return the name with the family name last: "Diane P. Horn"."""
        return " ".join(filter(None, (self.given, self.family, self.suffix)))

    @property
    def inverted(self) -> str:
        """Return the name with the family name first: "Horn, Diane P."."""
        return ", ".join(filter(None, (self.family, self.given, self.suffix)))

    @property
    def initialled(self) -> str:
        """Return the name inverted with initials: "Horn, D. P."."""
        words = re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", self.given)
        initials = ["-".join(f"{part[0].upper()}." for part in word.split("-")) for word in words]
        return ", ".join(filter(None, (self.family, " ".join(initials), self.suffix)))


def person(name: str) -> Person:
    """Divide a name as the report or the catalog writes it.

    "García Márquez, Gabriel" tells where the family name ends. Without a comma, the family name is
    the last word with the particles before it.
    """
    first, *rest = [part.strip() for part in one_line(name).split(",")]
    if not any((first, *rest)):
        return Person(one_line(name))
    if rest and not _SUFFIX.fullmatch(rest[0]):
        return Person(first, rest[0], ", ".join(filter(None, rest[1:])))
    words = first.split()
    suffix = ", ".join(filter(None, rest))
    if not suffix and len(words) > 2 and _SUFFIX.fullmatch(words[-1]):
        suffix = words.pop()
    at = len(words) - 1
    while at > 1 and _PARTICLE.fullmatch(words[at - 1]):
        at -= 1
    return Person(" ".join(words[max(at, 0) :]), " ".join(words[: max(at, 0)]), suffix)


def chicago_note(names: Sequence[str]) -> str:
    """Return "Ann Lee and Bo Orr"; of three or more authors, the first "et al."."""
    return _listed([person(name).natural for name in names], _CHICAGO_NOTE, " and ")


def chicago_bibliography(names: Sequence[str]) -> str:
    """Return "Lee, Ann, and Bo Orr"; of more than six authors, the first three."""
    first, *others = map(person, names)
    written = [first.inverted, *(other.natural for other in others)]
    if len(written) > _CHICAGO_BIBLIOGRAPHY:
        return f"{', '.join(written[:_CHICAGO_SHOWN])}, et al."
    return ", and ".join(filter(None, (", ".join(written[:-1]), written[-1])))


def apa_reference(names: Sequence[str]) -> str:
    """Return "Lee, A., & Orr, B."; of more than 20 authors, the first 19 and the last."""
    written = [person(name).initialled for name in names]
    if len(written) > _APA:
        return f"{', '.join(written[:_APA_SHOWN])}, . . . {written[-1]}"
    return ", & ".join(filter(None, (", ".join(written[:-1]), written[-1])))


def apa_inside(names: Sequence[str]) -> str:
    """Return "Lee & Orr"; of three or more authors, the first "et al."."""
    return _listed([person(name).family for name in names], _APA_INSIDE, " & ")


def bluebook(names: Sequence[str]) -> str:
    """Return "Ann Lee & Bo Orr"; of three or more authors, the first "et al."."""
    return _listed([person(name).natural for name in names], _BLUEBOOK, " & ")


def _listed(written: list[str], most: int, last: str) -> str:
    """Return the names if there are at most ``most``, else the first "et al."."""
    return last.join(written) if len(written) <= most else f"{written[0]} et al."
