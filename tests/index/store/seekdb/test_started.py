"""What a run of the tests says when no server can be started, and when none is wanted."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow
_ROOT = Path(__file__).parents[4]


def run(**environ: str) -> subprocess.CompletedProcess[str]:
    """Run a test that needs a server."""
    tests = "tests/index/store/seekdb/test_files.py"
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", tests]
    return subprocess.run(
        command,
        check=False,
        cwd=_ROOT,
        env={**os.environ, **environ},
        capture_output=True,
        text=True,
    )


def test_a_server_that_cannot_be_started_fails_the_tests(tmp_path: Path) -> None:
    for name in ("sh", "sed", "mkdir"):  # a machine without unshare
        (tmp_path / name).symlink_to(Path("/bin") / name)
    ended = run(PINCITE_TEST_SEEKDB="1", PATH=str(tmp_path))
    assert ended.returncode == 1
    assert "the server did not start" in ended.stdout
    assert "unshare is missing: install util-linux" in ended.stdout
    assert "passed" not in ended.stdout
    assert "skipped" not in ended.stdout


def test_tests_that_are_left_out_are_listed_with_the_command_that_runs_them() -> None:
    ended = run(PINCITE_TEST_SEEKDB="")
    assert ended.returncode == 0
    assert "1 skipped" in ended.stdout
    assert "make test-seekdb" in ended.stdout
