"""What a source holds and the report's text lacks."""

from dataclasses import dataclass
from typing import Literal

OmissionKind = Literal[
    "no_text", "garbled", "part", "form", "struck_out", "hidden", "covered", "outside"
]
"""Why a report's text lacks something: see ``Omission``."""


@dataclass(frozen=True, slots=True)
class Omission:
    """Something that a source holds and the report's text lacks.

    Attributes:
        kind: "no_text" for pages without a text layer, as of scans; "garbled" for pages whose
            text layer cannot be read; "part" for a part of another format; "form" for fields
            that cannot be read. These could not be read. The other kinds were left out, because
            readers of the source do not see them as text in force: "struck_out", "hidden",
            "covered" by a black box, "outside" the page.
        pages: the pages, in order, from 1; empty when the source has no pages.
        count: number of pages or of passages.
        part: what the part is, such as "an embedded document".
    """

    kind: OmissionKind
    pages: tuple[int, ...] = ()
    count: int = 1
    part: str = ""
