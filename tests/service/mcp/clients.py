"""The official client, over standard input and output, over HTTP and within the process."""

import os
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import anyio
from mcp.client.client import Client
from mcp.client.stdio import StdioServerParameters, stdio_client
from mcp_types import CallToolResult, TextContent

from service.mcp.results import ToolResult
from tests.service.http_client import until_ready

ROOT = Path(__file__).parents[3]
MODULE = "tests.service.mcp.serve_small"
Work = Callable[[Client], Awaitable[Any]]


def environment(index: Path, **settings: object) -> dict[str, str]:
    given = {"index": index, "port": 0, "reranker": "none", "job_folder": index.parent, **settings}
    return {**os.environ, **{f"PINCITE_{name.upper()}": str(one) for name, one in given.items()}}


def over_stdio(index: Path, **settings: object) -> Any:
    """Return the transport to a process of its own."""
    environ = environment(index, **settings)
    arguments = ["-m", MODULE, "stdio"]
    return stdio_client(
        StdioServerParameters(command=sys.executable, args=arguments, env=environ, cwd=ROOT)
    )


@contextmanager
def http_site(index: Path, **settings: object) -> Iterator[str]:
    """Serve over HTTP until the block ends; gives the address, with a slash at its end."""
    log = index.parent / "http.log"
    with log.open("w") as stream:
        process = subprocess.Popen(
            [sys.executable, "-m", MODULE, "http"],
            env=environment(index, **settings),
            stdout=subprocess.PIPE,
            stderr=stream,
            text=True,
            cwd=ROOT,
        )
        assert process.stdout is not None
        first = process.stdout.readline()
        assert first, log.read_text()
        try:
            yield first.split()[-1]
        finally:
            process.terminate()
            process.communicate()


@contextmanager
def ready_site(index: Path, **settings: object) -> Iterator[str]:
    with http_site(index, **settings) as site:
        until_ready(site)
        yield site


def ask_with(target: Any, work: Work, mode: str = "auto") -> Any:
    """Return what some work with a client returns."""

    async def main() -> Any:
        async with Client(target, mode=mode) as client:
            return await work(client)

    # Playwright leaves its event loop running in the main thread.
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(anyio.run, main).result()


def texts(result: ToolResult | CallToolResult) -> list[str]:
    """Return the text of each text block."""
    blocks = result.wire["content"] if isinstance(result, ToolResult) else result.content
    found = (one if isinstance(one, dict) else one.model_dump() for one in blocks)
    return [one["text"] for one in found if one["type"] == "text"]


def text_of(block: object) -> str:
    assert isinstance(block, TextContent)
    return block.text
