import ast
import base64
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from corpus.errors import SettingError
from corpus.settings import load_settings
from service.web.access import check_binding
from tests.service.http.served import Served
from tests.service.web.test_ask_api import assert_problem
from tests.test_architecture import ROOT, all_modules

Guarded = Callable[..., FlaskClient]
KEY = "correct-horse-battery"
FORM = "application/x-www-form-urlencoded"


@pytest.fixture(scope="module")
def guarded(shared_guarded: Guarded) -> Guarded:
    return shared_guarded


def basic(password: str, name: str = "anyone") -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(f"{name}:{password}".encode()).decode()}


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "127.8.8.8"])
def test_loopback_needs_no_key(host: str) -> None:
    check_binding(load_settings({}, host=host))


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "", "*", "192.0.2.1", "no-such-host.invalid"])
def test_another_address_needs_a_key_or_a_word(host: str) -> None:
    with pytest.raises(SettingError, match="set PINCITE_API_KEY, or pass --open"):
        check_binding(load_settings({}, host=host))
    check_binding(load_settings({"PINCITE_OPEN": "1"}, host=host))
    check_binding(load_settings({"PINCITE_API_KEY": KEY}, host=host))


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("brief", "too short: use at least 16"),
        ("fifteen-letters", "too short: use at least 16"),
        ("a key with spaces in it", "invalid characters: use printable ASCII"),
        ("ключ" * 8, "invalid characters: use printable ASCII"),
    ],
)
def test_what_is_no_key_is_refused_and_not_shown(key: str, said: str) -> None:
    settings = load_settings({"PINCITE_API_KEY": key})
    with pytest.raises(SettingError, match=said) as raised:
        check_binding(settings)
    assert key not in str(raised.value)
    assert key not in repr(settings)


def test_the_command_refuses_to_serve_everyone_by_accident() -> None:
    command = [sys.executable, "-m", "service", "serve", "--host", "0.0.0.0", "--port", "0"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert "set PINCITE_API_KEY" in done.stderr


@pytest.mark.parametrize(
    "headers",
    [
        {"Authorization": f"Bearer {KEY}"},
        {"Authorization": f"bearer {KEY}"},
        {"X-API-Key": KEY},
        basic(KEY),
        basic(KEY, ""),
    ],
)
def test_the_key_opens_every_door(guarded: Guarded, headers: dict[str, str]) -> None:
    client = guarded(api_key=KEY)
    for path in ("/", "/ask?q=ferry", "/reports", "/metrics", "/openapi.json"):
        assert client.get(path, headers=headers).status_code == 200, path


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": KEY},
        {"Authorization": f"Bearer {KEY}x"},
        {"Authorization": f"Bearer {KEY[:-1]}"},
        {"Authorization": "Bearer "},
        {"Authorization": "Basic ###"},
        {"Authorization": "Bearer \xff\xfe"},
        {"X-API-Key": ""},
        {"X-API-Key": f"{KEY}, {KEY}"},
        {"X_API_KEY": KEY + "x"},
        basic(""),
        basic("x", KEY),
    ],
)
def test_without_the_key_no_door_opens(guarded: Guarded, headers: dict[str, str]) -> None:
    client = guarded(api_key=KEY)
    for rule in client.application.url_map.iter_rules():
        path = rule.rule.replace("<path:report_id>", "ferry").split("<")[0]
        if rule.endpoint.endswith("static") or rule.endpoint in ("api.healthz", "api.readyz"):
            assert path.startswith(("/static/", "/healthz", "/readyz"))
            continue
        response = client.get(path, headers=headers)
        assert_problem(response, 401, "Authorization: Bearer")
        assert {value.split(" ")[0] for value in response.headers.getlist("WWW-Authenticate")} == {
            "Basic",
            "Bearer",
        }
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == 200
    with client.get("/static/style.css") as style:
        assert style.status_code == 200


