import dataclasses
import json
import os
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from filelock import FileLock

from build_index import main
from corpus.errors import BuildInProgress, CorpusError, IndexMismatch
from corpus.files import text_sha256
from corpus.quotes.anchors import anchors_of
from corpus.settings import Settings
from corpus.text.display import readable
from index.build.build import BuildSummary, build_index
from index.encode.choose import encoder_for_serving
from index.store import local_store, open_index
from index.store.files.generation import generation_folders
from index.store.protocol import View
from tests.conftest import REPORTS
from tests.fakes import BagOfWords

Build = Callable[..., BuildSummary]


def quotes(generation: View) -> list[str]:
    return [
        passage.quote for report in generation.reports for passage in generation.sentences(report)
    ]


def test_a_build_reads_splits_and_counts(settings: Settings, build: Build) -> None:
    summary = build()
    assert (summary.passages, summary.embedded, summary.reused) == (6, 6, 0)
    assert [(item.path, item.report, item.passages) for item in summary.read] == [
        ("ferry.txt", "ferry", 4),
        ("notes/Harbor.txt", "notes/harbor", 2),
    ]
    assert quotes(open_index(settings.index))[3] == "Children travel free of charge."


def test_building_twice_changes_nothing(settings: Settings, build: Build) -> None:
    first = build()
    second = build()
    assert not first.up_to_date
    assert second.up_to_date
    assert (second.fingerprint, second.generation) == (first.fingerprint, first.generation)
    assert second.read == first.read


def test_the_index_lists_unreadable_names_that_came_or_went_since_the_last_build(
    settings: Settings, build: Build
) -> None:
    first = build()
    sheet = settings.corpus / "sheet.xls"
    sheet.write_bytes(b"x")

    def failed() -> list[str]:
        return [failure.path for failure in open_index(settings.index).manifest.failures]

    second = build()
    assert (second.up_to_date, second.unchanged, failed()) == (False, 2, ["sheet.xls"])
    assert build().up_to_date
    sheet.unlink()
    third = build()
    assert (third.up_to_date, third.fingerprint, failed()) == (False, first.fingerprint, [])


def test_an_index_of_the_former_format_is_read_and_the_next_build_encodes_nothing(
    settings: Settings, build: Build
) -> None:
    generation = build().generation
    path = settings.index / generation / "manifest.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    # Version 0.2 wrote these fields, and another fingerprint, since that hashes the format.
    for name in ("adapter", "adapter_sha256", "export"):
        del content[name]
    path.write_text(json.dumps({**content, "format": 4, "fingerprint": "0" * 64}))
    local_store(settings.index).promote(generation)
    view = open_index(settings.index, BagOfWords().identity)
    assert (view.manifest.format, view.manifest.adapter) == (4, None)
    with pytest.raises(IndexMismatch, match="without an adapter and the service has"):
        encoder_for_serving(settings, view, None)
    summary = build()
    assert (summary.replaced, summary.embedded, summary.unchanged) == (None, 0, 2)
    assert open_index(settings.index).manifest.format == 8


def test_an_index_of_format_7_is_read_and_the_next_build_gives_its_sentences_anchors(
    settings: Settings, build: Build
) -> None:
    generation = settings.index / build().generation
    path = generation / "manifest.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**content, "format": 7, "fingerprint": "0" * 64}))
    local_store(settings.index).promote(generation.name)
    summary = build()
    assert (summary.replaced, summary.embedded, summary.unchanged) == (None, 0, 2)
    view = open_index(settings.index)
    for report_id in view.reports:
        sentences = list(view.sentences(report_id))
        assert [one.anchor for one in sentences] == anchors_of(sentences)


def test_what_a_generation_remembers_is_no_part_of_its_fingerprint(
    settings: Settings, build: Build
) -> None:
    ferry = settings.corpus / "ferry.txt"
    text = ferry.read_text(encoding="utf-8")
    first = build()
    ferry.write_text(text.replace("nine", "ten"), encoding="utf-8")
    second = build()
    ferry.write_text(text, encoding="utf-8")
    third = build()
    assert (third.fingerprint, third.up_to_date) == (first.fingerprint, False)
    assert second.fingerprint != first.fingerprint
    with closing(open_index(settings.index)) as view:
        (former,) = view.formers()
        assert former.quote == "The ferry to Kestrel Bay leaves at ten."
        assert view.former("ferry", former.anchor) == former
    assert build().up_to_date


