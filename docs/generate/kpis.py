"""The headline tables."""

from __future__ import annotations

from generate.markdown import code, table
from reelhouse.kpis import KPIS


def kpis() -> str:
    """Names and questions of all headline tables."""
    return table(["name", "question"], ([code(kpi.name), kpi.title] for kpi in KPIS))
