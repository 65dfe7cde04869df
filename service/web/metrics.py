"""Collect metrics of the running service and export them to Prometheus."""

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
    """The metrics of one service, in a registry of their own."""

    def __init__(self) -> None:
        """Create the metrics, all at zero."""
        self.registry = registry = CollectorRegistry()
        self._requests = Histogram(
            "pincite_request_seconds",
            "Seconds from the arrival of a request to its response, including the wait.",
            ("door", "method", "status"),
            buckets=_SECONDS,
            registry=registry,
        )
        self._stages = Histogram(
            "pincite_stage_seconds",
            "Seconds that a stage of answering took, for one batch of questions.",
            ("stage",),
            buckets=_SECONDS,
            registry=registry,
        )
        self._refused = Counter(
            "pincite_refused_total",
            "Requests refused before they reached the application.",
            ("status", "reason"),
            registry=registry,
        )
        ProcessCollector(registry=registry)

    def observe_request(
        self, endpoint: str | None, method: str, status: int, seconds: float
    ) -> None:
        """Record a request that the application answered.

        Args:
            endpoint: name of the Flask endpoint, or None when no route matched.
            method: HTTP method; methods that the application does not know count as "other".
            status: status of the response.
            seconds: time from arrival to response.
        """
        method = method if method in _METHODS else "other"
        self._requests.labels(endpoint or "none", method, str(status)).observe(seconds)

    def observe_stage(self, stage: str, seconds: float) -> None:
        """Record one run of a stage."""
        self._stages.labels(stage).observe(seconds)

    def count_refusal(self, status: int, reason: str) -> None:
        """Count a request that was refused before the application.

        Args:
            status: status of the response; 0 when the connection was closed without one.
            reason: label of the refusal, such as "full".
        """
        self._refused.labels(str(status), reason).inc()

    def add_gauge(self, name: str, help: str, value: Callable[[], float]) -> None:
        """Add a gauge whose value is computed at each export."""
        self.registry.register(_Computed(lambda: [_gauge(name, help, value())]))

    def add_generation(self, engine: Engine) -> None:
        """Add gauges that describe the generation that serves."""
        self.registry.register(_Computed(lambda: _generation(engine)))

    def text(self) -> bytes:
        """Return all metrics in the text format of Prometheus."""
        return generate_latest(self.registry)


class _Computed(Collector):
    """Metrics that are computed at each export."""

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
        yield _gauge("pincite_ready", "1 when the service can answer questions.", 0)
        return
    yield _gauge("pincite_ready", "1 when the service can answer questions.", 1)
    info = GaugeMetricFamily(
        "pincite_generation_info",
        "The generation that serves.",
        labels=("generation", "model", "adapter"),
    )
    info.add_metric((manifest.generation, manifest.model, manifest.adapter or ""), 1)
    yield info
    yield _gauge("pincite_reports", "Reports in the generation that serves.", manifest.reports)
    yield _gauge("pincite_passages", "Sentences in the generation that serves.", manifest.passages)
    refused = float(engine.serving.refusal is not None)
    yield _gauge("pincite_generation_refused", "1 when a newer generation was refused.", refused)
