"""A folder of many files: what is read again, what a killed build keeps, what memory it takes."""

import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from build_index import main
from corpus.errors import FilesNotRead
from corpus.files import file_sha256
from corpus.settings import Settings
from index.build.build import BuildSummary, build_index
from index.search.scope import Scope
from index.store import open_index
from index.store.protocol import View
from index.types import Key, Vectors
from service.answers.engine import Engine
from tests.corpus.readers.pdf.pdf_files import PARAGRAPH, Drawing
from tests.fakes import BagOfWords
from tests.service.until import until_serving

Build = Callable[..., BuildSummary]
COUNT = 1500


class Stopped(Exception):
    """What stops a build in these tests."""


class StopsAfter(BagOfWords):
    """An embedder that stops the build when it is asked again."""

    def __init__(self, calls: int) -> None:
        super().__init__()
        self.calls = calls

    def encode(self, texts: Sequence[str], done: Callable[[int], None] | None = None) -> Vectors:
        self.calls -= 1
        if self.calls < 0:
            raise Stopped
        return super().encode(texts, done)


def add_pdf(corpus: Path, name: str = "bridges.pdf") -> None:
    (corpus / name).write_bytes(Drawing().lines(PARAGRAPH, 100).page().lines(PARAGRAPH, 72).save())


def write_long(corpus: Path) -> None:
    text = " ".join(f"The boat number {at} leaves at {at % 24} hours." for at in range(COUNT))
    (corpus / "ferry.txt").write_text(text)


def vectors(generation: View) -> Vectors:
    return generation.vectors(
        [key for report in generation.reports.values() for key in report.keys]
    )


def test_only_what_changed_is_read_and_embedded_again(build: Build, corpus: Path) -> None:
    add_pdf(corpus)
    first = build()
    assert (first.unchanged, len(first.read)) == (0, 3)
    (corpus / "ferry.txt").write_text("The ferry leaves at noon.")
    embedder = BagOfWords()
    second = build(embedder)
    assert (second.unchanged, second.embedded) == (2, 1)
    assert embedder.encoded == ["The ferry leaves at noon."]
    assert build().unchanged == 3


def test_a_file_that_is_not_read_again_is_the_same_report(
    settings: Settings, build: Build, corpus: Path, tmp_path: Path
) -> None:
    add_pdf(corpus)
    build()
    (corpus / "ferry.txt").write_text("The ferry leaves at noon.")
    (corpus / "bridges.pdf").rename(corpus / "notes" / "Old Bridges.pdf")
    assert build().unchanged == 2
    kept = open_index(settings.index)
    build_index(replace(settings, index=tmp_path / "fresh"), BagOfWords())
    fresh = open_index(tmp_path / "fresh")
    assert kept.manifest.fingerprint == fresh.manifest.fingerprint
    assert list(kept.reports) == ["ferry", "notes/harbor", "notes/old bridges"]
    for report in fresh.reports:
        assert kept.report(report) == fresh.report(report)
    np.testing.assert_allclose(vectors(kept), vectors(fresh), atol=1e-6)


def test_a_deleted_file_is_gone_from_every_answer(
    settings: Settings, build: Build, corpus: Path
) -> None:
    build()
    engine = Engine(settings, BagOfWords())

    def answered() -> str:
        return str(engine.ask([engine.asked("Who is the harbor master?", 50)]))

    assert "notes/harbor" in answered()
    (corpus / "notes" / "Harbor.txt").unlink()
    until_serving(engine, build().generation)
    assert "notes/harbor" not in answered()
    assert "Lindqvale" not in answered()


