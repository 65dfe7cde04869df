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


STORE = "index/store/local/"
KNOW_THE_STORE = {
    "index/store/__init__.py",  # the factory
    # What measures the parts of the local store, or writes beside it.
    "bench/compare.py",
    "bench/documents.py",
    "bench/grown.py",
    "bench/lexical.py",
    "bench/scale_asked.py",
    # What damages its files, and watches in which order they are written.
    "tests/index/build/test_build.py",
    "tests/index/build/test_faults.py",
    "tests/service/answers/test_engine.py",
    "tests/service/answers/test_reload.py",
    "tests/soak/builds.py",
    "tests/soak/damage.py",
    "tests/soak/ground.py",
    "tests/soak/reload.py",
}


SUB_ROOMS: dict[str, set[str]] = {
    "types": set(),
    "words": {"types"},
    "store": {"types", "words"},
    "encode": {"types", "store"},
    "rerank": {"types", "words", "store", "encode"},
    "build": {"types", "words", "store", "encode"},
    "search": {"types", "words", "store"},
}
"""Which sub-rooms of the index each of them may import besides itself."""


def modules(room: str) -> list[Path]:
    path = ROOT / room
    return [path] if path.is_file() else sorted(path.rglob("*.py"))


def imported_modules(module: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}: imports are absolute"
            yield node.module or ""


def imports(module: Path) -> Iterator[str]:
    yield from (name.split(".")[0] for name in imported_modules(module))


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


def test_the_local_store_is_known_to_its_factory_and_to_what_tests_and_measures_it() -> None:
    users = {
        module.relative_to(ROOT).as_posix()
        for room in (*MAY_IMPORT, "tests")
        for module in modules(room)
        if any(name.startswith("index.store.local") for name in imported_modules(module))
    }
    inside = {name for name in users if name.startswith((STORE, f"tests/{STORE}"))}
    assert users - inside == KNOW_THE_STORE


@pytest.mark.parametrize("room", SUB_ROOMS)
def test_the_sub_rooms_of_the_index_import_one_way(room: str) -> None:
    path = ROOT / "index" / room
    for module in [path.with_suffix(".py")] if room == "types" else modules(f"index/{room}"):
        wrong = {
            name
            for name in imported_modules(module)
            if name.startswith("index.") and name.split(".")[1] not in {room, *SUB_ROOMS[room]}
        }
        assert not wrong, f"{module} imports {wrong}"


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
