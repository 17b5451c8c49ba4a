"""Hours to come, and what rises now."""

from __future__ import annotations

from reelhouse.dashboards import figures, findings
from reelhouse.dashboards.charts import Blank, Chart
from reelhouse.dashboards.findings import Finding
from reelhouse.dashboards.pages.forecast.series import OF, Picked
from reelhouse.dashboards.theme import genre_colour
from reelhouse.dashboards.view import View
from reelhouse.dashboards.words import percent

SHOWN = 16
RISING = 14
MEASURES = {"viewed_hours": "hours on Netflix", "popularity": "popularity at TMDB"}


def path(view: View, picked: Picked) -> Chart | Blank:
    """A series as it was and as it is expected."""
    subject = f"{picked.name}: {OF[picked.kind]}"
    where = {"kinds": (picked.kind,), "keys": (picked.key,)}
    answer, past = view.run("forecast_hours", **where), view.run("forecast_checks", **where)
    rows = answer.frame
    known = past.frame[(past.frame["horizon"] == 1) & past.frame["actual_hours"].notna()]
    last = rows.iloc[-1]
    steps = int(last["horizon"])
    over = f"in {steps} {picked.step}{'s' if steps > 1 else ''}"
    newest = float(known["actual_hours"].iloc[-1]) if len(known) else None
    finding = findings.outlook(
        picked.name, last["value_hours"], last["low95_hours"], last["high95_hours"], newest,
        "hours", over,
    )  # fmt: skip
    colour = genre_colour(picked.name) if picked.kind.startswith("genre") else view.theme.accent
    figure = figures.lines(
        known, "target_date", "actual_hours", title="Hours", form="~s",
        colours={"": view.theme.text},
    )  # fmt: skip
    for low, high, opacity in (("low95_hours", "high95_hours", 0.14),
                               ("low80_hours", "high80_hours", 0.26)):  # fmt: skip
        band = rows.dropna(subset=[low, high])
        figure.add_scatter(
            x=[*band["target_date"], *band["target_date"][::-1]],
            y=[*band[high], *band[low][::-1]],
            mode="lines", fill="toself", fillcolor=figures.faded(colour, opacity),
            line={"width": 0}, hoverinfo="skip", showlegend=False,
        )  # fmt: skip
    figure.add_scatter(
        x=rows["target_date"], y=rows["value_hours"], mode="lines+markers",
        line={"color": colour, "width": 2.4}, marker={"color": colour, "size": 6},
        showlegend=False,
        customdata=rows[["low80_hours", "high80_hours"]],
        hovertemplate="%{x}: %{y:.3s} hours (80 %: %{customdata[0]:.3s} to "
        "%{customdata[1]:.3s})<extra></extra>",
    )  # fmt: skip
    how = "a naive rule, as no model beat it" if last["is_naive"] else str(last["candidate"])
    return Chart(
        key="path",
        finding=finding,
        subject=subject,
        how_to_read="What came is the plain line, what is expected the coloured one: half of what "
        f"comes lies above. The bands hold 80 % and 95 %. Forecast by {how}.",
        figure=figure.update_layout(hovermode="closest"),
        answers=(answer, past),
        unit=f"hours a {picked.step}",
        period=f"known until {rows['known_until_date'].iloc[0]:%-d %b %Y}, "
        f"to {last['target_date']:%-d %b %Y}",
        n=len(known),
        n_of=f"{picked.step}s shown",
        height=400,
    )


