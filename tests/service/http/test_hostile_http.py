"""What no well-behaved client sends, to a real server, byte by byte."""

import json
import socket

import pytest

from tests.service.http.served import Served, everything, served, status_of
from tests.service.web.test_metrics import counted, read

pytestmark = pytest.mark.slow

HEAD = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n"
ASK = b"POST /ask HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"


def body_of(response: bytes) -> bytes:
    return response.split(b"\r\n\r\n", 1)[1]


def assert_problem(response: bytes, status: int) -> None:
    head, body = response.split(b"\r\n\r\n", 1)
    assert status_of(response) == status, response
    assert b"Content-Type: application/problem+json" in head
    assert b"X-Content-Type-Options: nosniff" in head
    assert b"default-src 'none'" in head
    content = json.loads(body)
    known = {"type", "title", "status", "detail", "request_id"}
    assert known <= set(content) <= known | {"field", "remedy"}
    assert content["status"] == status
    assert f"X-Request-Id: {content['request_id']}".encode() in head


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 400),
        (b"GET\r\n\r\n", 400),
        (b"GET  /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n", 400),
        (b"get /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n", 400),
        (b"GET http://[ HTTP/1.1\r\nHost: localhost\r\n\r\n", 400),
        (b"GET /healthz HTTP/1.1\nHost: localhost\r\n\r\n", 400),
        (b"GET /healthz HTTP/1.1\r\n\r\n", 400),
        (HEAD + b"Host: evil.example\r\n\r\n", 400),
        (HEAD + b" folded\r\nbare\rreturn: x\r\n\r\n", 400),
        (HEAD + b"no colon\r\n\r\n", 400),
        (HEAD + b"space : x\r\n\r\n", 400),
        (HEAD + b"Nul: a\x00b\r\n\r\n", 400),
        (HEAD + b"Content-Length: -1\r\n\r\n", 400),
        (HEAD + b"Content-Length: 1e3\r\n\r\n", 400),
        (HEAD + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\n", 400),
        (HEAD + b"Content-Length: " + b"9" * 5000 + b"\r\n\r\n", 400),
        (HEAD + b"Content-Length: 99999999999\r\n\r\n", 413),
        (HEAD + b"Transfer-Encoding: gzip\r\n\r\n", 501),
        (HEAD + b"Transfer-Encoding: chunked, identity\r\n\r\n", 501),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n", 400),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n-1\r\n", 400),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n", 400),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + b"1" * 5000, 400),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n1;" + b"x" * 5000, 400),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n0\r\n" + b"x" * 5000, 400),
        # Two readers could see two requests in these.
        (ASK + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
        (ASK + b"Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n", 400),
        (ASK.replace(b"1.1", b"1.0") + b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
        (ASK + b"Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n", 400),
        (ASK + b"Transfer-Encoding: \x0bchunked\r\n\r\n0\r\n\r\n", 400),
        (b"GET /" + b"x" * 70_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n", 431),
        (HEAD + b"".join(b"H%d: x\r\n" % at for at in range(8000)) + b"\r\n", 431),
        (HEAD + b"X: " + b"y" * 70_000, 431),
    ],
)
def test_what_is_no_http_is_a_problem(small: Served, data: bytes, status: int) -> None:
    assert_problem(small.raw(data), status)
    assert small.get("/healthz")[0] == 200


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (b"/ask?q=%00", 422),
        (b"/ask?q=%ff%fe", 200),
        (b"/ask?q=%ed%a0%80", 200),
        (b"/ask?q=" + b"%F0%9F%9A%A2" * 1000, 200),
        (b"/ask?q=" + b"%F0%9F%9A%A2" * 1001, 422),
        (b"/ask?q=x&k=" + b"9" * 5000, 422),
        (b"/ask?q=x&k=%D9%A5", 422),
        (b"/ask?" + b"&" * 5000 + b"q=ferry", 200),
        (b"/ask?" + b"=" * 5000, 422),
        (b"/ask?q=x" + b"&report=ferry" * 2000, 200),
        (b"/ask?q=x" + b"&report=%0a" * 2000, 422),
        (b"/ask?q[]=x", 422),
        (b"/ask?q=x;k=2", 200),
        (b"/ask?q=%", 200),
        (b"/%00", 404),
        (b"/reports/%2e%2e/%2e%2e/etc/passwd", 404),
        (b"/reports/..%2f..%2fetc%2fpasswd", 404),
        (b"/static/..%2f..%2fengine.py", 404),
        (b"/static/..\\..\\engine.py", 404),
        (b"/\xff\xfe", 400),
        (b"//evil.example/", 404),
        (b"http://evil.example/healthz", 200),
    ],
)
def test_strange_addresses_are_answered(small: Served, path: bytes, status: int) -> None:
    request = b"GET " + path + b" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    response = small.raw(request)
    assert status_of(response) == status, response
    if status != 200:
        assert_problem(response, status)
    else:
        json.loads(body_of(response))


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"[" * 60_000, 400),
        (b'{"question":' * 5000, 400),
        (b'{"question": "x", "k": ' + b"9" * 5000 + b"}", 400),
        (b'{"question": "x", "k": 1e400}', 422),
        (b'{"question": "x", "k": NaN}', 422),
        (b'{"question": "x", "k": -0}', 422),
        (b'{"question": "\\udc80"}', 400),
        (b'{"question": "\xed\xa0\x80"}', 400),
        (b'{"question": "a\\u0000"}', 422),
        ('{"question": "x"}'.encode("utf-16"), 400),
        ('{"question": "x"}'.encode("utf-8-sig"), 400),
        (b'{"question": "x", "question": 5}', 422),
        (b'{"question": "x"} {"question": "x"}', 400),
        (b"\x1f\x8b\x08\x00", 400),
        (b"null", 422),
    ],
)
def test_strange_bodies_are_refused(small: Served, body: bytes, status: int) -> None:
    length = b"Content-Length: %d\r\nConnection: close\r\n\r\n" % len(body)
    assert_problem(small.raw(ASK + length + body), status)


