"""Serve the application with waitress, until told to stop."""

import logging
import signal
import sys
from types import FrameType
from typing import Any

from waitress.server import create_server

from corpus.settings import Settings
from service.loader import EngineLoader
from service.web import create_app


def serve(settings: Settings) -> int:
    """Listen, open the index behind the open door, and answer until SIGTERM or Ctrl-C.

    Returns:
        The exit code: 0 when stopped, 1 when the address cannot be had.
    """
    loader = EngineLoader(settings)
    app = create_app(settings, loader)
    try:
        server = create_server(
            app,
            host=settings.host,
            port=settings.port,
            threads=settings.server_threads,
            # Above the application's own limits, so that it is the one to refuse, with a problem.
            max_request_body_size=8 * max(settings.max_body_bytes, settings.max_upload_bytes),
            channel_timeout=60,
            ident="pincite",
        )
    except (OSError, ValueError) as error:
        print(
            f"service: cannot listen on {settings.host}:{settings.port}: {error}: "
            "choose another --host or --port",
            file=sys.stderr,
        )
        return 1
    # It warns of every request that waits for a moment: two lines a request on a busy day.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    # waitress drops the requests in flight on a plain SIGTERM, but not on SystemExit.
    signal.signal(signal.SIGTERM, _stop)
    loader.start()
    for address in _addresses(server):
        print(f"Pincite is at {address}", flush=True)
    try:
        server.run()
    finally:
        loader.stop()
    return 0


def _addresses(server: Any) -> list[str]:
    """Return where the server listens; a host may stand for several addresses."""
    single = [(getattr(server, "effective_host", ""), getattr(server, "effective_port", 0))]
    listening = getattr(server, "effective_listen", single)
    return [
        f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"
        for host, port in listening
    ]


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)
