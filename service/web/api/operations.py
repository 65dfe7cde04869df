"""List the routes that programs call, for the OpenAPI document."""

from collections.abc import Iterator

from corpus.settings import Settings
from service.citations.formats import FORMATS
from service.exports import ANSWER_WRITERS, MEDIA_TYPES, WRITERS
from service.web.api import parameters as given
from service.web.api.absent_operations import absent_operations
from service.web.api.changes_operations import changes_operations
from service.web.api.check_operations import citecheck_operations
from service.web.api.operation import ASKED, JSON, Operation, file_of, json_of
from service.web.api.pack_api import MEDIA_TYPE as PACK_TYPE
from service.web.api.parameters import question_parameters
from service.web.metrics import MEDIA_TYPE as METRICS_TYPE

TAGS = {
    "ask": "Ask one question.",
    "compare": "Ask one question of every report.",
    "absent": "Certify that reports lack words, or hold no answer.",
    "batch": "Answer a file of questions.",
    "citecheck": "Check the quotations and figures of a draft.",
    "reports": "List and read the reports.",
    "builds": "Add and remove reports, and build the index.",
    "service": "Health, metrics and versions.",
}


def operations(settings: Settings) -> Iterator[Operation]:
    """Yield every operation, in the order of the document."""
    yield from _ask(settings)
    yield from _compare(settings)
    yield from absent_operations(settings)
    yield from _batch()
    yield from citecheck_operations()
    yield from _reports()
    yield from _builds(settings)
    yield from _service()


def _ask(settings: Settings) -> Iterator[Operation]:
    asked = [*question_parameters(settings), given.k_parameter(settings)]
    yield Operation(
        "get", "/ask", "ask", "ask", "Ask one question.", json_of("Answer"), asked, errors=ASKED
    )
    example = {"question": "How many troops are in Japan?", "k": 1}
    content = {JSON: {**json_of("AskRequest")[JSON], "example": example}}
    body = {"required": True, "content": content}
    yield Operation(
        "post", "/ask", "askWithBody", "ask", "Ask one question with a JSON body.",
        json_of("Answer"), body=body, errors=(400, 413, 415, *ASKED),
    )  # fmt: skip
    for ending in ANSWER_WRITERS:
        name = ending[1:].capitalize()
        yield Operation(
            "get", f"/ask{ending}", f"ask{name}", "ask", f"Get an answer as a file, {ending}.",
            file_of(MEDIA_TYPES[ending]), [*asked, given.COLUMNS], errors=ASKED,
        )  # fmt: skip
    packed = {"questions": [{"question": "How many troops are in Japan?"}]}
    body = {
        "required": True,
        "content": {
            JSON: {**json_of("PackRequest")[JSON], "example": packed},
            "application/x-www-form-urlencoded": json_of("PackForm")[JSON],
        },
    }
    yield Operation(
        "post", "/pack", "packQuestions", "ask", "Ask questions; get an evidence pack of them.",
        file_of(PACK_TYPE), body=body, errors=(400, 413, 415, 507, *ASKED),
    )  # fmt: skip
    yield Operation(
        "get", "/cite", "cite", "ask", "Cite one sentence.",
        json_of("SentenceCitations") | file_of(*(form.media_type for form in FORMATS.values())),
        list(given.CITATION), errors=(404, *ASKED),
    )  # fmt: skip


def _compare(settings: Settings) -> Iterator[Operation]:
    asked = question_parameters(settings)
    yield Operation(
        "get", "/compare", "comparePage", "compare", "Compare reports; the page, as JSON.",
        json_of("Comparison"), [given.AS_JSON, *asked], errors=ASKED,
    )  # fmt: skip
    yield Operation(
        "get", "/compare.json", "compare", "compare", "Compare reports.",
        json_of("Comparison"), asked, errors=ASKED,
    )  # fmt: skip
    for ending in (".xlsx", ".csv"):
        yield Operation(
            "get", f"/compare{ending}", f"compare{ending[1:].capitalize()}", "compare",
            f"Compare reports; a table, {ending}.", file_of(MEDIA_TYPES[ending]),
            [*asked, given.COLUMNS], errors=ASKED,
        )  # fmt: skip


