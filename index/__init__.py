"""Build and search an index of sentences.

``build_index`` builds an index from a folder of reports. ``open_index`` returns a ``View`` of it,
which finds passages by vector and by term::

    from pathlib import Path

    from corpus.settings import load_settings
    from index import build_index, open_index

    settings = load_settings(corpus=Path("reports"), index=Path("var/index"))
    build_index(settings)
    view = open_index(settings.index)
    passages = view.fetch(key for key, share in view.matching(["japan"], 5))

A public name loads its module on first use. ``import index`` alone does not load NumPy, FAISS,
tantivy or torch.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from index.build.build import BuildSummary, build_index
    from index.rerank.protocol import Reranker
    from index.store import local_store, open_index, open_store
    from index.store.drafting import Draft
    from index.store.protocol import Store, View
    from index.types import (
        AdapterIdentity,
        Embedder,
        Hit,
        IndexedReport,
        Key,
        ModelIdentity,
        RerankResult,
        Scored,
    )

__all__ = [
    "AdapterIdentity",
    "BuildSummary",
    "Draft",
    "Embedder",
    "Hit",
    "IndexedReport",
    "Key",
    "ModelIdentity",
    "RerankResult",
    "Reranker",
    "Scored",
    "Store",
    "View",
    "build_index",
    "local_store",
    "open_index",
    "open_store",
]

# Modules that define the public names.
_MODULES = (
    "index.types",
    "index.rerank.protocol",
    "index.store",
    "index.store.protocol",
    "index.build.build",
)

# Hidden from type checkers, which then report names that do not exist.
if not TYPE_CHECKING:

    def __getattr__(name: str) -> Any:
        if name in __all__:
            for module in map(import_module, _MODULES):
                if hasattr(module, name):
                    return getattr(module, name)
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
