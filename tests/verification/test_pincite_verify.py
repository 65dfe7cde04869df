"""Claims about ``pincite_verify.py``: what it proves, and that it tells every change."""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import pincite_verify
from service.records.canonical import identified
from tests.verification.packs import (
    PNG,
    QUOTES,
    TEXTS,
    Files,
    answers,
    bagged,
    certificate,
    changes,
    json_lines,
    passage,
    payload,
    sha256,
    write_folder,
    write_zip,
)

ROOT = Path(__file__).parent.parent.parent
SCRIPT = ROOT / "pincite_verify.py"


@dataclass(frozen=True, slots=True)
class Told:
    code: int
    out: str


Verify = Callable[..., Told]


@pytest.fixture
def verify(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Verify:
    def run(*arguments: object) -> Told:
        monkeypatch.setattr(sys, "argv", ["pincite_verify.py", *map(str, arguments)])
        code = pincite_verify.main()
        shown = capsys.readouterr()
        assert "Traceback" not in shown.out + shown.err
        assert shown.out.isascii()
        return Told(code, shown.out)

    return run


def test_a_pack_is_verified_as_a_zip_and_as_a_folder(tmp_path: Path, verify: Verify) -> None:
    files = bagged(payload())
    for path in (write_zip(files, tmp_path / "p.zip"), write_folder(files, tmp_path / "p")):
        told = verify(path)
        assert told.code == 0, told.out
        assert told.out.count("level 1  report-") == len(QUOTES)
        assert "1 record" in told.out
        assert "Not proved" in told.out


def test_quotes_are_cut_by_code_points(tmp_path: Path, verify: Verify) -> None:
    """Emoji, joiners, combining marks and right-to-left text, and offsets one beside the right."""
    assert verify(write_folder(bagged(payload()), tmp_path / "right")).code == 0
    for by in (-1, 1):
        rows = answers()
        for row in rows:
            place = row["passages"][0]["citation"]
            place["start"], place["end"] = max(0, place["start"] + by), place["end"] + by
        files = {**payload(), "data/answers.jsonl": json_lines(rows)}
        told = verify(write_folder(bagged(files), tmp_path / f"by{by}"))
        assert told.code == 1
        assert told.out.count("DIFFERS ") == len(QUOTES)


def untold(tmp_path: Path, verify: Verify, files: Files, count: int, seed: int) -> list[str]:
    """Return the changes of a character, of many, that the verifier does not tell."""
    folder = write_folder(files, tmp_path / "pack")
    missed = []
    for change in changes(files, count, seed):
        (folder / change.name).write_bytes(change.content)
        if verify(folder).code != 1:
            missed.append(f"{change.name}: {change.words}")
        (folder / change.name).write_bytes(files[change.name])
    assert verify(folder).code == 0
    return missed


def test_every_change_of_one_character_is_told(tmp_path: Path, verify: Verify) -> None:
    assert untold(tmp_path, verify, bagged(payload()), 150, seed=1) == []


@pytest.mark.slow
def test_every_one_of_a_thousand_changes_is_told(tmp_path: Path, verify: Verify) -> None:
    assert untold(tmp_path, verify, bagged(payload()), 1000, seed=2) == []


def test_a_file_that_is_gone_new_renamed_or_twice_listed_is_told(
    tmp_path: Path, verify: Verify
) -> None:
    files = bagged(payload())
    for number, name in enumerate(files):
        less = {one: content for one, content in files.items() if one != name}
        assert verify(write_folder(less, tmp_path / f"gone{number}")).code == 1, name
        renamed = {**less, f"{name}x": files[name]}
        assert verify(write_folder(renamed, tmp_path / f"renamed{number}")).code == 1, name
        added = {**files, f"{name}.extra": b""}
        assert verify(write_folder(added, tmp_path / f"new{number}")).code == 1, name
    for manifest in ("manifest-sha256.txt", "tagmanifest-sha256.txt"):
        line = files[manifest].splitlines(keepends=True)[0]
        twice = {**files, manifest: files[manifest] + line}
        assert verify(write_folder(twice, tmp_path / f"twice-{manifest}")).code == 1


def test_a_changed_byte_of_the_zip_is_told_or_changes_no_file(
    tmp_path: Path, verify: Verify
) -> None:
    """Dates, and fields that no program needs to unpack, hold no evidence."""
    files = bagged(payload())
    path = write_zip(files, tmp_path / "p.zip")
    whole, silent = path.read_bytes(), 0
    for at in range(0, len(whole), 7):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 0x15]) + whole[at + 1 :])
        if verify(path).code == 0:
            with zipfile.ZipFile(path) as zipped:
                assert {
                    name.removeprefix("pack/"): zipped.read(name) for name in zipped.namelist()
                } == files
            silent += 1
    path.write_bytes(whole)
    assert verify(path).code == 0
    assert silent < len(whole) / 7 / 2


