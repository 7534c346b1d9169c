"""/metrics: the figures as Prometheus reads them. Nothing is counted here: each is read from what is stored."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, Protocol

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.registry import Collector

from bot.arrivals import Arrivals
from bot.beside import folder_beside
from bot.clock import lease_seconds
from bot.core_parts import CoreParts
from bot.disk import free_bytes
from bot.schema import newest_revision
from services.health.figures import Figure, figures
from services.health.working import what_stops

CONTENT_TYPE: Final = CONTENT_TYPE_LATEST
PREFIX: Final = "honghui_"


class MetricsParts(CoreParts, Protocol):
    """What the figures need of the application."""

    @property
    def arrivals(self) -> Arrivals: ...


def written(parts: MetricsParts) -> bytes:
    """Write all figures down."""
    registry = CollectorRegistry()
    registry.register(_Read(parts))
    return generate_latest(registry)


class _Read(Collector):
    def __init__(self, parts: MetricsParts) -> None:
        self._parts = parts

    def describe(self) -> Iterator[GaugeMetricFamily]:
        """Promise nothing before it is read."""
        return iter(())

    def collect(self) -> Iterator[GaugeMetricFamily]:
        for one in _all(self._parts):
            family = GaugeMetricFamily(PREFIX + one.name, one.says, labels=one.labels)
            for *labels, value in one.values:
                family.add_metric([str(label) for label in labels], float(value))
            yield family


def _all(parts: MetricsParts) -> Iterator[Figure]:
    now, real_now = parts.clock.now(), lease_seconds()
    with parts.db.read() as session:
        troubles = [(one.kind, one.subject, 1) for one in what_stops(session, now, real_now)]
        yield Figure("trouble", "What keeps the program from working.", ("kind", "subject"), tuple(troubles))
        yield from figures(session, now, real_now)
    waiting, since, aside = parts.arrivals.counted()
    age = max((now - since).total_seconds(), 0) if since else 0
    yield Figure("arrivals_waiting", "Callbacks that are kept and not worked off.", (), ((waiting,),))
    yield Figure("arrivals_oldest_seconds", "Seconds since the oldest of them came.", (), ((age,),))
    yield Figure("arrivals_set_aside", "Callbacks that can never be read.", (), ((aside,),))
    free = free_bytes(folder_beside(parts.settings.database_url.get_secret_value()))
    if free is not None:
        yield Figure("disk_free_bytes", "Bytes left on the disk of the database's folder.", (), ((free,),))
    engine = parts.db.url.get_backend_name()
    yield Figure("info", "What runs.", ("database", "revision"), ((engine, newest_revision(), 1),))
