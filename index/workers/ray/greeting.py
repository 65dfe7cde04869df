"""What a worker says of itself before it gets work, and the check that it works as this machine."""

import hashlib
import platform
import socket
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from pathlib import Path

from corpus.errors import NotStarted
from index.types import Vectors

ROOT = Path(__file__).parents[3]
"""The folder from which the packages are imported."""

SAMPLE = "The ferry, which carries forty cars, leaves Kestrel Bay at nine."
_LEAST_COSINE = 0.99
"""Processors of several kinds round differently, far above this; a wrong model is far below it."""

_ROOMS, _SOURCES = ("corpus", "index"), (".py", ".txt", ".gz", ".json")
_LEFT_OUT = {"reports", "__pycache__"}
_LIBRARIES = (
    *("charset-normalizer", "lxml", "markdown-it-py", "nltk", "numpy", "onnxruntime"),
    *("pypdfium2", "python-docx", "tokenizers"),
)
"""The libraries that decide the text of a report and the vector of a sentence."""


@dataclass(frozen=True, slots=True)
class Greeting:
    """What a worker says of itself.

    Attributes:
        host: name of its machine.
        versions: of what decides texts and vectors, by name.
        vectors_sha256: see ``ModelIdentity``; "" from a worker that does not encode.
        vector: of the sample, shape (1, dimension); None from a worker that does not encode.
        refusal: why it cannot work, with the remedy, or "".
    """

    host: str
    versions: dict[str, str]
    vectors_sha256: str = ""
    vector: Vectors | None = None
    refusal: str = ""


def greeting(
    vectors_sha256: str = "", vector: Vectors | None = None, refusal: str = ""
) -> Greeting:
    """Return what this process says of itself."""
    return Greeting(socket.gethostname(), versions(), vectors_sha256, vector, refusal)


@cache
def versions() -> dict[str, str]:
    """Return the versions of Pincite's own source, of Python and of the libraries."""
    found = {"Pincite": _source_sha256(), "Python": platform.python_version()}
    for name in _LIBRARIES:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            found[name] = "missing"
    return found


def _source_sha256() -> str:
    digest = hashlib.sha256()
    for room in _ROOMS:
        for path in sorted((ROOT / room).rglob("*")):
            below = path.relative_to(ROOT)
            if path.suffix in _SOURCES and not _LEFT_OUT.intersection(below.parts):
                digest.update(f"{below.as_posix()}\0".encode() + path.read_bytes())
    return digest.hexdigest()[:12]


def welcome(other: Greeting, own: Greeting) -> None:
    """Check that a worker reads and encodes as this machine does.

    Raises:
        NotStarted: when it does not; the message names its machine, the reason and the remedy.
    """
    if other.refusal:
        raise NotStarted(f"a worker on {other.host} cannot work: {other.refusal}")
    for name, version in own.versions.items():
        if (found := other.versions.get(name, "missing")) != version:
            raise NotStarted(
                f"a worker on {other.host} has {name} {found}, and this machine has {version}: "
                "install the same versions on every machine of the cluster"
            )
    if other.vectors_sha256 != own.vectors_sha256:
        raise NotStarted(
            f"a worker on {other.host} has another model than this machine: copy the model and "
            "the adapter that the settings name to every machine of the cluster"
        )
    if own.vector is not None and other.vector is not None:
        cosine = float((own.vector * other.vector).sum())
        if not cosine >= _LEAST_COSINE:
            raise NotStarted(
                f"a worker on {other.host} makes other vectors than this machine (cosine "
                f"{cosine:.3f}): take that machine out of the cluster"
            )
