import contextlib
import fcntl
import hashlib
import json
import os
import pty
import re
import signal
import struct
import subprocess
import sys
import termios
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.encode.adapters import adapter_identity
from index.encode.sentence_transformer import (
    PACKAGED_MODEL,
    folder_sha256,
    packaged_model_folder,
)
from index.rerank.model import PACKAGED_RERANKER
from tests.conftest import REPORTS, running_service
from tests.service.http_client import get, until_ready

pytestmark = pytest.mark.slow

TROOPS = "How many U.S. troops are stationed in Japan?"


def run(*arguments: str | Path, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "service", *arguments],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **environ},
    )


def test_ask_prints_the_sentence_its_lines_and_its_citation(alliance_index: Path) -> None:
    done = run("ask", TROOPS, "--index", alliance_index, "-k", "1")
    assert (done.returncode, done.stderr) == (0, "")
    assert "about 50,000 u.s. troops are stationed in japan ." in done.stdout
    assert "The U.S.-Japan Alliance (RL33740), 9 Feb. 2016, sentence 2, line 3" in done.stdout


def test_ask_tells_what_it_corrected_and_that_a_question_is_compound(alliance_index: Path) -> None:
    asked = "How many trops are in Japan and when did they arrive?"
    done = run("ask", asked, "--index", alliance_index, "-k", "1")
    assert (done.returncode, done.stderr) == (0, "")
    corrected = asked.replace("trops", "troops")
    assert f"Searched for: {corrected} (--as-written searches for it as typed)\n" in done.stdout
    assert re.search(
        r"This asks 2 questions: “How many troops are in Japan\?” \([A-Z].*, .*%\) "
        r"“When did they arrive\?” \([A-Z].*, .*%\)\n",
        done.stdout,
    )
    done = run("ask", asked, "--as-written", "--index", alliance_index, "-k", "1")
    assert done.returncode == 0
    assert "Searched for" not in done.stdout
    assert "How many trops are in Japan?" in done.stdout


def test_batch_then_verify_finds_every_citation_exact(alliance_index: Path, tmp_path: Path) -> None:
    questions, answers = tmp_path / "q.jsonl", tmp_path / "a.jsonl"
    rows = [{"id": f"q{at}", "question": f"{TROOPS} {at}", "k": 3} for at in range(40)]
    questions.write_text("".join(json.dumps(row) + "\n" for row in rows))
    done = run("batch", questions, "-o", answers, "--index", alliance_index)
    assert (done.returncode, done.stderr) == (0, "")  # no progress bar in a pipe
    tally = r"\d+ answered, \d+ to check, \d+ without an answer: "
    assert re.fullmatch(tally + re.escape(f"{answers}\n"), done.stdout)
    checked = run("verify", answers, "--corpus", REPORTS)
    assert (checked.returncode, checked.stdout) == (
        0,
        "120 citations: 120 exact, 0 moved, 0 broken\n",
    )


def test_ask_json_is_the_body_of_the_api_and_verifies(alliance_index: Path, tmp_path: Path) -> None:
    done = run("ask", TROOPS, "--json", "--index", alliance_index)
    answer = json.loads(done.stdout)
    assert answer["passages"][0]["citation"]["id"] == "us-japan-alliance#s2"
    (tmp_path / "one.json").write_text(done.stdout)
    index = answer["index"]
    assert (index["model"], index["adapter"]) == (PACKAGED_MODEL, "pincite-adapter")
    assert index["model_sha256"] == folder_sha256(packaged_model_folder())
    adapter = adapter_identity("", "")
    assert adapter is not None
    assert index["adapter_sha256"] == adapter.sha256
    files = [PACKAGED_RERANKER / name for name in ("network.onnx", "network.data")]
    hashes = "".join(hashlib.sha256(file.read_bytes()).hexdigest() for file in files)
    assert index["reader_sha256"] == hashlib.sha256(hashes.encode()).hexdigest()
    assert "5 exact" in run("verify", tmp_path / "one.json", "--corpus", REPORTS).stdout


def test_passages_prints_every_passage(alliance_index: Path) -> None:
    lines = run("passages", "--index", alliance_index).stdout.splitlines()
    text = (REPORTS / "us-japan-alliance.txt").read_text(encoding="utf-8")
    assert len(lines) == 222
    for line in map(json.loads, lines):
        citation = line["citation"]
        assert text[citation["start"] : citation["end"]] == line["quote"]
        assert set(line) == {"quote", "display", "citation"}


