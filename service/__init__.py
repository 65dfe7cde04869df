"""Answer questions from reports, and every way to get the answers."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from index.store import open_index as open_index
    from service.answers.answer import Answer as Answer
    from service.answers.engine import Engine as Engine
    from service.http.server import serve as serve
    from service.web.app import create_app as create_app

__version__ = "0.2.0"
"""The version stands here alone; pyproject.toml reads it."""

# Imported when they are used, so that --help and the version load neither Flask nor FAISS.
_MODULES = {
    "Answer": "service.answers.answer",
    "Engine": "service.answers.engine",
    "create_app": "service.web.app",
    "open_index": "index.store",
    "serve": "service.http.server",
}
__all__ = ["Answer", "Engine", "__version__", "create_app", "open_index", "serve"]


def __getattr__(name: str) -> Any:
    """Return a public name, imported now."""
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_MODULES[name]), name)
