"""Forecast: hours to come by category, genre and title, and how such forecasts did before."""

from __future__ import annotations

import streamlit as st

from reelhouse.dashboards.charts import Blank, escape
from reelhouse.dashboards.page import Page
from reelhouse.dashboards.pages.forecast.record import candidates, checks, coverage, skill
from reelhouse.dashboards.pages.forecast.series import pick_series
from reelhouse.dashboards.pages.forecast.to_come import outlook, path, rising
from reelhouse.dashboards.view import View, given

PAGE = Page(
    slug="forecast",
    title="Forecast",
    group="Decide",
    order=50,
    question="What will be watched, how sure is that, and how often was it right?",
    icon=":material/trending_up:",
    filters=("genre",),
    needs=("mart_forecast", "mart_rising", "fact_netflix_week", "dim_member"),
)


def render(view: View) -> None:
    """Draw the page."""
    if not view.has("mart_forecast"):
        view.show(
            Blank(
                "path",
                "Hours to come",
                "Nothing is forecast in this build. `reelhouse train forecasts` learns from "
                "Netflix's lists and the own members' viewing and says what is missing; "
                "`reelhouse predict` puts its forecasts into the next build.",
            )
        )
        view.grid(rising, wide=1)
        return
    kind, picked = pick_series(view)
    if picked is None:
        view.show(Blank("path", "Hours to come", "No series has history enough to be forecast."))
    else:
        view.grid(given(path, picked), wide=1)
        view.grid(given(checks, picked), given(candidates, picked))
    view.grid(given(outlook, kind), given(skill, kind), given(coverage, kind), rising)
    _too_short(view, kind)


def _too_short(view: View, kind: str) -> None:
    """Series of the kind that have too little history."""
    rows = view.run("forecast_series", kinds=(kind,)).frame
    short = rows[rows["status"] == "not enough"]
    if len(short):
        said = "; ".join(f"{r['series_name']}: {r['reason']}" for r in short.to_dict("records"))
        st.caption(f"**Not forecast, as history is too short:** {escape(said)}.")
