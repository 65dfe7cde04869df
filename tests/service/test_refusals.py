"""What the system refuses is said with its name and the way out, and is never the answer "no"."""

import json
import os
import resource
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from corpus.errors import SettingError
from index.rerank.cross_encoder import CrossEncoderReranker
from tests.conftest import REPORTS

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
_WITHOUT_RIGHTS = (
    "import runpy, sys\n"
    "from tests.index.build.forked_builds import drop_capabilities\n"
    "drop_capabilities()\n"
    "runpy.run_module(sys.argv.pop(1), run_name='__main__', alter_sys=True)\n"
)
BUILD = "tests.index.build.build_small"
TROOPS = "How many U.S. troops are stationed in Japan?"


def shell(
    *arguments: str | Path,
    module: str = "service",
    stdout: int = subprocess.PIPE,
    prepare: Callable[[], None] | None = None,
    **environ: str,
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", _WITHOUT_RIGHTS, module, *arguments],
        stdout=stdout,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
        cwd=ROOT,
        env={**os.environ, **environ},
        preexec_fn=prepare,
    )


def refused(done: subprocess.CompletedProcess[str], *said: str, code: int = 2) -> None:
    """Check that a command ended with this code and one line that says all of this."""
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr
    (line,) = done.stderr.splitlines()
    for words in said:
        assert words in line


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    path = tmp_path / "q.txt"
    path.write_text(TROOPS)
    return path


@pytest.fixture
def locked(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "locked"
    folder.mkdir()
    folder.chmod(0o500)
    yield folder
    folder.chmod(0o700)


def test_answers_in_a_folder_that_cannot_be_written(
    alliance_index: Path, questions: Path, locked: Path
) -> None:
    done = shell("batch", questions, "-o", locked / "a.csv", "--index", alliance_index)
    refused(done, "Permission denied", str(locked / "a.csv"), "make the folder writable")


@pytest.mark.parametrize("letters", [252, 300])
def test_answers_whose_name_is_too_long(
    alliance_index: Path, questions: Path, tmp_path: Path, letters: int
) -> None:
    output = tmp_path / ("a" * (letters - 4) + ".csv")
    done = shell("batch", questions, "-o", output, "--index", alliance_index)
    refused(done, "File name too long", "aaa.csv", "choose a shorter name")


def test_answers_for_which_the_disk_is_too_full(
    alliance_index: Path, questions: Path, tmp_path: Path
) -> None:
    (tmp_path / "a.csv.finished").symlink_to("/dev/full")
    done = shell("batch", questions, "-o", tmp_path / "a.csv", "--index", alliance_index)
    refused(done, "No space left on device", "a.csv.finished", "free some space")
    assert not (tmp_path / "a.csv.finished").is_symlink()
    again = shell("batch", questions, "-o", tmp_path / "a.csv", "--index", alliance_index)
    assert (again.returncode, again.stderr) == (0, "")


def test_answers_that_may_not_grow(alliance_index: Path, questions: Path, tmp_path: Path) -> None:
    done = shell(
        *("batch", questions, "-o", tmp_path / "a.csv", "--index", alliance_index),
        prepare=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (400, 400)),
    )
    refused(done, "File too large", "a.csv.partial", "free some space")


def test_answers_never_replace_a_device(
    alliance_index: Path, questions: Path, tmp_path: Path
) -> None:
    (tmp_path / "a.csv").symlink_to("/dev/full")
    done = shell("batch", questions, "-o", tmp_path / "a.csv", "--index", alliance_index)
    refused(done, f"{tmp_path / 'a.csv'} is", "not a regular file", "choose another name with -o")
    assert (tmp_path / "a.csv").is_char_device()


@pytest.mark.parametrize(
    "command", [["ask", TROOPS], ["ask", TROOPS, "--json"], ["passages"], ["check"]]
)
def test_a_full_disk_behind_the_standard_output(alliance_index: Path, command: list[str]) -> None:
    with Path("/dev/full").open("wb") as full:
        done = shell(*command, "--index", alliance_index, stdout=full.fileno())
    refused(done, "No space left on device: standard output: free some space")


@pytest.mark.parametrize("command", [["passages"], ["check"]])
def test_a_reader_that_went_away_is_no_error(alliance_index: Path, command: list[str]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = shell(*command, "--index", alliance_index, stdout=writing)
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, "")


def test_an_output_that_is_closed_is_no_error(alliance_index: Path) -> None:
    done = shell("check", "--index", alliance_index, prepare=lambda: os.close(1))
    assert (done.returncode, done.stderr) == (0, "")


def test_questions_that_cannot_be_read(
    alliance_index: Path, questions: Path, tmp_path: Path
) -> None:
    questions.chmod(0)
    done = shell("batch", questions, "-o", tmp_path / "a.csv", "--index", alliance_index)
    refused(done, f"{questions} cannot be read: Permission denied: make it readable")


def test_questions_that_are_a_folder(alliance_index: Path, tmp_path: Path) -> None:
    done = shell("batch", tmp_path, "-o", tmp_path / "a.csv", "--index", alliance_index)
    refused(done, f"{tmp_path} is a folder: give a question file")


