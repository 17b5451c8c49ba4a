"""How recommenders did on what members watched later, beside the naive rules."""

from __future__ import annotations

from plotly.subplots import make_subplots

from reelhouse.dashboards import figures, findings
from reelhouse.dashboards.charts import Blank, Chart
from reelhouse.dashboards.findings import Finding
from reelhouse.dashboards.view import View
from reelhouse.dashboards.words import percent

NAME = ("recommendations",)
UNTOLD = (
    "This build has no card of the model. `reelhouse predict` puts it here; `reelhouse models show "
    "recommendations` shows it."
)
# what lists are beside right: metric of the card, how it is called, what it means, how it reads
BESIDE = (
    ("diversity", "Diversity", "how unlike the titles of one list are, 0 to 1"),
    ("novelty bits", "Novelty", "how few know the titles, in bits"),
    ("catalogue coverage", "Coverage", "share of all titles that anybody is shown"),
)


def accuracy(view: View) -> Chart | Blank:
    """All that competed, by the figure that decides."""
    cards = view.run("models", models=NAME).frame
    answer = view.run("model_scores", models=NAME)
    rows = answer.frame[answer.frame["is_deciding"] & answer.frame["value"].notna()]
    if cards.empty or rows.empty:
        return Blank("accuracy", "How right lists were", UNTOLD)
    card = cards.iloc[0]
    rows = rows.sort_values("value", ascending=False).assign(
        low=rows["value_low"].fillna(rows["value"]), high=rows["value_high"].fillna(rows["value"])
    )
    theme = view.theme
    return Chart(
        key="accuracy",
        finding=findings.beats(
            str(card["champion"]), str(card["best_naive"] or ""), str(card["metric"]),
            is_naive=bool(card["is_naive"]), lead=card["advantage"],
            low=card["advantage_low"], high=card["advantage_high"],
        ),
        subject=f"{card['metric']} of all that competed",
        how_to_read="1 is a list that begins with all that was watched later, 0 one with none of "
        "it; the line is the 95 % interval. Red answers, grey are naive rules. The lead is paired "
        "on the same members, so that it can be clear where lines overlap.",
        figure=figures.dots(
            rows, "candidate", "value", "low", "high", theme=theme, title=str(card["metric"]),
            form=".3~f",
            colours=[
                theme.accent if answers else theme.neutral if naive else theme.good
                for answers, naive in zip(rows["is_champion"], rows["is_naive"], strict=True)
            ],
        ),
        answers=(answer,),
        unit=str(card["metric"]),
        period=str(card["tested_on"]),
        n=int(card["test_count"]),
        n_of="titles watched for the first time",
        frame=rows.drop(columns=["low", "high"]),
        height=figures.tall(len(rows), 340),
    )  # fmt: skip


def beyond(view: View) -> Chart | Blank:
    """How varied, new and wide lists are, of what answers and of the best naive rule."""
    cards = view.run("models", models=NAME).frame
    answer = view.run("model_scores", models=NAME)
    subject = "Diversity, novelty and coverage of lists"
    if cards.empty:
        return Blank("beyond", subject, UNTOLD)
    card = cards.iloc[0]
    sides = list(dict.fromkeys(n for n in (card["champion"], card["best_naive"]) if n))
    rows = answer.frame[
        answer.frame["candidate"].isin(sides)
        & answer.frame["metric"].isin([metric for metric, *_ in BESIDE])
        & answer.frame["value"].notna()
    ]
    if rows.empty:
        return Blank("beyond", subject, UNTOLD)
    told = {(r["candidate"], r["metric"]): float(r["value"]) for r in rows.to_dict("records")}
    shown = [each for each in BESIDE if any((side, each[0]) in told for side in sides)]
    figure = make_subplots(
        rows=len(shown), cols=1, vertical_spacing=0.18,
        subplot_titles=[f"{name}: {says}" for _, name, says in shown],
    )  # fmt: skip
    for row, (metric, name, _) in enumerate(shown, 1):
        for place, side in enumerate(sides):
            if (side, metric) not in told:
                continue
            figure.add_bar(
                x=[told[side, metric]], y=[len(sides) - place], orientation="h", width=0.7,
                name=side, legendgroup=side, showlegend=row == 1,
                marker={"color": view.theme.accent if place == 0 else view.theme.neutral},
                text=[_value(metric, told[side, metric])], textposition="outside", cliponaxis=False,
                hovertemplate=f"{side}, {name.lower()}: {_value(metric, told[side, metric])}"
                "<extra></extra>",
                row=row, col=1,
            )  # fmt: skip
        figure.update_yaxes(visible=False, row=row, col=1)
        most = max(told.get((side, metric), 0.0) for side in sides)
        end = max(most, 1e-9) if metric == "novelty bits" else 1
        figure.update_xaxes(range=[0, 1.2 * end], nticks=5, showgrid=True, row=row, col=1)
    figure.update_annotations(x=0, xanchor="left", font={"size": 12, "color": view.theme.quiet})
    figure.update_layout(legend={"y": 1.2}, margin={"t": 56}, barmode="overlay")
    return Chart(
        key="beyond",
        finding=Finding(_beside(sides, shown, told)),
        subject=f"{subject}, of {' and of '.join(sides)}",
        how_to_read="A bit more of novelty is half as many who know a title. More of all three is "
        "better only where lists are right as well: lists drawn by lot are varied, new and wide "
        "too. They are counted over the lists of the test, without an interval.",
        figure=figure,
        answers=(answer,),
        unit="see each measure",
        period=str(card["tested_on"]),
        n=int(card["test_count"]),
        n_of="titles watched for the first time",
        frame=rows,
        height=figures.tall(0, 340),
    )


def _beside(
    sides: list[str], shown: list[tuple[str, str, str]], told: dict[tuple[str, str], float]
) -> str:
    """The figures of both, side by side."""
    parts = [
        f"{name.lower()} "
        + " against ".join(_value(m, told[side, m]) for side in sides if (side, m) in told)
        for m, name, _ in shown
    ]
    said = f"Lists of {sides[0]}" + (f" beside those of {sides[1]}" if len(sides) > 1 else "")
    return f"{said}: {', '.join(parts)}"


def _value(metric: str, value: float) -> str:
    if metric == "catalogue coverage":
        return percent(value)
    return f"{value:.1f} bits" if metric == "novelty bits" else f"{value:.2f}"
