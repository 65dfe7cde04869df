"""Run the command mcp."""

import argparse
from importlib.util import find_spec

from corpus.errors import PinciteError
from corpus.settings import Settings

_LIBRARY = "mcp"


def mcp(settings: Settings, options: argparse.Namespace) -> int:
    """Answer an assistant over standard input and output, or over HTTP."""
    if find_spec(_LIBRARY) is None:
        raise PinciteError(
            "the command mcp needs a library that is not installed",
            'run pip install "pincite[mcp]"',
        )
    if options.http:
        from service.mcp.over_http import serve as listen

        return listen(settings)
    from service.mcp.stdio import serve

    return serve(settings)
