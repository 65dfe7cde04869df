"""Name the units that follow a number, and convert those that differ by a whole factor."""

import re
from typing import Literal, NamedTuple

UnitKind = Literal["money", "percent", "points", "measure"]

_TABLE = """
percent percent 1 % ; percent ; per cent ; pct
points percentage point 1 percentage points?
points percentage point 0.01 basis points?
money $ 1 (?:u\\.?\\s?s\\s?\\.?\\s?)?dollars?
money $ 0.01 cents?
money € 1 euros?
money £ 1 pounds? sterling ; british pounds?
money ¥ 1 yen
money CNY 1 yuan ; renminbi
money won 1 won
money franc 1 francs?
money peso 1 pesos?
money rupee 1 rupees?
measure miles per hour 1 mph ; miles per hour
measure kilometres per hour 1 km/h ; kph ; kilomet(?:er|re)s per hour
measure knot 1 knots?
measure square mile 1 square miles? ; sq\\.? mi(?:les?)?
measure square kilometre 1 square kilomet(?:er|re)s? ; sq\\.? km ; km2 ; km²
measure square foot 1 square (?:feet|foot) ; sq\\.? ft
measure square metre 1 square met(?:er|re)s? ; m2 ; m²
measure cubic foot 1 cubic (?:feet|foot)
measure cubic metre 1 cubic met(?:er|re)s?
measure acre 1 acres?
measure hectare 1 hectares?
measure nautical mile 1 nautical miles?
measure mile 1 miles?
measure foot 1 feet ; foot ; ft
measure foot 3 yards?
measure inch 1 inch(?:es)?
measure metre 1000 km ; kilomet(?:er|re)s?
measure metre 0.01 cm ; centimet(?:er|re)s?
measure metre 0.001 mm ; millimet(?:er|re)s?
measure metre 1 met(?:er|re)s? ; m(?=[^\\w]|$)
measure gram 1000000 tonnes? ; metric tons?
measure gram 1000 kg ; kilograms? ; kilos?
measure gram 0.001 mg ; milligrams?
measure gram 1 grams? ; g(?=[^\\w]|$)
measure ton 1 tons?
measure pound 1 pounds? ; lbs?
measure ounce 1 ounces? ; oz
measure watt-hour 1000000000 gwh ; gigawatt hours?
measure watt-hour 1000000 mwh ; megawatt hours?
measure watt-hour 1000 kwh ; kilowatt hours?
measure watt 1000000000 gw ; gigawatts?
measure watt 1000000 mw ; megawatts?
measure watt 1000 kw ; kilowatts?
measure watt 1 watts?
measure barrel 1 barrels?
measure gallon 1 gallons?
measure litre 1 lit(?:er|re)s?
measure degree Celsius 1 °\\s?c ; degrees? (?:celsius|centigrade)
measure degree Fahrenheit 1 °\\s?f ; degrees? fahrenheit
measure degree 1 degrees? ; °
measure second 604800 weeks?
measure second 86400 days?
measure second 3600 hours? ; hrs?
measure second 60 minutes? ; mins?
measure second 1 seconds? ; secs?
measure month 1200 centur(?:y|ies)
measure month 120 decades?
measure month 12 years? ; yrs?
measure month 1 months?
"""


class Unit(NamedTuple):
    """A unit, and what one of it is in the unit of this name."""

    kind: UnitKind
    name: str
    factor: str


def _rows() -> list[tuple[str, Unit]]:
    """Return the pattern of each unit as it is written, and the unit."""
    rows = re.findall(r"^(\w+) (.+?) ([\d.]+) (.+)$", _TABLE, re.MULTILINE)
    return [
        (written.strip().replace(" ", r"[\s-]"), Unit(kind, name, factor))
        for kind, name, factor, forms in rows
        for written in forms.split(" ; ")
    ]


_ROWS = sorted(_rows(), key=lambda row: -len(row[0]))
_UNIT = re.compile(
    r"[\s-]?(?:"
    + "|".join(
        rf"(?P<u{at}>{pattern})" + ("" if pattern[-1] in "%°" else r"(?![^\W_])")
        for at, (pattern, _) in enumerate(_ROWS)
    )
    + ")",
    re.IGNORECASE,
)
_RATE = re.compile(
    r"\s(?:per\s(?P<many>\d{1,3}(?:,\d{3})*\b)?\s?(?P<of>[a-z]+)?"
    r"|(?:a|an|each|every)\s(?P<time>year|month|week|day|hour)|(?P<yearly>annually|yearly))\b",
    re.IGNORECASE,
)
_CURRENCIES = {
    "US$": "$", "U.S.$": "$", "USD": "$", "$": "$", "€": "€", "EUR": "€", "£": "£", "GBP": "£",
    "¥": "¥", "JPY": "¥", "A$": "A$", "AU$": "A$", "C$": "C$", "CA$": "C$", "NZ$": "NZ$",
    "HK$": "HK$", "RMB": "CNY",
}  # fmt: skip
_CURRENCY = re.compile(
    rf"(?<!\w)({'|'.join(map(re.escape, sorted(_CURRENCIES, key=len, reverse=True)))})\s?\Z",
    re.IGNORECASE,
)


def unit_after(text: str, end: int) -> tuple[Unit, int] | None:
    """Return the unit that follows a number, and the offset where it ends."""
    match = _UNIT.match(text, end)
    if not match or not match.lastgroup:
        return None
    return _ROWS[int(match.lastgroup[1:])][1], match.end()


def rate_after(text: str, end: int) -> tuple[str, int]:
    """Return the rate that follows a number or unit, such as " per year", and where it ends."""
    match = _RATE.match(text, end)
    if not match:
        return "", end
    every = "year" if match["yearly"] or match["of"] == "annum" else match["time"] or match["of"]
    parts = ("per", match["many"], None if match["many"] else every)
    return " " + " ".join(part.lower() for part in parts if part), match.end()


def currency_before(text: str, start: int) -> tuple[str, int] | None:
    """Return the currency whose sign stands before a number, and the offset where it begins."""
    match = _CURRENCY.search(text, max(0, start - 6), start)
    return (_CURRENCIES[match[1].upper()], match.start()) if match else None
