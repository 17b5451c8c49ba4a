"""When titles are watched, and how long."""

from __future__ import annotations

from reelhouse.dashboards import figures, findings
from reelhouse.dashboards.charts import Blank, Chart
from reelhouse.dashboards.findings import Finding
from reelhouse.dashboards.theme import KIND_COLOURS, SERIES_COLOURS, genre_colour, genre_colours
from reelhouse.dashboards.view import View
from reelhouse.dashboards.words import MONTHS, percent

WITHOUT = " (no season)"
ENTRIES = 200
_NETFLIX = "`reelhouse ingest netflix` brings Netflix's lists, `reelhouse build` puts them here."


def hours_by_week(view: View) -> Chart | Blank:
    """Hours on Netflix by week."""
    where = {"is_film": view.filters.is_film, "genre": view.filters.picked_genres}
    if view.filters.kind == "anime":
        where["is_anime"] = (True,)
    answer = view.ask("netflix_hours", by=["is_film"], where=where, grain="week", in_period=True)
    rows = answer.frame
    if rows.empty:
        return Blank("hours", "Hours in Netflix's Top 10 by week", f"No week fits. {_NETFLIX}")
    rows = rows.assign(kind=rows["is_film"].map({True: "film", False: "series"}))
    totals = rows.groupby("period_start")["netflix_hours"].sum().sort_index()
    half = len(totals) // 2
    # year against year, so that seasons do not pass for growth
    year = totals.iloc[-52:].sum() / totals.iloc[-104:-52].sum() - 1 if len(totals) >= 104 else None
    finding = (
        findings.change("Hours in the Top 10", float(year), over="in the last 52 weeks")
        if year is not None
        else findings.too_few("how hours changed in a year", len(totals), 104)
    )
    return Chart(
        key="hours",
        finding=finding,
        subject="Hours in Netflix's Top 10 by week, films and seasons of series",
        how_to_read="Only what is in the weekly lists of the world counts; a week without a title "
        "of the genre has no point.",
        figure=figures.lines(
            rows.sort_values("period_start"),
            "period_start",
            "netflix_hours",
            by="kind",
            title="Hours",
            form="~s",
            colours=KIND_COLOURS,
            names={"film": "Films", "series": "Series"},
        ),
        answers=(answer,),
        unit="hours a week",
        period=f"{totals.index.min():%-d %b %Y} to {totals.index.max():%-d %b %Y}",
        n=len(totals),
        n_of="weeks" if half else "week",
        height=400,
    )


def months(view: View) -> Chart | Blank:
    """In which months genres are watched more."""
    answer = view.run("season_months", genres=view.filters.picked_genres)
    rows = answer.frame
    seasonal = rows[rows["is_seasonal"].fillna(False).astype(bool)]
    if rows.empty:
        return Blank("months", "Season of each genre", f"Too few weeks are known. {_NETFLIX}")
    if seasonal.empty:
        finding = Finding("No genre has a season that stands out of the noise")
    else:
        top = seasonal.sort_values("season_amplitude_rate", ascending=False).iloc[0]
        clear = len(set(seasonal["genre"]))
        finding = Finding(
            f"{top['genre']} has the strongest season, {percent(top['season_amplitude_rate'])} "
            f"around its mean with the peak in {MONTHS[int(top['peak_month']) - 1]}; {clear} of "
            f"{rows['genre'].nunique()} genres have one",
            "up",
        )
    shown = rows.assign(
        month=[MONTHS[int(m) - 1][:3] for m in rows["calendar_month"]],
        named=rows["genre"].where(rows["genre"].isin(seasonal["genre"]), rows["genre"] + WITHOUT),
    ).sort_values(["is_seasonal", "genre", "calendar_month"], ascending=[False, True, True])
    return Chart(
        key="months",
        finding=finding,
        subject="Hours of a month over those of a mean month, by genre",
        how_to_read="1 is a mean month; orange above, blue below, with what is watched held equal. "
        "Of all years and types. Genres below have no season that stands out.",
        figure=figures.heat(
            shown,
            "month",
            "named",
            "season_index",
            theme=view.theme,
            title="Index",
            form=".2f",
            middle=1,
        ),
        answers=(answer,),
        unit="ratio",
        period="all weeks of the lists",
        n=int(rows.groupby("genre")["title_count"].first().sum()),
        n_of="titles by genre",
        height=400,
    )


