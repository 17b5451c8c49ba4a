"""Where more is wanted than offered."""

from __future__ import annotations

import pandas as pd

from reelhouse.dashboards import figures, findings
from reelhouse.dashboards.answers import Answer
from reelhouse.dashboards.charts import Blank, Chart
from reelhouse.dashboards.findings import Finding
from reelhouse.dashboards.theme import genre_colours
from reelhouse.dashboards.view import View
from reelhouse.dashboards.words import percent

ALL = "all"  # what marts call all countries together
_OFFERS = "It needs offers and Netflix's lists: `reelhouse ingest netflix streaming_availability`."


def zones(view: View) -> Chart | Blank:
    """Demand against supply."""
    answer = _markets(view)
    rows = answer.frame[answer.frame["market_zone"] != "too few titles"]
    everywhere = rows["country_code"] == ALL
    # where nothing is picked, a bubble a genre; else one a genre and country
    rows = rows[~everywhere if view.filters.countries else everywhere]
    if rows.empty:
        return Blank("zones", "Demand against supply", f"No market can be judged. {_OFFERS}")
    open_ = rows[rows["market_zone"] == "underserved"]
    if open_.empty:
        text = f"None of {len(rows)} genre markets is underserved"
    else:
        best = open_.iloc[0]
        place = "the world" if best["country_code"] == ALL else best["country_name"]
        text = (
            f"{len(open_)} of {len(rows)} genre markets are underserved, {best['genre']} in "
            f"{place} most: {percent(best['demand_share_rate'])} of demand, "
            f"{percent(best['supply_share_rate'])} of supply"
        )
    shown = rows.assign(
        market=rows["genre"] + (", " + rows["country_code"]).where(rows["country_code"] != ALL, ""),
        titles=rows["demand_title_count"] + rows["supply_title_count"],
    )
    figure = figures.bubbles(
        shown,
        "supply_share_rate",
        "demand_share_rate",
        "market",
        colours=genre_colours(list(shown["genre"])),
        titles=("Share of supply", "Share of demand"),
        forms=(".0%", ".0%"),
        size="titles",
        named=9,
        theme=view.theme,
    )
    top = float(max(shown["supply_share_rate"].max(), shown["demand_share_rate"].max())) * 1.08
    line = {"color": view.theme.quiet, "width": 1, "dash": "dot"}
    figure.add_shape(type="line", x0=0, y0=0, x1=top, y1=top, line=line)
    for x, y, name in ((0.16, 0.93, "underserved"), (0.84, 0.07, "saturated")):
        figure.add_annotation(
            x=x, y=y, xref="paper", yref="paper", text=name, showarrow=False,
            font={"color": view.theme.quiet, "size": 13},
        )  # fmt: skip
    return Chart(
        key="zones",
        finding=Finding(text),
        subject="Share of demand against share of supply, genre by country",
        how_to_read="Above the line more is wanted than offered. The area is how many titles there "
        "are. Demand: places in Netflix's Top 10; supply: titles that platforms include.",
        figure=figure,
        answers=(answer,),
        unit="shares",
        period="newest two years of lists, offers now",
        n=len(rows),
        n_of="genre markets with titles enough",
        frame=rows,
        height=430,
    )


def saturation(view: View) -> Chart | Blank:
    """How saturated each genre is in each country."""
    answer = _markets(view)
    rows = answer.frame[answer.frame["market_zone"] != "too few titles"]
    if rows.empty:
        return Blank("saturation", "Saturation by genre and country", _OFFERS)
    apart = rows[rows["country_code"] != ALL]
    means = apart.groupby("genre")["saturation_index"].agg(["median", "count"])
    wide = means[means["count"] >= min(3, apart["country_name"].nunique())]
    if wide.empty:
        finding = findings.too_few("which genre is wanted most beyond its supply")
    else:
        least = wide.sort_values("median").iloc[0]
        finding = Finding(
            f"{least.name} is the least saturated: {least['median']:.0f} in the middle one of "
            f"{int(least['count'])} countries, where 50 is balance"
        )
    order = means["median"].sort_values().index
    places = {genre: place for place, genre in enumerate(order)}
    shown = rows.sort_values(["country_code", "country_name"], key=lambda c: c.where(c != ALL, ""))
    shown = shown.sort_values("genre", key=lambda c: c.map(places), kind="stable")
    return Chart(
        key="saturation",
        finding=finding,
        subject="Market saturation by genre and country",
        how_to_read="Blue is wanted and not supplied (towards 0), orange supplied and not wanted "
        "(towards 100), without colour in balance. Empty cells have too few titles.",
        figure=figures.heat(
            shown,
            "country_name",
            "genre",
            "saturation_index",
            theme=view.theme,
            title="Index",
            middle=50,
        ).update_xaxes(tickangle=-40),
        answers=(answer,),
        unit="0 to 100",
        period="newest two years of lists, offers now",
        n=len(rows),
        n_of="genre markets with titles enough",
        frame=rows,
        height=430,
    )


def tastes(view: View) -> Chart | Blank:
    """What countries watch more than others."""
    answer = view.run(
        "tastes",
        kinds=(view.filters.content_kind,),
        countries=view.filters.countries,
        genres=view.filters.picked_genres,
    )
    rows = answer.frame
    if rows.empty:
        return Blank("tastes", "What countries watch more", f"Too few titles. {_OFFERS}")
    more = rows[rows["verdict"] == "watched more"]
    if more.empty:
        finding = Finding(f"None of {len(rows)} genre markets is clearly watched more than others")
    else:
        best = more.iloc[0]
        finding = Finding(
            f"{best['genre']} is watched {best['location_quotient']:.1f} times as much in "
            f"{best['country_name']} as elsewhere (95 % interval "
            f"{best['location_quotient_low']:.1f} to {best['location_quotient_high']:.1f})",
            "up",
        )
    clear = rows[rows["verdict"] != "as elsewhere"]
    shown = pd.concat([clear.head(9), clear.tail(6)]).drop_duplicates() if len(clear) > 15 else \
        clear if len(clear) else rows.head(12)  # fmt: skip
    shown = shown.assign(
        market=shown["genre"] + ", " + shown["country_name"],
        high=shown["location_quotient_high"].clip(upper=6),
    )
    return Chart(
        key="tastes",
        finding=finding,
        subject="Location quotient of genres by country",
        how_to_read="1 is as much as elsewhere, 2 twice as much. The line is the 95 % interval, "
        "cut at 6. Those that differ clearly are shown, the strongest at both ends.",
        figure=figures.dots(
            shown,
            "market",
            "location_quotient",
            "location_quotient_low",
            "high",
            theme=view.theme,
            title="Times as much as elsewhere",
            form=".1f",
            reference=1,
            colours=genre_colours(list(shown["genre"])),
        ),
        answers=(answer,),
        unit="ratio",
        period="newest two years of lists",
        n=len(rows),
        n_of="genre markets with titles enough",
        height=430,
    )


def _markets(view: View) -> Answer:
    return view.run(
        "markets",
        kinds=(view.filters.content_kind,),
        countries=view.filters.countries,
        genres=view.filters.picked_genres,
    )