def _batch() -> Iterator[Operation]:
    fields = {
        "file": {"type": "string", "format": "binary"},
        "k": {"type": "string", "pattern": "^[0-9]{0,4}$"},
        **dict.fromkeys(("report", "publisher", "from", "to"), given.TEXT),
    }
    form = {"type": "object", "required": ["file"], "properties": fields}
    yield Operation(
        "post", "/batch", "uploadQuestions", "batch", "Upload a question file.", {},
        body={"required": True, "content": {"multipart/form-data": {"schema": form}}},
        success=303, errors=(413, 415, 507, *ASKED),
    )  # fmt: skip
    yield Operation(
        "get", "/batch/{job}", "getJob", "batch", "Get the progress and a page of results.",
        json_of("JobStatus", "JobColumns"), [given.JOB, *given.JOB_RESULTS],
        errors=(404, *ASKED),
    )  # fmt: skip
    for ending in WRITERS:
        yield Operation(
            "get", f"/batch/{{job}}/answers{ending}", f"jobAnswers{ending[1:].capitalize()}",
            "batch", f"Get the answers so far, {ending}.", file_of(MEDIA_TYPES[ending]),
            [given.JOB, given.COLUMNS], errors=(404, *ASKED),
        )  # fmt: skip
    yield Operation(
        "get", "/batch/{job}/pack.zip", "jobPack", "batch",
        "Get an evidence pack of the answers so far.", file_of(PACK_TYPE), [given.JOB],
        errors=(404, 507, *ASKED),
    )  # fmt: skip
    chosen = {"application/x-www-form-urlencoded": json_of("ColumnForm")[JSON]}
    for deed, summary in (
        ("column", "Choose the column of the questions."),
        ("cancel", "Stop a question file."),
        ("resume", "Continue a question file."),
        ("remove", "Delete a question file and its answers."),
    ):
        body = {"required": True, "content": chosen} if deed == "column" else None
        yield Operation(
            "post", f"/batch/{{job}}/{deed}", f"{deed}Job", "batch", summary, {}, [given.JOB],
            body=body, success=303, errors=(404, 413, 415, 507, *ASKED),
        )  # fmt: skip


def _reports() -> Iterator[Operation]:
    yield Operation(
        "get", "/reports", "listReports", "reports", "List the reports.", json_of("ReportList"),
        list(given.REPORT_LIST), errors=ASKED,
    )  # fmt: skip
    find = given.parameter("find", "words to find in the report", given.TEXT)
    yield Operation(
        "get", "/reports/{report}", "readReport", "reports",
        "Read a report, one sentence of it, the places of some words, or what a link points to.",
        json_of("ReportText", "ReportSentence", "FoundWords", "Resolved"),
        [given.REPORT, given.AS_JSON, given.SENTENCE, find, given.LINK], errors=(404, *ASKED),
    )  # fmt: skip
    yield from changes_operations()
    yield Operation(
        "get", "/sources/{report}", "getSource", "reports", "Get the source file of a report.",
        file_of("*/*"), [given.REPORT], errors=(404, 409, *ASKED),
    )  # fmt: skip
    yield Operation(
        "get", "/page-images/{page}/{report}", "getPageImage", "reports",
        "Get a page of a PDF report as an image; a sentence or a cell is outlined.",
        file_of("image/png"), [given.PAGE, given.REPORT, given.SENTENCE, given.CELL],
        errors=(404, 409, *ASKED),
    )  # fmt: skip


def _builds(settings: Settings) -> Iterator[Operation]:
    files = {
        "type": "array",
        "items": {"type": "string", "format": "binary"},
        "minItems": 1,
        "maxItems": settings.max_report_upload_files,
        "description": "reports, and .zip files of reports; their names may be relative paths",
    }
    replace = {"const": "1", "description": "replace files of the same name"}
    fields = {"file": files, "replace": replace}
    form = {"type": "object", "required": ["file"], "properties": fields}
    build = json_of("Build")
    yield Operation(
        "post", "/reports", "addReports", "builds", "Add reports to the corpus folder, and build.",
        build, body={"required": True, "content": {"multipart/form-data": {"schema": form}}},
        success=202, errors=(403, 409, 413, 415, 422, 507),
    )  # fmt: skip
    yield Operation(
        "delete", "/reports/{report}", "removeReport", "builds",
        "Move a report out of the reports of the corpus folder, and build.", build,
        [given.REPORT], success=202, errors=(403, 404, 409, 503, 507),
    )  # fmt: skip
    yield Operation(
        "post", "/builds", "buildAgain", "builds", "Build from what the corpus folder holds now.",
        build, success=202, errors=(403,),
    )  # fmt: skip
    yield Operation(
        "get", "/builds/{number}", "getBuild", "builds",
        "Get the state of a build, and of each of its files.", build, [given.BUILD], errors=(404,),
    )  # fmt: skip


def _service() -> Iterator[Operation]:
    health = json_of("Health")
    yield Operation(
        "get", "/healthz", "health", "service", "Check that the process runs.", health,
        keyless=True,
    )  # fmt: skip
    yield Operation(
        "get", "/readyz", "ready", "service", "Check that the service answers questions.", health,
        errors=(503,), keyless=True,
    )  # fmt: skip
    yield Operation(
        "get", "/metrics", "metrics", "service", "Get the metrics for Prometheus.",
        file_of(METRICS_TYPE),
    )  # fmt: skip
    yield Operation(
        "get", "/openapi.json", "openapi", "service", "Get this document.",
        {JSON: {"schema": {"type": "object"}}},
    )  # fmt: skip
    yield Operation(
        "get", "/about", "about", "service", "Get the version and the index.", json_of("About"),
        [given.AS_JSON], errors=(422,),
    )  # fmt: skip
    yield Operation(
        "get", "/api", "commands", "service", "Get shell commands that ask a question.",
        json_of("Commands"), [given.AS_JSON, given.parameter("q", "the question", given.TEXT)],
        errors=(422,),
    )  # fmt: skip
