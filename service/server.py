"""Serve the application with waitress, until told to stop."""

import signal
import sys
from types import FrameType

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
            max_request_body_size=max(settings.max_body_bytes, settings.max_upload_bytes),
            channel_timeout=60,
            ident="pincite",
        )
    except OSError as error:
        print(
            f"service: cannot listen on {settings.host}:{settings.port}: {error.strerror}: "
            "choose another --port",
            file=sys.stderr,
        )
        return 1
    # waitress drops the requests in flight on a plain SIGTERM, but not on SystemExit.
    signal.signal(signal.SIGTERM, _stop)
    loader.start()
    print(f"Pincite is at http://{settings.host}:{server.effective_port}/", flush=True)
    try:
        server.run()
    finally:
        loader.stop()
    return 0


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)
