from pathlib import Path

import pytest
from flask.testing import FlaskClient

from corpus.settings import Settings, load_settings
from index.build.build import build_index
from service.answers.engine import Engine
from service.web.app import create_app
from tests.fakes import BagOfWords
from tests.service.differing.pairs import PAIRS

CATALOG = """
[[report]]
file = "older.txt"
title = "Facts of the year"
date = "2015-03-01"

[[report]]
file = "newer.txt"
title = "Annual review"
date = "2019-06"

[[report]]
file = "table.html"
title = "Port statistics"
"""
TABLE = """<h1>Ports</h1><table>
<tr><th>Port</th><th>Cranes</th><th>Berths</th></tr>
<tr><td>Trondheim</td><td>14</td><td>31</td></tr>
<tr><td>Bergen</td><td>22</td><td>45</td></tr></table>
<p>The port of Bergen has 26 cranes.</p>"""


@pytest.fixture(scope="module")
def paired(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The settings of an index over two reports that say the same of many things, or not."""
    folder = tmp_path_factory.mktemp("differing")
    corpus = folder / "corpus"
    corpus.mkdir()
    write(corpus / "older.txt", [pair.older for pair in PAIRS])
    write(corpus / "newer.txt", [pair.newer for pair in PAIRS])
    (corpus / "table.html").write_text(TABLE, encoding="utf-8")
    (corpus / "catalog.toml").write_text(CATALOG, encoding="utf-8")
    settings = load_settings(
        {}, corpus=corpus, index=folder / "index", reranker="", job_folder=folder / "jobs"
    )
    build_index(settings, BagOfWords())
    return settings


def write(path: Path, sentences: list[str]) -> None:
    path.write_text("\n\n".join(sentences), encoding="utf-8")


@pytest.fixture(scope="module")
def paired_engine(paired: Settings) -> Engine:
    return Engine(paired, BagOfWords())


@pytest.fixture(scope="module")
def paired_client(paired_engine: Engine) -> FlaskClient:
    return create_app(paired_engine.settings, paired_engine).test_client()