@pytest.mark.parametrize("most", [0, 1])
def test_a_build_remembers_at_most_as_many_sentences_as_its_setting(
    settings: Settings, most: int
) -> None:
    chosen = dataclasses.replace(settings, former_sentences=most)
    build_index(chosen, BagOfWords())
    (settings.corpus / "ferry.txt").write_text("All of it is new. So is this.")
    build_index(chosen, BagOfWords())
    with closing(open_index(settings.index)) as view:
        assert len(list(view.formers())) == most
        assert (settings.index / view.manifest.generation / "history.sqlite").exists() == bool(most)


@pytest.mark.parametrize("most", [0, 10**6])
def test_a_build_keeps_as_many_bytes_of_former_texts_as_its_setting(
    settings: Settings, most: int
) -> None:
    chosen = dataclasses.replace(settings, former_text_bytes=most)
    text = (settings.corpus / "ferry.txt").read_text(encoding="utf-8")
    build_index(chosen, BagOfWords())
    (settings.corpus / "ferry.txt").write_text("All of it is new. So is this.")
    build_index(chosen, BagOfWords())
    with closing(open_index(settings.index)) as view:
        former = view.former_text(text_sha256(text))
        assert (former.text if former else None) == (text if most else None)
        folder = settings.index / view.manifest.generation
        assert (folder / "former_texts.sqlite").exists() == bool(most)
    assert build_index(chosen, BagOfWords()).up_to_date


def test_a_lower_cased_report_learns_names_from_the_other_reports_of_its_index(
    settings: Settings, build: Build
) -> None:
    def shown() -> str:
        view = open_index(settings.index)
        style = view.reports["aid"].style
        return readable(next(iter(view.sentences("aid"))).quote, style).text

    lower = settings.corpus / "aid.txt"
    lower.write_text("help for tohoku came late .\n\nit was , all in all , little .\n", "utf-8")
    build()
    assert shown() == "help for tohoku came late ."
    cased = settings.corpus / "zoo.txt"
    cased.write_text("We went to Tohoku by train. In Tohoku it rained all day.\n", "utf-8")
    assert build().unchanged == 3
    assert shown() == "Help for Tohoku came late."
    cased.unlink()
    build()
    assert shown() == "help for tohoku came late ."


def test_an_index_without_what_reports_are_is_read_and_the_next_build_adds_it(
    settings: Settings, build: Build
) -> None:
    generation = settings.index / build().generation
    path = generation / "manifest.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    (generation / "identities.json").unlink()
    content["files"] = [one for one in content["files"] if one["path"] != "identities.json"]
    path.write_text(json.dumps({**content, "format": 5, "fingerprint": "0" * 64}))
    local_store(settings.index).promote(generation.name)
    before = open_index(settings.index, BagOfWords().identity)
    assert before.manifest.format == 5
    assert before.identities.weights(["ferri"], ()) == {}
    (settings.corpus / "tide.txt").write_text("Location: Skye\n\nThe tide turns at noon today.")
    assert build().embedded == 2
    after = open_index(settings.index, BagOfWords().identity)
    assert after.identities.weights(["skye"], ()) == {"tide": {"skye": 1.0}}


def test_two_builds_of_the_same_sources_have_the_same_fingerprint_and_passages(
    settings: Settings, build: Build, tmp_path: Path
) -> None:
    first = build()
    one = (settings.index / first.generation / "passages.sqlite").read_bytes()
    vectors = (settings.index / first.generation / "vectors.faiss").read_bytes()
    settings.index.rename(tmp_path / "other")
    second = build()
    assert second.fingerprint == first.fingerprint
    assert (settings.index / second.generation / "passages.sqlite").read_bytes() == one
    assert (settings.index / second.generation / "vectors.faiss").read_bytes() == vectors


def test_a_changed_report_is_the_only_one_that_is_embedded(
    settings: Settings, build: Build, corpus: Path
) -> None:
    build()
    (corpus / "notes" / "Harbor.txt").write_text("The harbor master is Tove Marr. She is new.")
    embedder = BagOfWords()
    summary = build(embedder)
    assert (summary.embedded, summary.reused) == (2, 4)
    assert embedder.encoded == ["The harbor master is Tove Marr.", "She is new."]


