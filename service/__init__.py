"""Answer questions from reports, over HTTP, in the shell, and from Python."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from index.store import open_index as open_index
    from service.answers.answer import Answer as Answer
    from service.answers.engine import Engine as Engine
    from service.citecheck.check import check_draft as check_draft
    from service.citecheck.doors.drafts import read_draft as read_draft
    from service.http.server import serve as serve
    from service.web.app import create_app as create_app

__version__ = "0.2.0"
"""The version; pyproject.toml reads it from here."""

# Imported on first use, so that --help and --version load neither Flask nor FAISS.
_MODULES = {
    "Answer": "service.answers.answer",
    "Engine": "service.answers.engine",
    "check_draft": "service.citecheck.check",
    "create_app": "service.web.app",
    "open_index": "index.store",
    "read_draft": "service.citecheck.doors.drafts",
    "serve": "service.http.server",
}
__all__ = [
    "Answer",
    "Engine",
    "__version__",
    "check_draft",
    "create_app",
    "open_index",
    "read_draft",
    "serve",
]


def __getattr__(name: str) -> Any:
    """Import a public name on first use."""
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_MODULES[name]), name)
