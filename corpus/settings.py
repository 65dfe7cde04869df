"""Every setting, its default and its limits: the one place that reads the environment."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from corpus.errors import SettingError

PREFIX = "PINCITE_"
_CORPUS, _INDEX, _JOBS = Path("corpus/reports"), Path("var/index"), Path("var/jobs")
LONGEST_SENTENCE = 4000
_TRUTH = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}


def _setting(
    default: Any,
    help: str,
    low: float | None = None,
    high: float | None = None,
    *,
    one_of: tuple[str, ...] = (),
    secret: bool = False,
) -> Any:
    metadata = {"help": help, "low": low, "high": high, "one_of": one_of}
    return field(default=default, metadata=metadata, repr=not secret)


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one process; each is read from ``PINCITE_<NAME>`` in the environment."""

    corpus: Path = _setting(_CORPUS, "folder of the reports")
    index: Path = _setting(_INDEX, "folder of the index")
    model: str = _setting(
        "", "sentence-transformers model, by name or folder; empty is the packaged all-MiniLM-L6-v2"
    )
    precision: str = _setting(
        "int8",
        "form in which the model is exported to encode: int8 or fp32; torch does not export it",
        one_of=("int8", "fp32", "torch"),
    )
    device: str = _setting("cpu", "torch device of the model")
    threads: int = _setting(
        1, "threads of torch that encode questions, where the model is not exported", 1, 256
    )
    jobs: int = _setting(2, "cores that a build or a question file may use", 1, 256)
    max_file_bytes: int = _setting(200_000_000, "largest file that is read", 1, 2**40)
    max_text_chars: int = _setting(
        10_000_000, "longest text of a file, in characters", 1, 1_000_000_000
    )
    max_sentence_chars: int = _setting(
        LONGEST_SENTENCE, "longest sentence; what is longer is cut between words", 200, 100_000
    )
    read_memory_bytes: int = _setting(
        2**30, "most memory that reading one file may take", 2**26, 2**40
    )
    read_cpu_seconds: int = _setting(
        60, "most processor time that reading one file may take", 1, 86_400
    )
    read_wall_seconds: int = _setting(180, "longest time that reading one file may take", 1, 86_400)
    batch_size: int = _setting(
        32, "texts that torch encodes at a time, where the model is not exported", 1, 4096
    )
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
    job_folder: Path = _setting(_JOBS, "folder of the question files sent to the page")
    job_queue: int = _setting(10, "most question files under way or waiting", 1, 10_000)
    keep_jobs: int = _setting(50, "question files that are kept with their answers", 1, 100_000)
    keep_job_days: int = _setting(30, "days that they are kept", 1, 36_500)
    max_also_at: int = _setting(
        20, "most further places of a sentence that an answer lists", 0, 10_000
    )
    page_image_dpi: int = _setting(110, "dots per inch of a page's image", 36, 300)
    page_image_seconds: int = _setting(20, "longest time that drawing a page may take", 1, 3600)
    page_image_cache_bytes: int = _setting(32_000_000, "page images kept ready, in bytes", 0, 2**40)
    report_cache_chars: int = _setting(
        20_000_000, "characters of laid out reports kept ready", 0, 2**40
    )
    host: str = _setting("127.0.0.1", "address that the service listens on")
    port: int = _setting(8000, "port that the service listens on; 0 picks a free one", 0, 65_535)
    open: bool = _setting(False, "serve every address without a key")
    api_key: str = _setting(
        "", "the key that every request must carry; none when empty", secret=True
    )
    allowed_hosts: str = _setting(
        "", "names that the service is reached by, with commas between; * allows every name"
    )
    allowed_origins: str = _setting(
        "", "web origins whose scripts may read answers, with commas between"
    )
    server_threads: int = _setting(4, "requests answered at the same time", 1, 256)
    max_waiting: int = _setting(4, "requests that may wait for one of these threads", 0, 10_000)
    waiting_seconds: float = _setting(2.0, "longest time that a request may wait", 0.01, 3600)
    request_seconds: float = _setting(
        30.0, "longest time from the arrival of a question to its answer", 0.1, 3600
    )
    client_seconds: float = _setting(
        60.0, "longest time for a client to send a request, or to leave an answer unread", 0.1, 3600
    )
    grace_seconds: float = _setting(
        10.0, "longest time to finish the requests in flight when told to stop", 0, 3600
    )
    max_connections: int = _setting(256, "connections open at the same time", 1, 10_000)
    max_header_bytes: int = _setting(65_536, "longest request line with headers", 1024, 2**20)
    log_format: str = _setting("text", "form of the log", one_of=("text", "json"))
    log_questions: bool = _setting(False, "write the questions to the log")
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
        one_of = known[name].metadata["one_of"]
        if one_of and value not in one_of:
            raise SettingError(f"{name} is {value!r}: it must be {' or '.join(one_of)}")
    settings = Settings(**given)
    if settings.k > settings.max_k:
        raise SettingError(
            f"k is {settings.k} and max_k is {settings.max_k}: k may not be larger: "
            "lower PINCITE_K, or raise PINCITE_MAX_K"
        )
    return settings


def _parse(variable: str, text: str, kind: type) -> object:
    if kind is bool:
        if text.lower() not in _TRUTH:
            raise SettingError(f"{variable} is {text!r}: it must be 1 or 0")
        return _TRUTH[text.lower()]
    try:
        return kind(text)
    except ValueError as error:
        raise SettingError(f"{variable} is {text!r}: it must be of type {kind.__name__}") from error
