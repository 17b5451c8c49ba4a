"""What the charts of this page ask for, and what they say where nothing fits."""

from __future__ import annotations

from reelhouse.dashboards.charts import Blank
from reelhouse.dashboards.view import View


def catalogue(view: View) -> dict[str, tuple[str, ...] | None]:
    """Conditions for metrics of IMDb's catalogue."""
    return {"title_type": view.filters.work_types, "genre": view.filters.picked_genres}


def known_titles(view: View) -> dict[str, tuple[str, ...] | tuple[bool, ...] | None]:
    """Conditions for metrics that know each title."""
    return {**catalogue(view), "is_anime": view.filters.is_anime}


def nothing(key: str, subject: str, why: str = "") -> Blank:
    """The place of a chart that no title fits."""
    return Blank(
        key, subject, why or "No title fits these filters. Widen the period or the genres."
    )
