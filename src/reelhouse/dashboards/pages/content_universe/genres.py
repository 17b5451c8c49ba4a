"""Genres: how large, how liked, and since when."""

from __future__ import annotations

import pandas as pd

from reelhouse.dashboards import figures, findings
from reelhouse.dashboards.charts import Blank, Chart
from reelhouse.dashboards.findings import Finding
from reelhouse.dashboards.pages.content_universe.asked import catalogue, known_titles, nothing
from reelhouse.dashboards.theme import genre_colours
from reelhouse.dashboards.view import View
from reelhouse.dashboards.words import percent

SHOWN_GENRES = 16
# below that many rated titles a genre's mean says little
RATED_ENOUGH = 30


def genre_sizes(view: View) -> Chart | Blank | None:
    """Titles by genre."""
    name = "known_title_count" if view.filters.kind == "anime" else "title_count"
    where = known_titles(view) if view.filters.kind == "anime" else catalogue(view)
    answer = view.ask(name, by=["genre"], where=where, in_period=True)
    rows = answer.frame.dropna(subset=["genre"])
    if rows.empty:
        return nothing("genres", "Titles by genre")
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
        where=known_titles(view),
        in_period=True,
    )
    rows = answer.frame.dropna()
    rows = rows[(rows["rated_title_count"] >= RATED_ENOUGH) & (rows["vote_count"] > 0)]
    if rows.empty:
        return nothing("quality", "Rating against votes, by genre")
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
        return nothing("decades", "Genres by decade", "Fewer than two decades are over.")
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