def test_a_path_that_only_looks_public_needs_the_key(guarded: Guarded) -> None:
    client = guarded(api_key=KEY)
    for path in ("/static/../ask?q=x", "/static", "/healthz/../ask?q=x", "/static/%2e%2e/ask?q=x"):
        assert client.get(path).status_code in (401, 404), path


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost", 200),
        ("LOCALHOST:8000", 200),
        ("localhost.:8000", 200),
        ("127.0.0.1:8000", 200),
        ("[::1]:8000", 200),
        ("reports.example", 200),
        ("evil.example", 421),
        ("evil.example:8000", 421),
        ("localhost.evil.example", 421),
        ("192.0.2.7", 421),
        ("localhost, evil.example", 400),
        ("localhost@evil.example", 400),
        ("localhost:99999", 400),
        ("localhost:x", 400),
        ("local host", 400),
        ("[::1", 400),
        ("", 400),
    ],
)
def test_only_names_of_this_service_are_answered(guarded: Guarded, host: str, status: int) -> None:
    client = guarded(allowed_hosts="Reports.Example, other.example")
    assert client.get("/healthz", headers={"Host": host}).status_code == status


@pytest.mark.parametrize(
    ("allowed", "host", "status"),
    [
        ("reports.example:8443", "reports.example:8443", 200),
        ("Reports.Example.:8443", "reports.example:8443", 200),
        ("reports.example:8443", "reports.example", 421),
        ("reports.example:8443", "reports.example:8444", 421),
        ("reports.example:443", "reports.example", 200),
        ("reports.example:8443, reports.example", "reports.example:9", 200),
        ("reports.example", "reports.example:9", 200),
        ("[2001:db8::1]:8443", "[2001:db8::1]:8443", 200),
        ("[2001:db8::1]:8443", "[2001:db8::1]", 421),
        ("2001:db8::1", "[2001:db8::1]:9", 200),
    ],
)
def test_a_name_with_a_port_is_answered_at_that_port(
    guarded: Guarded, allowed: str, host: str, status: int
) -> None:
    client = guarded(allowed_hosts=allowed)
    assert client.get("/healthz", headers={"Host": host}).status_code == status


@pytest.mark.parametrize(
    "allowed",
    ["https://reports.example", "reports.example/x", "*.example", "a b", "me@x", "x:port", "x:"],
)
def test_what_names_no_host_is_refused(guarded: Guarded, allowed: str) -> None:
    with pytest.raises(SettingError, match="PINCITE_ALLOWED_HOSTS contains") as raised:
        guarded(allowed_hosts=f"fine.example, {allowed}")
    assert repr(allowed) in str(raised.value)


def test_a_number_is_enough_where_every_address_is_served(guarded: Guarded) -> None:
    client = guarded(host="0.0.0.0", open=True)
    assert client.get("/healthz", headers={"Host": "192.0.2.7"}).status_code == 200
    assert client.get("/healthz", headers={"Host": "evil.example"}).status_code == 421
    everyone = guarded(allowed_hosts="*")
    assert everyone.get("/healthz", headers={"Host": "evil.example"}).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost:1"},
        {"Origin": "http://localhost.evil.example"},
        {"Origin": "http://["},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "http://localhost", "Sec-Fetch-Site": "cross-site"},
    ],
)
@pytest.mark.parametrize("path", ["/ask", "/batch", "/nothing"])
def test_a_form_of_another_site_is_refused(
    guarded: Guarded, headers: dict[str, str], path: str
) -> None:
    response = guarded().post(path, data="question=x", content_type=FORM, headers=headers)
    assert_problem(response, 403, "PINCITE_ALLOWED_ORIGINS")


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "http://localhost"},
        {"Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "same-origin", "Origin": "null"},  # as Chromium sends our own form
        {"Origin": "https://localhost"},
    ],
)
def test_our_own_page_may_post(guarded: Guarded, headers: dict[str, str]) -> None:
    assert guarded().post("/ask", json={"question": "ferry"}, headers=headers).status_code == 200


def test_a_link_from_another_site_works_and_an_embedding_does_not(guarded: Guarded) -> None:
    client = guarded()
    link = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
    embedding = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"}
    assert client.get("/?q=ferry", headers=link).status_code == 200
    assert_problem(client.get("/ask?q=ferry", headers=embedding), 403, "another site")


