"""Write the equations of Word (Office Math) in one line."""

from collections.abc import Callable, Iterable

from docx.oxml.ns import qn
from lxml import etree

from corpus.readers import equations

_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
EQUATIONS = {f"{_MATH}oMath", f"{_MATH}oMathPara"}
_LEFT_OUT = {*map(qn, ("w:del", "w:moveFrom", "w:rPr"))}
_OFF = ("0", "off", "false")


def linear(element: etree._Element) -> str:
    """Return an equation, or a part of one, in one line."""
    if element.tag in _LEFT_OUT:
        return ""
    name = element.tag.removeprefix(_MATH)
    if name == "t":
        return equations.plain(element.text or "")
    if name.endswith("Pr"):
        return ""
    write = _FORMS.get(name)
    return write(element) if write else _inside(element)


def _inside(element: etree._Element | None) -> str:
    return "".join(map(linear, _children(element)))


def _children(element: etree._Element | None) -> Iterable[etree._Element]:
    return () if element is None else element.iterchildren("*")


def _part(element: etree._Element, name: str) -> str:
    return _inside(element.find(f"{_MATH}{name}"))


def _parts(element: etree._Element, name: str) -> list[str]:
    return [_inside(each) for each in element.iterchildren(f"{_MATH}{name}")]


def _property(element: etree._Element, name: str, default: str) -> str:
    """Return a property of a form: its value, "" when it has none, else the default."""
    stated = next(element.iterfind(f"{element.tag}Pr/{_MATH}{name}"), None)
    return default if stated is None else stated.get(f"{_MATH}val", "")


def _fraction(element: etree._Element) -> str:
    has_line = _property(element, "type", "bar") != "noBar"
    return equations.fraction(_part(element, "num"), _part(element, "den"), has_line)


def _scripts(element: etree._Element) -> str:
    base = equations.grouped(_part(element, "e"))
    return equations.scripts(base, _part(element, "sub"), _part(element, "sup"))


def _before(element: etree._Element) -> str:
    marks = equations.scripts("", _part(element, "sub"), _part(element, "sup"))
    return f"{marks}{_part(element, 'e')}"


def _root(element: etree._Element) -> str:
    return equations.root(_part(element, "e"), _part(element, "deg"))


def _large(element: etree._Element) -> str:
    sign = _property(element, "chr", "∫")
    limits = equations.scripts(sign, _part(element, "sub"), _part(element, "sup"))
    return equations.applied(limits, _part(element, "e"))


def _function(element: etree._Element) -> str:
    return equations.applied(_part(element, "fName"), _part(element, "e"))


def _limit(element: etree._Element) -> str:
    base, limit = _part(element, "e"), _part(element, "lim")
    below = element.tag == f"{_MATH}limLow"
    return equations.scripts(base, limit if below else "", "" if below else limit)


def _accent(element: etree._Element) -> str:
    return equations.accented(_part(element, "e"), _property(element, "chr", "\u0302"))


def _bar(element: etree._Element) -> str:
    is_top = _property(element, "pos", "bot") == "top"
    return equations.accented(_part(element, "e"), "\u0305" if is_top else "\u0332")


def _brackets(element: etree._Element) -> str:
    return equations.between(
        _property(element, "begChr", "("),
        _parts(element, "e"),
        _property(element, "sepChr", "|"),
        _property(element, "endChr", ")"),
    )


def _matrix(element: etree._Element) -> str:
    return equations.matrix([_parts(row, "e") for row in element.iterchildren(f"{_MATH}mr")])


def _lines(element: etree._Element) -> str:
    return "; ".join(_parts(element, "e"))


def _phantom(element: etree._Element) -> str:
    return "" if _property(element, "show", "1") in _OFF else _part(element, "e")


_FORMS: dict[str, Callable[[etree._Element], str]] = {
    "f": _fraction,
    **dict.fromkeys(("sSup", "sSub", "sSubSup"), _scripts),
    "sPre": _before,
    "rad": _root,
    "nary": _large,
    "func": _function,
    **dict.fromkeys(("limLow", "limUpp"), _limit),
    "acc": _accent,
    "bar": _bar,
    "d": _brackets,
    "m": _matrix,
    "eqArr": _lines,
    "phant": _phantom,
}