def outlook(view: View, kind: str) -> Chart | Blank:
    """Where each series of a kind goes."""
    subject = "Where hours go, against the newest known period"
    genres = None if kind == "category_week" else view.filters.picked_genres
    answer = view.run("forecast_outlook", kinds=(kind,), genres=genres)
    rows = answer.frame.dropna(subset=["change_rate", "change_low_rate", "change_high_rate"])
    if rows.empty:
        return Blank("outlook", subject, "No series of this kind has a forecast with an interval.")
    clear = rows[(rows["change_low_rate"] > 0) | (rows["change_high_rate"] < 0)]
    over = f"{int(rows['horizon'].max())} {rows['period'].iloc[0]}s ahead"
    if clear.empty:
        finding = Finding(
            f"{'None' if len(rows) > 1 else 'Not one'} of {len(rows)} series is clearly above or "
            f"below its newest level {over}"
        )
    else:
        most = clear.sort_values("change_rate", key=abs).iloc[-1]
        finding = Finding(
            f"{len(clear)} of {len(rows)} series leave their newest level {over}, "
            f"{most['series_name']} most: {findings.signed(most['change_rate'])} (80 % interval "
            f"{findings.signed(most['change_low_rate'])} to "
            f"{findings.signed(most['change_high_rate'])})"
        )
    shown = rows if len(rows) <= SHOWN else rows.loc[
        [*rows.index[: SHOWN // 2], *rows.index[-SHOWN // 2 :]]
    ]  # fmt: skip
    return Chart(
        key="outlook",
        finding=finding,
        subject=f"{subject}, {over}",
        how_to_read="Right of 0 more is expected than in the newest week or month, which may have "
        "been an odd one. The line holds 80 % of what comes, cut at +300 %. "
        + ("" if len(shown) == len(rows) else "The first and last are shown."),
        figure=figures.dots(
            shown.assign(high=shown["change_high_rate"].clip(upper=3)),
            "series_name",
            "change_rate",
            "change_low_rate",
            "high",
            theme=view.theme,
            title="Change",
            form="+.0%",
            reference=0,
            colours=[genre_colour(n) for n in shown["series_name"]]
            if kind.startswith("genre")
            else None,
        ),
        answers=(answer,),
        unit="share of the newest hours",
        period=f"to {rows['target_date'].max():%-d %b %Y}",
        n=len(rows),
        n_of="series",
        height=figures.tall(len(shown), 300),
    )


def rising(view: View) -> Chart | Blank:
    """Titles that rise above their own past."""
    subject = "Titles in their newest week, against their own past"
    answer = view.run("rising_titles", genres=view.filters.picked_genres)
    rows = answer.frame
    if rows.empty:
        return Blank(
            "rising", subject,
            "No title has been seen in weeks enough. `reelhouse ingest netflix tmdb`, week by "
            "week, brings them.",
        )  # fmt: skip
    up = rows[rows["verdict"] == "rising"]
    if up.empty:
        finding = Finding(f"None of {len(rows)} titles rises beyond what chance does")
    else:
        best = up.sort_values("growth_rate").iloc[-1]
        finding = Finding(
            f"{len(up)} of {len(rows)} titles rise beyond what chance does, {best['subject_name']} "
            f"most: {percent(best['growth_rate'])} more "
            f"{MEASURES.get(best['measure'], best['measure'])} than expected",
            "up",
        )
    shown = rows.head(RISING)
    colours = [view.theme.accent if v == "rising" else view.theme.neutral for v in shown["verdict"]]
    names = [
        f"{name}" if measure == "viewed_hours" else f"{name} ({MEASURES.get(measure, measure)})"
        for name, measure in zip(shown["subject_name"], shown["measure"], strict=True)
    ]
    return Chart(
        key="rising",
        finding=finding,
        subject=subject,
        how_to_read="The bar is the newest week over what past weeks let expect; red are those "
        "that rise beyond chance, with at most the set share of chance finds among them.",
        figure=figures.bars(
            shown.assign(name=names), "name", "growth_rate", colours=colours,
            title="More than expected", form="+.0%",
        ),
        answers=(answer,),
        unit="share of what was expected",
        period=f"week to {rows['week_end_date'].max():%-d %b %Y}",
        n=len(rows),
        n_of="titles with weeks enough",
        height=figures.tall(len(shown), 300),
    )  # fmt: skip
