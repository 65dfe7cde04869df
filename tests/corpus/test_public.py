import json
import subprocess
import sys
from pathlib import Path

import corpus

HEAVY = {"docx", "lxml", "markdown_it", "nltk", "numpy", "pypdfium2"}


def test_all_lists_exactly_the_public_names() -> None:
    names: dict[str, object] = {}
    exec("from corpus import *", names)
    del names["__builtins__"]
    assert sorted(names) == sorted(corpus.__all__)
    assert {getattr(value, "__name__", None) for value in names.values()} == set(names)


def test_importing_the_package_loads_no_heavy_library() -> None:
    script = "import corpus, json, sys; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)
    loaded = set(json.loads(done.stdout))
    assert "corpus" in loaded
    assert not loaded & HEAVY


def test_the_public_names_suffice_to_read_a_folder(tmp_path: Path) -> None:
    (tmp_path / "bases.txt").write_text("Troops are in Japan. They arrived in 1945.", "utf-8")
    limits = corpus.Limits.of(corpus.load_settings({}))
    files, failures = corpus.find_files(tmp_path)
    assert failures == []
    ((file, report),) = corpus.read_all(files, limits, jobs=1)
    assert file.path == "bases.txt"
    assert isinstance(report, corpus.Report)
    quotes = [passage.quote for passage in report.passages]
    assert quotes == ["Troops are in Japan.", "They arrived in 1945."]
    assert all(report.text[one.start : one.end] == one.quote for one in report.passages)
