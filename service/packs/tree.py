"""Read the page's own HTML as the tree that a browser makes of it, and seal it with hashes."""

import hashlib
import json
from html.parser import HTMLParser
from typing import Any

_VOID = ("meta", "input", "img", "br", "link")
_IN_FRAME = "part"
"""What stands in the frame of a page in place of the content of a part."""

Node = Any  # a text, or [name, [[attribute, value], …], children]


class PageSeal(HTMLParser):
    """Makes the seals of a page while it is written: of each part, of each block, and of the rest.

    A part is an element with ``data-part``. It is forgotten when it ends, so a page may be larger
    than the memory. A block is an element with data at the end of the page.
    """

    def __init__(self) -> None:
        """Begin a page."""
        super().__init__(convert_charrefs=True)
        self._root: list[Node] = ["", [], []]
        self._open = [self._root]
        self._parts: dict[str, str] = {}
        self._blocks: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Add an element."""
        node: list[Node] = [tag, [[name, value or ""] for name, value in attrs], []]
        self._open[-1][2].append(node)
        part = dict(node[1]).get("data-part")
        if part is not None:
            self._parts[part] = ""  # its place in the order of the page, before parts inside it
        if tag not in _VOID:
            self._open.append(node)

    def handle_endtag(self, tag: str) -> None:
        """End an element, and seal a part."""
        node = self._open.pop()
        if node[0] != tag:
            raise ValueError(f"the page closes <{tag}> in another order than it opens")
        name = dict(node[1]).get("data-part")
        if name is not None:
            self._parts[name] = _hash(node)
            node[2] = _IN_FRAME

    def handle_data(self, data: str) -> None:
        """Add a text."""
        name, _, children = self._open[-1]
        if name == "html" and not children:
            return  # browsers drop white space before the head
        if children and isinstance(children[-1], str):
            children[-1] += data
        else:
            children.append(data)

    def add_block(self, name: str, sha256: str) -> None:
        """Add a block that follows the page so far; its content has the hash."""
        self._blocks[name] = sha256

    def seals(self, script: str) -> str:
        """Return the seals of the page, a line with hash and name each.

        Args:
            script: the script at the very end, after the seals.
        """
        self.close()
        # A line break after the first element does not count.
        page = next(node for node in self._root[2] if not isinstance(node, str))
        body = page[2][-1][2]
        for name in (*self._blocks, "seals"):
            body += [["script", [["type", "text/plain"], ["id", name]], ""], "\n"]
        body.append(["script", [], [script]])
        hashes = {"page": _hash(page), **self._parts, **self._blocks}
        return "\n" + "".join(f"{digest}  {name}\n" for name, digest in hashes.items())


def _hash(node: Node) -> str:
    content = json.dumps(node, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(content.encode()).hexdigest()
