"""Write the equations of web pages (MathML) in one line."""

from collections.abc import Callable, Iterable

from lxml import etree

from corpus.readers import equations

_NOT_SHOWN = ("annotation", "annotation-xml", "mphantom")
_LARGE = frozenset("∑∏∐∫∬∭∮⋃⋂⋁⋀⨁⨂")


def linear(element: etree._Element) -> str:
    """Return an equation, or a part of one, in one line."""
    if element.tag in _NOT_SHOWN:
        return ""
    write = _FORMS.get(element.tag)
    if write:
        return write(element)
    return equations.plain(_text(element)) if len(element) == 0 else _joined(_parts(element))


def _text(element: etree._Element) -> str:
    return " ".join((element.text or "").split())


def _parts(element: etree._Element) -> list[str]:
    return [linear(child) for child in element.iterchildren("*")]


def _joined(parts: Iterable[str]) -> str:
    """Return parts side by side; a large operator stands apart from what it applies to."""
    written = ""
    for part in parts:
        is_applied = written[:1] in _LARGE and not written.endswith(" ")
        written = equations.applied(written, part) if is_applied else written + part
    return written


def _at(element: etree._Element, place: int) -> str:
    parts = _parts(element)
    return parts[place] if place < len(parts) else ""


def _fraction(element: etree._Element) -> str:
    thickness = element.get("linethickness", "").strip()
    return equations.fraction(_at(element, 0), _at(element, 1), not thickness.startswith("0"))


def _lowered(element: etree._Element) -> str:
    return equations.scripts(equations.grouped(_at(element, 0)), below=_at(element, 1))


def _raised(element: etree._Element) -> str:
    return equations.scripts(equations.grouped(_at(element, 0)), above=_at(element, 1))


def _both(element: etree._Element) -> str:
    return equations.scripts(equations.grouped(_at(element, 0)), _at(element, 1), _at(element, 2))


def _over(element: etree._Element) -> str:
    base, sign = _at(element, 0), _at(element, 1)
    marks = {"^": "\u0302", "ˆ": "\u0302", "~": "\u0303", "→": "\u20d7", "˙": "\u0307"}
    if len(sign) == 1 and not sign.isalnum():
        return equations.accented(base, marks.get(sign, sign))
    return equations.scripts(base, above=sign)


def _square_root(element: etree._Element) -> str:
    return equations.root(_joined(_parts(element)))


def _root(element: etree._Element) -> str:
    return equations.root(_at(element, 0), _at(element, 1))


def _brackets(element: etree._Element) -> str:
    separator = (element.get("separators", ",").split() or [""])[0]
    return equations.between(
        element.get("open", "("), _parts(element), separator, element.get("close", ")")
    )


def _matrix(element: etree._Element) -> str:
    return equations.matrix([_parts(row) for row in element.iterchildren("mtr", "mlabeledtr")])


_FORMS: dict[str, Callable[[etree._Element], str]] = {
    "mfrac": _fraction,
    **dict.fromkeys(("msub", "munder"), _lowered),
    "msup": _raised,
    **dict.fromkeys(("msubsup", "munderover"), _both),
    "mover": _over,
    "msqrt": _square_root,
    "mroot": _root,
    "mfenced": _brackets,
    "mtable": _matrix,
    "mspace": lambda _: " ",
}
