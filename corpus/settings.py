"""Define every setting with its default and its range, and read them from the environment."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path

from corpus.environment import ADDRESS, FORMER_NAMES, RAY, by_current_name, check_range, values_of
from corpus.environment import setting as _setting
from corpus.errors import SettingError

PREFIX = "PINCITE_"
_CORPUS, DEFAULT_INDEX, _JOBS = Path("corpus/reports"), Path("var/index"), Path("var/jobs")
LONGEST_SENTENCE = 4000


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one process; each has the environment variable ``PINCITE_<NAME>``."""

    corpus: Path = _setting(
        _CORPUS,
        "folder that contains the reports; default: the folder from which the index was built",
    )
    index: Path = _setting(DEFAULT_INDEX, "folder that contains the index")
    cache: Path = _setting(
        Path("~/.cache/pincite"),
        "folder that keeps exported models and results of OCR; none keeps nothing",
    )
    model: str = _setting(
        "",
        "name or folder of a sentence-transformers model; default: the packaged all-MiniLM-L6-v2",
    )
    adapter: str = _setting(
        "",
        "folder of a LoRA adapter of the model; empty is the packaged one, which the packaged "
        "model alone has; none leaves it out",
    )
    precision: str = _setting(
        "int8",
        "number format of the exported model: int8 or fp32; torch runs the model without export",
        one_of=("int8", "fp32", "torch"),
    )
    device: str = _setting("cpu", "torch device that runs the model")
    threads: int = _setting(
        1, "torch threads that encode questions, without an exported model", 1, 256
    )
    jobs: int = _setting(2, "processor cores for a build or a question file", 1, 256)
    max_file_bytes: int = _setting(200_000_000, "maximum size of a file, in bytes", 1, 2**40)
    max_text_chars: int = _setting(
        10_000_000, "maximum length of a file's text, in characters", 1, 1_000_000_000
    )
    max_sentence_chars: int = _setting(
        LONGEST_SENTENCE, "maximum length of a sentence, in characters", 200, 100_000
    )
    read_memory_bytes: int = _setting(
        2**30, "maximum memory for reading one file, in bytes", 2**26, 2**40
    )
    read_cpu_seconds: int = _setting(60, "maximum processor time for reading one file", 1, 86_400)
    read_wall_seconds: int = _setting(180, "maximum elapsed time for reading one file", 1, 86_400)
    ocr: bool = _setting(False, "run ocrmypdf on the pages of PDF files that cannot be read")
    ocr_seconds: int = _setting(1800, "maximum elapsed time for OCR of one file", 1, 604_800)
    ocr_memory_bytes: int = _setting(
        2**31, "maximum memory of each process of OCR, in bytes", 2**26, 2**40
    )
    ocr_cache_bytes: int = _setting(
        2_000_000_000, "size of the results of OCR that are kept, in bytes", 0, 2**45
    )
    batch_size: int = _setting(
        32, "texts that torch encodes at a time, without an exported model", 1, 4096
    )
    exact_up_to: int = _setting(
        50_000,
        "maximum number of passages that the vector search compares one by one",
        0,
        2**31 - 1,
    )
    former_sentences: int = _setting(100_000, "former sentences to remember", 0, 10_000_000)
    former_text_bytes: int = _setting(
        100_000_000, "size of the former texts of reports that are kept, in bytes", 0, 2**45
    )
    candidates: int = _setting(
        100, "passages that each of the two first-stage searches returns", 10, 10_000
    )
    lexical_weight: float = _setting(
        0.4, "weight of BM25 against vector similarity when ranks are fused", 0, 1
    )
    reranker: str = _setting(
        "",
        "reranker: empty is the packaged one, none leaves it out, else a sentence-transformers "
        "cross-encoder, by name or folder",
    )
    reranker_candidates: int = _setting(
        9, "passages that the reranker reads for a question", 1, 1000
    )
    reranker_stop: float = _setting(
        0.02,
        "chance of another first passage, below which candidates stay unread; 0 reads all",
        0,
        1,
    )
    reranker_threads: int = _setting(2, "threads of the reranker", 1, 256)
    k: int = _setting(5, "passages in an answer when the question does not specify k", 1, 1000)
    max_k: int = _setting(50, "maximum k of a question", 1, 1000)
    max_question_chars: int = _setting(
        1000, "maximum length of a question, in characters", 1, 100_000
    )
    max_reports: int = _setting(
        1000, "maximum number of reports that a question may name", 1, 100_000
    )
    max_compared: int = _setting(
        100, "maximum number of reports that a comparison asks one by one", 1, 10_000
    )
    max_body_bytes: int = _setting(65_536, "maximum body size of POST /ask, in bytes", 256, 2**30)
    max_upload_bytes: int = _setting(5_000_000, "maximum upload size, in bytes", 256, 2**30)
    max_upload_rows: int = _setting(2000, "maximum number of questions in an upload", 1, 1_000_000)
    job_folder: Path = _setting(_JOBS, "folder for uploaded question files and records of builds")
    job_queue: int = _setting(10, "maximum number of question files that run or wait", 1, 10_000)
    keep_jobs: int = _setting(50, "finished question files to keep", 1, 100_000)
    keep_job_days: int = _setting(30, "days to keep question files after they finish", 1, 36_500)
    max_draft_bytes: int = _setting(10_000_000, "maximum size of a draft, in bytes", 256, 2**30)
    max_checks: int = _setting(20, "maximum number of drafts in the service's memory", 1, 10_000)
    check_minutes: float = _setting(60.0, "minutes that it holds a checked draft", 0.01, 525_600)
    uploads: bool = _setting(
        False, "let clients that send the key add and remove reports from other machines"
    )
    max_report_upload_bytes: int = _setting(
        500_000_000, "maximum size of reports that are added together, in bytes", 256, 2**40
    )
    max_report_upload_files: int = _setting(
        1000, "maximum number of reports that are added together", 1, 100_000
    )
    watch: bool = _setting(False, "build when the folder of the reports changes")
    watch_seconds: float = _setting(
        2.0, "time between two looks at the folder of the reports", 0.05, 3600
    )
    max_also_at: int = _setting(20, "maximum number of duplicates that a passage lists", 0, 10_000)
    max_draft_units: int = _setting(5000, "most quotations and claims of a draft", 1, 1_000_000)
    max_phrases: int = _setting(1000, "most phrases of a certificate of absence", 1, 100_000)
    max_phrase_chars: int = _setting(300, "maximum length of a phrase, in characters", 2, 10_000)
    certificate_cache_bytes: int = _setting(
        32_000_000, "size of the certificates that the service holds, in bytes", 0, 2**40
    )
    max_certificate_link_chars: int = _setting(
        2000, "maximum length of a request that links of certificates repeat", 0, 60_000
    )
    mcp_max_k: int = _setting(10, "maximum k of a question that an assistant asks", 1, 1000)
    mcp_max_answer_bytes: int = _setting(
        10_000, "maximum size of an answer to an assistant, in bytes", 2000, 2**30
    )
    mcp_max_resource_bytes: int = _setting(
        200_000, "maximum size of the text of a report that an assistant reads, in bytes", 1, 2**30
    )
    mcp_max_draft_bytes: int = _setting(
        100_000, "maximum size of a draft that an assistant sends, in bytes", 256, 2**30
    )
    mcp_draft_seconds: float = _setting(
        50.0, "maximum time for checking a draft of an assistant", 0.1, 3600
    )
    max_pack_answers: int = _setting(2000, "most answers in an evidence pack", 1, 100_000)
    max_pack_questions: int = _setting(
        50, "maximum number of questions that POST /pack asks", 1, 10_000
    )
    max_edition_sentences: int = _setting(
        20_000, "maximum number of sentences of an edition that the page compares", 1, 100_000
    )
    page_image_dpi: int = _setting(200, "resolution of page images, in dots per inch", 36, 300)
    page_image_seconds: int = _setting(20, "maximum time for drawing a page", 1, 3600)
    page_image_cache_bytes: int = _setting(
        32_000_000, "size of the page image cache, in bytes", 0, 2**40
    )
    report_cache_chars: int = _setting(
        20_000_000, "size of the report page cache, in characters", 0, 2**40
    )
    host: str = _setting("127.0.0.1", "address that the service listens on")
    port: int = _setting(8000, "port that the service listens on; 0 chooses a free port", 0, 65_535)
    public_url: str = _setting(
        "", "address that people use where a proxy stands before the service", form=ADDRESS
    )
    open: bool = _setting(False, "allow access from other machines without a key")
    api_key: str = _setting(
        "", "key that every request must send; empty requires no key", secret=True
    )
    allowed_hosts: str = _setting(
        "", "host names that clients may use, separated by commas; * allows every name"
    )
    allowed_origins: str = _setting(
        "", "web origins whose scripts may read answers, separated by commas"
    )
    server_threads: int = _setting(4, "requests that are processed at the same time", 1, 256)
    max_waiting: int = _setting(4, "requests that may wait for a free thread", 0, 10_000)
    waiting_seconds: float = _setting(
        2.0, "maximum time that a request waits for a thread", 0.01, 3600
    )
    request_seconds: float = _setting(30.0, "maximum time for answering a question", 0.1, 3600)
    client_seconds: float = _setting(
        60.0, "maximum time without progress on a connection", 0.1, 3600
    )
    grace_seconds: float = _setting(
        10.0, "maximum time for finishing requests after SIGTERM", 0, 3600
    )
    max_connections: int = _setting(256, "maximum number of open connections", 1, 10_000)
    max_header_bytes: int = _setting(
        65_536, "maximum size of the request line and headers, in bytes", 1024, 2**20
    )
    log_format: str = _setting("text", "format of the log", one_of=("text", "json"))
    log_questions: bool = _setting(False, "write questions to the log")
    store: str = _setting("", "address of the server that keeps the index", secret=True)
    ray: str = _setting("", "cluster of Ray that builds: local, auto or HOST:PORT", form=RAY)
    ray_seconds: float = _setting(600.0, "maximum time for workers of Ray to start", 1, 86_400)
    keep_generations: int = _setting(2, "index generations to keep on disk after a build", 1, 1000)
    given: frozenset[str] = field(default=frozenset(), repr=False, compare=False)
    """Names of the settings that the environment or the command line states."""

    def states(self, name: str) -> bool:
        """Return whether somebody chose the value of a setting."""
        return name in self.given or getattr(self, name) != ALL_SETTINGS[name].default


