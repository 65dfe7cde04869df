"""Claims about evidence packs; the reference implementation of BagIt is the oracle."""

import hashlib
import io
import json
import random
import weakref
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path
from urllib.parse import quote

import bagit
import pytest

from corpus.errors import BadRequest
from corpus.settings import load_settings
from index.build.build import build_index
from service.absence.document import certificate_json
from service.answers.engine import Engine
from service.answers.result import Result, to_line
from service.packs.check import pack_problems
from service.packs.contents import Answers, PackedAnswer, packed_answer, read_packed
from service.packs.pack import PackOptions, write_pack
from service.records.canonical import identified
from tests.conftest import FERRY
from tests.fakes import BagOfWords
from tests.service.packs.given import certificate_of, findings_of
from tests.verification.packs import bagged, write_zip

OPTIONS = PackOptions("pack", date(2026, 1, 2))


@pytest.fixture(scope="module")
def packer(small_index: Path) -> Engine:
    settings = load_settings({}, index=small_index, reranker="none")
    return Engine(settings, BagOfWords())


@pytest.fixture(scope="module")
def answers(packer: Engine) -> list[PackedAnswer]:
    asked = [packer.asked(one) for one in ("When does the ferry leave?", "Who is the master?")]
    results = [Result(at, one.question, one) for at, one in enumerate(packer.ask(asked))]
    return [PackedAnswer(to_line(one).rstrip("\n"), one) for one in results]


def packed(engine: Engine, answers: Answers, options: PackOptions = OPTIONS) -> bytes:
    stream = io.BytesIO()
    write_pack(engine, answers, stream, options)
    return stream.getvalue()


def files_in(content: bytes, folder: str) -> dict[str, bytes]:
    """Return the files in a folder of a zip file, by their paths in it."""
    with zipfile.ZipFile(io.BytesIO(content)) as zipped:
        return {
            name.removeprefix(folder): zipped.read(name)
            for name in zipped.namelist()
            if name.startswith(folder)
        }


def test_a_pack_is_a_valid_bag(packer: Engine, answers: list[PackedAnswer], tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(packed(packer, answers))) as zipped:
        zipped.extractall(tmp_path)
    bagit.Bag(str(tmp_path / "pack")).validate()
    line = json.loads((tmp_path / "pack/data/answers.jsonl").read_text().splitlines()[0])
    citation = line["passages"][0]["citation"]
    text = (tmp_path / f"pack/data/texts/{citation['text_sha256']}.txt").read_text()
    assert text[citation["start"] : citation["end"]] == line["passages"][0]["quote"]


def test_the_same_answers_give_the_same_bytes(packer: Engine, answers: list[PackedAnswer]) -> None:
    assert packed(packer, answers) == packed(packer, answers)


def test_the_metadata_is_an_ro_crate(
    packer: Engine, answers: list[PackedAnswer], tmp_path: Path
) -> None:
    """The rules of the specification of RO-Crate 1.1: structure, root, data entities, contexts."""
    given = replace(
        OPTIONS,
        certificates=[certificate_of(packer, tmp_path)],
        findings=findings_of(packer, tmp_path),
    )
    files = files_in(packed(packer, answers, given), "pack/data/")
    crate = json.loads(files.pop("ro-crate-metadata.json"))
    assert crate["@context"][0] == "https://w3id.org/ro/crate/1.1/context"
    entities = {one["@id"]: one for one in crate["@graph"]}
    assert len(entities) == len(crate["@graph"])
    assert all(one["@type"] for one in entities.values())
    descriptor, root = entities["ro-crate-metadata.json"], entities["./"]
    assert descriptor["@type"] == "CreativeWork"
    assert descriptor["about"] == {"@id": "./"}
    assert descriptor["conformsTo"] == {"@id": "https://w3id.org/ro/crate/1.1"}
    assert root["@type"] == "Dataset"
    assert all(root[name] for name in ("name", "description", "license"))
    assert date.fromisoformat(root["datePublished"]) == OPTIONS.day
    parts = [one["@id"] for one in root["hasPart"]]
    assert sorted(parts) == sorted(files)
    for path in parts:
        entity = entities[path]
        assert (entity["@type"], path == quote(path)) == ("File", True)
        assert entity["name"]
        assert "/" in entity["encodingFormat"]
        assert entity["sha256"] == hashlib.sha256(files[path]).hexdigest()
    for entity in entities.values():
        for value in entity.values():
            for one in value if isinstance(value, list) else [value]:
                if isinstance(one, dict):  # a reference, to an entity of the crate or to the web
                    assert list(one) == ["@id"]
                    assert one["@id"] in entities or one["@id"].startswith("https://")


def test_texts_of_findings_are_packed_and_their_quotes_are_checked(
    packer: Engine, answers: list[PackedAnswer], tmp_path: Path
) -> None:
    findings = findings_of(packer, tmp_path)
    content = json.loads(findings.read_bytes())
    sources = [one["source"] for one in content["findings"] if one["source"]]
    assert sources
    master = answers[1:]  # cites the other report
    files = files_in(packed(packer, master, replace(OPTIONS, findings=findings)), "pack/")
    for one in sources:
        cited = one["citation"]
        text = files[f"data/texts/{cited['text_sha256']}.txt"].decode()
        assert text[cited["start"] : cited["end"]] == one["text"]
    sources[0]["citation"]["start"] += 1
    files["data/citecheck/findings.json"] = json.dumps(content).encode()
    payload = {name: one for name, one in files.items() if name.startswith("data/")}
    path = write_zip(bagged(payload), tmp_path / "pack.zip")
    (problem,) = pack_problems(path, 10**8)
    assert problem.startswith("findings, ferry#s2: the quote does not stand")


