"""Verify a pack, answers, a citation or a certificate of Pincite: see its docs/verification.md."""

import argparse
import json
import re
import subprocess
import unicodedata
import zipfile
from collections import Counter
from hashlib import sha256
from pathlib import Path
from typing import Any, Iterator

LEVELS = """Levels: 0 the quote has its hash; 1 the text has it at its place; 2 a publisher's file;
3 who signed. Exit codes: 0 level 1, or 2 with --sources; 1 below that, or differs; 2 unusable."""
NOT_PROVED = """Not proved: that a report is right, current or, below level 2, the publisher's; that
a sentence answers its question; that nothing was left out; any field besides quote and answer."""
TAGS, PAYLOAD = "tagmanifest-sha256.txt", "manifest-sha256.txt"
WORD = re.compile(r"\.?\w+(?:(?:['’.,·-]|[\xa0\u2009\u202f](?=\d))+\w+)*|[^\w\s.,;:!?'\"()–-‟-]")
UNSAFE = re.compile(r"[\\:\x00-\x1f\x7f]|(^|/)\.{0,2}(/|$)")


def need(true: object, else_say: str) -> None:
    """Raise ValueError unless something is true."""
    if not true:
        raise ValueError(else_say)


def objects(line: bytes) -> list[dict[str, Any]]:
    """Return the objects in JSON; refuse repeated names, and NaN, which int does not know."""
    out: Any = []
    form: Any = {"parse_constant": int, "parse_int": lambda digits: int(digits[:19])}
    json.loads(str(line, "utf-8-sig"), object_pairs_hook=lambda p: out.append(p) or dict(p), **form)
    need(all(len(dict(one)) == len(one) for one in out), "a name stands twice in one object")
    return list(map(dict, out))


def read(path: Any, most: int) -> Iterator[tuple[str, bytes]]:
    """Yield name and content of a file, of the files in a folder, or of those in a zip."""
    zipped: Any = zipfile.ZipFile(path) if path.suffix == ".zip" else None
    for one in zipped.infolist() if zipped else [path, *sorted(path.rglob("*"))]:
        name = one.filename if zipped else one.relative_to(path.parent).as_posix()
        link = one.external_attr >> 28 not in (0, 4, 8) if zipped else one.is_symlink()
        need(not link and (zipped or one.is_dir() or one.is_file()), f"{name!r} is no plain file")
        if not one.is_dir():
            with zipped.open(one) if zipped else one.open("rb") as file:
                content = file.read(most + 1)
            most -= len(content)
            need(most >= 0, f"{path} holds more than --max-mb allows")
            yield name, content


def plain(text: str) -> str:
    """Return the whole words and signs of a text, in small letters, a space round each."""
    text = re.sub("[-\xad]\\s*\n\\s*|[\xad\u200b-\u200d\u2060\ufeff]", "", text)
    return f" {' '.join(WORD.findall(unicodedata.normalize('NFC', text).casefold()))} "


