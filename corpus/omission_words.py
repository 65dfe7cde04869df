"""Put into words what a source holds and the report's text lacks."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from corpus.command_line import counted
from corpus.omissions import Omission, OmissionKind
from corpus.report import Span

READ_BY_OCR = "read by OCR"
RUN_OCR = "run OCR on the file, for example `pincite build --ocr`"
OCR_FAILED = "OCR failed"
"""Start of the ``part`` of pages for which OCR was tried without success."""
OCR_FOUND_NOTHING = "OCR found no text there"
"""The ``part`` of pages on which OCR found no text."""
_UNREAD_PAGES = ("no_text", "garbled")
_LEFT_OUT = {
    "struck_out": ("struck out in the source",) * 2,
    "hidden": ("that the source hides",) * 2,
    "covered": ("under a black box", "under black boxes"),
    "outside": ("outside the visible area",) * 2,
}
_UNREAD_PARTS = ("part", "form")
_UNREAD = (*_UNREAD_PAGES, *_UNREAD_PARTS)


@dataclass(frozen=True, slots=True)
class OmissionInfo:
    """Something that a source holds and the report's text lacks, and the same in words.

    Attributes:
        kind, pages, count, part: see ``Omission``.
        text: a sentence, such as "Page 7 of 12 could not be read: its text layer is garbled."
    """

    kind: OmissionKind
    pages: tuple[int, ...]
    count: int
    part: str
    text: str


def omission_infos(omissions: Iterable[Omission], pages: int) -> tuple[OmissionInfo, ...]:
    """Return omissions with their words.

    Args:
        pages: number of pages of the source; 0 where it is not known.
    """
    return tuple(
        OmissionInfo(one.kind, one.pages, one.count, one.part, in_words(one, pages))
        for one in omissions
    )


def remarks(omissions: Iterable[OmissionInfo], ocr_pages: Sequence[int]) -> list[str]:
    """Return what a reader of a report must know of its text: omissions, and pages read by OCR."""
    verb = "was" if len(ocr_pages) == 1 else "were"
    read = [f"{_capital(listed_pages(ocr_pages))} {verb} {READ_BY_OCR}."] if ocr_pages else []
    return [*(one.text for one in omissions), *read]


def in_words(omission: Omission, pages: int) -> str:
    """Return an omission as a sentence; see ``omission_infos``."""
    if omission.kind in _UNREAD_PAGES and omission.pages:
        return _unread_pages(omission, pages)
    single = omission.count == 1
    if omission.kind in _LEFT_OUT:
        one, several = _LEFT_OUT[omission.kind]
        what = f"{counted(omission.count, 'passage')} {one if single else several}"
        deed = f"{'was' if single else 'were'} left out"
    else:
        noun = "form field" if omission.kind == "form" else "part"
        what = omission.part or counted(omission.count, noun)
        times = "" if single or not omission.part else f", {omission.count:,} times"
        deed = f"could not be read{times}"
    where = listed_pages(omission.pages) if omission.pages else ""
    on, after = (f" on {where}", "") if len(omission.pages) == 1 else ("", where and f" ({where})")
    return f"{_capital(what)}{on} {deed}{after}."


def in_total(omissions: Iterable[OmissionInfo]) -> str:
    """Return the number of pages, parts and passages in a sentence; "" when there are none."""
    pages = parts = left_out = 0
    for one in omissions:
        pages += len(one.pages) if one.kind in _UNREAD_PAGES else 0
        parts += one.count if one.kind in _UNREAD_PARTS else 0
        left_out += one.count if one.kind in _LEFT_OUT else 0
    unread = " and ".join(counted(count, noun) for count, noun in ((pages, "page"), (parts, "part"))
                          if count)  # fmt: skip
    told = [f"{unread} could not be read"] if unread else []
    if left_out:
        told.append(f"{counted(left_out, 'passage')} {'was' if left_out == 1 else 'were'} left out")
    return f"In all, {', and '.join(told)}." if told else ""


def is_partly_read(omissions: Iterable[Omission | OmissionInfo]) -> bool:
    """Return whether something could not be read; the rest was left out on purpose."""
    return any(one.kind in _UNREAD for one in omissions)


def unread_pages(omissions: Iterable[Omission]) -> tuple[int, ...]:
    """Return the pages that could not be read, in order."""
    return tuple(sorted({page for one in pages_unread(omissions) for page in one.pages}))


def pages_unread(omissions: Iterable[Omission]) -> tuple[Omission, ...]:
    """Return the omissions of pages that could not be read."""
    return tuple(one for one in omissions if one.kind in _UNREAD_PAGES)


def explained(omissions: Iterable[Omission], why: str) -> tuple[Omission, ...]:
    """Return omissions in which the pages that could not be read state why OCR did not help."""
    return tuple(replace(one, part=why) if one.kind in _UNREAD_PAGES else one for one in omissions)


def listed_pages(pages: Sequence[int]) -> str:
    """Return pages in words, with ranges: "page 3", "pages 2 and 3", "pages 5 to 9 and 12"."""
    spans = ranges(pages)
    # A range of two pages is a list of two, unless it is one of several.
    if len(spans) == 1 and spans[0][1] - spans[0][0] == 1:
        spans = [(page, page) for page in spans[0]]
    *most, last = [f"{one}" if one == other else f"{one}–{other}" for one, other in spans]
    listed = f"{', '.join(most)} and {last}" if most else last
    return f"page{'s' if len(pages) > 1 else ''} {listed}"


def ranges(pages: Iterable[int]) -> list[tuple[int, int]]:
    """Return the first and the last page of each run of pages."""
    found: list[tuple[int, int]] = []
    for page in pages:
        if found and page == found[-1][1] + 1:
            found[-1] = found[-1][0], page
        else:
            found.append((page, page))
    return found


def _unread_pages(omission: Omission, pages: int) -> str:
    several = len(omission.pages) > 1
    named = _capital(listed_pages(omission.pages)) + (f" of {pages:,}" if pages else "")
    if omission.part:
        return f"{named} could not be read: {omission.part}."
    if omission.kind == "garbled":
        why = f"{'their text layers are' if several else 'its text layer is'} garbled"
        return f"{named} could not be read: {why}."
    holds = "they hold images" if several else "it holds an image"
    return f"{named} could not be read: {holds} without text. {_capital(RUN_OCR)}."


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def drawn_words(quote: str, spans: Iterable[Span]) -> str:
    """Return which parts of a quote programs draw, in a sentence; empty if there are none."""
    parts = ", ".join(f"“{quote[start:end].strip()}”" for start, end in spans)
    return f"Drawn by the program, not in the source's own text: {parts}." if parts else ""
