"""Run the command verify: what a target is decides how it is checked."""

import argparse
import json
import re
from collections.abc import Callable, Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from corpus.errors import BadRequest, IndexMissing
from corpus.settings import Settings
from index.build.corpus_record import remembered
from index.store.former import FormerText
from service.shell.packing import verify_pack

TARGETS = (
    "an answer file, a file with one citation, an evidence pack (the zip file or its folder), a "
    "certificate, or a link to a sentence such as us-japan-alliance#s2~mu3mmntlqdlv"
)
_LINK = re.compile(r"(?:(?:https?://[^/?#]+)?/(?:[^?#]*/)?reports/)?([^?#]+)(?:\?[^#]*)?#(s[^#]+)")


def verify(settings: Settings, options: argparse.Namespace) -> int:
    """Check the citations of a target, or a pack, a certificate or a link."""
    from service.answers.result import cited_in, read_rows
    from service.packs.files import is_pack

    path, as_json = Path(options.target), options.json
    try:
        is_file, packed = path.exists(), is_pack(path)
    except OSError:  # such as a name that is too long: read_rows says so
        is_file, packed = True, False
    if not is_file:
        return _verify_link(settings, options.target, as_json=as_json)
    if packed:
        return verify_pack(settings, path, as_json=as_json)
    rows = read_rows(path)
    first = rows[0] if len(rows) == 1 and isinstance(rows[0], dict) else {}
    if str(first.get("type", "")).startswith("pincite/"):
        return _verify_record(first, as_json=as_json)
    cited = [("citation", first)] if "citation" in first else cited_in(rows, path)
    return _verify_citations(settings, cited, as_json=as_json)


def _verify_record(record: dict[str, Any], *, as_json: bool) -> int:
    from service.records.canonical import RECORD_ID, is_intact

    intact, name = is_intact(record), str(record.get(RECORD_ID))
    if as_json:
        print(json.dumps({"intact": intact, RECORD_ID: name}))
    elif intact:
        print(f"The record {name} is intact. pincite absent --rerun tests what it says.")
    else:
        print(f"The record is changed: its hash is not {name}.")
    return 0 if intact else 1


def _verify_link(settings: Settings, target: str, *, as_json: bool) -> int:
    """Print what a link points to now, and return 1 where its sentence is reworded or gone."""
    from index.store import open_index
    from service.reading.links import resolve

    parts = _LINK.fullmatch(target)
    if parts is None:
        raise BadRequest(
            f"{target} cannot be read: it is neither a file nor a link", f"give {TARGETS}"
        )
    report = unquote(parts[1])
    view = open_index(settings)
    try:
        found = resolve(view, report, parts[2])
    except KeyError as error:
        raise BadRequest(
            f"the index has never had the report {report}", "choose another one with --index"
        ) from error
    if as_json:
        print(json.dumps(asdict(found), ensure_ascii=False))
    else:
        print(f"{found.status}: {found.message or 'The sentence stands where the link points.'}")
        print(*(f"   {words}" for words in (found.display, found.url) if words), sep="\n")
    return 0 if found.status in {"same", "moved"} else 1


def _verify_citations(
    settings: Settings, cited: Iterable[tuple[str, Any]], *, as_json: bool
) -> int:
    from service.answers.verify import Verifier

    verifier = Verifier(remembered(settings), _former_texts(settings))
    counts = {"exact": 0, "moved": 0, "superseded": 0, "broken": 0, "not_checked": 0}
    remarks: list[dict[str, str]] = []
    for where, passage in cited:
        checked = verifier.check(where, passage)
        counts[checked.verdict] += 1
        if checked.reason:
            remarks.append(asdict(checked))
    if as_json:
        print(json.dumps({**counts, "citations": remarks}))
    else:
        for item in remarks:
            verdict = item["verdict"].replace("_", " ")
            print(f"{verdict}: {item['where']}, {item['citation_id']}: {item['reason']}")
        print(
            f"{sum(counts.values())} citations: "
            + ", ".join(
                f"{count} {verdict.replace('_', ' ')}"
                for verdict, count in counts.items()
                if count or verdict not in {"superseded", "not_checked"}
            )
        )
    return 1 if counts["broken"] or counts["not_checked"] else 0


def _former_texts(settings: Settings) -> Callable[[str], FormerText | None]:
    """Return what finds former texts; where there is no index, nothing is remembered."""
    from index.store import open_store

    try:
        return open_store(settings).open_memory().former_text
    except IndexMissing:
        return lambda _text_sha256: None
