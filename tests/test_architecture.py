"""The rules that keep the house in order."""

import ast
from collections.abc import Iterator
from fnmatch import fnmatch
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
    "pincite.py": {"corpus", "index", "service"},
}
ROOMS = {*MAY_IMPORT, "tests", "build_index", "pincite"}
PEER = "bench/peers/script.py"  # what others would write, with nothing of ours
ONE_DOOR = {
    "faiss": {
        "index/store/local/vectors.py",
        "index/store/local/vector_writer.py",
        "bench/scale/hnsw.py",
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
    "peft": {"index/encode/sentence_transformer.py"},
    "onnxruntime": {"index/encode/onnx.py", "index/encode/export.py"},
    "nltk": {"corpus/text/punkt.py"},
    "tantivy": {
        "index/store/files/tantivy_index.py",
        "index/store/files/vocabulary.py",
        "index/store/local/lexical.py",
    },
    "pymysql": {"index/store/seekdb/database.py", "index/store/seekdb/failures.py"},
    "ray": {"index/workers/ray/cluster.py", "index/workers/ray/pool.py"},
    "sqlite3": {
        "index/store/local/passages.py",
        "index/store/local/passage_writer.py",
        "index/store/files/side_file.py",
        "bench/scale/lexical.py",
    },
    "pypdfium2": {
        "corpus/readers/pdf/characters.py",
        "corpus/readers/pdf/opening.py",
        "corpus/readers/pdf/page_image.py",
        "corpus/readers/pdf/tables/rules.py",
        "corpus/readers/pdf/glyphs/concealed.py",
        "corpus/readers/pdf/glyphs/forms.py",
        "corpus/readers/pdf/glyphs/frame.py",
        "corpus/readers/pdf/glyphs/picture.py",
        "corpus/readers/pdf/glyphs/scene.py",
        "corpus/readers/pdf/glyphs/seen.py",
        "bench/documents_read.py",
    },
    "waitress": {
        "service/http/server.py",
        "service/http/admission.py",
        "service/http/connection.py",
        "service/http/limits.py",
        PEER,
    },
    "prometheus_client": {"service/web/metrics.py"},
    "mcp": {"service/mcp/server.py", "service/mcp/stdio.py", "service/mcp/over_http.py"},
    "mcp_types": {"service/mcp/server.py"},
}


STORES = ("local", "seekdb")
KNOW_THE_STORES = {
    "index/store/__init__.py",  # the factory
    # What measures the parts of the local store, or writes beside it.
    "bench/compare.py",
    "bench/documents.py",
    "bench/scale/grown.py",
    "bench/scale/lexical.py",
    "bench/scale/asked.py",
    "bench/scale/beside.py",
    # What measures a server beside it.
    "bench/scale/server.py",
    "tests/test_scale.py",
    # What damages its files, and watches in which order they are written.
    "tests/index/build/test_faults.py",
    "tests/soak/reload.py",
}


SUB_ROOMS = {
    "corpus": {
        "errors": set(),
        "dates": set(),
        "environment": {"errors"},
        "settings": {"errors", "environment"},
        "omissions": set(),
        "note_marks": set(),
        "report": {"omissions", "note_marks"},
        "marks": {"report"},
        "limits": {"errors", "settings"},
        "refusals": {"settings"},
        "files": {"errors", "limits"},
        "kept_files": {"files"},
        "command_line": {"settings", "refusals"},
        "omission_words": {"omissions", "report", "command_line"},
        "text": {"errors", "settings", "report", "marks"},
        "quotes": {"report", "text"},
        "table_rows": {"report", "text"},
        "readers": {
            *("errors", "dates", "omissions", "omission_words", "report", "limits", "text"),
            "note_marks",
        },
        "extract": {"report", "text", "readers"},
        "catalog": {"errors", "dates", "report", "text"},
        "folder": {"errors", "report", "text", "extract", "catalog"},
        "sandbox": {
            *("errors", "settings", "dates", "omissions", "omission_words", "report", "marks"),
            *("limits", "refusals", "files", "kept_files"),
            *("text", "readers", "extract", "folder"),
        },
        "intake": {
            *("errors", "report", "omission_words", "limits", "refusals", "files"),
            *("text", "extract", "folder", "sandbox"),
        },
    },
    "index": {
        "works": set(),
        "types": {"works"},
        "words": {"types"},
        "store": {"works", "types", "words"},
        "encode": {"types", "store"},
        "rerank": {"types", "words", "store", "encode"},
        "workers": {"types", "encode"},
        "build": {"works", "types", "words", "store", "encode", "workers"},
        "search": {"works", "types", "words", "store"},
    },
    "service": {
        "answers": set(),
        "records": set(),
        "exports": {"answers"},
        "reading": {"answers"},
        "citations": {"answers", "records", "exports"},
        "batch": {"answers", "exports"},
        "builds": {"answers"},
        "compare": {"answers", "exports"},
        "citecheck": {"answers", "exports"},
        "absence": {"answers", "records", "exports", "citecheck"},
        "editions": {"answers", "records", "exports", "reading", "citecheck"},
        "packs": {"answers", "records", "exports", "citations", "citecheck", "absence"},
        "web": {
            "answers",
            "records",
            "exports",
            "reading",
            "citations",
            "batch",
            "builds",
            "compare",
            "citecheck",
            "absence",
            "editions",
            "packs",
        },
        "http": {"answers", "builds", "web"},
        "mcp": {"answers", "records", "reading", "citecheck", "web", "http"},
        "shell": {
            *("answers", "records", "exports", "reading", "batch", "citecheck", "absence"),
            *("editions", "packs", "http", "mcp"),
        },
    },
}
"""What each sub-room, or module beside them, may import of its room besides itself.

Each may import only what stands before it.
"""

MOST_FILES = 20
LONGEST_MODULE = 250


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


def test_a_store_is_known_to_its_factory_and_to_what_tests_and_measures_it() -> None:
    known: set[str] = set()
    for store in STORES:
        users = {
            module.relative_to(ROOT).as_posix()
            for room in (*MAY_IMPORT, "tests")
            for module in modules(room)
            if any(name.startswith(f"index.store.{store}") for name in imported_modules(module))
        }
        folder = f"index/store/{store}/"
        known |= {name for name in users if not name.startswith((folder, f"tests/{folder}"))}
    assert known == KNOW_THE_STORES


def sub_rooms(room: str) -> set[str]:
    """Return the names of a room's folders with code, and of the modules beside them."""
    inside = (ROOT / room).iterdir()
    names = {path.stem for path in inside if path.suffix == ".py" or any(path.glob("*.py"))}
    return names - {"__init__", "__main__"}


@pytest.mark.parametrize("room", SUB_ROOMS)
def test_the_table_of_sub_rooms_is_the_map_and_runs_one_way(room: str) -> None:
    table = SUB_ROOMS[room]
    assert set(table) == sub_rooms(room)
    before: set[str] = set()
    for name, may_import in table.items():
        assert may_import <= before, f"{name} may import only what stands before it"
        before.add(name)


@pytest.mark.parametrize(
    ("room", "name"), [(room, name) for room, table in SUB_ROOMS.items() for name in table]
)
def test_sub_rooms_import_one_way(room: str, name: str) -> None:
    path = ROOT / room / name
    for module in modules(f"{room}/{name}") if path.is_dir() else [path.with_suffix(".py")]:
        found = {
            imported.split(".")[1]
            for imported in imported_modules(module)
            if imported.startswith(f"{room}.")
        }
        wrong = found - {name, *SUB_ROOMS[room][name]}
        assert not wrong, f"{module} imports {wrong} of {room}"


def test_the_service_has_nothing_beside_its_sub_rooms() -> None:
    beside = {path.name for path in (ROOT / "service").iterdir() if path.is_file()}
    assert beside == {"__init__.py", "__main__.py", "py.typed"}


def test_no_folder_has_more_files_than_a_listing_shows() -> None:
    folders = {
        path.parent
        for room in (*SUB_ROOMS, "bench", "training", "tests")
        for path in (ROOT / room).rglob("*.py")
    }
    for folder in folders:
        files = [path for path in folder.iterdir() if path.suffix == ".py"]
        assert len(files) <= MOST_FILES, f"{folder.relative_to(ROOT)} has {len(files)} modules"


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
    too_long = {name: size for name, size in sizes.items() if size > LONGEST_MODULE}
    assert not too_long


def test_no_folder_of_tests_is_left_out(pytestconfig: pytest.Config) -> None:
    """pytest's own default leaves out every folder named build, and says nothing."""
    folders = {part for path in (ROOT / "tests").rglob("test_*.py") for part in path.parts}
    skipped = pytestconfig.getini("norecursedirs")
    assert [name for name in folders if any(fnmatch(name, one) for one in skipped)] == []


def test_the_script_that_we_are_compared_with_needs_nothing_of_ours() -> None:
    assert not set(imports(ROOT / PEER)) & ROOMS
