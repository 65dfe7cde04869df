"""Connect to a cluster of Ray, or start one of this machine that no other machine reaches."""

import fcntl
import importlib.util
import os
import secrets
import shutil
import socket
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from corpus.errors import NotStarted, SettingError
from index.workers.ray.greeting import ROOT

LOCAL, AUTO = "local", "auto"
_ANSWER_SECONDS = 10.0
_PREFIX, _LOCK, _TOKEN = "pincite-ray-", "lock", "token"
_LOOPBACK, _CLUSTERS = "127.0.0.1", "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER"
_LONGEST_FOLDER = 40
"""The sockets that Ray makes in its folder have paths of at most 107 bytes."""
_INSTALLED = ROOT.name == "site-packages"
_SHARE = 0.5
"""Processors of an actor: a machine has as many readers and as many encoders as processors, and
a build reads and encodes in turns."""


def check_installed() -> None:
    """Refuse to work without Ray.

    Raises:
        SettingError: when Ray is not installed.
    """
    if importlib.util.find_spec("ray") is None:
        raise SettingError(
            'builds on Ray need a package that is not installed: run pip install "pincite[ray]", '
            "or build without --ray"
        )


class Cluster:
    """A connection to Ray; actors end with it.

    Attributes:
        processors: of all machines.
    """

    def __init__(self, address: str, processors: int) -> None:
        """Connect, or start a cluster.

        Args:
            address: HOST:PORT, "auto" for the cluster of this machine, or ``LOCAL`` to start one.
            processors: of a cluster that is started.

        Raises:
            NotStarted: when Ray cannot be started, or does not answer at the address.
        """
        self._folder: Path | None = None
        self._lock: int | None = None
        options: dict[str, Any] = {"address": address}
        before = dict(os.environ)
        os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
        try:
            if address == LOCAL:
                options |= self._own(processors)
            else:
                _answers(address)
            self._connect(options)
        except BaseException as error:
            self.close()
            if not isinstance(error, (OSError, RuntimeError, ValueError)):
                raise
            raise _refused(address, error) from error
        finally:
            _restore(before)
        self.processors = max(1, int(self._ray.cluster_resources().get("CPU", 1)))

    def _own(self, processors: int) -> dict[str, Any]:
        """Make the folder of a cluster of this machine, and return how it is started."""
        _sweep()
        self._folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
        if len(str(self._folder)) > _LONGEST_FOLDER:
            shutil.rmtree(self._folder)
            raise SettingError(
                f"the path {self._folder} is too long for the sockets of Ray: set TMPDIR to a "
                "shorter one, such as /tmp"
            )
        self._lock = os.open(self._folder / _LOCK, os.O_CREAT | os.O_RDWR)
        fcntl.flock(self._lock, fcntl.LOCK_EX)
        # Other users of this machine reach its ports, but do not know the token.
        (self._folder / _TOKEN).touch(0o600)
        (self._folder / _TOKEN).write_text(secrets.token_hex(32), encoding="ascii")
        # Without this, Ray replaces 127.0.0.1 by an address that other machines reach.
        os.environ[_CLUSTERS] = "0"
        os.environ["RAY_AUTH_MODE"] = "token"
        os.environ["RAY_AUTH_TOKEN_PATH"] = str(self._folder / _TOKEN)
        return {
            "num_cpus": processors,
            "include_dashboard": False,
            "_temp_dir": str(self._folder),
            "_node_ip_address": _LOOPBACK,
        }

    def _connect(self, options: Mapping[str, Any]) -> None:
        import ray

        self._ray: Any = ray
        ray.init(
            **options,
            logging_level="error",
            log_to_driver=False,
            # A checkout is on the path of the actors; an installed package is on it already.
            runtime_env={"env_vars": {"PYTHONPATH": "" if _INSTALLED else str(ROOT)}},
        )
        if self._folder is not None and ray.util.get_node_ip_address() != _LOOPBACK:
            raise RuntimeError(f"it would listen on {ray.util.get_node_ip_address()} too")

    def keep(self, value: object) -> Any:
        """Store a value once for all actors, and return its reference."""
        return self._ray.put(value)

    def hire(self, kind: type, *arguments: object) -> Any:
        """Start an actor, and return it; another thread of it answers calls of ``page``.

        An actor that ends is replaced by another one, maybe on another machine.
        """
        made = self._ray.remote(
            num_cpus=_SHARE,
            max_restarts=0,
            max_task_retries=0,
            scheduling_strategy="SPREAD",
            concurrency_groups={"page": 1},
        )(kind)
        return made.remote(*arguments)

    def close(self) -> None:
        """End the actors, and the cluster if this process started it."""
        if hasattr(self, "_ray"):
            self._ray.shutdown()
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None


def _answers(address: str) -> None:
    """Find out whether anything answers at an address; Ray itself tries for minutes.

    Raises:
        OSError: when nothing does.
    """
    if address != AUTO:
        host, _, port = address.rpartition(":")
        socket.create_connection((host.strip("[]"), int(port)), _ANSWER_SECONDS).close()


def _refused(address: str, error: Exception) -> NotStarted:
    reason = str(error).strip().partition("\n")[0].rstrip(".")
    if address == LOCAL:
        return NotStarted(f"Ray cannot be started ({reason}): build without --ray")
    where = "on this machine" if address == AUTO else f"at {address}"
    return NotStarted(
        f"there is no cluster of Ray {where} that this machine is part of ({reason}): run "
        "ray start --address=HOST:PORT on this machine, or build without --ray"
    )


def _restore(before: Mapping[str, str]) -> None:
    """Undo changes of the variables of Ray, whose processes have read them."""
    for name in [name for name in os.environ if name.startswith("RAY_") and name not in before]:
        del os.environ[name]
    os.environ.update({name: one for name, one in before.items() if name.startswith("RAY_")})


def _sweep() -> None:
    """Remove the folders of clusters whose process was killed."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        try:
            lock = os.open(folder / _LOCK, os.O_RDWR)
        except OSError:  # somebody else's, or it is being made
            continue
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(folder, ignore_errors=True)
        except OSError:  # in use
            continue
        finally:
            os.close(lock)
