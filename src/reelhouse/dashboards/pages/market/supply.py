"""What is on offer, what is missing, and when to release."""

from __future__ import annotations

import pandas as pd

from reelhouse.dashboards import figures, findings
from reelhouse.dashboards.charts import Blank, Chart
from reelhouse.dashboards.findings import Finding
from reelhouse.dashboards.theme import KIND_COLOURS, genre_colour
from reelhouse.dashboards.view import View
from reelhouse.dashboards.words import MONTHS, WEEKDAYS, percent

GAPS = 15
_OFFERS = "It needs offers and Netflix's lists: `reelhouse ingest netflix streaming_availability`."


def gaps(view: View) -> Chart | Blank:
    """Popular titles that nobody includes."""
    answer = view.run(
        "gaps",
        kinds=(view.filters.kind,) if view.filters.kind else None,
        countries=view.filters.countries,
        anime=view.filters.is_anime,
        genres=view.filters.picked_genres,
        limit=GAPS,
    )
    rows = answer.frame
    if rows.empty:
        return Blank("gaps", "Popular titles that nobody includes", f"None fits. {_OFFERS}")
    first = rows.iloc[0]
    title = figures.titled(rows.iloc[[0]])[0]
    return Chart(
        key="gaps",
        finding=Finding(
            f"{title} is the most popular title that no covered platform includes, in "
            f"{int(first['country_count'])} of the countries looked at"
        ),
        subject="Popular titles missing from all covered platforms",
        how_to_read="Longer is more popular at TMDB now, in the colour of the first genre. A title "
        "is missing where no platform includes it at no cost on top.",
        figure=figures.bars(
            rows.assign(title=figures.titled(rows)),
            "title",
            "popularity",
            colours=[genre_colour(str(g)) for g in rows["first_genre"].fillna("")],
            title="Popularity at TMDB",
            form=",.0f",
        ),
        answers=(answer,),
        unit="TMDB's popularity",
        period="now",
        n=len(rows),
        n_of="titles shown",
        height=430,
    )


def pareto(view: View) -> Chart | Blank:
    """How much the first titles have."""
    kinds = None if not view.filters.kind else (view.filters.kind,)
    answer = view.run("concentration", kinds=kinds)
    rows = answer.frame
    if rows.empty:
        return Blank("pareto", "What the first titles have", "No votes or hours are known yet.")
    names = {"imdb_votes": "votes at IMDb", "netflix_hours": "hours on Netflix"}
    kind_names = {"film": "films", "series": "series"}
    first = rows.sort_values("title_count", ascending=False).iloc[0]
    finding = findings.concentration(
        kind_names.get(first["content_kind"], "titles"),
        first["top_10_pct_share_rate"],
        "tenth",
        int(first["title_count"]),
        names.get(first["measure"], first["measure"]),
    )
    shares = [(0, "zero"), (1, "top_1_pct_share_rate"), (5, "top_5_pct_share_rate"),
              (10, "top_10_pct_share_rate"), (20, "top_20_pct_share_rate")]  # fmt: skip
    long = pd.DataFrame(
        [
            {
                "top_pct": top,
                "share_rate": 0.0 if column == "zero" else row[column],
                "line": f"{kind_names.get(row['content_kind'], row['content_kind'])}, "
                f"{names.get(row['measure'], row['measure'])}",
            }
            for row in rows.to_dict("records")
            for top, column in shares
        ]
    )
    return Chart(
        key="pareto",
        finding=finding,
        subject="Share that the first titles have",
        how_to_read="Read up from 10: the first tenth of titles has that share. The steeper the "
        "line, the more falls on few.",
        figure=figures.lines(
            long, "top_pct", "share_rate", by="line", title="Share of all", form=".0%"
        ).update_xaxes(title="First titles, in percent of all"),
        answers=(answer,),
        unit="share",
        period=", ".join(dict.fromkeys(rows["period"])),
        n=int(rows["title_count"].sum()),
        n_of="titles, each measure counted",
        frame=rows,
        height=400,
    )