ALL_SETTINGS = {item.name: item for item in fields(Settings) if item.metadata}
"""The settings by name; the metadata of each holds its help and its range."""


def load_settings(environ: Mapping[str, str] | None = None, **chosen: object) -> Settings:
    """Return the settings. Chosen values take precedence over the environment, then the defaults.

    Args:
        environ: the environment variables; ``os.environ`` when None.
        chosen: values from the command line; None stands for an option that was not given.

    Raises:
        SettingError: when a value has the wrong type or is out of range, when a setting has
            different values under its name and its former name, or when a variable with the
            prefix ``PINCITE_`` does not name a setting.
    """
    environ = os.environ if environ is None else environ
    known = {name: type(item.default) for name, item in ALL_SETTINGS.items()}
    given = by_current_name(values_of(environ, PREFIX, known, FORMER_NAMES), PREFIX, FORMER_NAMES)
    given |= by_current_name(
        {name: one for name, one in chosen.items() if one is not None}, PREFIX, FORMER_NAMES
    )
    for name, value in given.items():
        check_range(name, value, ALL_SETTINGS[name].metadata)
    settings = Settings(**given, given=frozenset(given))
    if settings.k > settings.max_k:
        raise SettingError(
            f"k is {settings.k} and max_k is {settings.max_k}: "
            f"lower {PREFIX}K, or raise {PREFIX}MAX_K"
        )
    return settings
