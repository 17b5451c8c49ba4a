"""Anime over the years, and what the first two weeks tell."""

from __future__ import annotations

from reelhouse.dashboards import figures, findings
from reelhouse.dashboards.charts import Blank, Chart
from reelhouse.dashboards.findings import Finding
from reelhouse.dashboards.pages.anime.makers import FETCH
from reelhouse.dashboards.theme import SERIES_COLOURS
from reelhouse.dashboards.view import View
from reelhouse.dashboards.words import SPACE, percent

SEASONS = ("winter", "spring", "summer", "fall")
FASTEST = 15
_LOOKS = (
    "It takes fetches at most ten days apart around premieres: `reelhouse ingest jikan anilist` "
    "each week."
)


def seasons(view: View, site: str) -> Chart | Blank:
    """How many anime each season has, and how they are scored."""
    answer = view.run(
        "anime_seasons",
        sites=(site,),
        since_year=view.filters.since_year,
        until_year=view.filters.until_year,
    )
    rows = answer.frame
    if rows.empty:
        return Blank("seasons", "Anime by season", f"No season fits. {FETCH}")
    by_season = rows.groupby("start_season")["anime_count"].sum().reindex(SEASONS).fillna(0)
    pairs = [(str(name).capitalize(), float(count)) for name, count in by_season.items()]
    years = range(int(rows["start_year"].min()), int(rows["start_year"].max()) + 1)
    return Chart(
        key="seasons",
        finding=findings.ranking(pairs, "anime"),
        subject="Anime by year and season of their start",
        how_to_read="A column is a year, its parts are seasons. The newest may still grow. Scores "
        "and members of each season stand in the data.",
        figure=figures.stacked(
            rows.assign(start_season=rows["start_season"].str.capitalize()),
            "start_year",
            "anime_count",
            "start_season",
            title="Anime",
            form=",.0f",
            colours=dict(zip((s.capitalize() for s in SEASONS), SERIES_COLOURS, strict=False)),
        ).update_xaxes(dtick=max(1, len(years) // 8)),
        answers=(answer,),
        unit="anime",
        period=view.filters.period,
        n=int(rows["anime_count"].sum()),
        n_of="anime",
        height=figures.tall(15, 300),
    )


def velocity(view: View, site: str) -> Chart | Blank:
    """Which came up fastest."""
    answer = view.run(
        "anime_velocity",
        sites=(site,),
        since=view.filters.since,
        until=view.filters.until,
        limit=FASTEST,
    )
    rows = answer.frame
    if rows.empty:
        return Blank("velocity", "Members a day after the premiere", _LOOKS)
    pairs = list(zip(rows["title"], rows["members_per_day"], strict=True))
    return Chart(
        key="velocity",
        finding=findings.ranking(pairs, "new members a day"),
        subject="Members gained a day in the 14 days after the premiere",
        how_to_read="Interpolated between fetches, so it is as exact as they are close. Only "
        "anime that were fetched around their premiere can stand here.",
        figure=figures.bars(
            rows,
            "title",
            "members_per_day",
            colours=view.theme.accent,
            title="Members a day",
            form=".3~s",
        ),
        answers=(answer,),
        unit="members a day",
        period=view.filters.period,
        n=len(rows),
        n_of="anime shown",
        height=figures.tall(len(rows), 300),
    )


def tops(view: View, site: str) -> Chart | Blank:
    """Whether who comes up fast ends on top."""
    answer = view.run("anime_tops", sites=(site,))
    rows = answer.frame[answer.frame["outcome"].str.contains("member")]
    if rows.empty:
        return Blank(
            "tops",
            "Share that came to the year's top, by early speed",
            "Too few premieres are old enough to know what came of them. " + _LOOKS,
        )
    first, last = rows.iloc[0], rows.iloc[-1]
    count = int(rows["anime_count"].sum())
    if count < findings.FEWEST or len(rows) < 2:
        finding = findings.too_few("whether early speed tells who ends on top", count,
                                   findings.FEWEST)  # fmt: skip
    elif last["top_rate_low"] > first["top_rate_high"]:
        finding = Finding(
            f"{percent(last['top_rate'])} of the fastest came to the year's top, of the slowest "
            f"{percent(first['top_rate'])} (95{SPACE}% intervals {percent(last['top_rate_low'])} "
            f"to {percent(last['top_rate_high'])} and {percent(first['top_rate_low'])} to "
            f"{percent(first['top_rate_high'])})",
            "up",
        )
    else:
        finding = Finding(
            "Whether the fastest come to the top more often than the slowest is not clear: "
            f"{percent(last['top_rate'])} against {percent(first['top_rate'])}, n = {count}"
        )
    return Chart(
        key="tops",
        finding=finding,
        subject="Share that came to be among the year's top by members, by tenth of early speed",
        how_to_read="Right are the fastest in the two weeks after the premiere; the line is the "
        "95 % interval.",
        figure=figures.columns(
            rows,
            "velocity_decile",
            "top_rate",
            colours=view.theme.accent,
            title="Share that came to the top",
            form=".0%",
            low="top_rate_low",
            high="top_rate_high",
        ).update_xaxes(title="Tenth by members a day", dtick=1),
        answers=(answer,),
        unit="share of anime",
        period="all time",
        n=count,
        n_of="anime",
        frame=rows,
        height=figures.tall(len(rows), 300),
    )