def windows(view: View) -> Chart | Blank:
    """In which month what comes out becomes a hit."""
    kind = view.filters.kind or "film"
    answer = view.run("release_windows", windows=("month",), kinds=(kind,))
    rows = answer.frame
    if rows.empty:
        return Blank("windows", "Share of hits by month", "No dates of release are known: TMDB.")
    rows = rows.assign(month=[MONTHS[int(m) - 1] for m in rows["window_number"]])
    pairs = list(zip(rows["month"], rows["hit_rate"], strict=True))
    spans = list(zip(rows["hit_rate_low"], rows["hit_rate_high"], strict=True))
    finding = findings.ranking(pairs, "share of hits", intervals=spans, unit="%")
    weekdays = view.run("release_windows", windows=("weekday",), kinds=(kind,))
    days = weekdays.frame.assign(
        month=[WEEKDAYS[int(d) - 1] for d in weekdays.frame["window_number"]]
    )
    gap = pd.DataFrame([{"month": " "}])
    both = pd.concat([rows, gap, days], ignore_index=True)
    figure = figures.columns(
        both.assign(name=both["month"].str[:3]),
        "name",
        "hit_rate",
        colours=[KIND_COLOURS[kind]] * (len(rows) + 1) + [view.theme.neutral] * len(days),
        title="Share of hits",
        form=".0%",
        low="hit_rate_low",
        high="hit_rate_high",
    )
    return Chart(
        key="windows",
        finding=finding,
        subject=f"Share of hits among {'films' if kind == 'film' else 'series'} by month and "
        "weekday of release",
        how_to_read="A hit is among the most voted on of its kind and year. The lines are 95 % "
        "intervals: where they overlap, months cannot be told apart. Weekdays are grey.",
        figure=figure,
        answers=(answer, weekdays),
        unit="share of titles",
        period="all years",
        n=int(rows["title_count"].sum()),
        n_of="titles",
        frame=both.dropna(subset=["hit_rate"]),
        height=400,
    )


def changes(view: View) -> Chart | Blank | None:
    """What comes to platforms and leaves them."""
    answer = view.run(
        "catalogue_changes",
        countries=view.filters.countries,
        platforms=view.filters.picked_platforms,
        since=view.filters.since,
        until=view.filters.until,
    )
    rows = answer.frame
    if rows.empty:
        return Blank("changes", "Titles added and removed", f"No change is known. {_OFFERS}")
    by_month = rows.groupby("month_date")[["added_title_count", "removed_title_count"]].sum()
    added, removed = by_month.sum()
    latest = rows.groupby("platform")["added_title_count"].sum()
    names = view.choices.platforms
    pairs = [(names.get(str(p), str(p)), float(v)) for p, v in latest.items()]
    finding = findings.ranking(pairs, "titles added")
    long = pd.concat(
        [
            by_month["added_title_count"].rename("titles").reset_index().assign(what="Added"),
            (-by_month["removed_title_count"]).rename("titles").reset_index().assign(what="Removed"),
        ]
    )  # fmt: skip
    colours = {"Added": view.theme.good, "Removed": view.theme.bad}
    return Chart(
        key="changes",
        finding=finding,
        subject="Titles that came to platforms and left them, by month",
        how_to_read="Blue above nothing came, orange below left; each platform and country "
        f"counts. In all {int(added):,} came and {int(removed):,} left.",
        figure=figures.stacked(
            long, "month_date", "titles", "what", title="Titles", form=",.0f", colours=colours
        ),
        answers=(answer,),
        unit="titles",
        period=f"{by_month.index.min():%b %Y} to {by_month.index.max():%b %Y}",
        n=int(added + removed),
        n_of="changes",
        height=360,
    )


def overlap(view: View) -> Chart | Blank | None:
    """How much of a catalogue others have too."""
    answer = view.run(
        "platform_overlap",
        countries=view.filters.countries,
        platforms=view.filters.picked_platforms,
    )
    rows = answer.frame.dropna()
    if rows.empty:
        return Blank("overlap", "Overlap of catalogues", f"Fewer than two platforms. {_OFFERS}")
    names = view.choices.platforms
    named = rows.assign(
        one=[names.get(p, p) for p in rows["platform"]],
        other=[names.get(p, p) for p in rows["other_platform"]],
        mark=[percent(rate) for rate in rows["shared_rate"]],
    )
    most = named.sort_values("shared_rate").iloc[-1]
    return Chart(
        key="overlap",
        finding=Finding(
            f"{percent(most['shared_rate'])} of what {most['one']} includes is on {most['other']} "
            "too, the most of any two"
        ),
        subject="Share of a platform's titles that another includes too",
        how_to_read="Take a platform's row: each cell is the share of its titles that the "
        "platform above has as well. Countries count by their titles.",
        figure=figures.heat(
            named,
            "other",
            "one",
            "shared_rate",
            theme=view.theme,
            title="Share",
            form=".0%",
            marks="mark",
        ),
        answers=(answer,),
        unit="share of titles",
        period="now",
        n=int(named.groupby("platform")["title_count"].max().sum()),
        n_of="titles by platform and country",
        height=360,
    )