def test_check_says_whether_the_index_is_intact(alliance_index: Path, tmp_path: Path) -> None:
    sound = run("check", "--index", alliance_index).stdout
    assert "is intact" in sound
    assert "50 of 50 stored sentences were found again; the search compares all" in sound
    assert ", model all-MiniLM-L6-v2, adapter pincite-adapter." in sound
    plain = run("check", "--index", alliance_index, PINCITE_ADAPTER="none")
    assert plain.returncode == 1
    assert "all-MiniLM-L6-v2 without an adapter: run python build_index.py" in plain.stderr
    missing = run("check", "--index", tmp_path)
    assert missing.returncode == 1
    assert "run python build_index.py" in missing.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["ask", ""], "the question is empty"),
        (["ask", "x", "-k", "0"], "from 1 to 50"),
        (["ask", "x", "--report", "none"], "no report 'none'"),
        (["batch", "none.txt", "-o", "a.jsonl"], "none.txt does not exist"),
        (["batch", "README.md", "-o", "no/such/folder/a.csv"], "create it first"),
        (["batch", "none.txt", "-o", "a.doc"], "is not supported: use a name that ends in"),
        (["verify", "none.jsonl"], "cannot be read"),
        (["passages", "--report", "none"], "report none is not in the index"),
        (["nonsense"], "invalid choice"),
    ],
)
def test_wrong_usage_exits_with_2_and_says_why(
    alliance_index: Path, arguments: list[str], message: str
) -> None:
    done = run(*arguments, PINCITE_INDEX=str(alliance_index), PINCITE_CORPUS=str(REPORTS))
    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_a_device_that_is_not_there_is_named(corpus: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "build_index.py", "--corpus", corpus, "--index", tmp_path / "index"],
        capture_output=True,
        check=False,
        text=True,
        env={**os.environ, "PINCITE_DEVICE": "banana"},
    )
    assert done.returncode == 2
    assert "check PINCITE_MODEL and PINCITE_DEVICE" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_unknown_setting_is_refused(alliance_index: Path) -> None:
    done = run("check", "--index", alliance_index, PINCITE_LEXICAL_WIEGHT="1")
    assert done.returncode == 2
    assert "PINCITE_LEXICAL_WIEGHT is not a setting" in done.stderr


def test_help_is_quick_and_loads_nothing_heavy() -> None:
    code = (
        "import sys, service.__main__, build_index\n"
        "heavy = {'torch', 'sentence_transformers', 'transformers'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.fixture
def server(alliance_index: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    with running_service(alliance_index) as started:
        yield started


def test_the_service_listens_at_once_answers_when_ready_and_stops_on_sigterm(
    server: tuple[subprocess.Popen[str], str],
) -> None:
    process, address = server
    assert get(address + "healthz")[0] == 200
    until_ready(address)
    status, body = get(address + "ask?q=troops+stationed+in+japan&k=1")
    assert status == 200
    assert b"about 50,000 u.s. troops" in body
    process.send_signal(signal.SIGTERM)
    _, errors = process.communicate(timeout=10)
    assert process.returncode == 0
    assert "Traceback" not in errors


def on_a_terminal(*command: str) -> str:
    """Run a command with a terminal of 100 columns and return what it showed."""
    process, terminal = pty.fork()
    if process == 0:
        fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 100, 0, 0))
        os.execv(command[0], command)
    shown = b""
    with contextlib.suppress(OSError):  # how a terminal says that nobody writes to it any more
        while part := os.read(terminal, 4096):
            shown += part
    os.close(terminal)
    assert os.waitpid(process, 0)[1] == 0
    return shown.decode()


def test_a_build_shows_its_progress_on_a_terminal_and_nothing_of_it_in_a_pipe(
    corpus: Path, tmp_path: Path
) -> None:
    module = "tests.index.build.build_small"
    command = [sys.executable, "-m", module, "--corpus", str(corpus), "--index"]
    shown = on_a_terminal(*command, str(tmp_path / "one"))
    for step in ("Reading 1 of 2: ferry.txt", "Embedding 0 of 6 sentences", "Writing and checking"):
        assert step in shown
    done = subprocess.run(
        [*command, str(tmp_path / "two")], capture_output=True, text=True, check=True
    )
    assert done.stderr == ""
    checked, built = done.stdout.splitlines()
    assert checked.startswith("6 of 6 stored sentences were found again; ")
    assert built.startswith("The index is built: 2 reports (0 unchanged), 6 passages (6 embedded")
