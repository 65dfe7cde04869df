"""Builds that are killed, starved or crippled, each in a fork of a process with all libraries.

One process loads the libraries once and forks a child for each build, so that hundreds of
builds cost seconds. A request is a line of JSON, an ``Ordered``; the answer another, an ``Ended``.
"""

import ctypes
import fcntl
import json
import os
import resource
import signal
import subprocess
import sys
import threading
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

_WATCHED = {"os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.truncate"}


@dataclass(frozen=True, slots=True)
class Ordered:
    """A build to be made.

    Attributes:
        kill_at: the step before which it kills itself, from 1; None lets it live.
        kill_after: seconds after which it is killed; None lets it live.
        file_bytes: no file may grow beyond this.
        own_rights: without what the super-user may do beyond the owner of a file.
    """

    corpus: str
    index: str
    kill_at: int | None = None
    kill_after: float | None = None
    file_bytes: int | None = None
    own_rights: bool = False
    jobs: int = 1


@dataclass(frozen=True, slots=True)
class Ended:
    """How a build ended.

    Attributes:
        code: its exit code; minus the signal's number when it was killed.
        steps: each step that it came to, in order: what it did to which file of the index.
        said: what it printed, standard error included.
    """

    code: int
    steps: tuple[str, ...]
    said: str

    @property
    def killed(self) -> bool:
        """Tell whether it was killed."""
        return self.code == -signal.SIGKILL


class Builds:
    """The client: runs builds in a process of their own."""

    def __enter__(self) -> Self:
        """Start the process."""
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.index.build.forked_builds"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the process."""
        self._process.communicate()

    def run(self, corpus: Path, index: Path, **how: Any) -> Ended:
        """Run a build; see ``Ordered``."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        order = Ordered(str(corpus), str(index), **how)
        print(json.dumps(asdict(order)), file=self._process.stdin, flush=True)
        answer = json.loads(self._process.stdout.readline())
        return Ended(answer["code"], tuple(answer["steps"]), answer["said"])


def _watch_steps(order: Ordered, steps: int) -> None:
    """Write each step of the build to a file descriptor, and kill the build where it is to die."""
    index = Path(order.index).resolve()
    count = 0

    def note(event: str, path: object) -> None:
        nonlocal count
        if isinstance(path, int):
            path = Path(f"/proc/self/fd/{path}").readlink()
        if not isinstance(path, str | os.PathLike):
            return
        name = os.path.relpath(index / path, index)
        if name.startswith(".."):
            return
        count += 1
        if count == order.kill_at:
            os.kill(os.getpid(), signal.SIGKILL)
        os.write(steps, f"{event} {name}\n".encode())

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open":
            written = arguments[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
            note("write" if written else "read", arguments[0])
        elif event in _WATCHED:
            note(event.removeprefix("os."), arguments[0])

    flush = os.fsync

    def fsync(fd: Any) -> None:
        note("fsync", fd)
        flush(fd)

    os.fsync = fsync
    sys.addaudithook(hook)


def drop_capabilities() -> None:
    """Keep the rights of a file's owner and no more; nothing is lost without the super-user's."""
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)
    ctypes.CDLL(None).capset(header, (ctypes.c_uint32 * 6)())


def _build(order: Ordered, steps: int) -> int:
    import build_index
    from tests.index.build.build_small import use_the_small_embedder

    use_the_small_embedder()
    if order.own_rights:
        drop_capabilities()
    if order.file_bytes is not None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (order.file_bytes, order.file_bytes))
    _watch_steps(order, steps)
    return build_index.main(
        ["--corpus", order.corpus, "--index", order.index, "--jobs", str(order.jobs)]
    )


def _forked(order: Ordered, steps: int, said: int) -> int:
    """Run a build in a child and return its exit code."""
    child = os.fork()
    if child == 0:
        code = 70
        try:
            os.dup2(said, 1)
            os.dup2(said, 2)
            code = _build(order, steps)
        except BaseException:
            sys.excepthook(*sys.exc_info())
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)
    if order.kill_after is not None:
        timer = threading.Timer(order.kill_after, os.kill, (child, signal.SIGKILL))
        timer.start()
    os.waitid(os.P_PID, child, os.WEXITED | os.WNOWAIT)  # it keeps its number until the timer ends
    if order.kill_after is not None:
        timer.cancel()
        timer.join()
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _serve() -> None:
    # Loaded once, for every child: NLTK alone takes a second.
    import tests.index.build.build_small  # noqa: F401
    from corpus.text.layout import find_blocks
    from corpus.text.sentences import sentence_spans

    sentence_spans("It is.", find_blocks("It is."))

    for line in sys.stdin:
        order = Ordered(**json.loads(line))
        (steps, its_steps), (said, its_words) = _pipe(), _pipe()
        code = _forked(order, its_steps, its_words)
        os.close(its_steps)
        os.close(its_words)
        answer = Ended(code, tuple(_all_of(steps).splitlines()), _all_of(said))
        print(json.dumps(asdict(answer)), flush=True)


def _pipe() -> tuple[int, int]:
    """Return a pipe that holds all that a build says: the limits of files do not touch it."""
    ours, theirs = os.pipe()
    fcntl.fcntl(theirs, fcntl.F_SETPIPE_SZ, 2**20)
    return ours, theirs


def _all_of(pipe: int) -> str:
    with os.fdopen(pipe, encoding="utf-8", errors="replace") as stream:
        return stream.read()


if __name__ == "__main__":
    _serve()
