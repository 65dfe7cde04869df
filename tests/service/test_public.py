"""What people who embed the service import."""

import subprocess
import sys

import service
from index.store import open_index
from service.answers.answer import Answer
from service.answers.engine import Engine
from service.citecheck.check import check_draft
from service.citecheck.doors.drafts import read_draft
from service.http.server import serve
from service.web.app import create_app


def test_the_public_names_are_exactly_what_imports() -> None:
    namespace: dict[str, object] = {}
    exec("from service import *", namespace)
    del namespace["__builtins__"]
    assert namespace == {
        "Answer": Answer,
        "Engine": Engine,
        "__version__": service.__version__,
        "check_draft": check_draft,
        "create_app": create_app,
        "open_index": open_index,
        "read_draft": read_draft,
        "serve": serve,
    }


def test_a_name_that_is_not_public_is_an_attribute_error() -> None:
    assert not hasattr(service, "Flask")


def test_importing_the_service_loads_no_heavy_library() -> None:
    code = (
        "import sys, service\n"
        "heavy = {'faiss', 'flask', 'numpy', 'tantivy', 'torch', 'waitress'} & set(sys.modules)\n"
        "sys.exit(str(heavy) if heavy else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
