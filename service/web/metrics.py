"""The figures of the running service, for Prometheus."""

from collections.abc import Callable, Iterable

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.registry import Collector

from service.answers.engine import Engine
from service.answers.serving import NotReady

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
_METHODS = ("GET", "HEAD", "POST", "OPTIONS")
MEDIA_TYPE = CONTENT_TYPE_LATEST


class Metrics:
    """Counts what one service does; nothing is shared between two of them."""

    def __init__(self) -> None:
        """Start at zero."""
        self.registry = registry = CollectorRegistry()
        self._requests = Histogram(
            "pincite_request_seconds",
            "Time from the arrival of a request to its answer, waiting included.",
            ("door", "method", "status"),
            buckets=_SECONDS,
            registry=registry,
        )
        self._stages = Histogram(
            "pincite_stage_seconds",
            "Time that a stage of answering took, for the questions asked together.",
            ("stage",),
            buckets=_SECONDS,
            registry=registry,
        )
        self._refused = Counter(
            "pincite_refused_total",
            "Requests that were answered before they reached the application.",
            ("status", "reason"),
            registry=registry,
        )
        ProcessCollector(registry=registry)

    def request(self, door: str | None, method: str, status: int, seconds: float) -> None:
        """Count a request that the application answered."""
        method = method if method in _METHODS else "other"
        self._requests.labels(door or "none", method, str(status)).observe(seconds)

    def stage(self, stage: str, seconds: float) -> None:
        """Count one run of a stage."""
        self._stages.labels(stage).observe(seconds)

    def refused(self, status: int, reason: str) -> None:
        """Count a request that the application never saw."""
        self._refused.labels(str(status), reason).inc()

    def watch(self, name: str, help: str, value: Callable[[], float]) -> None:
        """Show a figure that is asked for whenever the figures are read."""
        self.registry.register(_Watched(lambda: [_gauge(name, help, value())]))

    def watch_generation(self, engine: Engine) -> None:
        """Show which generation serves, and whether a newer one was refused."""
        self.registry.register(_Watched(lambda: _generation(engine)))

    def text(self) -> bytes:
        """Return all figures in the text format of Prometheus."""
        return generate_latest(self.registry)


class _Watched(Collector):
    def __init__(self, read: Callable[[], Iterable[Metric]]) -> None:
        self._read = read

    def collect(self) -> Iterable[Metric]:
        return self._read()

    def describe(self) -> Iterable[Metric]:
        return []


def _gauge(name: str, help: str, value: float) -> Metric:
    return GaugeMetricFamily(name, help, value=value)


def _generation(engine: Engine) -> Iterable[Metric]:
    try:
        manifest = engine.serving.ready.generation.manifest
    except NotReady:
        yield _gauge("pincite_ready", "Whether questions are answered.", 0)
        return
    yield _gauge("pincite_ready", "Whether questions are answered.", 1)
    info = GaugeMetricFamily(
        "pincite_generation_info",
        "The generation that serves.",
        labels=("generation", "model"),
    )
    info.add_metric((manifest.generation, manifest.model), 1)
    yield info
    yield _gauge("pincite_reports", "Reports in the generation that serves.", manifest.reports)
    yield _gauge("pincite_passages", "Sentences in the generation.", manifest.passages)
    refused = float(engine.serving.refusal is not None)
    yield _gauge("pincite_generation_refused", "Whether a newer one was refused.", refused)
