"""Samples as Prometheus reads them: over HTTP, or in a file for node_exporter."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from prometheus_client import CollectorRegistry, start_http_server
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import write_to_textfile
from prometheus_client.registry import Collector

from reelhouse.storage import explain_full_disk
from reelhouse.watch.samples import METRICS, Sample

SCRAPE_IS_GOOD = "reelhouse_scrape_is_good"


class LakeCollector(Collector):
    """Looks the lake up when it is asked, though not more often than it should.

    Where looking up fails, `reelhouse_scrape_is_good` is 0 and nothing else is said: an old figure
    must not pass for one of today.

    Args:
        take: looks the lake up.
        refresh_seconds: how long what was found counts.
    """

    def __init__(self, take: Callable[[], list[Sample]], refresh_seconds: float = 0) -> None:
        self._take = take
        self._refresh = refresh_seconds
        self._turn = threading.Lock()
        self._found: list[Sample] = []
        self._is_good = False
        self._at = float("-inf")

    def describe(self) -> list[Metric]:
        """Nothing, so that the lake is not looked up when this is registered."""
        return []

    def collect(self) -> Iterator[Metric]:
        """All metrics, those without a sample included."""
        with self._turn:
            if time.monotonic() - self._at >= self._refresh:
                try:
                    self._found, self._is_good = self._take(), True
                except Exception:  # whatever it is, it has to be seen where metrics are
                    self._found, self._is_good = [], False
                self._at = time.monotonic()
            found, is_good = self._found, self._is_good
        families = {
            name: GaugeMetricFamily(name, help_text, labels=labels)
            for name, (help_text, labels) in METRICS.items()
        }
        for sample in found:
            families[sample.metric].add_metric(sample.labels, float(sample.value))
        yield from families.values()
        yield GaugeMetricFamily(
            SCRAPE_IS_GOOD, "Whether the lake could be looked up.", value=float(is_good)
        )


def registry_of(collector: LakeCollector) -> CollectorRegistry:
    """What Prometheus' client serves."""
    registry = CollectorRegistry()
    registry.register(collector)
    return registry


def write_textfile(collector: LakeCollector, path: Path) -> None:
    """Write all metrics into a file, in one step, for node_exporter's textfile collector.

    Raises:
        DiskFull: there is no room for it.
    """
    with explain_full_disk(path.parent):
        write_to_textfile(str(path), registry_of(collector))


def serve(collector: LakeCollector, host: str, port: int) -> tuple[Any, threading.Thread]:
    """Serve `/metrics` in a thread; gives the server, with `shutdown`, and its thread.

    Raises:
        OSError: the port is taken.
    """
    server, thread = start_http_server(port, addr=host, registry=registry_of(collector))
    return server, thread