def test_wider_limits_read_a_refused_file_and_only_that(
    settings: Settings, build: Build, corpus: Path
) -> None:
    (corpus / "long.txt").write_text("The harbor is wide. " * 20)
    narrow = replace(settings, max_file_bytes=200)
    assert [failure.path for failure in build_index(narrow, BagOfWords()).failed] == ["long.txt"]
    assert [failure.path for failure in build().failed] == ["long.txt"]  # as the last build
    widened = replace(settings, given=settings.given | {"max_file_bytes"})
    wide = build_index(widened, BagOfWords())
    assert (wide.failed, wide.unchanged, len(wide.read)) == ((), 2, 3)
    again = build_index(narrow, BagOfWords())
    assert ([failure.path for failure in again.failed], again.unchanged) == (["long.txt"], 0)


@pytest.mark.slow
def test_a_strict_build_publishes_nothing_when_a_file_fails(
    settings: Settings, build: Build, corpus: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = build().generation
    (corpus / "empty.txt").write_text("")
    (corpus / "bad.txt").write_bytes(b"\x00\x01\x02")
    with pytest.raises(FilesNotRead, match=r"2 files cannot be read(.|\n)*bad\.txt(.|\n)*empty"):
        build_index(settings, BagOfWords(), strict=True)
    assert open_index(settings.index).manifest.generation == before
    build()  # publishes what can be read; a strict build refuses even that afterwards
    with pytest.raises(FilesNotRead):
        build_index(settings, BagOfWords(), strict=True)
    arguments = ["--corpus", str(corpus), "--index", str(settings.index), "--strict"]
    assert main(arguments) == 1
    assert "nothing was published" in capsys.readouterr().err


def test_a_stopped_build_goes_on_from_its_vectors(
    settings: Settings, build: Build, corpus: Path
) -> None:
    write_long(corpus)
    with pytest.raises(Stopped):
        build(StopsAfter(2))
    assert not (settings.index / "CURRENT").exists()
    rest = BagOfWords()
    summary = build(rest)
    assert len(rest.encoded) == summary.embedded == COUNT + 2 - 2 * 512
    assert summary.reused == 2 * 512
    resumed = open_index(settings.index)
    assert not (settings.index / ".vectors").exists()
    settings.index.rename(settings.index.with_name("resumed"))
    build()
    fresh = open_index(settings.index)
    assert fresh.manifest.fingerprint == resumed.manifest.fingerprint
    np.testing.assert_array_equal(vectors(resumed), vectors(fresh))


@pytest.mark.parametrize("damage", ["torn", "changed", "another model", "rubbish", "empty"])
def test_what_is_damaged_of_the_kept_vectors_is_made_again(
    settings: Settings, build: Build, corpus: Path, damage: str
) -> None:
    write_long(corpus)
    with pytest.raises(Stopped):
        build(StopsAfter(2))
    journal = settings.index / ".vectors"
    content = journal.read_bytes()
    at = len(content) // 2
    journal.write_bytes(
        {
            "torn": content[:at],
            "changed": content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :],
            "rubbish": b"rubbish" * 1000,
            "empty": b"",
        }.get(damage, content)
    )
    embedder = BagOfWords("another" if damage == "another model" else "bag-of-words")
    summary = build(embedder)
    assert (summary.reused > 0) == (damage in ("torn", "changed"))
    assert summary.embedded + summary.reused == summary.passages
    resumed = open_index(settings.index)
    settings.index.rename(settings.index.with_name("resumed"))
    build(embedder)
    np.testing.assert_array_equal(vectors(resumed), vectors(open_index(settings.index)))


