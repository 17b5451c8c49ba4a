"""Who is ahead in what."""

from __future__ import annotations

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from reelhouse.dashboards import findings
from reelhouse.dashboards.charts import Blank, Chart
from reelhouse.dashboards.figures import short
from reelhouse.dashboards.findings import Finding
from reelhouse.dashboards.pages.head_to_head.both import Both
from reelhouse.dashboards.view import View
from reelhouse.dashboards.words import listed
from reelhouse.ml.opportunities.head_to_head import SURE

UNKNOWN = "Nothing is known of either in this build; `reelhouse doctor` says what sources need."


def verdicts(view: View, both: Both) -> Chart | Blank:
    """The probability of being ahead, by measure."""
    a, b = both.comparison.a, both.comparison.b
    rows = both.answer.frame
    known = rows[rows["ahead_probability"].notna()]
    if known.empty:
        return Blank("verdicts", f"{a} against {b}", UNKNOWN if rows.empty else _only_one(both))
    colours = both.colours(view.theme)
    figure = go.Figure(
        go.Bar(
            x=known["ahead_probability"] - 0.5,
            base=0.5,
            y=list(range(len(known))),
            orientation="h",
            marker={"color": [colours.get(v, colours[""]) for v in known["verdict"]]},
            customdata=known[["measure", "ahead_probability", "verdict"]],
            hovertemplate="%{customdata[0]}: " + a + " is ahead with %{customdata[1]:.1%}, "
            "%{customdata[2]}<extra></extra>",
        )
    )
    for x, dash in ((0.5, "solid"), (SURE, "dot"), (1 - SURE, "dot")):
        figure.add_vline(x=x, line={"color": view.theme.quiet, "width": 1, "dash": dash})
    figure.update_yaxes(
        tickvals=list(range(len(known))), ticktext=list(known["measure"]), autorange="reversed",
        showgrid=False, zeroline=False,
    )  # fmt: skip
    figure.update_xaxes(range=[-0.02, 1.02], tickformat=".0%", nticks=6, showgrid=True,
                        title=f"Probability that {short(a, 28)} is ahead")  # fmt: skip
    missing = list(rows.loc[rows["ahead_probability"].isna(), "measure"])
    rest = f" Known of one alone: {listed(missing)}." if missing else ""
    leads = list(zip(known["measure"], known["verdict"], strict=True))
    return Chart(
        key="verdicts",
        finding=findings.ahead(a, b, leads),
        subject=f"{a} against {b}: who is ahead in what",
        how_to_read=f"To the right {a} is ahead, to the left {b}. A verdict stands beyond the "
        f"dotted lines, at 97.5 %; what is grey is not clear.{rest}",
        figure=figure,
        answers=(both.answer,),
        unit="probability",
        period="as the build knows it",
        n=len(known),
        n_of="measures known of both",
        height=max(300, 110 + 74 * len(rows)),
    )


def figures_of_both(view: View, both: Both) -> Chart | Blank | None:
    """Each measure of both with its interval."""
    a, b = both.comparison.a, both.comparison.b
    measures = both.comparison.measures
    if not measures:
        return None
    colours = both.colours(view.theme)
    figure = make_subplots(
        rows=len(measures), cols=1, vertical_spacing=min(0.3, 0.5 / len(measures)),
        subplot_titles=[f"{m.name}, {m.unit}" for m in measures],
    )  # fmt: skip
    for row, measure in enumerate(measures, 1):
        for place, (name, told) in enumerate(((a, measure.a), (b, measure.b))):
            if told is None:
                continue
            value, low, high = told
            figure.add_scatter(
                x=[value], y=[1 - place], mode="markers", name=short(name),
                legendgroup=name, showlegend=row == 1,
                marker={"color": colours[name], "size": 10},
                error_x={"type": "data", "array": [high - value], "arrayminus": [value - low],
                         "color": colours[name], "thickness": 2, "width": 0},
                hovertemplate=f"{name}: %{{x:.3s}} ({low:.3g} to {high:.3g})<extra></extra>",
                row=row, col=1,
            )  # fmt: skip
        figure.update_yaxes(range=[-0.6, 1.6], visible=False, row=row, col=1)
        figure.update_xaxes(nticks=5, showgrid=True, row=row, col=1)
    figure.update_annotations(x=0, xanchor="left", font={"size": 12, "color": view.theme.quiet})
    figure.update_layout(legend={"y": 1.0 + 0.35 / len(measures)}, margin={"t": 56})
    return Chart(
        key="measures",
        finding=Finding(_clearest(both)),
        subject=f"Measures of {a} and {b}",
        how_to_read="Each measure has its own axis; the line is the 95 % interval. "
        + " ".join(f"{m.name[:1].upper()}{m.name[1:]}: {m.says}." for m in measures),
        figure=figure,
        answers=(both.answer,),
        unit="see each measure",
        period="as the build knows it",
        n=len(measures),
        n_of="measures known of either",
        height=max(300, 110 + 74 * len(measures)),
    )


def _clearest(both: Both) -> str:
    """The figures of the measure that tells both apart best."""
    known = [m for m in both.comparison.measures if m.a and m.b and m.probability is not None]
    if not known:
        return _only_one(both)
    best = max(known, key=lambda m: abs((m.probability or 0) - 0.5))
    said = [
        f"{name} {told[0]:.3g} ({told[1]:.3g} to {told[2]:.3g})"
        for name, told in ((both.comparison.a, best.a), (both.comparison.b, best.b))
        if told
    ]
    return f"{best.name[:1].upper()}{best.name[1:]} tells them apart best: {', '.join(said)}"


def _only_one(both: Both) -> str:
    names = listed(list(both.answer.frame["measure"]))
    return f"No measure is known of both; of one alone: {names}."
