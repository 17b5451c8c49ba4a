"""Content universe: what is out there, how liked, how known, and what has grown."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from reelhouse.dashboards import figures, findings
from reelhouse.dashboards.answers import Answer
from reelhouse.dashboards.charts import Blank, Chart
from reelhouse.dashboards.finder import title_box
from reelhouse.dashboards.findings import Finding
from reelhouse.dashboards.page import Page
from reelhouse.dashboards.search import Found
from reelhouse.dashboards.theme import KIND_COLOURS, genre_colours
from reelhouse.dashboards.view import Tile, View
from reelhouse.dashboards.words import compact, percent

PAGE = Page(
    slug="content-universe",
    title="Content universe",
    group="Decide",
    order=10,
    question="What is out there: which genres, how many titles, how liked and how known?",
    icon=":material/public:",
    filters=("period", "type", "genre"),
    needs=("dim_title",),
)

SHOWN_GENRES = 16
TOP_TITLES = 15
SHOWN_YEARS = 60  # where no period is picked
# below that many rated titles a genre's mean says little
RATED_ENOUGH = 30


def render(view: View) -> None:
    """Draw the page."""
    view.tiles(headline(view))
    title_box(view, show_title)
    view.grid(genre_sizes, quality_against_popularity)
    view.grid(years, rating_spread)
    view.grid(top_titles, genre_decades)


def headline(view: View) -> list[Tile]:
    """How many titles there are and how they are rated."""
    if view.filters.kind == "anime":
        count = view.ask("known_title_count", where=_titles(view), in_period=True)
        counted, of = count.value("known_title_count"), "All sites' anime that are known as titles."
    else:
        count = view.ask("title_count", where=_mix(view), in_period=True)
        counted, of = count.value("title_count"), "At IMDb, episodes and games left out."
    rated = view.ask(
        ["rated_title_count", "vote_count", "mean_weighted_rating", "median_average_rating"],
        where=_titles(view),
        in_period=True,
    )
    return [
        Tile("Titles", compact(counted), help=of),
        Tile("Rated titles", compact(rated.value("rated_title_count"))),
        Tile("Votes", compact(rated.value("vote_count"))),
        Tile("Median rating", _rating(rated.value("median_average_rating")), help="1 to 10"),
        Tile(
            "Weighted rating",
            _rating(rated.value("mean_weighted_rating")),
            help="Mean over titles; few votes draw a title towards the mean of its type.",
        ),
    ]


def show_title(view: View, found: Found) -> None:
    """What is known of a title, over all sources."""
    facts = view.run("title_facts", title=(found.title_key,)).frame
    if facts.empty:
        st.caption("No source rates this title or has figures of it yet.")
        return
    row = facts.iloc[0]
    shown = {
        "Rating": _rating(row["average_rating"]),
        "Votes": compact(row["vote_count"]),
        "Performance index": compact(row["performance_index"]),
        "Sources": compact(row["source_count"]),
        "Hours on Netflix": compact(row["top10_viewed_hours"]),
        "Platforms": compact(row["included_platform_count"]),
    }
    view.tiles([Tile(label, value) for label, value in shown.items() if value != "–"], key="title")


def genre_sizes(view: View) -> Chart | Blank | None:
    """Titles by genre."""
    name = "known_title_count" if view.filters.kind == "anime" else "title_count"
    where = _titles(view) if view.filters.kind == "anime" else _mix(view)
    answer = view.ask(name, by=["genre"], where=where, in_period=True)
    rows = answer.frame.dropna(subset=["genre"])
    if rows.empty:
        return _nothing("genres", "Titles by genre")
    shown = rows.head(SHOWN_GENRES)
    finding = findings.ranking(list(zip(rows["genre"], rows[name], strict=True)), "titles")
    return Chart(
        key="genres",
        finding=finding,
        subject="Titles by genre",
        how_to_read="A title counts in each of its genres, so bars add up to more than all titles.",
        figure=figures.bars(
            shown, "genre", name, colours=genre_colours(list(shown["genre"])), title="Titles"
        ),
        answers=(answer,),
        unit="titles",
        period=view.filters.period,
        n=len(rows),
        n_of="genres",
        frame=rows,
        height=figures.tall(len(shown), 240),
    )


def quality_against_popularity(view: View) -> Chart | Blank | None:
    """Mean weighted rating against votes, by genre."""
    answer = view.ask(
        ["rated_title_count", "vote_count", "mean_weighted_rating"],
        by=["genre"],
        where=_titles(view),
        in_period=True,
    )
    rows = answer.frame.dropna()
    rows = rows[(rows["rated_title_count"] >= RATED_ENOUGH) & (rows["vote_count"] > 0)]
    if rows.empty:
        return _nothing("quality", "Rating against votes, by genre")
    link = view.run(
        "quality_link",
        types=view.filters.work_types,
        anime=view.filters.is_anime,
        genres=view.filters.picked_genres,
        since_year=view.filters.since_year,
        until_year=view.filters.until_year,
    )
    finding = findings.correlation(
        "Votes",
        "Ratings",
        link.value("spearman"),
        link.value("spearman_low"),
        link.value("spearman_high"),
        int(link.value("title_count") or 0),
    )
    return Chart(
        key="quality",
        finding=finding,
        subject="Mean weighted rating against votes, by genre",
        how_to_read="Right is better known, up is better liked; the area is how many titles are "
        f"rated. Genres with fewer than {RATED_ENOUGH} rated titles are left out. The title above "
        "speaks of single titles.",
        figure=figures.bubbles(
            rows,
            "vote_count",
            "mean_weighted_rating",
            "genre",
            size="rated_title_count",
            colours=genre_colours(list(rows["genre"])),
            titles=("Votes", "Mean weighted rating"),
            forms=("~s", ".1f"),
            log_x=True,
            theme=view.theme,
        ),
        answers=(answer, link),
        unit="rating 1 to 10, votes",
        period=view.filters.period,
        n=int(link.value("title_count") or 0),
        n_of="rated titles",
        frame=rows,
        height=430,
    )


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
        return _nothing("years", "Titles by year")
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
        return _nothing("spread", "Spread of ratings")
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


def genre_decades(view: View) -> Chart | Blank | None:
    """Share of each genre in each decade."""
    if not view.has("mart_genre_decade"):
        return None
    answer = view.run(
        "genre_decades",
        genres=view.filters.picked_genres,
        since_year=view.filters.since_year,
        until_year=view.filters.until_year,
    )
    today = view.choices.today.year
    rows = answer.frame[answer.frame["decade"] + 10 <= today]
    if rows["decade"].nunique() < 2:
        return _nothing("decades", "Genres by decade", "Fewer than two decades are over.")
    largest = rows.groupby("genre")["title_count"].sum().nlargest(SHOWN_GENRES).index
    shown = rows[rows["genre"].isin(largest)].sort_values(["decade"])
    order = {genre: place for place, genre in enumerate(largest)}
    shown = shown.sort_values("genre", key=lambda c: c.map(order), kind="stable")
    shown = shown.sort_values("decade", kind="stable")
    return Chart(
        key="decades",
        finding=_rise(rows),
        subject="Share of each genre in the titles of a decade, all types together",
        how_to_read="A column is a decade, a row a genre; stronger is a larger share. Decades that "
        "are not over are left out. Episodes count here.",
        figure=figures.heat(
            shown.assign(label=shown["decade"].astype(str) + "s"),
            "label",
            "genre",
            "title_share_rate",
            theme=view.theme,
            title="Share",
            form=".0%",
        ),
        answers=(answer,),
        unit="share of titles",
        period=f"{rows['decade'].min()}s to {rows['decade'].max()}s",
        n=int(rows["title_count"].sum()),
        n_of="titles by genre",
        height=430,
    )


def _rise(rows: pd.DataFrame) -> Finding:
    """Which genre gained most between the last two decades."""
    last, before = sorted(rows["decade"].unique())[-1:-3:-1]
    shares = rows.pivot(index="genre", columns="decade", values="title_share_rate")
    counts = rows.pivot(index="genre", columns="decade", values="title_count")
    enough = counts[(counts[last] >= RATED_ENOUGH) & (counts[before] >= RATED_ENOUGH)].index
    gained = (shares.loc[enough, last] - shares.loc[enough, before]).dropna()
    if gained.empty:
        return findings.too_few("which genre gained most")
    genre = gained.idxmax()
    if gained[genre] <= 0:
        return Finding("No genre gained in share over the decade before")
    return Finding(
        f"{genre} gained most in share: {percent(shares.loc[genre, before], 1)} of titles in the "
        f"{before}s, {percent(shares.loc[genre, last], 1)} in the {last}s",
        "up",
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
        return _nothing("top", "Titles rated best")
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


def _nothing(key: str, subject: str, why: str = "") -> Blank:
    return Blank(
        key, subject, why or "No title fits these filters. Widen the period or the genres."
    )


def _mix(view: View) -> dict[str, tuple[str, ...] | None]:
    """Conditions for metrics of IMDb's catalogue."""
    return {"title_type": view.filters.work_types, "genre": view.filters.picked_genres}


def _titles(view: View) -> dict[str, tuple[str, ...] | tuple[bool, ...] | None]:
    """Conditions for metrics that know each title."""
    return {**_mix(view), "is_anime": view.filters.is_anime}


def _rating(value: float | None) -> str:
    return "–" if value is None or pd.isna(value) else f"{value:.2f}"
