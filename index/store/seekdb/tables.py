"""Define the tables of an index, and the ids of passages in them.

A report that is added or replaced becomes a new version, with rows of its own. A generation is a
list of versions, so that an unchanged report is stored once for all generations, and readers of
one generation never see the rows of another.
"""

from contextlib import suppress

from corpus.errors import PinciteError
from index.store.seekdb.database import Database

_BINARY = "CHARACTER SET utf8mb4 COLLATE utf8mb4_bin"
_NUMBER_BITS = 30

TABLES = (
    """CREATE TABLE IF NOT EXISTS generations (
    number INT NOT NULL PRIMARY KEY, name VARCHAR(32) NOT NULL,
    manifest_sha256 VARCHAR(64) NOT NULL
)""",
    """CREATE TABLE IF NOT EXISTS built (
    generation INT NOT NULL PRIMARY KEY, seconds BIGINT NOT NULL
)""",
    """CREATE TABLE IF NOT EXISTS numbers (
    generation INT NOT NULL PRIMARY KEY
)""",
    """CREATE TABLE IF NOT EXISTS pointer (
    only_row INT NOT NULL PRIMARY KEY, generation INT NOT NULL
)""",
    f"""CREATE TABLE IF NOT EXISTS reports (
    version BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY, id LONGTEXT {_BINARY} NOT NULL,
    title LONGTEXT {_BINARY}, publisher LONGTEXT {_BINARY}, report_number LONGTEXT {_BINARY},
    date LONGTEXT {_BINARY}, url LONGTEXT {_BINARY}, note LONGTEXT {_BINARY},
    authors LONGTEXT {_BINARY} NOT NULL, page_labels LONGTEXT {_BINARY} NOT NULL,
    page_count INT NOT NULL, omissions LONGTEXT {_BINARY} NOT NULL,
    ocr_pages LONGTEXT {_BINARY} NOT NULL, path LONGTEXT {_BINARY} NOT NULL,
    source_sha256 VARCHAR(64) NOT NULL, text_sha256 VARCHAR(64) NOT NULL,
    front LONGTEXT {_BINARY} NOT NULL, tokenised INT NOT NULL, lower_cased INT NOT NULL,
    style LONGTEXT {_BINARY} NOT NULL, passages INT NOT NULL
)""",
    """CREATE TABLE IF NOT EXISTS members (
    generation INT NOT NULL, version BIGINT NOT NULL, style LONGTEXT,
    PRIMARY KEY (generation, version)
)""".replace("style LONGTEXT", f"style LONGTEXT {_BINARY}"),
    f"""CREATE TABLE IF NOT EXISTS texts (
    version BIGINT NOT NULL, part INT NOT NULL, body LONGTEXT {_BINARY} NOT NULL,
    PRIMARY KEY (version, part)
)""",
    f"""CREATE TABLE IF NOT EXISTS files (
    generation VARCHAR(32) NOT NULL, path VARCHAR(255) {_BINARY} NOT NULL, part INT NOT NULL,
    body LONGBLOB NOT NULL, PRIMARY KEY (generation, path, part)
)""",
)
PASSAGE_COLUMNS = (
    "number", "start", "stop", "first_line", "last_line", "first_page", "last_page", "section",
    "paragraph", "kind", "boxes", "marks", "quote",
)  # fmt: skip

# In the statement that creates the table: seekdb 1.4.0 never ends one that adds an index after it
# was killed during transactions.
_SEARCH = """FULLTEXT INDEX by_term (terms) WITH PARSER space PARSER_PROPERTIES=(min_token_size=1),
    VECTOR INDEX by_cosine (near) WITH (DISTANCE=inner_product,
    TYPE=hnsw, LIB=vsag, M=16, EF_CONSTRUCTION=100, EF_SEARCH=1000)"""


def passages_table(dimension: int) -> str:
    """Return the name of the table of passages with vectors of this dimension."""
    return f"passages_{dimension}"


def create_passages(database: Database, dimension: int) -> None:
    """Create the table of passages with vectors of this dimension, unless it exists.

    ``terms`` holds tokens of the terms (``statistics.token``), so that the server's analysis
    neither changes nor drops one; ``vector`` holds the 32-bit numbers as they came.
    """
    statement = f"""CREATE TABLE IF NOT EXISTS {passages_table(dimension)} (
    id BIGINT NOT NULL PRIMARY KEY, version BIGINT NOT NULL, number INT NOT NULL,
    start INT NOT NULL, stop INT NOT NULL, first_line INT NOT NULL, last_line INT NOT NULL,
    first_page INT, last_page INT, section LONGTEXT {_BINARY}, paragraph INT NOT NULL,
    kind VARCHAR(32) NOT NULL, boxes LONGTEXT {_BINARY} NOT NULL,
    marks LONGTEXT {_BINARY} NOT NULL, quote LONGTEXT {_BINARY} NOT NULL,
    vector_key VARBINARY(512) NOT NULL, says BINARY(16) NOT NULL,
    anchor VARCHAR(64) {_BINARY} NOT NULL, terms LONGTEXT {_BINARY} NOT NULL, vector BLOB NOT NULL,
    near VECTOR({dimension}) NOT NULL,
    KEY by_vector (vector_key), KEY by_digest (says), KEY by_anchor (anchor),
    {_SEARCH}
)"""
    with database.session() as session:
        session.run(statement)


def compact(database: Database) -> None:
    """Let the server sort what it has received, which halves what a question takes.

    It does so by itself every night, so that a user who may not ask for it loses little.
    """
    with suppress(PinciteError), database.session() as session:
        session.run("ALTER SYSTEM MAJOR FREEZE")


def passage_id(version: int, number: int) -> int:
    """Return the id of a passage: ids of a version sort by sentence number."""
    return (version << _NUMBER_BITS) + number


def version_and_number(identity: int) -> tuple[int, int]:
    """Return the version and the sentence number of a passage's id."""
    return identity >> _NUMBER_BITS, identity & ((1 << _NUMBER_BITS) - 1)
