"""A proxy gives the service an address of its own, with a path; no link leaves that path."""

import io
import re

import pytest
from flask.testing import FlaskClient

from corpus.errors import SettingError
from tests.service.conftest import Guarded

PUBLIC, KEY = "https://example.org/pincite", "correct-horse-battery"
ADDRESS = re.compile(r'\s(?:href|src|action|formaction|data-place|data-url)="(/[^"]*)"')
PAGES = (
    *("/", "/?q=How+many+cars?", "/reports", "/reports/ferry", "/reports/ferry?sentence=2"),
    *("/batch", "/about", "/api", "/cite?id=ferry%23s2", "/nowhere"),
)


@pytest.fixture
def behind(guarded: Guarded) -> FlaskClient:
    return with_key(guarded, public_url=PUBLIC)


def with_key(guarded: Guarded, **chosen: object) -> FlaskClient:
    """Return a client that may add reports."""
    client = guarded(api_key=KEY, uploads=True, **chosen)
    client.environ_base["HTTP_X_API_KEY"] = KEY
    return client


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("before", ["", "/pincite"], ids=["path-taken-off", "path-passed-on"])
def test_every_address_of_a_page_has_the_path(behind: FlaskClient, page: str, before: str) -> None:
    text = behind.get(before + page, headers={"Accept": "text/html"}).text
    found = ADDRESS.findall(text)
    assert len(found) > 8
    assert [address for address in found if not address.startswith("/pincite/")] == []
    assert [address for address in found if address.startswith("/pincite/pincite")] == []
    assert 'data-base="/pincite"' in text


@pytest.mark.parametrize("page", PAGES)
def test_a_page_differs_by_the_path_alone(behind: FlaskClient, guarded: Guarded, page: str) -> None:
    shown = behind.get(page, headers={"Accept": "text/html"}).text
    alone = with_key(guarded).get(page, headers={"Accept": "text/html", "Host": "localhost"}).text
    hidden = re.compile(r"[0-9a-f]{16,}")
    shown = shown.replace("https://localhost/pincite", "http://localhost")
    # The commands on /api have the public address, whatever address was asked.
    shown = shown.replace("https://example.org/pincite", "http://localhost").replace("/pincite", "")
    assert hidden.sub("", shown) == hidden.sub("", alone)


def test_a_form_leads_below_the_path(behind: FlaskClient) -> None:
    sent = {"file": (io.BytesIO(b"How many cars?\n"), "q.txt")}
    answer = behind.post("/batch", data=sent, content_type="multipart/form-data")
    assert answer.status_code == 303
    assert re.fullmatch(r"/pincite/batch/\w+", answer.headers["Location"])


def test_a_quote_that_looks_like_an_address_is_left_alone(behind: FlaskClient) -> None:
    text = behind.get("/", query_string={"q": '" href="/x'}).text
    assert "/pincite/x" not in text


def test_the_openapi_document_names_the_public_address(
    behind: FlaskClient, client: FlaskClient
) -> None:
    assert behind.get("/openapi.json").json["servers"] == [{"url": PUBLIC}]  # type: ignore[index]
    assert client.get("/openapi.json").json["servers"] == [{"url": "/"}]  # type: ignore[index]


def test_the_public_host_needs_no_entry_among_the_allowed_hosts(guarded: Guarded) -> None:
    client = guarded(public_url=PUBLIC)
    assert client.get("/", headers={"Host": "example.org"}).status_code == 200
    assert client.get("/", headers={"Host": "example.com"}).status_code == 421


@pytest.mark.parametrize(
    "address",
    ["example.org", "/pincite", "ftp://example.org", "https://", "https://example.org/?a=b",
     "https://example.org/#a", 'https://example.org/"x', "https://example.org:port/", "https://["],
)  # fmt: skip
def test_an_invalid_public_address_is_refused_when_the_service_starts(
    guarded: Guarded, address: str
) -> None:
    with pytest.raises(SettingError, match=r"public_url is .*: it must be an address such as"):
        guarded(public_url=address)


def test_no_header_of_a_proxy_changes_an_address(guarded: Guarded) -> None:
    forged = {"X-Forwarded-Prefix": "/evil", "X-Forwarded-Host": "evil.example"}
    assert "evil" not in guarded().get("/", headers=forged).text
