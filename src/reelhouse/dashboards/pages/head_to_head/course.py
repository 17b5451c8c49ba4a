"""How both moved, and how one stands against all."""

from __future__ import annotations

import pandas as pd

from reelhouse.dashboards import figures, findings
from reelhouse.dashboards.charts import Blank, Chart
from reelhouse.dashboards.findings import Finding
from reelhouse.dashboards.pages.head_to_head.both import Both
from reelhouse.dashboards.view import View
from reelhouse.dashboards.words import percent
from reelhouse.ml.opportunities.head_to_head import SURE

WEEK = "top10_week"
AGE = "weeks_since_first"


def course(view: View, both: Both) -> Chart | Blank | None:
    """Weekly hours of both."""
    a, b = both.comparison.a, both.comparison.b
    subject = f"Weekly hours of {a} and {b} in Netflix's lists of the world"
    if both.is_genres:
        answer = view.run("genre_hours", genres=both.keys, since=None, until=None)
        rows, across = answer.frame, WEEK
    else:
        answer = view.run("title_hours", titles=tuple(int(key) for key in both.keys))
        rows, across = _named(answer.frame, both), AGE
    if rows.empty:
        return Blank("course", subject, "Neither was in the lists. `reelhouse ingest netflix`.")
    wide = rows.pivot_table(index=across, columns="name", values="viewed_hours", aggfunc="sum")
    shared = wide.dropna() if {a, b} <= set(wide.columns) else wide.head(0)
    if len(shared) < findings.FEWEST:
        finding = findings.too_few(
            f"who has more hours, week by week, of {a} and {b}", len(shared), findings.FEWEST
        )
    else:
        weeks = int((shared[a] > shared[b]).sum())
        finding = Finding(
            f"{a} had more hours than {b} in {weeks} of the {len(shared)} weeks in which both were "
            f"listed ({percent(weeks / len(shared))})"
        )
    drawn = rows if across == WEEK else _with_gaps(wide)
    figure = figures.lines(
        drawn, across, "viewed_hours", by="name", title="Hours", form="~s",
        colours=both.colours(view.theme), names={n: figures.short(n) for n in (a, b)},
    )  # fmt: skip
    if across == AGE:
        figure.update_xaxes(title="Weeks since the first in any list")
    return Chart(
        key="course",
        finding=finding,
        subject=subject,
        how_to_read="Titles stand side by side at the same age; weeks outside of the lists are not "
        "known." if across == AGE else "A title's hours are shared equally among its genres. What "
        "stands below the tenth place is not known.",
        figure=figure,
        answers=(answer,),
        unit="hours a week",
        period="all weeks of the lists",
        n=len(wide),
        n_of="weeks",
        frame=rows,
        height=380,
    )  # fmt: skip


def _named(rows: pd.DataFrame, both: Both) -> pd.DataFrame:
    names = dict(
        zip((int(key) for key in both.keys), (both.comparison.a, both.comparison.b), strict=True)
    )
    return rows.assign(name=rows["title_key"].map(names))


def _with_gaps(wide: pd.DataFrame) -> pd.DataFrame:
    """Every week of age, so that no line goes over weeks that are not known."""
    ages = range(int(wide.index.min()), int(wide.index.max()) + 1)
    every = wide.reindex(pd.Index(ages, name=AGE)).reset_index()
    return every.melt(id_vars=AGE, var_name="name", value_name="viewed_hours")


def field(view: View, both: Both) -> Chart | Blank:
    """The first genre against every other one."""
    a = both.comparison.a
    subject = f"{a} against every other genre"
    if not view.has("mart_genre_head_to_head"):
        return Blank(
            "field",
            subject,
            "All pairs are compared when a model of opportunities answers: `reelhouse train "
            "opportunities`, then `reelhouse predict`.",
        )
    answer = view.run("genre_field", genres=(a,))
    rows = answer.frame
    if rows.empty:
        return Blank("field", subject, f"Too little is known of {a} for any measure.")
    ahead = rows[rows["ahead_probability"] >= SURE].groupby("measure").size()
    behind = rows[rows["ahead_probability"] <= 1 - SURE].groupby("measure").size()
    pairs = len(rows)
    text = (
        f"{a} is clearly ahead in {int(ahead.sum())} and clearly behind in {int(behind.sum())} of "
        f"{pairs} comparisons"
    )
    if len(ahead):
        best = ahead.sort_values().index[-1]
        others = int((rows["measure"] == best).sum())
        text += f"; most often ahead in {best}: of {int(ahead[best])} of {others} genres"
    shown = rows.sort_values(["other_genre", "measure"])
    marks = ["▲" if p >= SURE else "▼" if p <= 1 - SURE else "" for p in shown["ahead_probability"]]
    return Chart(
        key="field",
        finding=Finding(text),
        subject=f"{subject}, probability of being ahead",
        how_to_read=f"Orange: {a} is ahead of that genre; blue: behind. A mark stands where "
        "that is clear. Empty cells are not known of both. Where nothing differs, one "
        "comparison in twenty is called clear by chance.",
        figure=figures.heat(
            shown.assign(mark=marks),
            "measure",
            "other_genre",
            "ahead_probability",
            theme=view.theme,
            title="Ahead",
            form=".0%",
            middle=0.5,
            marks="mark",
            ends=(0, 1),
        ),
        answers=(answer,),
        unit="probability",
        period="as the build knows it",
        n=pairs,
        n_of="comparisons",
        height=figures.tall(rows["other_genre"].nunique(), 300, 24),
    )