def check(one: dict[str, Any], line: bytes, held: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the level of a record or a quote; raise where it differs from its hash or place."""
    if "record_id" in one or str(one.get("type")).startswith("pincite/"):
        need(re.fullmatch("pincite/(absence|watch|questions)/1", one["type"]), "unknown type")
        form: Any = {"ensure_ascii": False, "sort_keys": True, "separators": (",", ":")}
        bare = json.dumps({**one, "record_id": None}, **form).encode()
        need(one["record_id"] == sha256(bare).hexdigest(), "record_id is not the record's hash")
        need(line == json.dumps(one, **form).encode() + b"\n", "the record is not canonical JSON")
        rows = [(p["text"], *p["variants"], *p["signs"]) for p in one.get("phrases", ())]
        texts = [held.get(each["text_sha256"]) for each in one.get("covered", ()) if rows]
        for _, name, content in filter(None, texts):
            text = plain(content.decode())
            stand = [form for row in rows for form in row if plain(form) in text]
            need(not stand, f"the phrases {stand} stand in {name}")
        searched = f"{sum(map(bool, texts))} of {len(texts)} texts searched"
        yield "record", f"{one['record_id']} is intact, {searched}"
    if "citation" in one or "rank" in one:
        place, quote, answer = one["citation"], one.get("quote") or one["text"], one.get("answer")
        start, end = place["start"], place["end"]
        need(type(start) is int and 0 <= start < end == start + len(quote), "no place of the quote")
        need(place["quote_sha256"] == sha256(quote.encode()).hexdigest(), "quote_sha256 is another")
        own = answer or {"start": start, "end": end, "text": quote}
        same = quote[own["start"] - start : own["end"] - start] == own["text"]
        need(start <= own["start"] < own["end"] <= end and same, "the answer is not in the quote")
        level, name, text = held.get(place["text_sha256"], (0, "a text that is not here", None))
        need(text is None or text.decode()[start:end] == quote, "the text has other words there")
        yield f"level {level}", f"{place.get('id')}, {start} to {end} of {name}"


def verify(args: argparse.Namespace, most: int) -> Iterator[tuple[str, str]]:
    """Yield what is verified, with its level, and what differs."""
    found = [(1, *one) for one in read(args.file, most)]
    files = {name.partition("/")[2] or name: content for _, name, content in found}
    if args.file.is_dir() or args.file.suffix == ".zip":
        safe = args.file.is_dir() or not any(UNSAFE.search(one[1]) for one in found)
        need(len({one.casefold() for one in files}) == len(found) and safe, "names twice or unsafe")
        need(len({one[1].partition("/")[0] for one in found}) == 1, "not in one top folder")
        both = files.get(TAGS, b"") + files.get(PAYLOAD, b"")
        told = Counter(str(both, errors="replace").split("\n"))
        here = Counter(["", *(f"{sha256(files[n]).hexdigest()}  {n}" for n in files if n != TAGS)])
        for difference in (told - here) + (here - told):
            yield "DIFFERS", f"the manifests from the files: {difference!r}"
    for level, folder in ((1, args.texts), (2, args.sources)):
        found += [(level, *one) for one in read(folder, most)] if folder else []
    found += [(level, name, text.removeprefix(b"\xef\xbb\xbf")) for level, name, text in found]
    held: dict[str, Any] = {sha256(one[2]).hexdigest(): one for one in found}
    rows = []
    for name in (name for name in files if name.endswith((".json", ".jsonl"))):
        lines = files[name].split(b"\n") if name.endswith("l") else [files[name]]
        rows += [(name, line, one) for line in lines for one in objects(line or b"0")]
    for one in [row[2] for row in rows if "source_sha256" in row[2]]:
        source, text = held.get(one["source_sha256"]), held.get(str(one.get("text_sha256")))
        if source and text and source[0] == 2 > text[0]:
            held[one["text_sha256"]] = 2, f"text of {source[1]}, compare it by eye", text[2]
    for name, line, one in rows:
        try:
            yield from check(one, line, held)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            yield "DIFFERS", f"{name}, {one.get('id')}: {type(error).__name__}: {error}"
    if args.signature:
        trust = ["-s", args.signature, "-f", str(args.signers)]
        signed = files[TAGS] if args.file.is_dir() else args.file.read_bytes()
        who = subprocess.check_output(["ssh-keygen", "-Y", "find-principals", *trust], text=True)
        done = ["ssh-keygen", "-Y", "verify", "-n", "pincite", "-I", who.strip(), *trust]
        subprocess.run(done, input=signed, check=True, capture_output=True)
        yield "level 3", f"signed by {who.strip()}; a signature does not say when"


def main() -> int:
    """Print a line for each thing that is verified or differs, and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, epilog=LEVELS)
    parser.add_argument("file", type=Path, help="a pack (.zip or folder), .jsonl or .json")
    parser.add_argument("--texts", type=Path, help="folder of the texts, as in a pack")
    parser.add_argument("--sources", type=Path, help="folder of files from the publisher")
    parser.add_argument("--signature", help="a file that ssh-keygen -Y sign -n pincite made")
    parser.add_argument("--signers", help="the signers you trust, as ssh-keygen reads them")
    parser.add_argument("--max-mb", type=int, default=500, help="most to read; 500")
    args, tally = parser.parse_args(), Counter[str]()
    try:
        for level, words in verify(args, args.max_mb << 20):
            tally[level] += 1
            print(ascii(f"{level:8} {words}")[1:-1])
    except Exception as error:  # hostile files raise many kinds; none of them is a success
        print(ascii(f"unreadable: {type(error).__name__}: {error}")[1:-1])
        return 1 if tally["DIFFERS"] else 2
    print(", ".join(f"{count} {level}" for level, count in sorted(tally.items())), NOT_PROVED)
    wrong = tally["DIFFERS"] or tally["level 0"] or (args.sources and tally["level 1"])
    return 1 if wrong else 0 if set(tally) - {"level 3"} else 2


if __name__ == "__main__":
    raise SystemExit(main())