def test_a_changed_sentence_takes_its_neighbours_along_and_nothing_else(
    settings: Settings, build: Build, corpus: Path
) -> None:
    build()
    ferry = corpus / "ferry.txt"
    ferry.write_text(ferry.read_text().replace("nine", "ten"))
    incremental = build()
    assert (incremental.embedded, incremental.reused) == (2, 4)
    kept = open_index(settings.index)
    fresh_settings = settings.index.rename(settings.index.with_name("incremental"))
    build()
    fresh = open_index(settings.index)
    assert incremental.fingerprint == fresh.manifest.fingerprint
    keys = [key for report in fresh.reports.values() for key in report.keys]
    assert len(keys) == 6
    np.testing.assert_allclose(kept.vectors(keys), fresh.vectors(keys), atol=1e-6)
    assert fresh_settings.exists()


def test_a_removed_report_is_gone(settings: Settings, build: Build, corpus: Path) -> None:
    build()
    (corpus / "ferry.txt").unlink()
    summary = build()
    assert (summary.passages, summary.embedded) == (2, 0)
    assert list(open_index(settings.index).reports) == ["notes/harbor"]


def test_a_catalog_that_names_a_report_makes_the_index_stale(build: Build, corpus: Path) -> None:
    first = build()
    (corpus / "catalog.toml").write_text('[[report]]\nfile = "ferry.txt"\ntitle = "The Ferry"\n')
    second = build()
    assert second.fingerprint != first.fingerprint
    assert second.embedded == 0


def test_a_bad_file_is_named_and_the_others_are_read(build: Build, corpus: Path) -> None:
    (corpus / "bad.txt").write_bytes(b"\x00\x01\x02")
    (corpus / "scan.odt").write_bytes(b"PK")
    first = build()
    again = build()
    assert again.up_to_date
    for summary in (first, again):
        assert {failure.path for failure in summary.failed} == {"bad.txt", "scan.odt"}
        assert len(summary.read) == 2


def test_a_corpus_without_a_report_leaves_the_index_alone(
    settings: Settings, build: Build, corpus: Path
) -> None:
    before = build()
    (corpus / "ferry.txt").unlink()
    (corpus / "notes" / "Harbor.txt").unlink()
    with pytest.raises(CorpusError, match="no readable report"):
        build()
    assert open_index(settings.index).manifest.generation == before.generation
    assert {path.name for path in settings.index.iterdir()} - {".lock"} == {
        *("CURRENT", "corpus.json", ".files"),
        before.generation,
    }


def test_old_generations_are_pruned_and_the_last_one_kept(
    settings: Settings, build: Build, corpus: Path
) -> None:
    names = []
    for word in ("ten", "eleven", "twelve"):
        (corpus / "ferry.txt").write_text(f"The ferry leaves at {word}.")
        names.append(build().generation)
    assert [path.name for path in generation_folders(settings.index)] == names[1:]


def test_two_builds_at_once_are_refused(settings: Settings, build: Build) -> None:
    settings.index.mkdir()
    with (
        FileLock(settings.index / ".lock"),
        pytest.raises(BuildInProgress, match="wait for it"),
    ):
        build()


def test_the_command_prints_a_summary_as_json(
    alliance_index: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--corpus", str(REPORTS), "--index", str(alliance_index), "--json"]) == 0
    summary = json.loads(capsys.readouterr().out)
    assert (summary["passages"], summary["embedded"], summary["reused"]) == (222, 0, 222)
    assert summary["up_to_date"] is True
    assert summary["files"] == [
        {
            "status": "read",
            "path": "us-japan-alliance.txt",
            "report": "us-japan-alliance",
            "passages": 222,
            "omissions": [],
            "ocr_pages": [],
        }
    ]


@pytest.mark.parametrize(
    "arguments", [["--corpus", "no/such/folder"], ["--corpus", os.devnull], ["--index"]]
)
def test_wrong_usage_exits_with_2(arguments: list[str], tmp_path: Path) -> None:
    try:
        code = main([*arguments, *(["--index", str(tmp_path)] if len(arguments) > 1 else [])])
    except SystemExit as error:
        code = int(str(error.code))
    assert code == 2