def trends(view: View) -> Chart | Blank:
    """Which genres gain hours when what is watched is held equal."""
    answer = view.run("genre_trends", genres=view.filters.picked_genres)
    rows = answer.frame
    if rows.empty:
        return Blank("trends", "Trend of each genre", "No genre has titles enough for a trend.")
    clear = rows[(rows["growth_rate_low"] > 0) | (rows["growth_rate_high"] < 0)]
    if clear.empty:
        finding = Finding(f"None of {len(rows)} genres has a clear trend of its own")
    else:
        most = clear.sort_values("growth_rate", key=abs).iloc[-1]
        finding = findings.change(
            most["genre"],
            most["growth_rate"],
            most["growth_rate_low"],
            most["growth_rate_high"],
            over="a year",
        )
    shown = rows.assign(high=rows["growth_rate_high"].clip(upper=3))
    return Chart(
        key="trends",
        finding=finding,
        subject="Change of weekly hours a year, with age, kind, rating and votes held equal",
        how_to_read="A dot is the estimate, its line the 95 % interval, cut at +300 %. A line "
        "across nothing is no clear trend.",
        figure=figures.dots(
            shown,
            "genre",
            "growth_rate",
            "growth_rate_low",
            "high",
            theme=view.theme,
            title="Change a year",
            form="+.0%",
            reference=0,
            colours=genre_colours(list(rows["genre"])),
        ),
        answers=(answer,),
        unit="change a year",
        period="all weeks of the lists",
        n=int(rows["title_count"].sum()),
        n_of="titles by genre",
        height=figures.tall(len(rows), 320),
    )


def decay(view: View) -> Chart | Blank:
    """How long titles hold their audience."""
    kinds = (view.filters.kind,) if view.filters.kind else None
    answer = view.run("decay", kinds=kinds, genres=view.filters.picked_genres)
    rows = answer.frame.copy()
    if rows.empty:
        return Blank("decay", "How fast hours fall", "Too few entries to tell how hours fall.")
    rows["name"] = rows["title_kind"].str.capitalize() + ", " + rows["genre"]
    spans = list(zip(rows["half_life_weeks_low"], rows["half_life_weeks_high"], strict=True))
    whole = rows[rows["genre"] == "all"] if (rows["genre"] == "all").any() else rows
    pairs = [(n, v) for n, v in zip(whole["name"], whole["half_life_weeks"], strict=True)]
    inside = [s for s, keep in zip(spans, rows.index.isin(whole.index), strict=True) if keep]
    named = [(n.removesuffix(", all"), v) for n, v in pairs]
    finding = findings.ranking(named, "half-life", intervals=inside, unit="weeks", decimals=1)
    return Chart(
        key="decay",
        finding=finding,
        subject="Weeks in which hours on Netflix halve, after the launch",
        how_to_read="Longer lasts longer. The line is the 95 % interval; weeks outside of the list "
        "are taken as below its last place.",
        figure=figures.dots(
            rows,
            "name",
            "half_life_weeks",
            "half_life_weeks_low",
            "half_life_weeks_high",
            theme=view.theme,
            title="Weeks",
            form=".0f",
            colours=[KIND_COLOURS.get(kind, SERIES_COLOURS[0]) for kind in rows["title_kind"]],
        ).update_xaxes(rangemode="tozero"),
        answers=(answer,),
        unit="weeks",
        period="all weeks of the lists",
        n=int(whole["entry_count"].sum()),
        n_of="films and seasons",
        height=figures.tall(len(rows), 320),
    )


def openings(view: View) -> Chart | Blank:
    """What the opening says of the whole."""
    answer = view.run(
        "openings",
        films=view.filters.is_film,
        genres=view.filters.picked_genres,
        since=view.filters.since,
        until=view.filters.until,
        limit=ENTRIES,
    )
    rows = answer.frame.dropna(subset=["viewed_hours", "opening_viewed_hours"])
    if len(rows) < findings.FEWEST:
        return Blank("openings", "Opening and total hours", "Fewer than ten entries fit.")
    legs = rows["legs_ratio"].median()
    longest = rows.sort_values("legs_ratio").iloc[-1]
    text = (
        f"The middle entry brings {legs:.1f} times the hours of its opening; {longest['entry']} "
        f"brought {longest['legs_ratio']:.1f} times"
    )
    return Chart(
        key="openings",
        finding=Finding(text),
        subject="Hours of the opening and hours in all, by entry",
        how_to_read="A dot is a film or season, in the colour of its first genre. Up is more in "
        "all, right a stronger opening; both axes grow tenfold each step.",
        figure=figures.bubbles(
            rows,
            "opening_viewed_hours",
            "viewed_hours",
            "entry",
            colours=[genre_colour(g) for g in rows["genre"].fillna("")],
            titles=("Hours of the opening", "Hours in all"),
            forms=("~s", "~s"),
            log_x=True,
            log_y=True,
            named=6,
            theme=view.theme,
        ),
        answers=(answer,),
        unit="hours",
        period=view.filters.period,
        n=len(rows),
        n_of="films and seasons whose start was seen",
        height=400,
    )
