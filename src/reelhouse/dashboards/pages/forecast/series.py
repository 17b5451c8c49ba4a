"""Which series is looked at."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from reelhouse.dashboards.view import View

KINDS = {
    "category_week": "Categories, by week",
    "genre_week": "Genres, by week",
    "genre_month": "Genres of own members, by month",
    "title_week": "Titles, by week",
}
OF = {
    "category_week": "hours in Netflix's global lists",
    "genre_week": "hours in Netflix's global lists, shared among a title's genres",
    "genre_month": "hours that the own members watch",
    "title_week": "hours in Netflix's global lists",
}


@dataclass(frozen=True, slots=True)
class Picked:
    """A series.

    Attributes:
        kind: as `mart_forecast.series_kind` has it.
        key: of the series.
        name: of the series.
    """

    kind: str
    key: str
    name: str

    @property
    def step(self) -> str:
        """What its periods are."""
        return "month" if self.kind.endswith("month") else "week"


def pick_series(view: View) -> tuple[str, Picked | None]:
    """Draw the boxes for kind and series.

    Returns:
        The kind and the series; None where none is forecast at all.
    """
    rows = view.run("forecast_series", kinds=None).frame
    known = rows[rows["last_horizon"] > 0]
    kinds = [kind for kind in KINDS if (known["series_kind"] == kind).any()]
    if not kinds:
        return next(iter(KINDS)), None
    first, second = st.columns(2)
    kind = first.selectbox(
        "Of what", kinds, format_func=KINDS.__getitem__, key="of", bind="query-params"
    )
    if kind == "title_week":
        known = known.sort_values("next_hours", ascending=False)
    names: dict[str, str] = dict(
        known.loc[known["series_kind"] == kind, ["series_key", "series_name"]].itertuples(
            index=False
        )
    )
    if picked := view.filters.picked_genres if kind.startswith("genre") else None:
        names = {key: name for key, name in names.items() if name in picked} or names
    key = second.selectbox(
        "Series", list(names), format_func=lambda k: names.get(k, k), key="series",
        bind="query-params",
    )  # fmt: skip
    return kind, Picked(kind, key, names[key])