def test_a_chunked_body_is_read(small: Served) -> None:
    parts = [b'{"question"', b': "When does ', b'the ferry leave?"}']
    chunks = b"".join(b"%x;name=value\r\n%s\r\n" % (len(part), part) for part in parts)
    head = ASK + b"Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
    response = small.raw(head + chunks + b"0\r\nTrailer: x\r\n\r\n")
    assert status_of(response) == 200
    assert json.loads(body_of(response))["question"] == "When does the ferry leave?"


def test_http_1_0_is_answered_and_the_connection_closed(small: Served) -> None:
    response = small.raw(b"GET /ask?q=ferry HTTP/1.0\r\n\r\n")
    assert response.startswith(b"HTTP/1.0 200")
    json.loads(body_of(response))


def test_requests_sent_together_are_answered_in_order(small: Served) -> None:
    paths = [b"/healthz", b"/ask?q=ferry", b"/ask", b"/nothing", b"/readyz"] * 4
    requests = [
        b"GET %s HTTP/1.1\r\nHost: localhost\r\nX-Request-Id: n%d\r\n" % (path, at)
        for at, path in enumerate(paths)
    ]
    requests[-1] += b"Connection: close\r\n"
    response = small.raw(b"".join(request + b"\r\n" for request in requests))
    named = [
        line.removeprefix(b"X-Request-Id: ")
        for line in response.split(b"\r\n")
        if line.startswith(b"X-Request-Id: ")
    ]
    assert named == [b"n%d" % at for at in range(20)]


def test_a_smuggled_request_is_not_answered(small: Served) -> None:
    inner = b"GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n"
    for outer in (
        ASK + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        ASK.replace(b"1.1", b"1.0") + b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    ):
        response = small.raw(outer + inner)
        assert response.count(b"X-Request-Id: ") == 1
        assert b"pincite_" not in response


@pytest.mark.parametrize("size", [5_000_100, 20_000_000])
def test_a_body_that_is_too_large_is_told_so_at_its_end(small: Served, size: int) -> None:
    with small.connect() as client:
        client.sendall(ASK + b"Content-Length: %d\r\n\r\n" % size)
        block = b"x" * 100_000
        for at in range(0, size, len(block)):
            client.sendall(block[: size - at])
        assert_problem(everything(client), 413)


def test_who_asks_before_sending_is_told_at_once(small: Served) -> None:
    expecting = b"Content-Length: 20000000\r\nExpect: 100-continue\r\n\r\n"
    assert_problem(small.raw(ASK + expecting), 413)
    with small.connect() as client:
        client.sendall(
            ASK + b"Content-Length: 17\r\nConnection: close\r\nExpect: 100-continue\r\n\r\n"
        )
        assert client.recv(100).startswith(b"HTTP/1.1 100 Continue")
        client.sendall(b'{"question": "x"}')
        assert status_of(everything(client)) == 200


def test_a_chunked_body_without_end_is_refused(small: Served) -> None:
    with small.connect() as client:
        client.sendall(ASK + b"Transfer-Encoding: chunked\r\n\r\n")
        for _ in range(120):
            client.sendall(b"186a0\r\n" + b"x" * 100_000 + b"\r\n")
        assert_problem(everything(client), 413)


def test_the_limit_of_the_headers_is_a_setting_and_refusals_are_counted(
    small_index: object,
) -> None:
    from pathlib import Path

    assert isinstance(small_index, Path)
    with served(small_index, max_header_bytes=2000) as running:
        assert running.get("/healthz", "X: " + "y" * 1000)[0] == 200
        assert_problem(running.raw(HEAD + b"X: " + b"y" * 2000 + b"\r\n\r\n"), 431)
        found = read(body_of(running.get("/metrics")[1]).decode())
        assert counted(found["pincite_refused_total"], status="431", reason="malformed") == 1


def test_a_client_that_resets_its_connection_harms_nobody(small: Served) -> None:
    for at in range(50):
        client = small.connect()
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
        client.sendall((HEAD + b"\r\n" if at % 2 else ASK)[: 5 + at])
        client.close()
    assert small.get("/ask?q=ferry")[0] == 200
    assert "Traceback" not in small.log.read_text()
