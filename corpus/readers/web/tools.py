"""Find what programs draw beside the headings of a web page: links to them, edit buttons."""

import re

from lxml import etree

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
# What documentation generators and wikis draw beside a heading: links to it, and "[edit]".
_TOOL_NAMES = {
    "headerlink", "anchor", "anchorjs-link", "anchor-link", "hash-link", "header-anchor",
    "heading-anchor", "permalink", "mw-editsection", "editsection", "edit-section",
}  # fmt: skip
_TOOL_TEXT = re.compile(
    r"[^\w]{0,3}|\[?\s*edit(?: source| section)?\s*\]?|(?:permalink|(?:direct )?link to)\b.{0,80}",
    re.IGNORECASE | re.DOTALL,
)
_EDIT = re.compile(r"\[?\s*edit(?: source| section)?\s*\]?", re.IGNORECASE)
_BACK = {"^", "↑", "↩", "↩\ufe0e", "↵"}
_SIGNS = {*"¶#§🔗⚓∞⌗"}


def is_tool(element: etree._Element) -> bool:
    """Return whether an element is a sign that links to a heading, or an edit button."""
    if element.tag not in ("a", "span", "sup", "small"):
        return False
    text = "".join(element.itertext()).strip()
    if set(element.get("class", "").lower().split()) & _TOOL_NAMES and _TOOL_TEXT.fullmatch(text):
        return True
    if element.tag == "a" and element.get("href", "").startswith("#") and text in _BACK:
        return True
    links = [element] if element.tag == "a" else list(element.iterdescendants("a"))
    heading = next(element.iterancestors(*_HEADINGS), None)
    if not links or heading is None or "".join(heading.itertext()).strip() == text:
        return False
    to_here = all(link.get("href", "").startswith("#") for link in links)
    return bool(_EDIT.fullmatch(text)) or (to_here and bool(text) and set(text) <= _SIGNS)


def remove_brackets(tool: etree._Element) -> None:
    """Remove the brackets around an edit button: "Locks [edit]"."""
    before, parent = tool.getprevious(), tool.getparent()
    text = (parent.text if before is None else before.tail) or ""
    if not text.rstrip().endswith("[") or not (tool.tail or "").lstrip().startswith("]"):
        return
    tool.tail = (tool.tail or "").lstrip()[1:]
    if before is None:
        parent.text = text.rstrip()[:-1]
    else:
        before.tail = text.rstrip()[:-1]
