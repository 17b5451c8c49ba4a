"""What a budget buys, and what is at risk."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from reelhouse.dashboards import figures, findings
from reelhouse.dashboards.charts import Blank, Chart
from reelhouse.dashboards.findings import Finding
from reelhouse.dashboards.pages.copilot.chance import no_model
from reelhouse.dashboards.pages.copilot.plan import Asked
from reelhouse.dashboards.view import View
from reelhouse.dashboards.words import SPACE, percent


def budget_curve(view: View, found: Asked) -> Chart | Blank:
    """Box office of the plan by budget."""
    subject = "Box office by budget"
    if (gross := found.advice.gross) is None:
        return no_model(found, "budget", subject, "gross")
    rows = gross.curve
    if rows.empty:
        return Blank(
            "budget",
            subject,
            "Too few budgets of the past are known in this build. `reelhouse ingest tmdb` brings "
            "them, `reelhouse predict` puts the curve into the next build.",
        )
    money, budget = view.money, found.plan.budget_usd
    at = rows.iloc[
        int(np.abs(np.log(rows["budget_usd"] / budget)).argmin()) if budget else len(rows) // 2
    ]
    if gross.is_naive:
        finding = Finding(
            f"At {money.text(at['budget_usd'])} such films take {money.text(at['expected'])}: a "
            "naive rule says so, as no model beat it"
        )
    else:
        finding = findings.pays(
            at["more_per_million"],
            at["more_per_million_low"],
            at["more_per_million_high"],
            f"At {money.text(at['budget_usd'])}",
            money.text,
        )
    shown = rows.assign(
        budget=rows["budget_usd"].map(money.of),
        gross=rows["expected"].map(money.of),
        low=rows["expected_low"].map(money.of),
        high=rows["expected_high"].map(money.of),
    )
    figure = figures.lines(
        shown, "budget", "gross", title=f"Box office, {money.currency}", form="~s",
        colours={"": view.theme.accent}, low="low", high="high",
    )  # fmt: skip
    _mark(figure, view, found)
    return Chart(
        key="budget",
        finding=finding,
        subject=f"{subject}, all else of the plan equal",
        how_to_read="Half of such films take more than the line says, 80 % lie within the band. "
        "Below the dotted line a film takes less than it cost. More budget goes with more box "
        "office; that it buys it is an assumption.",
        figure=figure,
        answers=(found.answer(view.build, "gross", rows),),
        unit=money.currency,
        period="dollars of each film's year",
        n=len(rows),
        n_of="budgets within those of the past",
        height=380,
    )


def _mark(figure: go.Figure, view: View, found: Asked) -> None:
    """The line at which box office is the budget, and the budget of the plan."""
    money, quiet = view.money, view.theme.quiet
    least, most = (float(figure.data[-1].x[place]) for place in (0, -1))
    figure.add_scatter(
        x=[least, most], y=[least, most], mode="lines", hoverinfo="skip", showlegend=False,
        line={"color": quiet, "width": 1, "dash": "dot"},
    )  # fmt: skip
    if budget := found.plan.budget_usd:
        figure.add_vline(x=money.of(budget), line={"color": quiet, "width": 1})
        figure.add_annotation(
            x=np.log10(money.of(budget)), y=1, yref="paper", text="the plan", showarrow=False,
            yanchor="bottom", font={"color": quiet, "size": 12},
        )  # fmt: skip
    figure.update_xaxes(type="log", title=f"Budget, {money.currency}", tickformat="~s", dtick="D2")
    figure.update_yaxes(type="log", rangemode="normal", dtick="D2")


def risk(view: View, found: Asked) -> Chart | Blank | None:
    """How often such a film stays below multiples of its budget."""
    subject = "Risk: how often the box office stays below the budget"
    if (gross := found.advice.gross) is None:
        return None
    rows = gross.risk
    if rows.empty:
        return Blank("risk", subject, "Give the plan a budget: the risk is told against it.")
    money, budget = view.money.text, found.plan.budget_usd
    shown = rows.assign(
        below=[
            f"{'its' if m == 1 else 'half its' if m == 0.5 else f'{m:g} times its'} budget, "
            f"{money(a)}"
            for m, a in zip(rows["multiple"], rows["amount"], strict=True)
        ]
    )
    under = rows[rows["multiple"] == 1].iloc[0]
    return Chart(
        key="risk",
        finding=Finding(
            f"With {money(budget)} it takes less than it costs in {percent(under['rate'])} of "
            f"cases (95{SPACE}% interval {percent(under['rate_low'])} to "
            f"{percent(under['rate_high'])})"
        ),
        subject="Share of films like this whose box office stays below",
        how_to_read="Counted over films that the model had not seen, by how far off it was. "
        "Cinemas keep a part: a film needs more than its budget to earn it back.",
        figure=figures.dots(
            shown,
            "below",
            "rate",
            "rate_low",
            "rate_high",
            theme=view.theme,
            title="Share of films",
            form=".0%",
        ).update_xaxes(range=[0, 1]),
        answers=(found.answer(view.build, "gross", shown),),
        unit="share of outcomes",
        period="years of the test",
        n=int(rows["case_count"].iloc[0]),
        n_of="films",
        height=380,
    )
