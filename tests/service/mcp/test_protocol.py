"""The protocol as the official client speaks it, over both of its transports."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from mcp.client.client import Client
from mcp.client.stdio import StdioServerParameters, stdio_client
from mcp.shared.exceptions import MCPError

from corpus.settings import load_settings
from index.build.build import build_index
from service.mcp import tools
from tests.fakes import BagOfWords
from tests.service.mcp import clients, hostile
from tests.service.mcp.clients import ask_with, over_stdio, ready_site, text_of
from tests.service.mcp.test_tools import ORDER

pytestmark = pytest.mark.slow

CURRENT, OLDER = "2026-07-28", "2025-11-25"
KEY = "a-key-of-sixteen-or-more"


async def everything(client: Client) -> dict[str, Any]:
    """Use each part of the protocol, and check what comes back."""
    for _ in range(2):
        listed = (await client.list_tools()).tools
        assert [tool.name for tool in listed] == ORDER
    for tool in listed:
        assert tool.annotations is not None
        assert tool.annotations.read_only_hint
        assert tool.annotations.idempotent_hint
        assert tool.annotations.open_world_hint is False
    sizes = {}
    calls: dict[str, dict[str, Any]] = {
        "ask": {"question": "How many cars does the ferry carry?"},
        "read_passage": {"id": "ferry#s2", "before": 1},
        "verify_quote": {"quote": "carries forty cars"},
        "check_draft": {"text": "It says “carries fifty cars” there."},
        "list_reports": {},
        "search": {"query": "forty cars"},
        "fetch": {"id": "ferry#s2"},
    }
    for name, given in calls.items():
        result = await client.call_tool(name, given)
        assert not result.is_error, result
        sizes[name] = len(result.model_dump_json(by_alias=True, exclude_none=True).encode())
    refused = await client.call_tool("ask", {"question": "x", "k": 99})
    assert refused.is_error
    assert json.loads(text_of(refused.content[0])) == refused.structured_content
    (about,) = (await client.list_resources()).resources
    assert about.uri == "index://about"
    templates = (await client.list_resource_templates()).resource_templates
    assert [one.uri_template for one in templates] == ["report://{id}", "report://{id}/s/{n}"]
    for uri in ("index://about", "report://ferry", "report://ferry/s/2"):
        assert (await client.read_resource(uri)).contents
    with pytest.raises(MCPError, match="no report with this id"):
        await client.read_resource("report://..%2F..%2Fetc%2Fpasswd")
    with pytest.raises(MCPError, match="no such resource"):
        await client.read_resource("file:///etc/passwd")
    (prompt,) = (await client.list_prompts()).prompts
    message = (await client.get_prompt(prompt.name, {"question": "How many?"})).messages[0]
    assert text_of(message.content).endswith("The question: How many?")
    with pytest.raises(MCPError, match="question is missing"):
        await client.get_prompt(tools.PROMPT, {})
    return {"protocol": client.protocol_version, "sizes": sizes}


@pytest.mark.parametrize(("mode", "version"), [("auto", CURRENT), ("legacy", OLDER)])
def test_the_client_gets_everything_over_stdio(
    hostile_index: Path, mode: str, version: str
) -> None:
    found = ask_with(over_stdio(hostile_index), everything, mode)
    assert found["protocol"] == version
    assert max(found["sizes"].values()) < 10_000


def test_the_client_gets_everything_over_http(hostile_index: Path) -> None:
    with ready_site(hostile_index) as site:
        for mode, version in (("auto", CURRENT), ("legacy", OLDER)):
            found = ask_with(f"{site}mcp", everything, mode)
            assert found["protocol"] == version
            assert max(found["sizes"].values()) < 10_000


def test_what_is_printed_elsewhere_stays_off_the_protocol(hostile_index: Path) -> None:
    async def work(client: Client) -> bool:
        result = await client.call_tool("ask", {"question": "Does the ferry shout?"})
        return bool(result.is_error)

    assert ask_with(over_stdio(hostile_index), work) is False


def started(index: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", clients.MODULE, "stdio"],
        env=clients.environment(index),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=clients.ROOT,
    )


INITIALIZE = json.dumps(
    {
        "jsonrpc": "2.0",
        "id": 1,
        "method": "initialize",
        "params": {
            "protocolVersion": "2024-11-05",
            "capabilities": {},
            "clientInfo": {"name": "old", "version": "1"},
        },
    }
)


def greeted(process: subprocess.Popen[str]) -> dict[str, Any]:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(INITIALIZE + "\n")
    process.stdin.flush()
    answer: dict[str, Any] = json.loads(process.stdout.readline())
    return answer


def test_a_client_that_hangs_up_ends_the_command(hostile_index: Path) -> None:
    process = started(hostile_index)
    assert greeted(process)["result"]["protocolVersion"] == "2024-11-05"
    rest, errors = process.communicate(timeout=60)
    assert (process.returncode, rest, errors) == (0, "", "")


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 0)])
def test_a_signal_ends_the_command(hostile_index: Path, number: int, code: int) -> None:
    process = started(hostile_index)
    greeted(process)
    process.send_signal(number)
    _, errors = process.communicate(timeout=60)
    assert (process.returncode, errors) == (code, "")


def test_a_new_index_answers_without_a_restart(hostile_index: Path, tmp_path: Path) -> None:
    corpus = hostile.write(tmp_path / "corpus")
    settings = load_settings({}, corpus=corpus, index=tmp_path / "index")
    build_index(settings, BagOfWords())

    async def work(client: Client) -> list[str]:
        before = await client.call_tool("list_reports", {})
        (corpus / "lock.txt").write_text("The lock opens at seven.\n")
        build_index(settings, BagOfWords())
        deadline = time.monotonic() + 60
        while True:
            after = await client.call_tool("list_reports", {})
            if after.structured_content != before.structured_content:
                return [one["id"] for one in after.structured_content["reports"]]
            assert time.monotonic() < deadline
            time.sleep(0.1)

    assert ask_with(over_stdio(settings.index), work) == ["ferry", "lock", "plan"]


LIST = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}}).encode()


def posted(site: str, body: bytes = LIST, **headers: str) -> int:
    given = {
        "Content-Type": "application/json",
        "Accept": "application/json, text/event-stream",
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    try:
        with urlopen(Request(f"{site}mcp", body, given), timeout=60) as response:
            assert response.headers["X-Content-Type-Options"] == "nosniff"
            return int(response.status)
    except HTTPError as error:
        with error:
            return error.code


def test_http_has_the_guards_of_the_service(hostile_index: Path) -> None:
    with ready_site(hostile_index) as site:
        assert posted(site) == 200
        assert posted(site, Host="rebound.example") == 421
        assert posted(site, Origin="https://rebound.example") == 403
        assert posted(site, Content_Type="text/plain") == 415
        assert posted(site, b"x" * 300_000) == 413
        with pytest.raises(HTTPError, match="405"):
            urlopen(f"{site}mcp", timeout=60)


def test_every_address_checks_the_name_of_the_host(hostile_index: Path) -> None:
    with ready_site(hostile_index, host="0.0.0.0", open=1, allowed_hosts="one.example") as site:
        local = site.replace("0.0.0.0", "127.0.0.1")
        assert posted(local) == 200
        assert posted(local, Host="one.example") == 200
        assert posted(local, Host="rebound.example") == 421


def test_http_needs_the_key(hostile_index: Path) -> None:
    with ready_site(hostile_index, api_key=KEY) as site:
        assert posted(site) == 401
        assert posted(site, Authorization="Bearer of-another-service-here") == 401
        assert posted(site, Authorization=f"Bearer {KEY}") == 200


def test_other_machines_need_a_key(hostile_index: Path) -> None:
    command = [sys.executable, "-m", "service", "mcp", "--http", "--host", "0.0.0.0"]
    done = subprocess.run(
        [*command, "--index", hostile_index],
        capture_output=True, text=True, check=False, cwd=clients.ROOT,
    )  # fmt: skip
    assert done.returncode == 2
    assert "set PINCITE_API_KEY, or pass --open" in done.stderr


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_the_progress_of_a_check_is_told_over_stdio(hostile_index: Path, mode: str) -> None:
    told: list[tuple[float, float | None]] = []

    async def note(progress: float, total: float | None, message: str | None) -> None:
        assert message is None
        told.append((progress, total))

    async def check(client: Client) -> Any:
        text = "It says “carries forty cars” there. It carried 40 cars."
        return await client.call_tool("check_draft", {"text": text}, progress_callback=note)

    found = ask_with(over_stdio(hostile_index), check, mode).structured_content
    steps = len(found["findings"]) + 2  # of two reports
    assert told[-1] == (steps, steps)


def test_a_long_draft_passes_over_http(hostile_index: Path) -> None:
    async def work(client: Client) -> int:
        draft = "The ferry is small.\n" * 4_999
        assert 99_000 < len(draft) <= 100_000
        result = await client.call_tool("check_draft", {"text": draft})
        assert not result.is_error, result
        return len(result.structured_content["findings"])

    with ready_site(hostile_index) as site:
        assert ask_with(f"{site}mcp", work) == 0


def test_without_the_library_the_command_tells_what_to_install(hostile_index: Path) -> None:
    code = (
        "import sys, importlib.util as u; real = u.find_spec;"
        "u.find_spec = lambda name, *a: None if name == 'mcp' else real(name, *a);"
        "from service.__main__ import run; sys.argv = ['pincite', 'mcp'];"
        "sys.exit(run())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=clients.ROOT
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert 'pip install "pincite[mcp]"' in done.stderr


def test_the_command_answers_from_the_packaged_models(alliance_index: Path) -> None:
    arguments = ["-m", "service", "mcp", "--index", str(alliance_index)]
    server = stdio_client(
        StdioServerParameters(
            command=sys.executable, args=arguments, env=dict(os.environ), cwd=clients.ROOT
        )
    )

    async def work(client: Client) -> Any:
        question = "How many U.S. troops are stationed in Japan?"
        return (await client.call_tool("ask", {"question": question})).structured_content

    answer = ask_with(server, work)
    assert answer["status"] == "answered"
    assert answer["passages"][0]["citation"]["quote_sha256"].startswith("6536c636")


def test_a_missing_index_is_told_before_the_protocol_begins(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "service", "mcp", "--index", tmp_path / "none"],
        capture_output=True, text=True, check=False, cwd=clients.ROOT, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (1, "")
    assert "no index" in done.stderr
