"""A process that holds one system and does what it is told, a JSON object a line.

    {"do": "ask", "questions": […]}    {"ms": [of each], "cpu_s": of all}
    {"do": "batch", "questions": […], "output": file}     {"seconds": …, "cpu_s": …}
    {"do": "encode", "texts": […]}     {"vectors": [[…]]}
    {"do": "build", "corpus": folder, "sentences": file, "folder": empty folder}
                                       {"seconds": …, "cpu_s": …}

Its first line is {"ready": true}; it ends when its input does. Processor time is the process's
own clock: what psutil reads of it, without being rounded to hundredths of a second.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self

Message = dict[str, Any]


class Searcher(Protocol):
    """What every system can do."""

    def ask(self, question: str) -> Any:
        """Answer one question."""
        ...

    def ask_all(self, questions: Sequence[str]) -> list[Any]:
        """Answer questions together; each answer can be written as JSON."""
        ...

    def encode(self, texts: Sequence[str]) -> Any:
        """Return a vector a text."""
        ...

    def prepare(self, folder: Path) -> None:
        """Load what a build needs, so that the build itself can be timed."""
        ...

    def build(self, corpus: Path, sentences: Sequence[str], folder: Path) -> None:
        """Build an index in a folder, from the reports or from their sentences."""
        ...


class _Peer:
    """A peer, whose one question is a list of one."""

    def __init__(self, system: Any) -> None:
        self._system = system
        self.encode = system.encode
        self.ask_all = system.ask_all
        self.ask("warm up")

    def ask(self, question: str) -> Any:
        return self._system.ask_all([question])[0]

    def prepare(self, _folder: Path) -> None:
        """Nothing: the model is loaded."""

    def build(self, _corpus: Path, sentences: Sequence[str], folder: Path) -> None:
        self._system.build(sentences, folder)


def open_system(kind: str, index: Path) -> Searcher:
    """Load a system with its index, warm."""
    if kind == "script":
        from bench.peers.script import Script

        return _Peer(Script(index))
    if kind == "hybrid":
        from bench.peers.hybrid import Hybrid

        return _Peer(Hybrid(index))
    if kind == "forward":
        from bench.peers.forward import Forward

        return Forward(index)
    from bench.peers.ours import Ours

    return Ours(index)


def answer(system: Searcher, message: Message) -> Message:
    """Do what a message says and return what is said back.

    Raises:
        ValueError: when it says nothing that is known.
    """
    match message:
        case {"do": "ask", "questions": questions}:
            before = time.process_time()
            times = [_timed(partial(system.ask, text))["seconds"] for text in questions]
            spent = time.process_time() - before
            return {"ms": [seconds * 1000 for seconds in times], "cpu_s": spent}
        case {"do": "batch", "questions": questions, "output": output}:
            return _timed(lambda: _write(system.ask_all(questions), Path(output)))
        case {"do": "encode", "texts": texts}:
            return {"vectors": [[float(x) for x in vector] for vector in system.encode(texts)]}
        case {"do": "build", "corpus": corpus, "sentences": file, "folder": folder}:
            sentences = json.loads(Path(file).read_text("utf-8"))
            system.prepare(Path(folder))
            return _timed(lambda: system.build(Path(corpus), sentences, Path(folder)))
    raise ValueError(f"a worker cannot do this: {message}")


def _timed(work: Callable[[], object]) -> Message:
    cpu, started = time.process_time(), time.perf_counter()
    work()
    return {"seconds": time.perf_counter() - started, "cpu_s": time.process_time() - cpu}


def _write(answers: list[Any], output: Path) -> None:
    with output.open("w", encoding="utf-8") as stream:
        stream.writelines(json.dumps(one, ensure_ascii=False) + "\n" for one in answers)


class Worker:
    """A worker's process, seen from the outside."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str]) -> None:
        """Start it and wait until it is ready.

        Raises:
            SystemExit: when it ends instead; the message is what it said.
        """
        self._complaints = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the worker
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._complaints,
            text=True,
            env=environment,
        )
        self._read()

    def __call__(self, **message: object) -> Message:
        """Send a message and return the reply."""
        if self._process.stdin is None:
            raise ValueError("the worker has no input")
        self._process.stdin.write(json.dumps(message) + "\n")
        self._process.stdin.flush()
        return self._read()

    def _read(self) -> Message:
        line = self._process.stdout.readline() if self._process.stdout else ""
        if not line:
            self._process.communicate()
            with self._complaints:
                self._complaints.seek(0)
                said = self._complaints.read().decode(errors="replace")
            sys.exit(f"a worker ended: {said}")
        reply: Message = json.loads(line)
        return reply

    def __enter__(self) -> Self:
        """Use it for a while."""
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        """End it."""
        self._process.communicate()
        self._complaints.close()


def main(kind: str, index: str) -> None:
    """Serve messages from the standard input."""
    # What libraries print must not come between the replies.
    replies = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    system = open_system(kind, Path(index))
    print(json.dumps({"ready": True}), file=replies, flush=True)
    for line in sys.stdin:
        print(json.dumps(answer(system, json.loads(line))), file=replies, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
