"""Titles: by year, by rating, and the best."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from reelhouse.dashboards import figures, findings
from reelhouse.dashboards.answers import Answer
from reelhouse.dashboards.charts import Blank, Chart
from reelhouse.dashboards.findings import Finding
from reelhouse.dashboards.pages.content_universe.asked import nothing
from reelhouse.dashboards.theme import KIND_COLOURS, genre_colours
from reelhouse.dashboards.view import View
from reelhouse.dashboards.words import percent

TOP_TITLES = 15
SHOWN_YEARS = 60  # where no period is picked


def years(view: View) -> Chart | Blank | None:
    """Titles by year, films, series and anime apart."""
    since, until = view.filters.since_year, view.filters.until_year
    today = view.choices.today.year
    parts: list[Answer] = []
    if view.filters.kind != "anime":
        types = view.filters.work_types
        parts.append(view.run("catalogue_years", types=types, since_year=since, until_year=until))
    if view.filters.kind in {"", "anime"}:
        parts.append(view.run("anime_years", since_year=since, until_year=until))
    rows = pd.concat([part.frame for part in parts])
    rows = rows[
        (rows["start_year"] <= today)
        & (rows["start_year"] > (since - 1 if since else today - SHOWN_YEARS))
    ]
    if rows.empty:
        return nothing("years", "Titles by year")
    return Chart(
        key="years",
        finding=_decade_change(rows, today),
        subject="Titles by year of release",
        how_to_read="Anime are films or series as well and count in both lines. The current year "
        "is not over. Genres are not told apart here.",
        figure=figures.lines(
            rows,
            "start_year",
            "title_count",
            by="kind",
            title="Titles",
            colours=KIND_COLOURS,
            names={"film": "Films", "series": "Series", "anime": "Anime"},
        ),
        answers=tuple(parts),
        unit="titles a year",
        period=f"{int(rows['start_year'].min())} to {int(rows['start_year'].max())}",
        n=int(rows["title_count"].sum()),
        n_of="titles, anime counted twice",
        frame=rows,
    )


def _decade_change(rows: pd.DataFrame, today: int) -> Finding:
    """How the last full year compares with the one ten years before it."""
    by_year = rows[rows["kind"] != "anime"].groupby("start_year")["title_count"].sum()
    what = "Film and series production"
    if by_year.empty:
        by_year, what = rows.groupby("start_year")["title_count"].sum(), "Anime production"
    last, first = today - 1, today - 11
    if last not in by_year.index or first not in by_year.index or by_year[first] < findings.FEWEST:
        return findings.too_few(f"how {what.lower()} changed in ten years")
    rate = by_year[last] / by_year[first] - 1
    return findings.change(what, float(rate), over=f"from {first} to {last}")


def rating_spread(view: View) -> Chart | Blank | None:
    """How ratings are spread, films and series apart."""
    if view.filters.kind == "anime" or not view.has("mart_rating_distribution"):
        return None
    answer = view.run("rating_spread", types=view.filters.work_types)
    rows = answer.frame
    if rows.empty:
        return nothing("spread", "Spread of ratings")
    high = rows[rows["bucket_from_rating"] >= 8].groupby("kind")["title_count"].sum()
    total = rows.groupby("kind")["title_count"].sum()
    kinds = {"film": "films", "series": "series"}
    parts = [
        f"{percent(high.get(kind, 0) / total[kind])} of {kinds[kind]}"
        for kind in total.index
        if total[kind] >= findings.FEWEST
    ]
    text = f"{' and '.join(parts)} are rated 8 or better" if parts else ""
    finding = Finding(text) if text else findings.too_few("how ratings are spread")
    return Chart(
        key="spread",
        finding=finding,
        subject="Share of rated titles by rating",
        how_to_read="Each step is half a point wide. All of a kind together are 100 %. Of all "
        "years and genres: the period is not heeded here.",
        figure=figures.lines(
            rows,
            "bucket_from_rating",
            "title_share_rate",
            by="kind",
            title="Share of the kind's rated titles",
            form=".0%",
            colours=KIND_COLOURS,
            names={"film": "Films", "series": "Series"},
        ).update_traces(line_shape="hvh"),
        answers=(answer,),
        unit="share of titles",
        period="all time",
        n=int(rows["title_count"].sum()),
        n_of="rated titles",
    )


def top_titles(view: View) -> Chart | Blank | None:
    """The titles rated best."""
    answer = view.run(
        "top_titles",
        types=view.filters.work_types,
        anime=view.filters.is_anime,
        genres=view.filters.picked_genres,
        since_year=view.filters.since_year,
        until_year=view.filters.until_year,
        limit=TOP_TITLES,
    )
    rows = answer.frame
    if rows.empty:
        return nothing("top", "Titles rated best")
    rows = rows.assign(title=figures.titled(rows))
    pairs = list(zip(rows["title"], rows["weighted_rating"], strict=True))
    finding = findings.ranking(pairs, "weighted rating", decimals=2)
    figure = figures.bars(
        rows,
        "title",
        "weighted_rating",
        colours=genre_colours([str(g).split(",")[0] for g in rows["genres"]]),
        title="Weighted rating",
        form=".2f",
    )
    low = max(1.0, float(rows["weighted_rating"].min()) - 0.5)
    figure.update_layout(bargap=0.35)
    figure.update_xaxes(range=[low, float(rows["weighted_rating"].max()) + 0.2])
    return Chart(
        key="top",
        finding=finding,
        subject=f"The {len(rows)} titles with the best weighted rating, by first genre's colour",
        how_to_read=f"Few votes draw a rating towards the mean of its type. The axis begins at "
        f"{low:.1f}, not at nothing.",
        figure=_as_lollipops(figure),
        answers=(answer,),
        unit="rating 1 to 10",
        period=view.filters.period,
        n=len(rows),
        n_of="titles",
        height=430,
    )


def _as_lollipops(figure: go.Figure) -> go.Figure:
    """Bars of an axis that does not begin at nothing mislead; dots do not."""
    bar = figure.data[0]
    dots = go.Scatter(
        x=bar.x,
        y=bar.y,
        mode="markers+text",
        marker={"size": 12, "color": bar.marker.color},
        text=[f"{v:.2f}" for v in bar.x],
        textposition="middle right",
        customdata=bar.customdata,
        hovertemplate=bar.hovertemplate,
        cliponaxis=False,
    )
    return go.Figure(dots, figure.layout)