def test_no_origin_may_read_unless_it_is_listed(guarded: Guarded) -> None:
    origin = {"Origin": "https://app.example", "Sec-Fetch-Site": "cross-site"}
    closed = guarded().get("/healthz", headers={"Origin": "https://app.example"})
    assert "Access-Control-Allow-Origin" not in closed.headers
    client = guarded(allowed_origins="https://app.example", api_key=KEY)
    before = client.options("/ask", headers={**origin, "Access-Control-Request-Method": "POST"})
    assert before.status_code == 204
    assert "X-API-Key" in before.headers["Access-Control-Allow-Headers"]
    asked = client.post("/ask", json={"question": "ferry"}, headers={**origin, "X-API-Key": KEY})
    assert asked.status_code == 200
    assert asked.headers["Access-Control-Allow-Origin"] == "https://app.example"
    assert "Origin" in asked.headers["Vary"]
    assert "Access-Control-Allow-Credentials" not in asked.headers
    stranger = client.get("/healthz", headers={"Origin": "https://app.example.evil"})
    assert "Access-Control-Allow-Origin" not in stranger.headers
    assert "Origin" in stranger.headers["Vary"]


def test_every_door_that_takes_a_body_asks_for_its_media_type(guarded: Guarded) -> None:
    client = guarded()
    doors = [
        rule for rule in client.application.url_map.iter_rules() if "POST" in (rule.methods or ())
    ]
    assert {"/ask", "/batch"} <= {rule.rule for rule in doors}
    for rule in doors:
        for media_type in (None, "text/plain", "application/octet-stream"):
            response = client.post(rule.rule, data=b"question=x", content_type=media_type)
            assert_problem(response, 415, "Content-Type")


def test_no_response_sets_a_cookie_and_all_forbid_what_pages_do_not_need(guarded: Guarded) -> None:
    client = guarded()
    for path in (
        "/",
        "/?q=ferry",
        "/reports",
        "/reports/ferry",
        "/batch",
        "/ask?q=x",
        "/no",
        "/metrics",
    ):
        headers = client.get(path).headers
        assert "Set-Cookie" not in headers
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "no-referrer"


GO_ELSEWHERE = ("index/store/seekdb/database.py", "index/workers/ray/cluster.py")
"""Connect to the server that PINCITE_STORE names, and to the cluster that ``--ray`` names; they are
imported where one is named."""


def test_nothing_that_opens_connections_is_imported() -> None:
    banned = {
        "requests",
        "httpx",
        "aiohttp",
        "urllib3",
        "ftplib",
        "smtplib",
        "socketserver",
    }
    for name, imported in all_modules().items():
        if name.startswith(("corpus", "index", "service", "build_index")):
            assert not imported & banned, name
            tree = ast.parse((ROOT / name).read_text(encoding="utf-8"))
            modules = {
                item
                for node in ast.walk(tree)
                for item in (
                    [node.module]
                    if isinstance(node, ast.ImportFrom)
                    else [alias.name for alias in node.names]
                    if isinstance(node, ast.Import)
                    else []
                )
            }
            assert not modules & {"urllib.request", "http.client", "xmlrpc.client"}, name
            if "socket" in imported and name not in GO_ELSEWHERE:
                # Two ask what an address and this machine are called, one shuts down, one makes a
                # pair.
                assert name in (
                    "index/workers/ray/greeting.py",
                    "service/web/access.py",
                    "service/http/connection.py",
                    "corpus/sandbox/child_process.py",
                )
                called = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
                assert not called & {"connect", "connect_ex", "create_connection", "sendto"}, name


def test_a_service_opens_no_connection(small: Served) -> None:
    for path in ("/", "/?q=ferry", "/ask?q=ferry", "/reports", "/metrics", "/nothing"):
        small.get(path)
    opened = [line for line in small.log.read_text().splitlines() if line.startswith("socket.conn")]
    assert [line for line in opened if "9)" not in line] == []
    small.get("/ask?q=dial")
    assert "socket.connect ('127.0.0.1', 9)" in small.log.read_text(), "the test sees none at all"


def test_the_key_is_nowhere_in_what_is_written(small_index: Path) -> None:
    from tests.service.http.served import served

    with served(small_index, api_key=KEY) as running:
        assert running.get("/ask?q=x", f"X-API-Key: {KEY}")[0] == 200
        assert running.get("/ask?q=x", "X-API-Key: wrong")[0] == 401
        metrics = running.get("/metrics", f"Authorization: Bearer {KEY}")[1]
        assert KEY.encode() not in metrics
        assert KEY not in running.log.read_text()
