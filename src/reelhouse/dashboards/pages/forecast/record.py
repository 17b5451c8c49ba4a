"""How forecasts did at past origins, knowing nothing of what came."""

from __future__ import annotations

import plotly.graph_objects as go

from reelhouse.dashboards import figures, findings
from reelhouse.dashboards.charts import Blank, Chart
from reelhouse.dashboards.findings import Finding
from reelhouse.dashboards.pages.forecast.series import OF, Picked
from reelhouse.dashboards.view import View
from reelhouse.dashboards.words import percent

AHEAD = 4  # periods ahead that a backtest is shown for
LEVEL = 0.8


def checks(view: View, picked: Picked) -> Chart | Blank:
    """What would have been told, and what came."""
    subject = f"{picked.name}: told and come"
    answer = view.run("forecast_checks", kinds=(picked.kind,), keys=(picked.key,))
    rows = answer.frame
    if rows.empty:
        return Blank("checks", subject, "This series was not there at past origins.")
    ahead = min(AHEAD, int(rows["horizon"].max()))
    rows = rows[rows["horizon"] == ahead]
    judged = rows[rows["is_inside80"].notna()]
    inside = judged["is_inside80"].astype(bool)
    steps = f"{ahead} {picked.step}{'s' if ahead > 1 else ''} ahead"
    return Chart(
        key="checks",
        finding=findings.coverage(
            f"{percent(LEVEL)} intervals {steps}", int(inside.sum()), len(judged), LEVEL
        ),
        subject=f"{subject}, {steps}",
        how_to_read="The band is the 80 % interval that would have been told, dots are what came: "
        "blue within it, orange outside.",
        figure=_told_and_come(view, rows),
        answers=(answer,),
        unit=f"hours a {picked.step}, {OF[picked.kind]}",
        period=f"{rows['target_date'].min():%-d %b %Y} to {rows['target_date'].max():%-d %b %Y}",
        n=len(rows),
        n_of="past origins",
        frame=rows,
        height=380,
    )


def _told_and_come(view: View, rows: object) -> go.Figure:
    import pandas as pd

    assert isinstance(rows, pd.DataFrame)
    told = rows.dropna(subset=["low80_hours", "high80_hours"])
    figure = go.Figure()
    figure.add_scatter(
        x=[*told["target_date"], *told["target_date"][::-1]],
        y=[*told["high80_hours"], *told["low80_hours"][::-1]],
        mode="lines", fill="toself", fillcolor=figures.faded(view.theme.neutral, 0.25),
        line={"width": 0}, hoverinfo="skip", showlegend=False,
    )  # fmt: skip
    figure.add_scatter(
        x=rows["target_date"], y=rows["value_hours"], mode="lines", name="Told",
        line={"color": view.theme.neutral, "width": 2},
        hovertemplate="%{x}: %{y:.3s} told<extra></extra>",
    )  # fmt: skip
    came = rows[rows["actual_hours"].notna()]
    for name, flag, colour in (
        ("Came, within", True, view.theme.good), ("Came, outside", False, view.theme.bad),
        ("Came, no interval yet", None, view.theme.quiet),
    ):  # fmt: skip
        mark = came["is_inside80"]
        part = came[mark.isna() if flag is None else mark.eq(flag).fillna(False).astype(bool)]
        if len(part):
            figure.add_scatter(
                x=part["target_date"], y=part["actual_hours"], mode="markers", name=name,
                marker={"color": colour, "size": 7},
                hovertemplate="%{x}: %{y:.3s} came<extra></extra>",
            )  # fmt: skip
    figure.update_yaxes(title="Hours", tickformat="~s", rangemode="tozero")
    return figure


