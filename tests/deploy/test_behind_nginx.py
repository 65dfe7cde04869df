"""The service behind a real nginx, with the configuration that deploy/nginx.conf gives."""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urljoin
from urllib.request import HTTPRedirectHandler, Request, build_opener, urlopen

import pytest

from tests.deploy.proxy import NGINX, free_port, nginx
from tests.service.http.served import served
from tests.service.http_client import get, until_ready

ADDRESS = re.compile(r'\s(?:href|src|action|data-url|data-place)="([^"#][^"]*)"')
pytestmark = [
    pytest.mark.slow,
    # "make test" installs it on Debian: see provide_nginx.sh.
    pytest.mark.skipif(NGINX is None, reason="nginx is not installed"),
]
POSTED = re.compile(r'<form[^>]* action="([^"]+)" method="post"')


@pytest.fixture(scope="module", params=[True, False], ids=["path-taken-off", "path-passed-on"])
def site(
    request: pytest.FixtureRequest, small_index: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("nginx")
    port = free_port()
    address = f"http://localhost:{port}/pincite"
    with (
        served(
            small_index,
            public_url=address,
            corpus=small_index.with_name("corpus"),
            job_folder=folder / "jobs",
        ) as service,
        nginx("nginx.conf", folder, port, {8000: service.port}, strip=request.param) as site,
    ):
        until_ready(site)
        yield site


def links(page: str, text: str) -> set[str]:
    found = {urljoin(page, unescape(link)) for link in ADDRESS.findall(text)}
    # Sentence 0 stands where the script of the reading view puts the chosen one.
    return {link for link in found if not re.search(r"(?:sentence=|%23s)0(?!\d)", link)}


def test_every_link_from_the_home_page_leads_somewhere_below_the_path(site: str) -> None:
    waiting, seen = {site, f"{site}?q=How+many+cars%3F"}, set[str]()
    posted: set[str] = set()  # forms send to these, and some of them only take that
    while waiting:
        address = waiting.pop()
        seen.add(address)
        status, body = get(address, "text/html")
        assert status == 200 or (status, address in posted) == (405, True), address
        if body.startswith(b"<!doctype html>") and len(seen) < 120:
            found = {link.split("#")[0] for link in links(address, body.decode())}
            outside = [link for link in found if not link.startswith(site)]
            assert outside == [], address
            posted |= {urljoin(address, action) for action in POSTED.findall(body.decode())}
            waiting |= found - seen
    kinds = {re.sub(r"[?].*", "", address.removeprefix(site)).split("/")[0] for address in seen}
    assert {"", "static", "reports", "sources", "batch", "about", "api", "cite"} <= kinds


def test_the_bare_path_leads_to_the_home_page(site: str) -> None:
    with urlopen(site.rstrip("/")) as response:
        assert response.url == site


class _Stay(HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        return None


def test_a_question_file_is_sent_and_answered_below_the_path(site: str) -> None:
    lines = ["--b", 'Content-Disposition: form-data; name="file"; filename="q.txt"', "",
             "How many cars?", "--b--", ""]  # fmt: skip
    headers = {"Content-Type": "multipart/form-data; boundary=b", "Origin": site.rstrip("/")[:-8]}
    sent = Request(f"{site}batch", "\r\n".join(lines).encode(), headers)
    with pytest.raises(HTTPError) as answer:
        build_opener(_Stay).open(sent)
    with answer.value as response:
        assert response.code == 303
        place = response.headers["Location"]
    assert re.fullmatch(r"/pincite/batch/\w+", place)
    assert get(urljoin(site, place), "text/html")[0] == 200


def test_an_answer_prints_the_public_address(site: str) -> None:
    _, body = get(f"{site}?q=How+many+cars%3F", "text/html")
    assert f'<p class="printed">{site}reports/ferry#s2~5zrncp7hh3yj</p>' in body.decode()
