"""Write a certificate as JSON, as one page of HTML, and as lines of text."""

from pathlib import Path
from typing import Any

from corpus.command_line import counted
from service.absence.certify import Record
from service.exports.one_file import one_file
from service.records.canonical import canonical

TEMPLATES = Path(__file__).with_name("templates")
_MOST_LISTED = 20
_SHOWN = 10


def certificate_json(record: Record) -> bytes:
    """Return a record as the file of it holds it."""
    return canonical(record) + b"\n"


def certificate_html(record: Record) -> str:
    """Return a record as one HTML file that loads nothing."""
    return one_file(
        TEMPLATES / "certificate.html",
        (TEMPLATES / "certificate.css",),
        {**shown(record), "linked": False},
    )


def shown(record: Record) -> dict[str, Any]:
    """Return the template values of a record; "linked" tells whether to link its places."""
    title = "Certificate of absence" if record["statement"] else "No certificate of absence"
    return {"record": record, "title": title, "most": _MOST_LISTED, "linked": True}


def certificate_text(record: Record) -> str:
    """Return what a record says, in a few lines."""
    lines = [record["statement"] or "No certificate is given."]
    lines += [one["text"] for one in record["reasons"]]
    for one in record["standing"]:
        for place in one["places"][:1]:
            lines.append(f"Stands: {one['text']}: “{place['quote']}”, {place['label']}")
    absent = [one["text"] for one in record["phrases"]]
    lines += [f"Absent: {text}" for text in absent[:_SHOWN]]
    if len(absent) > _SHOWN:
        lines.append(f"and {len(absent) - _SHOWN:,} more")
    lines += [one["sentence"] for one in record["miss_rate"]]
    lines += record["does_not_cover"][:_SHOWN]
    if len(record["does_not_cover"]) > _SHOWN:
        lines.append(f"and {len(record['does_not_cover']) - _SHOWN:,} more are not covered")
    controls = record["controls"]
    found = sum(one["found"] for one in controls)
    lines.append(
        f"Covers {counted(len(record['covered']), 'report')}; "
        f"{found} of {len(controls)} controls found. Record {record['record_id']}"
    )
    return "\n".join(lines)
