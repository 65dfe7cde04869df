"""A worker whose system prints where replies go."""

from pathlib import Path
from unittest.mock import patch

from bench.peers import worker
from tests.test_peers import Echo


class _Chatty(Echo):
    def encode(self, texts: object) -> object:
        print("downloading nothing: 100 %", flush=True)
        return super().encode(texts)  # type: ignore[arg-type]


def _open(_kind: str, _index: Path) -> _Chatty:
    print("welcome", flush=True)
    return _Chatty()


if __name__ == "__main__":
    with patch.object(worker, "open_system", _open):
        worker.main("ours", "nowhere")
