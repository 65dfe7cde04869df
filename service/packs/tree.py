"""Read the page's own HTML as the tree that a browser makes of it, and seal it with hashes."""

import hashlib
import json
from html.parser import HTMLParser
from typing import Any

_VOID = ("meta", "input", "img", "br", "link")
Node = Any  # a text, or [name, [[attribute, value], …], children]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root: list[Node] = ["", [], []]
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node: list[Node] = [tag, [[name, value or ""] for name, value in attrs], []]
        self._open[-1][2].append(node)
        if tag not in _VOID:
            self._open.append(node)

    def handle_endtag(self, tag: str) -> None:
        if self._open.pop()[0] != tag:
            raise ValueError(f"the page closes <{tag}> in another order than it opens")

    def handle_data(self, data: str) -> None:
        name, _, children = self._open[-1]
        if name == "html" and not children:
            return  # browsers drop white space before the head
        if children and isinstance(children[-1], str):
            children[-1] += data
        else:
            children.append(data)


def tree_of(html: str) -> Node:
    """Return the first element of well-formed HTML; a line break after it does not count."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return next(node for node in reader.root[2] if not isinstance(node, str))


def block(name: str, content: str) -> list[Node]:
    """Return the element that holds data; its content has a seal of its own."""
    return ["script", [["type", "text/plain"], ["id", name]], content]


def seals(root: Node, blocks: dict[str, str]) -> str:
    """Return the seals of a page: a line with hash and name for each part, block, and the rest.

    Args:
        root: the element html.
        blocks: the content of each block of data, by id.
    """
    parts: dict[str, Node] = {}
    frame = _without_parts(root, parts)
    hashes = {"page": _hash(json.dumps(frame, ensure_ascii=False, separators=(",", ":")))}
    for name, node in parts.items():
        hashes[name] = _hash(json.dumps(node, ensure_ascii=False, separators=(",", ":")))
    hashes |= {name: _hash(content) for name, content in blocks.items()}
    return "\n" + "".join(f"{digest}  {name}\n" for name, digest in hashes.items())


def _without_parts(node: Node, parts: dict[str, Node]) -> Node:
    if isinstance(node, str):
        return node
    name, attributes, children = node
    given = dict(attributes)
    if "data-part" in given:
        parts[given["data-part"]] = node
        return [name, attributes, "part"]
    if isinstance(children, str):
        return [name, attributes, ""]
    return [name, attributes, [_without_parts(child, parts) for child in children]]


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
