"""The rules that keep the house in order."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MAY_IMPORT = {
    "corpus": {"corpus"},
    "index": {"corpus", "index"},
    "service": {"corpus", "index", "service"},
    "bench": {"corpus", "index", "service", "bench"},
    "training": {"corpus", "index", "service", "bench", "training"},
    "build_index.py": {"corpus", "index"},
}
ROOMS = {*MAY_IMPORT, "tests", "build_index"}
PEER = "bench/peers/script.py"  # what others would write, with nothing of ours
ONE_DOOR = {
    "faiss": {
        "index/store/local/vectors.py",
        "index/store/local/vector_writer.py",
        "bench/hnsw.py",
        PEER,
    },
    "sentence_transformers": {
        "index/encode/sentence_transformer.py",
        "index/rerank/cross_encoder.py",
        "index/encode/export.py",
        PEER,
    },
    "torch": {
        "index/encode/sentence_transformer.py",
        "index/rerank/cross_encoder.py",
        "index/encode/export.py",
    },
    "onnxruntime": {"index/encode/onnx.py", "index/encode/export.py"},
    "nltk": {"corpus/text/punkt.py"},
    "tantivy": {"index/store/local/lexical.py", "index/store/local/vocabulary.py"},
    "sqlite3": {"index/store/local/passages.py", "bench/lexical.py"},
    "pypdfium2": {"corpus/readers/pdf/characters.py", "corpus/readers/pdf/page_image.py"},
    "waitress": {
        "service/http/server.py",
        "service/http/admission.py",
        "service/http/connection.py",
        PEER,
    },
    "prometheus_client": {"service/web/metrics.py"},
}


def modules(room: str) -> list[Path]:
    path = ROOT / room
    return [path] if path.is_file() else sorted(path.rglob("*.py"))


def imports(module: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}: imports are absolute"
            yield (node.module or "").split(".")[0]


@pytest.mark.parametrize("room", MAY_IMPORT)
def test_imports_run_one_way(room: str) -> None:
    assert modules(room)
    for module in modules(room):
        wrong = set(imports(module)) & ROOMS - MAY_IMPORT[room]
        assert not wrong, f"{module} imports {wrong}"


def all_modules() -> dict[str, set[str]]:
    return {
        module.relative_to(ROOT).as_posix(): set(imports(module))
        for room in MAY_IMPORT
        for module in modules(room)
    }


@pytest.mark.parametrize("library", ONE_DOOR)
def test_a_heavy_library_has_one_door(library: str) -> None:
    users = {
        name
        for name, imported in all_modules().items()
        # Training is torch from end to end, and nothing that runs imports it.
        if library in imported and not name.startswith("training/")
    }
    assert users, f"nothing imports {library} any more"
    assert users <= ONE_DOOR[library]


def test_flask_stays_in_the_service() -> None:
    users = {name for name, imported in all_modules().items() if "flask" in imported}
    assert users
    assert all(name.startswith("service/") for name in users - {PEER})


def test_only_the_settings_read_the_environment() -> None:
    readers = set()
    for name in all_modules():
        text = (ROOT / name).read_text(encoding="utf-8")
        if "os.getenv" in text or "os.environ.get" in text or "= os.environ if" in text:
            readers.add(name)
    assert readers == {"corpus/settings.py"}


def test_nothing_that_runs_code_from_data_is_used() -> None:
    for name, imported in all_modules().items():
        assert not imported & {"pickle", "marshal", "shelve"}, name
        calls = {
            node.func.id
            for node in ast.walk(ast.parse((ROOT / name).read_text(encoding="utf-8")))
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        }
        assert not calls & {"eval", "exec"}, name


def test_modules_stay_small() -> None:
    sizes = {
        name: len((ROOT / name).read_text(encoding="utf-8").splitlines()) for name in all_modules()
    }
    assert max(sizes.values()) <= 260, sizes


def test_the_script_that_we_are_compared_with_needs_nothing_of_ours() -> None:
    assert not set(imports(ROOT / PEER)) & ROOMS
