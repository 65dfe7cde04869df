"""Claims about what ``pincite_verify.py`` says of certificates, with texts and without."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from corpus.settings import load_settings
from index.search.scope import Scope
from service.absence.certify import certify
from service.absence.phrases import phrases_of
from service.absence.request import Request
from service.answers.engine import Engine
from service.records.canonical import canonical, identified
from tests.fakes import BagOfWords
from tests.verification.packs import bagged, payload, sha256, write_zip

SCRIPT = Path(__file__).parent.parent.parent / "pincite_verify.py"


def verified(*arguments: object) -> tuple[int, str]:
    command = [sys.executable, "-I", str(SCRIPT), *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, check=False, text=True)
    assert done.stderr == ""
    return done.returncode, done.stdout


def written(record: dict[str, Any], folder: Path) -> Path:
    path = folder / "certificate.json"
    path.write_bytes(canonical(identified({**record, "record_id": None})) + b"\n")
    return path


@pytest.fixture(scope="module")
def engine(small_index: Path) -> Engine:
    corpus = small_index.with_name("corpus")
    settings = load_settings({}, corpus=corpus, index=small_index, reranker="none")
    return Engine(settings, BagOfWords())


@pytest.fixture(scope="module")
def certificate(engine: Engine) -> dict[str, Any]:
    phrases = phrases_of(["zebra crossing | zebra walk", "a 5 percent share"], engine.settings)
    record = certify(engine, Request(phrases, None, Scope()))
    assert record["status"] == "certified"
    return record


@pytest.fixture
def texts(engine: Engine, tmp_path: Path) -> Path:
    folder = tmp_path / "texts"
    folder.mkdir()
    view = engine.opened.generation
    for report in view.reports:
        (folder / report.replace("/", "-")).write_bytes(view.text(report).encode())
    return folder


def test_phrases_are_sought_in_the_texts_that_are_here(
    certificate: dict[str, Any], texts: Path, tmp_path: Path
) -> None:
    path, count = written(certificate, tmp_path), len(certificate["covered"])
    code, out = verified(path)
    assert (code, f"is intact, 0 of {count} texts searched" in out) == (0, True)
    code, out = verified(path, "--texts", texts)
    assert (code, f"is intact, {count} of {count} texts searched" in out) == (0, True)
    next(texts.iterdir()).unlink()
    code, out = verified(path, "--texts", texts)
    assert (code, f"is intact, {count - 1} of {count} texts searched" in out) == (0, True)


@pytest.mark.parametrize("field", ["text", "variants", "signs"])
@pytest.mark.parametrize(
    "phrase", ["forty cars", "FORTY\u00a0CARS", "f\u00adorty “cars”", "the ferry"]
)
def test_a_phrase_that_stands_in_a_text_is_told(
    certificate: dict[str, Any], texts: Path, tmp_path: Path, field: str, phrase: str
) -> None:
    first = {**certificate["phrases"][0], field: phrase if field == "text" else [phrase]}
    path = written({**certificate, "phrases": [first]}, tmp_path)
    assert verified(path)[0] == 0
    code, out = verified(path, "--texts", texts)
    assert code == 1
    assert "stand in texts/ferry" in out


@pytest.mark.parametrize(
    ("phrase", "printed"),
    [("50", "50,000 or 50\u202f000 or 1.50"), ("102", "10² or 10,102"), ("5%", "5 dollars"),
     ("tariff", "tariffs and re-tariff and tariff's"), ("Sea Law", "sea & law"),
     ("tioned", "sta-\ntioned and sta\u00ad\ntioned"), ("S. troops", "U.S. troops"),
     (".213", "213")],
)  # fmt: skip
def test_a_part_of_a_word_or_number_is_not_called_standing(
    certificate: dict[str, Any], tmp_path: Path, phrase: str, printed: str
) -> None:
    (tmp_path / "one.txt").write_text(printed, encoding="utf-8")
    covered = [{"text_sha256": sha256(printed.encode())}]
    first = {**certificate["phrases"][0], "text": phrase, "variants": [], "signs": []}
    path = written({**certificate, "phrases": [first], "covered": covered}, tmp_path)
    code, out = verified(path, "--texts", tmp_path)
    assert (code, "1 of 1 texts searched" in out) == (0, True)


def test_phrases_are_sought_in_the_texts_of_a_pack(
    certificate: dict[str, Any], tmp_path: Path
) -> None:
    files = payload()
    (name,) = (name for name in files if name.startswith("data/certificates/"))
    covered = [{"text_sha256": Path(one).stem} for one in files if one.startswith("data/texts/")]
    word = next(
        one for one in files["data/texts/" + covered[0]["text_sha256"] + ".txt"].decode().split()
        if one.isascii() and one.isalpha()
    )  # fmt: skip
    for phrase, code in (("zebra", 0), (word, 1)):
        first = {**certificate["phrases"][0], "text": phrase}
        record = {**certificate, "covered": covered, "phrases": [first], "record_id": None}
        changed = {**files, name: canonical(identified(record)) + b"\n"}
        assert verified(write_zip(bagged(changed), tmp_path / f"{phrase}.zip"))[0] == code


@pytest.mark.parametrize("kind", ["pincite/absence/2", "pincite/absense/1", "other", None, 1])
def test_a_record_of_an_unknown_type_is_told(tmp_path: Path, kind: object) -> None:
    code, out = verified(written({"type": kind, "statement": "Nothing stands."}, tmp_path))
    assert code == 1
    assert "DIFFERS" in out


def test_a_question_names_no_texts_as_searched(
    certificate: dict[str, Any], texts: Path, tmp_path: Path
) -> None:
    path = written({**certificate, "phrases": [], "question": "Who?"}, tmp_path)
    code, out = verified(path, "--texts", texts)
    assert (code, "0 of 0 texts searched" in out) == (0, True)