def candidates(view: View, picked: Picked) -> Chart | Blank:
    """How each candidate did."""
    key = "(all titles)" if picked.kind == "title_week" else picked.key
    name = "All titles" if picked.kind == "title_week" else picked.name
    answer = view.run("forecast_candidates", kinds=(picked.kind,), keys=(key,))
    rows = answer.frame
    subject = f"{name}: how far candidates were off"
    if rows.empty:
        return Blank("candidates", subject, "This series was not there when the model learned.")
    chosen, rules = rows[rows["is_chosen"]], rows[rows["is_naive"]]
    if chosen.empty or rules.empty:
        finding = findings.too_few("what forecasts it best")
    else:
        used, rule = chosen.iloc[0], rules.iloc[0]
        name_of = str(used["candidate"])
        off = f"{name_of[:1].upper()}{name_of[1:]} is used, {used['mase']:.2f} usual changes off"
        finding = Finding(
            f"{off}: a naive rule, as no model is clearly better"
            if used["is_naive"]
            else f"{off}; the best naive rule {rule['mase']:.2f}"
        )
    colours = [
        view.theme.accent if c else view.theme.neutral if n else view.theme.good
        for c, n in zip(rows["is_chosen"], rows["is_naive"], strict=True)
    ]
    return Chart(
        key="candidates",
        finding=finding,
        subject=subject,
        how_to_read="Mean error over all periods ahead, in mean changes from one period to the "
        "next; shorter is better. Red is used now, grey are naive rules.",
        figure=figures.bars(
            rows, "candidate", "mase", colours=colours, title="Mean absolute scaled error",
            form=".2f",
        ),
        answers=(answer,),
        unit="mean absolute scaled error",
        period="latest origins",
        n=int(rows["origin_count"].max()),
        n_of="past origins",
        height=380,
    )  # fmt: skip


def skill(view: View, kind: str) -> Chart | Blank | None:
    """How far forecasts of each series are ahead of the naive rule."""
    genres = None if kind == "category_week" else view.filters.picked_genres
    answer = view.run("forecast_outlook", kinds=(kind,), genres=genres)
    rows = answer.frame.dropna(subset=["mase_ratio"])
    if rows.empty or kind == "title_week":
        return None  # titles are judged all together
    rows = rows.assign(saved=1 - rows["mase_ratio"]).sort_values("saved", ascending=False)
    better = int((rows["saved"] > 0).sum())
    return Chart(
        key="skill",
        finding=Finding(
            f"Forecasts of {better} of {len(rows)} series were nearer than the best naive rule, in "
            f"the middle by {percent(rows['saved'].median())}"
        ),
        subject="Error less than that of the best naive rule, by series",
        how_to_read="Right of 0 the forecast was nearer to what came than the best naive rule; "
        "grey series are forecast by such a rule. The choice was made anew at each origin.",
        figure=figures.bars(
            rows, "series_name", "saved",
            colours=[
                view.theme.neutral if n else view.theme.good if s > 0 else view.theme.bad
                for n, s in zip(rows["is_naive"], rows["saved"], strict=True)
            ],
            title="Less error", form="+.0%",
        ),
        answers=(answer,),
        unit="share of the naive rule's error",
        period="latest origins",
        n=int(rows["origin_count"].max()),
        n_of="past origins",
        frame=rows,
        height=figures.tall(len(rows), 300),
    )  # fmt: skip


def coverage(view: View, kind: str) -> Chart | Blank | None:
    """What intervals of each series held."""
    genres = None if kind == "category_week" else view.filters.picked_genres
    answer = view.run("forecast_outlook", kinds=(kind,), genres=genres)
    rows = answer.frame.dropna(subset=["measured_coverage_rate"])
    if rows.empty or kind == "title_week":
        return None
    rows = rows.sort_values("measured_coverage_rate", ascending=False)
    middle = float(rows["measured_coverage_rate"].median())
    return Chart(
        key="coverage",
        finding=Finding(
            f"Intervals meant to hold {percent(LEVEL)} held {percent(middle)} in the middle one of "
            f"{len(rows)} series"
        ),
        subject="Share of past outcomes within the 80 % intervals told of them",
        how_to_read="At the dotted line intervals hold what they are meant to; left of it they "
        "were too narrow, right of it wider than needed.",
        figure=figures.bars(
            rows, "series_name", "measured_coverage_rate", colours=view.theme.neutral,
            title="Held", form=".0%",
        ).add_vline(x=LEVEL, line={"color": view.theme.accent, "width": 1.5, "dash": "dot"}),
        answers=(answer,),
        unit="share of outcomes",
        period="latest origins",
        n=int(rows["origin_count"].max()),
        n_of="past origins",
        frame=rows,
        height=figures.tall(len(rows), 300),
    )  # fmt: skip