@pytest.mark.parametrize(
    "name", ["pack/../../evil.txt", "/etc/evil", "pack\\..\\evil",
     "C:/evil", "pack//evil", "pack/./x"]
)  # fmt: skip
def test_a_name_that_leaves_the_folder_is_refused(
    tmp_path: Path, verify: Verify, name: str
) -> None:
    path = write_zip(bagged(payload()), tmp_path / "p.zip")
    with zipfile.ZipFile(path, "a") as zipped:
        zipped.writestr(name, b"x")
    assert verify(path).code in (1, 2)


def test_names_that_differ_by_case_alone_are_refused(tmp_path: Path, verify: Verify) -> None:
    files = bagged({**payload(), "data/verify.md": b"# Verify\n"})
    assert verify(write_zip(files, tmp_path / "p.zip")).code == 2


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_file_that_stands_twice_in_a_zip_is_refused(tmp_path: Path, verify: Verify) -> None:
    path = write_zip(bagged(payload()), tmp_path / "p.zip")
    with zipfile.ZipFile(path, "a") as zipped:
        zipped.writestr("pack/data/VERIFY.md", b"# Verify\n")
    assert verify(path).code == 2


def test_links_are_refused(tmp_path: Path, verify: Verify) -> None:
    files = bagged(payload())
    folder = write_folder(files, tmp_path / "pack")
    (folder / "data/VERIFY.md").unlink()
    (tmp_path / "elsewhere").write_bytes(files["data/VERIFY.md"])
    (folder / "data/VERIFY.md").symlink_to(tmp_path / "elsewhere")
    assert verify(folder).code == 2
    path = write_zip({}, tmp_path / "p.zip")
    with zipfile.ZipFile(path, "w") as zipped:
        for name, content in files.items():
            info = zipfile.ZipInfo(f"pack/{name}")
            info.external_attr = (0o120777 if name == "data/VERIFY.md" else 0o100644) << 16
            zipped.writestr(info, content)
    assert verify(path).code == 2


def test_a_pipe_in_the_folder_is_refused_and_not_waited_for(tmp_path: Path, verify: Verify) -> None:
    folder = write_folder(bagged(payload()), tmp_path / "pack")
    os.mkfifo(folder / "data" / "pipe")
    assert verify(folder).code == 2


def test_what_unpacks_to_more_than_the_limit_is_refused(tmp_path: Path, verify: Verify) -> None:
    files = bagged({**payload(), "data/zeros.bin": bytes(3 << 20)})
    path = write_zip(files, tmp_path / "p.zip")
    assert path.stat().st_size < 1 << 20
    assert verify(path, "--max-mb", 2).code == 2
    assert verify(path, "--max-mb", 4).code == 0


