"""What ``index`` exports to programs that embed it."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import index

HEAVY = {"faiss", "numpy", "onnxruntime", "sentence_transformers", "tantivy", "torch"}


def loaded_after(statement: str) -> set[str]:
    """Return the heavy libraries that a new interpreter has loaded after a statement."""
    program = f"{statement}\nimport sys\nprint(*sys.modules)"
    printed = subprocess.check_output([sys.executable, "-c", program], text=True)
    return HEAVY.intersection(printed.split())


def test_a_star_import_gives_exactly_the_names_in_all() -> None:
    names: dict[str, object] = {}
    exec("from index import *", names)
    del names["__builtins__"]
    assert sorted(names) == list(index.__all__)
    assert {name: getattr(one, "__name__", None) for name, one in names.items()} == {
        name: name for name in index.__all__
    }


def test_type_checkers_see_exactly_the_names_in_all_from_where_they_are_defined() -> None:
    tree = ast.parse(Path(index.__file__).read_text(encoding="utf-8"))
    checked = next(node for node in tree.body if isinstance(node, ast.If))
    homes = {
        alias.name: node.module
        for node in checked.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    assert homes == {name: getattr(index, name).__module__ for name in index.__all__}


def test_another_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="'index' has no attribute 'Vectors'"):
        _ = index.Vectors  # type: ignore[attr-defined]


def test_importing_the_package_loads_no_heavy_library() -> None:
    assert loaded_after("import index") == set()


def test_a_protocol_loads_numpy_and_no_search_library() -> None:
    assert loaded_after("from index import View, open_index") == {"numpy"}
