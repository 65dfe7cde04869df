"""Read numbers with magnitude, currency, percent sign and unit."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from corpus.report import Span
from index.words.terms import terms
from service.citecheck.claims.numerals import (
    DIGITS,
    GREAT,
    IN_WORDS,
    PARTS,
    SHORT,
    SMALL,
    TIMES,
    VAGUE,
    rounding,
    step_of,
    value_of,
)
from service.citecheck.claims.values import Kind, Rounding, Specific

_NUMBER = re.compile(
    rf"(?P<sign>(?:US|C|A)?[$€£]\s?)?"
    rf"(?:(?<![\w.,/])(?P<digits>{DIGITS})(?![\d])|(?<![\w-])(?P<words>{IN_WORDS}))"
    rf"(?P<great>(?:[\s-](?:{'|'.join(GREAT)})\b)|(?:k|m|bn|tn)\b)?"
    r"(?P<percent>\s?%|[\s-](?:percent|per\scent|percentage)\b(?:[\s-]points?\b)?)?"
    r"(?P<coin>[\s-](?:U\.S\.\s)?(?:dollars?|cents?|euros?|pounds)\b)?",
    re.IGNORECASE,
)
_RATIO = re.compile(
    rf"(?<![\w.,-])(?P<part>{IN_WORDS}|\d+)\s(?:[a-z-]+\s){{0,3}}?(?:in|of|out\sof)(?:\severy)?\s"
    rf"(?P<whole>{IN_WORDS}|hundred|\d+)\b(?![,.]\d|\s?%)",
    re.IGNORECASE,
)
_FRACTION = re.compile(
    rf"(?<![\w-])(?:(?P<count>a|one|two|three|four|five|six|seven|eight|nine)[\s-])?(?P<part>{'|'.join(PARTS)})(?P<many>s?)\b(?![\s-](?:circuit|amendment|congress|district))",
    re.IGNORECASE,
)
_VAGUE_WORD = re.compile(rf"\b(?:{'|'.join(VAGUE)})\b", re.IGNORECASE)
_TIMES_WORD = re.compile(
    r"\b(?:twice(?=\s(?:as|the|that|its|what))|doubled?|tripled?)\b|(?<=\b)(\w+)fold\b",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"(?:\b(?:sections?|sec\.|§+|title|chapter|parts?|table|figure|fig\.|pages?|pp?\.|notes?|rule|docket"
    r"|paragraph|highway|route|interstate|no\.|nos\.|item|form|schedule|appendix|article|resolution|order|order\sno\."
    r"|public\slaw|pub\.\sl\.|p\.l\.|l\.|h\.r\.|s\.|phase|level|tier|category|class|type|act|amendment|world\swar|covid|sdg|goal)"
    r"\s?(?:\d[\w.-]*(?:,\s|\sand\s|\sor\s|-|–))*)$",
    re.IGNORECASE,
)
_AFTER_UNIT = re.compile(
    r"[\s-]+(?:of\s(?:the|those|these|its|their|our)\s)?((?:[^\W\d_][\w’'-]*[\s-]*){1,4})"
)
_CODE_AFTER = re.compile(r"\s(?:U\.?S\.?C|C\.?F\.?R|Stat|Fed|F\.)\b")
_NO_SHARE = re.compile(
    r"-|\s(?:an?\s)?(?:decade|century|hour|day|dozen|year|mile|degree|million|dozen)"
)
_ONE_OF = re.compile(
    r"[\s-](?:years?|months?|weeks?|days?|hours?|percent|in|of\s(?:the\s)?\d)\b(?!\sto\sthe\snext)"
)
_AFTER_A_PART = ("of ", "less", "more", "as ", "in ", "from ", "to ", "and ", "since ", "by ")
_MARK = re.compile(r"\[\d{1,3}\]")
_THROUGH = re.compile(rf"\s?(?:and|to|or|-|–)\s?(?:{DIGITS})(?:\s?%|[\s-]percent)")
_DECADES = {"decad": 10.0, "centuri": 100.0}


def numbers(text: str, taken: Sequence[Span] = ()) -> Iterator[Specific]:
    """Yield the numbers of a text, in no order.

    Args:
        taken: spans that are no numbers, such as dates.
    """
    used = [*taken, *(mark.span() for mark in _MARK.finditer(text))]

    def free(start: int, end: int) -> bool:
        return all(end <= first or last <= start for first, last in used)

    for reader in (_ratio, _share, _plain, _vague, _times):
        for found in reader(text):
            if free(found.start, found.end):
                used.append((found.start, found.end))
                yield found


def _ratio(text: str) -> Iterator[Specific]:
    for match in _RATIO.finditer(text):
        part, whole = value_of(match["part"]), value_of(match["whole"])
        every = re.search(r"\b(?:every|out|in)\b", match[0])
        if part is None or whole is None or not 0 < part < whole or not every or whole > 100:
            continue
        share = 100 * part / whole
        yield _made(Kind.SHARE, text, match.span(), share, 50 / whole)


def _share(text: str) -> Iterator[Specific]:
    for match in _FRACTION.finditer(text):
        count = match["count"]
        whole = PARTS[match["part"].lower()]
        # "the third report", "a second": an ordinal, unless it is counted.
        if not count and whole != 2:
            continue
        if match["part"].lower() in ("fourth", "third", "fifth") and count and count.lower() == "a":
            after = text[match.end() :].lstrip()
            if after[:1].isalpha() and not after.startswith(_AFTER_A_PART):
                continue
        top = 1.0 if not count or count.lower() == "a" else SMALL[count.lower()]
        if top >= whole or _NO_SHARE.match(text, match.end()):
            continue
        yield _made(Kind.SHARE, text, match.span(), 100 * top / whole, 2.5)


def _plain(text: str) -> Iterator[Specific]:
    for match in _NUMBER.finditer(text):
        written = match["digits"] or match["words"]
        if written.lower() == "a" and not match["great"]:
            continue
        if written.lower() == "one" and not match["great"] and not _ONE_OF.match(text, match.end()):
            continue
        value = value_of(written)
        if value is None:
            continue
        great = (match["great"] or "").strip(" -\u00a0").lower()
        scale = GREAT.get(great) or SHORT.get(great) or 1.0
        step = step_of(match["digits"], scale)
        value *= scale
        end = match.end()
        start = match.start()
        if match["percent"]:
            yield _made(Kind.SHARE, text, (start, end), value, step)
        elif match["sign"] or (match["coin"] and "pound" not in match["coin"]):
            value /= 100 if (match["coin"] or "").strip(" -").lower().startswith("cent") else 1
            yield _made(Kind.MONEY, text, (start, end), value, step)
        elif match["digits"] and (_LABEL.search(text, 0, start) or _is_part(text, start, end)):
            yield _made(Kind.LABEL, text, (start, end), value, 0.0)
        else:
            through = _THROUGH.match(text, end)
            if through and match["digits"]:
                # "between 0.6 and 2.3 percent": both are shares.
                yield _made(Kind.SHARE, text, (start, end), value, step)
                continue
            unit = _unit(text, end)
            factor = _DECADES.get(unit, 1.0)
            unit = "year" if unit in _DECADES else unit
            yield _made(Kind.NUMBER, text, (start, end), value * factor, step * factor, unit)


def _is_part(text: str, start: int, end: int) -> bool:
    """Return whether a number is part of a longer name, such as F-35 or 510(k)."""
    before, after = text[max(start - 2, 0) : start], text[end : end + 2]
    return (
        bool(_CODE_AFTER.match(text, end))
        or (before[-1:] in "-–/" and before[:1].isalnum() and len(before) > 1)
        or (after[:1] == "(" and after[1:2].isalpha())
    )


def _vague(text: str) -> Iterator[Specific]:
    for match in _VAGUE_WORD.finditer(text):
        low, high = VAGUE[match[0].lower()]
        after = re.match(r"\sof\s(hundreds|thousands|millions|billions)\b", text[match.end() :])
        scale = GREAT[after[1].lower()[:-1]] if after else 1.0
        end = match.end() + (after.end() if after else 0)
        unit = _unit(text, end) or _unit(text, end + 3)
        yield Specific(
            Kind.NUMBER, match.start(), end, text[match.start() : end],
            low * scale, high * scale, 0.0, unit, Rounding.ABOUT,
        )  # fmt: skip


def _times(text: str) -> Iterator[Specific]:
    for match in _TIMES_WORD.finditer(text):
        value = value_of(match[1]) if match[1] else TIMES[match[0].lower()]
        if value:
            yield _made(Kind.NUMBER, text, match.span(), value, 0.0, "time")


def _made(kind: Kind, text: str, span: Span, value: float, step: float, unit: str = "") -> Specific:
    start, end = span
    return Specific(
        kind, start, end, text[start:end], value, value, step, unit, rounding(text, start)
    )


def _unit(text: str, end: int) -> str:
    """Return the stem of the noun after a number: the last word before a function word."""
    found = _AFTER_UNIT.match(text, end)
    if not found:
        return ""
    words = re.split(r"[\s-]+", found[1].strip())
    phrase = list(terms(" ".join(words)))
    if not phrase or phrase[0].start != 0:
        return ""
    whole = " ".join(words)
    last = phrase[0]
    for before, after in pairwise(phrase):
        if whole[before.end : after.start].strip() or last.text in (
            "year",
            "month",
            "day",
            "state",
        ):
            break
        last = after
        if whole[after.start : after.end].endswith("s"):
            break
    return last.text