@pytest.mark.slow
def test_a_killed_build_repeated_ends_as_an_undisturbed_one(
    settings: Settings, build: Build, corpus: Path, tmp_path: Path
) -> None:
    write_long(corpus)
    add_pdf(corpus)
    undisturbed = build_index(replace(settings, index=tmp_path / "other"), BagOfWords())
    command = [
        sys.executable,
        "-m",
        "tests.index.build.build_once",
        str(corpus),
        str(settings.index),
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        while not (settings.index / ".vectors").exists() and process.poll() is None:
            pass
        process.kill()
    assert not (settings.index / "CURRENT").exists()
    assert build().fingerprint == undisturbed.fingerprint
    ours, theirs = open_index(settings.index), open_index(tmp_path / "other")
    for report in theirs.reports:
        assert ours.report(report) == theirs.report(report)


def test_a_sentence_longer_than_the_model_reads_is_matched_by_its_parts_and_cited_whole(
    settings: Settings, build: Build, corpus: Path
) -> None:
    words = [f"boat{at}" for at in range(450)]
    sentence = " ".join(["The", *words, "lighthouse"]) + "."
    (corpus / "long.txt").write_text(f"{sentence}\n\nIt rains.\n")
    summary = build()
    assert summary.long_sentences == ("long#s1",)
    engine = Engine(settings, BagOfWords())
    question = " ".join([*words[-20:], "lighthouse"])
    (answer,) = engine.ask([engine.asked(question, 1, Scope(("long",)))])
    assert answer.passages[0].quote == sentence
    (own,) = open_index(settings.index).vectors([Key("long", 1)])
    last_part = BagOfWords().encode([" ".join(words[-51:]) + " lighthouse."])[0]
    assert float(own @ last_part) > 0.3
    (corpus / "ferry.txt").write_text("The ferry leaves at noon.")
    assert build().long_sentences == ("long#s1",)
    assert build().long_sentences == ("long#s1",)


@pytest.mark.slow
def test_memory_stays_flat_as_the_number_of_files_grows(tmp_path: Path) -> None:
    taken = []
    for files in (200, 2000):
        folder = tmp_path / str(files)
        command = [sys.executable, "-m", "tests.index.build.build_many", str(folder), str(files)]
        printed = subprocess.run(command, capture_output=True, check=True, text=True).stdout
        taken.append(json.loads(printed))
    few, many = taken
    print(few, many)
    assert many["passages"] == 10 * few["passages"] == 20_000
    assert many["resident"] - many["index"] <= 1.2 * (few["resident"] - few["index"])


def test_a_sentence_beyond_the_limit_is_cut_and_counted_and_a_new_limit_reads_it_anew(
    settings: Settings, corpus: Path
) -> None:
    sentence = " ".join(["The", *(f"boat{at}" for at in range(90))]) + "."
    (corpus / "long.txt").write_text(f"It rains.\n\n{sentence}\n")

    def build_with(longest: int) -> BuildSummary:
        limited = replace(settings, max_sentence_chars=longest)
        return build_index(limited, BagOfWords())

    whole = build_with(100_000)
    assert (whole.passages, whole.cut_sentences) == (8, ())
    cut = build_with(200)
    assert (cut.passages, cut.unchanged, cut.cut_sentences) == (11, 0, ("long#s2",))
    passages = open_index(settings.index).sentences("long")
    assert " ".join(passage.quote for passage in passages) == f"It rains. {sentence}"
    (corpus / "long.txt").rename(corpus / "longer.txt")
    moved = build_with(200)
    assert (moved.unchanged, moved.cut_sentences) == (3, ("longer#s2",))
    assert build_with(200).cut_sentences == ("longer#s2",)


def test_an_index_of_before_the_longest_sentence_is_built_anew(
    settings: Settings, build: Build
) -> None:
    build()
    old = open_index(settings.index).manifest
    limits = {name: value for name, value in old.limits.items() if name != "max_sentence_chars"}
    content = json.loads(replace(old, limits=limits, fingerprint="another").to_json())
    del content["cut_sentences"]
    (settings.index / old.generation / "manifest.json").write_text(json.dumps(content))
    pointer = json.loads((settings.index / "CURRENT").read_text())
    sha256 = file_sha256(settings.index / old.generation / "manifest.json")
    (settings.index / "CURRENT").write_text(
        json.dumps({**pointer, "manifest_sha256": sha256}) + "\n"
    )
    assert build().unchanged == 0
