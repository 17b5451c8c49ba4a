"""What goes with success, and what stands out of its own past."""

from __future__ import annotations

import pandas as pd

from reelhouse.dashboards import figures, findings
from reelhouse.dashboards.answers import Answer
from reelhouse.dashboards.charts import Blank, Chart
from reelhouse.dashboards.findings import Finding
from reelhouse.dashboards.view import View

OUTCOME = "Hours in the Top 10"
SURPRISES = 200
_NETFLIX = "`reelhouse ingest netflix` brings Netflix's lists, `reelhouse build` puts them here."


def drivers(view: View) -> Chart | Blank:
    """What goes with hours on Netflix."""
    answer = _links(view)
    rows = answer.frame
    ends = rows[(rows["measure"] == OUTCOME) | (rows["other_measure"] == OUTCOME)]
    ends = ends[(ends["title_count"] >= findings.FEWEST)].dropna()
    # the weeks and hours of the same lists say the same thing twice
    other = ends["measure"].where(ends["measure"] != OUTCOME, ends["other_measure"])
    ends = ends.assign(driver=other)
    ends = ends[~ends["driver"].isin(["Weeks in the Top 10", "Hours of the half-year"])]
    if ends.empty:
        return Blank("drivers", f"What goes with {OUTCOME.lower()}", f"Too few titles. {_NETFLIX}")
    ends = ends.sort_values("spearman", ascending=False)
    clear = ends[(ends["spearman_low"] > 0) | (ends["spearman_high"] < 0)]
    first = (clear if len(clear) else ends).iloc[0]
    finding = findings.correlation(
        first["driver"],
        OUTCOME,
        first["spearman"],
        first["spearman_low"],
        first["spearman_high"],
        int(first["title_count"]),
    )
    return Chart(
        key="drivers",
        finding=finding,
        subject=f"Rank correlation with {OUTCOME.lower()}",
        how_to_read="A dot is Spearman's ρ over the titles that have both, its line the 95 % "
        "interval. A line across nothing is no clear link. What goes together need not cause.",
        figure=figures.dots(
            ends,
            "driver",
            "spearman",
            "spearman_low",
            "spearman_high",
            theme=view.theme,
            title="Spearman's ρ",
            form=".1f",
            reference=0,
        ).update_xaxes(range=[-1, 1]),
        answers=(answer,),
        unit="ρ, -1 to 1",
        period=view.filters.period,
        n=int(ends["title_count"].max()),
        n_of="titles at most",
        frame=ends,
    )


def links(view: View) -> Chart | Blank:
    """Which measures rise together at all."""
    answer = _links(view)
    rows = answer.frame.dropna()
    rows = rows[rows["title_count"] >= findings.FEWEST]
    if rows.empty:
        return Blank("links", "Which measures rise together", "Too few titles have two measures.")
    clear = (rows["spearman_low"] > 0) | (rows["spearman_high"] < 0)
    text = f"{int(clear.sum())} of {len(rows)} pairs of measures are clearly linked"
    mirrored = rows.rename(columns={"measure": "other_measure", "other_measure": "measure"})
    both = pd.concat([rows, mirrored])
    seen = (both["spearman_low"] > 0) | (both["spearman_high"] < 0)
    both = both.assign(clear_spearman=both["spearman"].where(seen))
    names = sorted(set(both["measure"]))
    both = both.sort_values(["measure", "other_measure"])
    figure = figures.heat(
        both.sort_values("other_measure"),
        "other_measure",
        "measure",
        "clear_spearman",
        theme=view.theme,
        title="ρ",
        form=".1f",
        middle=0,
        ends=(-1, 1),
    )
    figure.update_xaxes(categoryorder="array", categoryarray=names, tickangle=-40)
    figure.update_yaxes(categoryorder="array", categoryarray=names)
    return Chart(
        key="links",
        finding=Finding(text),
        subject="Rank correlation of each pair of measures",
        how_to_read="Orange rises together, blue is opposite, stronger is closer. Empty: no link "
        "is clear. Of pairs without a link one in twenty looks clear by chance.",
        figure=figure,
        answers=(answer,),
        unit="ρ, -1 to 1",
        period=view.filters.period,
        n=int(rows["title_count"].max()),
        n_of="titles at most",
        frame=rows,
        height=400,
    )


def surprises(view: View) -> Chart | Blank:
    """What stands out of its own past in the newest week."""
    answer = view.run("surprises", limit=SURPRISES)
    rows = answer.frame
    if rows.empty:
        return Blank(
            "surprises", "What stands out in the newest week", "No title has a past long enough."
        )
    out = rows[rows["verdict"].isin(["rising", "falling"])]
    names = {"viewed_hours": "hours on Netflix", "post_count": "posts"}
    if out.empty:
        finding = Finding(
            f"Nothing stands out: all {len(rows)} titles and topics with a past long enough are "
            "near what it lets expect"
        )
    else:
        first = out.iloc[0]
        finding = Finding(
            f"{len(out)} of {len(rows)} stand out, most of all {first['subject_name']} with "
            f"{first['amount']:,.0f} {names.get(first['measure'], first['measure'])} where "
            f"{first['expected_amount']:,.0f} were expected",
            "up" if first["verdict"] == "rising" else "down",
        )
    colours = [
        view.theme.accent if verdict != "as expected" else view.theme.neutral
        for verdict in rows["verdict"]
    ]
    shown = rows.assign(
        z=rows["z_score"].fillna(0.0), expected=rows["expected_amount"].clip(lower=0.1)
    )
    return Chart(
        key="surprises",
        finding=finding,
        subject="Surprise of the newest week against what was expected",
        how_to_read="Up is more than the past of the title or topic lets expect, in standard "
        "deviations; red ones stand out with at most one in ten of them by chance.",
        figure=figures.bubbles(
            shown,
            "expected",
            "z",
            "subject_name",
            colours=colours,
            titles=("Expected amount", "Surprise, standard deviations"),
            forms=("~s", ".1f"),
            log_x=True,
            named=8,
            theme=view.theme,
        ),
        answers=(answer,),
        unit="standard deviations",
        period="newest week",
        n=len(rows),
        n_of="titles and topics",
        height=400,
    )


def _links(view: View) -> Answer:
    return view.run(
        "performance_links",
        types=view.filters.title_types,
        anime=view.filters.is_anime,
        genres=view.filters.picked_genres,
        since_year=view.filters.since_year,
        until_year=view.filters.until_year,
    )
