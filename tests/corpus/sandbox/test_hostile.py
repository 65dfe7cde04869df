import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from corpus.settings import Settings
from index.build.build import BuildSummary
from tests.corpus.sandbox.hostile import FILES, docx

pytestmark = pytest.mark.slow

REASONS = {
    "empty.pdf": "the file is empty",
    "empty.docx": "the file is empty",
    "empty.html": "the file is empty",
    "empty.md": "the file is empty",
    "truncated.pdf": "the file is damaged",
    "truncated.docx": "truncated",
    "renamed.pdf": "not a valid PDF",
    "renamed.docx": "this is a PDF",
    "renamed.html": "this is a PDF",
    "renamed.md": "zip file",
    "renamed.txt": "not a text file",
    "locked.pdf": "password",
    "scanned.pdf": "no text layer",
    "packed.pdf": "PINCITE_READ_MEMORY_BYTES",
    "pages.pdf": "PINCITE_READ_CPU_SECONDS",
    "zip_bomb.docx": "unpacks to",
    "laughs.docx": "damaged",
    "nested.docx": "damaged",
    "nested.html": "nested too deeply",
    "nested.md": "nested too deeply",
    "brackets.md": "nested too deeply",
    "tables.html": "nested too deeply",
}
HARMLESS = {"laughs.html"}


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What became of each hostile file, read with small limits in a process of its own."""
    folder = tmp_path_factory.mktemp("hostile") / "corpus"
    command = [sys.executable, "-m", "tests.corpus.sandbox.read_hostile", str(folder)]
    subprocess.run(command, check=True)  # writes them: what that takes is not counted
    (folder / "good.docx").write_bytes(docx(b"<w:p><w:r><w:t>It is late.</w:t></w:r></w:p>"))
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    found: dict[str, Any] = json.loads(printed)
    return found


def test_each_hostile_file_gets_one_reason_and_nothing_else_suffers(
    outcome: dict[str, Any],
) -> None:
    outcomes = outcome["outcomes"]
    assert set(outcomes) == {*FILES, "good.docx"}
    assert {path for path, reason in outcomes.items() if reason is None} == {
        "good.docx",
        *HARMLESS,
    }
    for path, reason in REASONS.items():
        assert re.search(reason, outcomes[path]), (path, outcomes[path])
        assert ": " in outcomes[path], "a reason names its remedy"


def test_the_memory_of_who_asks_stays_small(outcome: dict[str, Any]) -> None:
    print(f"grown by {outcome['grown'] / 2**20:.0f} MiB in {outcome['seconds']:.0f} s")
    assert outcome["grown"] < 50 * 2**20


def test_a_build_goes_on_past_hostile_files(
    build: Callable[..., BuildSummary], corpus: Path, settings: Settings
) -> None:
    for name in ("renamed.pdf", "nested.html", "zip_bomb.docx", "brackets.md"):
        (corpus / name).write_bytes(FILES[name]())
    summary = build()
    assert {failure.path for failure in summary.failed} >= {"renamed.pdf", "nested.html"}
    assert len(summary.read) == 2