HOSTILE = {
    "deep": b"[" * 200_000 + b"]" * 200_000,
    "deep objects": b'{"a":' * 100_000,
    "not UTF-8": b'{"quote": "\xff"}',
    "NaN": b'{"passages": [], "score": NaN}',
    "Infinity": b'{"passages": [], "score": -Infinity}',
    "a name twice": b'{"passages": [], "passages": []}',
    "a huge number": b'{"rank": 1, "quote": "x", "citation": {"start": ' + b"9" * 100_000 + b"}}",
    "a lone surrogate": json.dumps(
        passage(1, TEXTS[0], QUOTES[0][1], None) | {"quote": "\ud800" * 26}
    ).encode(),
    "wrong types": b'{"rank": 1, "quote": 7, "citation": [], "answer": "no"}',
    "a citation without a place": b'{"quote": "x", "citation": {}}',
    "no citation": b'{"rank": 1, "quote": "x"}',
    "not an object": b"[1, 2, null]",
    "nothing": b"",
    "cut": b'{"passages": [',
    "a record without an id": b'{"type":"pincite/absence/1"}\n',
}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_content_is_refused_with_a_message(
    tmp_path: Path, verify: Verify, content: bytes
) -> None:
    for name in ("one.json", "answers.jsonl"):
        path = tmp_path / name
        path.write_bytes(content)
        assert verify(path).code in (1, 2)
    # A pack that lists no answers is a pack with a certificate alone.
    files = bagged({**payload(), "data/answers.jsonl": content})
    empty = content in (b"", HOSTILE["not an object"])
    assert verify(write_folder(files, tmp_path / "pack")).code in ((0,) if empty else (1, 2))


def test_where_nothing_can_be_verified_nothing_is_called_verified(
    tmp_path: Path, verify: Verify
) -> None:
    no_answers = bagged({"data/answers.jsonl": b"", "data/VERIFY.md": b""})
    assert verify(write_zip(no_answers, tmp_path / "p.zip")).code == 2
    assert verify(write_zip({}, tmp_path / "empty.zip")).code in (1, 2)
    (tmp_path / "empty").mkdir()
    assert verify(tmp_path / "empty").code in (1, 2)
    assert verify(tmp_path / "missing.json").code == 2
    (tmp_path / "text.zip").write_bytes(b"no zip")
    assert verify(tmp_path / "text.zip").code == 2


def answer_file(tmp_path: Path) -> Path:
    path = tmp_path / "answers.jsonl"
    path.write_bytes(json_lines(answers()))
    return path


def test_a_citation_alone_reaches_level_0_and_is_not_verified(
    tmp_path: Path, verify: Verify
) -> None:
    told = verify(answer_file(tmp_path))
    assert told.code == 1
    assert f"{len(QUOTES)} level 0" in told.out


def test_texts_lift_citations_to_level_1_and_sources_to_level_2(
    tmp_path: Path, verify: Verify
) -> None:
    path, texts, sources = answer_file(tmp_path), tmp_path / "texts", tmp_path / "sources"
    write_folder({f"{sha256(text.encode())}.txt": text.encode() for text in TEXTS}, texts)
    assert verify(path, "--texts", texts).code == 0
    named = {f"report {at}.txt": text.encode() for at, text in enumerate(TEXTS)}
    write_folder(named, sources)
    told = verify(path, "--sources", sources)
    assert told.code == 0
    assert f"{len(QUOTES)} level 2" in told.out
    (sources / "report 0.txt").unlink()
    assert verify(path, "--sources", sources).code == 1
    assert verify(path, "--sources", sources, "--texts", texts).code == 1


def test_the_byte_order_mark_of_a_source_is_no_part_of_its_text(
    tmp_path: Path, verify: Verify
) -> None:
    named = {f"{at}.txt": b"\xef\xbb\xbf" + text.encode() for at, text in enumerate(TEXTS)}
    sources = write_folder(named, tmp_path / "sources")
    assert verify(answer_file(tmp_path), "--sources", sources).code == 0