@pytest.mark.parametrize("command", [["ask", TROOPS], ["check"], ["passages"]])
def test_an_index_that_is_a_file_cannot_serve(questions: Path, command: list[str]) -> None:
    done = shell(*command, "--index", questions)
    refused(done, f"{questions} is not a folder: name the folder of an index with --index", code=1)


def test_a_folder_that_is_no_pack_cannot_be_verified(tmp_path: Path) -> None:
    done = shell("verify", tmp_path, "--corpus", REPORTS)
    refused(done, f"{tmp_path} is not a pack: ", "choose the folder that holds bagit.txt")


@pytest.mark.parametrize("answers", ["unreadable", "too long"])
def test_answers_that_cannot_be_read(tmp_path: Path, answers: str) -> None:
    path = tmp_path / (answers if answers != "too long" else "a" * 300)
    if answers == "unreadable":
        path.write_text("{}")
        path.chmod(0)
    done = shell("verify", path, "--corpus", REPORTS)
    refused(done, f"{path} cannot be read: ", "choose another file")


@pytest.mark.parametrize("host", ["127.0.0.1", "192.0.2.1"])
def test_an_address_that_cannot_be_had(alliance_index: Path, host: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = shell(
            *("serve", "--open", "--index", alliance_index, "--host", host, "--port", port),
            PINCITE_ALLOWED_HOSTS="*",
        )
    reason = "Address already in use" if host == "127.0.0.1" else "annot assign requested address"
    refused(done, f"cannot listen on {host}:{port}: ", reason, "choose another --host or --port")


def test_characters_that_the_output_lacks_are_escaped_and_json_stays_json(
    build_small: Callable[[str], Path],
) -> None:
    text = "The ferry “Æolus” costs 5 € 😀 a day."
    index = build_small(text)
    done = shell("passages", "--index", index, PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.isascii()
    assert json.loads(done.stdout)["quote"] == text


@pytest.fixture
def build_small(tmp_path: Path) -> Callable[[str], Path]:
    def build(text: str) -> Path:
        (tmp_path / "corpus").mkdir()
        (tmp_path / "corpus" / "ferry.txt").write_text(text)
        index = tmp_path / "index"
        done = shell("--corpus", tmp_path / "corpus", "--index", index, module=BUILD)
        assert (done.returncode, done.stderr) == (0, "")
        return index

    return build


def test_a_summary_that_cannot_be_shown_is_not_taken_for_an_index_that_was_not_written(
    corpus: Path, tmp_path: Path
) -> None:
    index = tmp_path / "index"
    with Path("/dev/full").open("wb") as full:
        done = shell(*("--corpus", corpus, "--index", index), module=BUILD, stdout=full.fileno())
    refused(done, "No space left on device: standard output", code=1)
    assert (index / "CURRENT").exists()


def test_a_build_without_open_files_says_so(corpus: Path, tmp_path: Path) -> None:
    (corpus / "a.html").write_text("<p>The ferry leaves at noon.</p>")
    done = shell(*("--corpus", corpus, "--index", tmp_path / "index", "--starved"), module=BUILD)
    refused(
        done,
        "the process that reads files cannot be started: Too many open files: ",
        "allow more open files (ulimit -n)",
        code=1,
    )
    assert not (tmp_path / "index" / "CURRENT").exists()


# A shell starts what runs in its background with SIGINT ignored.
_INTERRUPTED_AT_IMPORT = (
    "import os, runpy, signal, sys\n"
    "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
    "at = sys.argv.pop(1)\n"
    "def hook(event, arguments):\n"
    "    if event == 'import' and arguments[0] == at:\n"
    "        os.kill(os.getpid(), signal.SIGINT)\n"
    "sys.addaudithook(hook)\n"
    "runpy.run_module('service', run_name='__main__', alter_sys=True)\n"
)


@pytest.mark.parametrize("at", ["service.shell.main", "waitress", "flask", "service.web.app"])
def test_ctrl_c_while_a_command_loads_ends_it_without_a_traceback(at: str, tmp_path: Path) -> None:
    command = [sys.executable, "-c", _INTERRUPTED_AT_IMPORT, at, "serve", "--index", str(tmp_path)]
    done = subprocess.run(
        command, cwd=ROOT, check=False, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 130
    assert "Traceback" not in done.stderr


def test_a_reranker_that_is_missing_is_named_with_its_own_setting() -> None:
    with pytest.raises(SettingError, match="or set PINCITE_RERANKER to its folder"):
        CrossEncoderReranker("abc", "cpu", 1)


def test_every_help_lists_the_exit_codes() -> None:
    for command in ([], ["batch"], ["verify"]):
        assert "exit codes:\n  0    success\n" in shell(*command, "--help").stdout


def test_the_installed_command_names_itself_as_the_remedy() -> None:
    code = (
        "import sys; sys.argv[0] = 'bin/pincite'\n"
        "from pathlib import Path; from types import SimpleNamespace\n"
        "from corpus.settings import load_settings\n"
        "from service.web.pages.source_files import source_location\n"
        "engine = SimpleNamespace(corpus=Path('corpus'), settings=load_settings({}))\n"
        "source_location(engine, SimpleNamespace(path='lost.txt'))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, check=False, capture_output=True, text=True
    )
    assert done.stderr.rstrip().endswith(
        "the source file is missing from corpus: restore it, or run pincite build"
    )
