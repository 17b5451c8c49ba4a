"""How a lake fares, for what watches it: Prometheus, OpenLineage."""