def test_of_other_formats_the_file_is_known_and_the_words_are_left_to_the_eye(
    tmp_path: Path, verify: Verify
) -> None:
    pack = write_zip(bagged(payload()), tmp_path / "p.zip")
    named = {f"{at}.pdf": b"%PDF " + text.encode() for at, text in enumerate(TEXTS)}
    told = verify(pack, "--sources", write_folder(named, tmp_path / "sources"))
    assert told.code == 0
    assert told.out.count("compare it by eye") == len(QUOTES)
    changed = {name: content + b" " for name, content in named.items()}
    assert verify(pack, "--sources", write_folder(changed, tmp_path / "changed")).code == 1


def test_a_record_is_intact_only_as_it_was_written(tmp_path: Path, verify: Verify) -> None:
    path, whole = tmp_path / "certificate.json", certificate()
    path.write_bytes(whole)
    assert verify(path).code == 0
    for at in range(len(whole)):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        assert verify(path).code != 0, at
    path.write_bytes(json.dumps(json.loads(whole), indent=1).encode())
    assert verify(path).code == 1


def test_the_records_of_the_product_are_intact(tmp_path: Path, verify: Verify) -> None:
    from service.records.canonical import canonical

    record = identified(
        {"type": "pincite/absence/1", "rate": 0.25, "text": "“…” \U0001f6a2", "n": [1.0, None]}
    )
    path = tmp_path / "certificate.json"
    path.write_bytes(canonical(record) + b"\n")
    assert verify(path).code == 0


def test_a_wrong_short_answer_is_told(tmp_path: Path, verify: Verify) -> None:
    rows = answers()
    for change in ({"start": -1}, {"end": 10_000}, {"text": "41"}, {"text": ""}, {"start": 19}):
        row: dict[str, Any] = json.loads(json.dumps(rows[0]))
        row["passages"][0]["answer"].update(change)
        files = bagged({**payload(), "data/answers.jsonl": json_lines([row])})
        folder = write_folder(files, tmp_path / f"{change}")
        assert verify(folder).code == 1, change


def test_a_signature_tells_who_signed(tmp_path: Path, verify: Verify) -> None:
    if not shutil.which("ssh-keygen"):
        pytest.skip("ssh-keygen is not installed")
    pack = write_zip(bagged(payload()), tmp_path / "p.zip")
    key = tmp_path / "key"
    keygen = ["ssh-keygen", "-q"]
    subprocess.run([*keygen, "-t", "ed25519", "-N", "", "-f", str(key)], check=True)
    signing = ["ssh-keygen", "-Y", "sign", "-f", str(key), "-n", "pincite", str(pack)]
    subprocess.run(signing, check=True, capture_output=True)
    signers = tmp_path / "signers"
    signers.write_text(f"ann@example.org {key.with_suffix('.pub').read_text()}")
    options = ("--signature", f"{pack}.sig", "--signers", signers)
    told = verify(pack, *options)
    assert told.code == 0
    assert "level 3  signed by ann@example.org" in told.out
    other = write_zip(bagged({**payload(), "data/pages/more.png": PNG}), tmp_path / "q.zip")
    assert verify(other, *options).code == 2
    signers.write_text("")
    assert verify(pack, *options).code == 2


def test_the_file_runs_alone(tmp_path: Path) -> None:
    alone = Path(shutil.copy(SCRIPT, tmp_path / "alone.py"))
    pack = write_zip(bagged(payload()), tmp_path / "p.zip")
    command = [sys.executable, "-I", "-S", str(alone), str(pack)]
    done = subprocess.run(command, capture_output=True, check=False, cwd=tmp_path, env={})
    assert (done.returncode, done.stderr) == (0, b"")


def test_the_file_is_short_and_imports_the_standard_library_alone() -> None:
    text = SCRIPT.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 150
    modules = set(re.findall(r"^(?:import|from) (\w+)", text, re.MULTILINE))
    assert modules <= sys.stdlib_module_names


def test_the_document_prints_the_hash_of_the_file() -> None:
    document = (ROOT / "docs" / "verification.md").read_text(encoding="utf-8")
    own = hashlib.sha256(SCRIPT.read_bytes()).hexdigest()
    assert re.findall(r"\b[0-9a-f]{64}\b", document) == [own]
