"""Every setting, its default and its limits: the one place that reads the environment."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from corpus.errors import SettingError

PREFIX = "PINCITE_"
_CORPUS, _INDEX = Path("corpus/reports"), Path("var/index")


def _setting(default: Any, help: str, low: float | None = None, high: float | None = None) -> Any:
    return field(default=default, metadata={"help": help, "low": low, "high": high})


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one process; each is read from ``PINCITE_<NAME>`` in the environment."""

    corpus: Path = _setting(_CORPUS, "folder of the reports")
    index: Path = _setting(_INDEX, "folder of the index")
    model: str = _setting(
        "", "sentence-transformers model, by name or folder; empty is the packaged all-MiniLM-L6-v2"
    )
    device: str = _setting("cpu", "torch device of the model")
    threads: int = _setting(
        1, "threads that encode questions; more pays on a quiet machine", 1, 256
    )
    jobs: int = _setting(2, "cores that a build or a question file may use", 1, 256)
    max_file_bytes: int = _setting(200_000_000, "largest file that is read", 1, 2**40)
    max_text_chars: int = _setting(
        10_000_000, "longest text of a file, in characters", 1, 1_000_000_000
    )
    read_memory_bytes: int = _setting(
        2**30, "most memory that reading one file may take", 2**26, 2**40
    )
    read_cpu_seconds: int = _setting(
        60, "most processor time that reading one file may take", 1, 86_400
    )
    read_wall_seconds: int = _setting(180, "longest time that reading one file may take", 1, 86_400)
    batch_size: int = _setting(32, "sentences or questions encoded at a time", 1, 4096)
    exact_up_to: int = _setting(
        50_000, "passages up to which the search by meaning looks at every one", 0, 2**31 - 1
    )
    candidates: int = _setting(100, "passages that each first-stage search brings", 10, 10_000)
    lexical_weight: float = _setting(
        0.5, "weight of BM25 beside the meaning when ranks are fused", 0, 1
    )
    reader: str = _setting(
        "",
        "what reads question and sentence together: empty is the packaged reader, none leaves "
        "it out, else a sentence-transformers cross-encoder, by name or folder",
    )
    reader_candidates: int = _setting(8, "passages that the reader reads for a question", 1, 1000)
    reader_threads: int = _setting(2, "threads that the reader reads with", 1, 256)
    k: int = _setting(5, "passages an answer holds when the question does not say", 1, 1000)
    max_k: int = _setting(50, "most passages that one question may ask for", 1, 1000)
    max_question_chars: int = _setting(1000, "longest question, in characters", 1, 100_000)
    max_reports: int = _setting(1000, "most reports that one question may name", 1, 100_000)
    max_body_bytes: int = _setting(65_536, "largest body of POST /ask", 256, 2**30)
    max_upload_bytes: int = _setting(5_000_000, "largest question file on the page", 256, 2**30)
    max_upload_rows: int = _setting(2000, "most questions in a file on the page", 1, 1_000_000)
    max_also_at: int = _setting(
        20, "most further places of a sentence that an answer lists", 0, 10_000
    )
    host: str = _setting("127.0.0.1", "address that the service listens on")
    port: int = _setting(8000, "port that the service listens on; 0 picks a free one", 0, 65_535)
    server_threads: int = _setting(4, "requests answered at the same time", 1, 256)
    keep_generations: int = _setting(2, "generations that stay on disk after a build", 1, 1000)


def load_settings(environ: Mapping[str, str] | None = None, **chosen: object) -> Settings:
    """Return the settings: the defaults, then the environment, then what was chosen.

    Args:
        environ: the environment; the process's own when None.
        chosen: values from the command line; a None means "not given".

    Raises:
        SettingError: when a value has the wrong form or is out of range, or a
            variable has our prefix and no setting's name.
    """
    environ = os.environ if environ is None else environ
    known = {item.name: item for item in fields(Settings)}
    given: dict[str, Any] = {}
    for variable, text in environ.items():
        if not variable.startswith(PREFIX):
            continue
        name = variable.removeprefix(PREFIX).lower()
        if name not in known:
            raise SettingError(
                f"{variable} is no setting: see docs/settings.md for those there are"
            )
        given[name] = _parse(variable, text, type(known[name].default))
    given.update({name: value for name, value in chosen.items() if value is not None})
    for name, value in given.items():
        low, high = known[name].metadata["low"], known[name].metadata["high"]
        if low is not None and not low <= value <= high:
            raise SettingError(f"{name} is {value}: it must be from {low} to {high}")
    settings = Settings(**given)
    if settings.k > settings.max_k:
        raise SettingError(f"k is {settings.k} and max_k {settings.max_k}: k may not be larger")
    return settings


def _parse(variable: str, text: str, kind: type) -> object:
    try:
        return kind(text)
    except ValueError as error:
        raise SettingError(f"{variable} is {text!r}: it must be of type {kind.__name__}") from error
