"""Answer the protocol over HTTP, as a route of the service that shows the pages.

The route runs behind everything that guards the other routes: the check of host, origin and key,
the limits of size, time and number, the log and the metrics. Each request is answered by itself,
in the thread that admitted it, and nothing is kept between two requests.
"""

from typing import Any

import anyio
from flask import Blueprint, Response, request
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp.server.transport_security import TransportSecuritySettings

from corpus.settings import Settings
from index.types import Embedder
from service.answers.engine import Engine
from service.http.server import serve as listen
from service.mcp.desk import watched
from service.mcp.server import Work, make_server
from service.web.door import MCP, Door

PATH = "/mcp"
# The service has checked host and origin, by its own settings, before a request comes here.
_CHECKED = TransportSecuritySettings(enable_dns_rebinding_protection=False)


def serve(settings: Settings, embedder: Embedder | None = None) -> int:
    """Serve the protocol beside the pages and the JSON API until SIGTERM or Ctrl-C.

    Args:
        embedder: encodes the questions; the settings' model when None.

    Raises:
        SettingError: when other machines could send requests without a key.
    """
    return listen(settings, embedder, door(settings))


def door(settings: Settings) -> Door:
    """Return the route, with the number of bytes that it reads of a body."""
    # JSON may double the length of a draft.
    body_bytes = 2 * settings.mcp_max_draft_bytes + settings.max_body_bytes
    return Door(PATH, body_bytes, blueprint)


def blueprint(settings: Settings, engine: Engine) -> Blueprint:
    """Return the route of the protocol."""
    routes = Blueprint(MCP, __name__)
    public = settings.public_url.rstrip("/")
    desk = watched(engine, lambda: public or request.host_url.rstrip("/"))
    server = make_server(desk, _here, in_thread=False)

    @routes.post(PATH)
    def answer() -> Response:
        body = request.get_data()
        status, headers, content = anyio.run(_exchange, server, _scope(), body)
        return Response(content, status, headers)

    return routes


async def _here(work: Work) -> Any:
    """Run work in this thread, whose event loop serves one request alone."""
    return work()


def _scope() -> dict[str, Any]:
    headers = [(name.lower().encode("latin-1"), value.encode("latin-1"))
               for name, value in request.headers.items()]  # fmt: skip
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": request.method,
        "scheme": request.scheme,
        "path": PATH,
        "raw_path": PATH.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": headers,
    }


async def _exchange(
    server: Any, scope: dict[str, Any], body: bytes
) -> tuple[int, list[tuple[str, str]], bytes]:
    """Return status, headers and body of the response to one request."""
    parts, started = [{"type": "http.request", "body": body, "more_body": False}], {}
    content = bytearray()

    async def receive() -> dict[str, Any]:
        if parts:
            return parts.pop()
        await anyio.sleep_forever()  # the client waits for its response
        raise AssertionError

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            started.update(message)
        else:
            content.extend(message.get("body", b""))

    manager = StreamableHTTPSessionManager(
        app=server,
        json_response=True,
        stateless=True,
        security_settings=_CHECKED,
        max_request_body_size=max(1, len(body)),
    )
    async with manager.run():
        await manager.handle_request(scope, receive, send)
    headers = [
        (name.decode("latin-1"), value.decode("latin-1"))
        for name, value in started["headers"]
        if name.lower() != b"content-length"
    ]
    return started["status"], headers, bytes(content)