def test_a_certificate_of_another_type_or_name_is_told(
    packer: Engine, answers: list[PackedAnswer], tmp_path: Path
) -> None:
    given = replace(OPTIONS, certificates=[certificate_of(packer, tmp_path)])
    files = files_in(packed(packer, answers, given), "pack/")
    payload = {name: one for name, one in files.items() if name.startswith("data/")}
    (name,) = (one for one in payload if one.startswith("data/certificates/"))
    record = json.loads(payload.pop(name))

    def told(name: str, content: bytes) -> list[str]:
        files = bagged({**payload, name: content})
        return pack_problems(write_zip(files, tmp_path / "pack.zip"), 10**8)

    as_it_was = certificate_json(record)
    assert told(name, as_it_was) == []
    assert told("data/certificates/other.json", as_it_was) == [
        "data/certificates/other.json does not have the name of its record"
    ]
    assert told(name, json.dumps(record, indent=1).encode()) == [f"{name} is not canonical JSON"]
    for field, value in (("type", "pincite/watch/1"), ("status", "refused")):
        other = identified({**record, field: value})
        path = f"data/certificates/{other['record_id']}.json"
        assert told(path, certificate_json(other)) == [
            f"{path} is not a certificate, or does not have the hash that names it"
        ]


def test_a_former_text_is_packed_and_verified(own_engine: Engine, tmp_path: Path) -> None:
    settings = own_engine.settings
    (answer,) = own_engine.ask([own_engine.asked("When does the ferry leave?")])
    earlier = packed_answer(1, answer)
    (settings.corpus / "ferry.txt").write_text("The ferry leaves at ten now.\n")
    build_index(settings, BagOfWords())
    content = packed(Engine(settings, BagOfWords()), [earlier])
    citation = answer.passages[0].citation
    text = files_in(content, "pack/")[f"data/texts/{citation.text_sha256}.txt"].decode()
    assert text == FERRY
    path = tmp_path / "pack.zip"
    path.write_bytes(content)
    assert pack_problems(path, 10**8) == []


def test_a_file_that_changes_while_it_is_packed_is_refused(
    answers: list[PackedAnswer], tmp_path: Path
) -> None:
    file = tmp_path / "answers.jsonl"
    file.write_text(f"{answers[0].line}\n", encoding="utf-8")
    read = read_packed(file, 10)
    assert [one.line for one in read] == [answers[0].line]
    file.write_text(f"{answers[0].line}\n{answers[1].line}\n", encoding="utf-8")
    with pytest.raises(BadRequest, match="changed while it was packed"):
        list(read)


class _Text(str):
    """A text that can be counted while it is in memory."""

    __slots__ = ("__weakref__",)


def test_one_text_is_in_memory_at_a_time(
    packer: Engine, answers: list[PackedAnswer], monkeypatch: pytest.MonkeyPatch
) -> None:
    view, alive, most = packer.opened.generation, weakref.WeakSet[_Text](), 0
    read = view.text

    def counted(_self: object, report: str) -> str:
        nonlocal most
        text = _Text(read(report))
        alive.add(text)
        most = max(most, len(alive))
        return text

    monkeypatch.setattr(type(view), "text", counted)
    content = packed(packer, answers)
    texts = files_in(content, "pack/data/texts/")
    assert (len(texts), most) == (2, 1)


def test_a_change_of_any_file_is_told(
    packer: Engine, answers: list[PackedAnswer], tmp_path: Path
) -> None:
    path, chance = tmp_path / "pack.zip", random.Random(3)
    content = packed(packer, answers)
    path.write_bytes(content)
    assert pack_problems(path, 10**8) == []
    with zipfile.ZipFile(io.BytesIO(content)) as zipped:
        files = {name: zipped.read(name) for name in zipped.namelist()}
    for name, original in files.items():
        changed = bytearray(original)
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
        with zipfile.ZipFile(path, "w") as zipped:
            for one, before in files.items():
                zipped.writestr(one, bytes(changed) if one == name else before)
        assert pack_problems(path, 10**8), name


def test_an_encrypted_pack_is_refused_with_the_remedy(
    packer: Engine, answers: list[PackedAnswer], tmp_path: Path
) -> None:
    path = tmp_path / "pack.zip"
    content = bytearray(packed(packer, answers))
    for mark, flags in ((b"PK\3\4", 6), (b"PK\1\2", 8)):  # of a file, and of its entry in the list
        at = content.find(mark)
        while at >= 0:
            content[at + flags] |= 1
            at = content.find(mark, at + 1)
    path.write_bytes(content)
    with pytest.raises(BadRequest, match="get the pack again"):
        pack_problems(path, 10**8)


def test_a_text_that_the_index_lacks_is_refused(
    packer: Engine, answers: list[PackedAnswer], tmp_path: Path
) -> None:
    sha256 = json.loads(answers[0].line)["passages"][0]["citation"]["text_sha256"]
    file = tmp_path / "answers.jsonl"
    file.write_text(answers[0].line.replace(sha256, "0" * 64) + "\n", encoding="utf-8")
    with pytest.raises(BadRequest, match="no longer holds the text"):
        packed(packer, read_packed(file, 10))


def test_more_answers_than_the_limit_are_refused(
    answers: list[PackedAnswer], tmp_path: Path
) -> None:
    file = tmp_path / "answers.jsonl"
    file.write_text("".join(f"{one.line}\n" for one in answers), encoding="utf-8")
    assert [one.line for one in read_packed(file, 2)] == [one.line for one in answers]
    with pytest.raises(BadRequest, match="more than 1 answers"):
        read_packed(file, 1)
