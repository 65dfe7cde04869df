"""Claims about evidence packs; the reference implementation of BagIt is the oracle."""

import io
import json
import random
import zipfile
from datetime import date
from pathlib import Path

import bagit
import pytest

from corpus.errors import BadRequest
from corpus.settings import load_settings
from service.answers.engine import Engine
from service.answers.result import Result, to_line
from service.packs.check import pack_problems
from service.packs.contents import Answers, PackedAnswer, read_packed
from service.packs.pack import PackOptions, write_pack
from tests.fakes import BagOfWords

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


def packed(engine: Engine, answers: Answers) -> bytes:
    stream = io.BytesIO()
    write_pack(engine, answers, stream, OPTIONS)
    return stream.getvalue()


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
