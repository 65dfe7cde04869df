"""Run a real nginx with a configuration of deploy/, without TLS."""

import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.service.http.served import PATIENCE

_CONFIGURATIONS = Path(__file__).parents[2] / "deploy"
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


@contextmanager
def nginx(
    name: str, folder: Path, port: int, services: Mapping[int, int], *, strip: bool = False
) -> Iterator[str]:
    """Run nginx on a port until the block ends; gives the address.

    Args:
        name: of the configuration.
        services: the ports of the services, by those that the configuration names.
        strip: whether nginx takes the path off.
    """
    server = (_CONFIGURATIONS / name).read_text(encoding="utf-8")
    server = re.sub(r" *ssl_certificate.*\n", "", server)
    server = server.replace("443 ssl", f"127.0.0.1:{port}").replace("example.org", "localhost")
    for named, own in services.items():
        assert f"127.0.0.1:{named}" in server
        server = server.replace(f"127.0.0.1:{named}", f"127.0.0.1:{own}")
    if not strip:
        server = re.sub(r"(proxy_pass http://[\w.:]+)/;", r"\1;", server)
    logs = f"pid {folder}/pid; error_log {folder}/errors.log; events {{}}"
    temporary = "".join(
        f"{kind}_temp_path {folder}/{kind};"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    path = folder / "nginx.conf"
    path.write_text(f"{logs} http {{ access_log off; {temporary}\n{server} }}", encoding="utf-8")
    command = [str(NGINX), "-e", f"{folder}/errors.log", "-c", str(path), "-g", "daemon off;"]
    process = subprocess.Popen(command)
    deadline = time.monotonic() + PATIENCE
    try:
        while True:
            assert process.poll() is None, (folder / "errors.log").read_text()
            assert time.monotonic() < deadline
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                time.sleep(0.05)
        yield f"http://localhost:{port}/pincite/"
    finally:
        process.terminate()
        process.wait()
