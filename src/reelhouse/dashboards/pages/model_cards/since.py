"""How a model did on what came true since it learned."""

from __future__ import annotations

import pandas as pd

from reelhouse.dashboards import figures
from reelhouse.dashboards.charts import Blank, Chart
from reelhouse.dashboards.findings import Finding
from reelhouse.dashboards.view import View


def new_errors(view: View, name: str) -> Chart | Blank | None:
    """How it did on what came true since it learned; None where nothing could come true."""
    if not view.has("mart_model_error"):
        return None
    answer = view.run("model_errors", models=(name,))
    rows = answer.frame
    if rows.empty:
        return None
    subject = "What came true since the model learned"
    told = rows[rows["new_value"].notna()]
    if told.empty:
        waits = "; ".join(
            f"{row['measure']}: {int(row['new_count']):,} of {int(row['needed_count']):,} "
            f"{row['counted']}"
            for row in rows.to_dict("records")
        )
        return Blank("new_errors", subject, f"Too few new outcomes yet: {waits}.")
    worse = told[told["is_worse"].astype(bool)]
    first = (worse if len(worse) else told).iloc[0]
    verdict = "Worse than promised" if len(worse) else "As promised"
    text = (
        f"{verdict}: {first['measure']} {first['new_value']:.3g} on "
        f"{int(first['new_count']):,} new {first['counted']}, promised "
        f"{first['promised_value']:.3g}"
    )
    if pd.notna(first["naive_value"]):
        text += f"; {first['naive_rule']} {first['naive_value']:.3g}"
    frame = pd.concat(
        [
            _points(told, "promised", "promised", view.theme.neutral),
            _points(told, "new", "on new cases", view.theme.accent),
            _points(told, "naive", "naive rule on the same", view.theme.quiet),
        ],
        ignore_index=True,
    ).dropna(subset=["value"])
    better = "More" if bool(first["is_higher_better"]) else "Less"
    return Chart(
        key="new_errors",
        finding=Finding(text),
        subject=subject,
        how_to_read=f"{better} is better; lines are 95 % intervals. It counts as worse only where "
        "the difference to the card is beyond the noise of both.",
        figure=figures.dots(
            frame, "label", "value", "low", "high", theme=view.theme, title=str(first["measure"]),
            form=".3~g", colours=list(frame["colour"]),
        ),
        answers=(answer,),
        unit=str(first["measure"]),
        period=f"after {first['learned_until_date']:%-d %B %Y}",
        n=int(told["new_count"].max()),
        n_of=f"new {first['counted']}",
        frame=rows,
        height=figures.tall(len(frame), 300),
    )  # fmt: skip


def _points(rows: pd.DataFrame, column: str, says: str, colour: str) -> pd.DataFrame:
    """One figure of each measure as dots with their intervals."""
    named = rows["measure"] + ", " if len(rows) > 1 else ""
    value = rows[f"{column}_value"]
    return pd.DataFrame(
        {
            "label": named + says,
            "value": value,
            "low": rows[f"{column}_low"].fillna(value),
            "high": rows[f"{column}_high"].fillna(value),
            "colour": colour,
        }
    )
