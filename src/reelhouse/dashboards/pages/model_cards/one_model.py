"""The card of one model."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from reelhouse.dashboards import figures, findings
from reelhouse.dashboards.answers import Answer
from reelhouse.dashboards.charts import Blank, Chart, escape
from reelhouse.dashboards.findings import Finding
from reelhouse.dashboards.view import View
from reelhouse.dashboards.words import SPACE, percent
from reelhouse.ml import store

DRIFTED = 16  # features shown


def show_card(view: View, name: str) -> None:
    """The question, the data, the dates and the limits in words."""
    row = _row(view, name)
    by = (
        f"the naive rule *{escape(row['champion'])}*: no model beats it by more than noise"
        if row["is_naive"]
        else f"*{escape(row['champion'])}*"
    )
    facts = {
        "Answers": by,
        "Predicted": escape(row["target"]),
        "Decided": escape(row["decision"]),
        "Learned from": f"{escape(row['trained_on'])}; {int(row['train_count']):,} cases",
        "Tested on": f"{escape(row['tested_on'])}; {int(row['test_count']):,} cases",
        "Version": f"`{row['model_version']}`, trained {row['trained_at']:%-d %B %Y %H:%M} UTC on "
        f"build `{row['trained_on_build_id']}`",
    }
    limits = [line for line in str(row["limits"] or "").splitlines() if line.strip()]
    with st.container(border=True, key="card"):
        st.subheader(escape(row["asks"]), anchor=False)
        st.markdown("\n".join(f"- **{label}:** {text}" for label, text in facts.items()))
        if limits:
            st.markdown(
                "**What must not be concluded**\n\n"
                + "\n".join(f"- {escape(text)}" for text in limits)
            )
        st.caption(f"`reelhouse models show {name}` gives the same.")


def candidates(view: View, name: str) -> Chart | Blank:
    """All that competed, by the figure that decides."""
    answer = view.run("model_scores", models=(name,))
    card = _row(view, name)
    rows = answer.frame[answer.frame["is_deciding"] & answer.frame["value"].notna()]
    if rows.empty:
        return Blank("candidates", "What competed", "No candidate has a figure.")
    more = bool(card["is_higher_better"])
    rows = rows.sort_values("value", ascending=not more).assign(
        low=rows["value_low"].fillna(rows["value"]), high=rows["value_high"].fillna(rows["value"])
    )
    colours = [
        view.theme.accent if c else view.theme.neutral if n else view.theme.good
        for c, n in zip(rows["is_champion"], rows["is_naive"], strict=True)
    ]
    return Chart(
        key="candidates",
        finding=findings.beats(
            str(card["champion"]),
            str(card["best_naive"] or ""),
            card["metric"],
            is_naive=bool(card["is_naive"]),
            lead=card["advantage"],
            low=card["advantage_low"],
            high=card["advantage_high"],
        ),
        subject=f"{card['metric'][:1].upper()}{card['metric'][1:]} of all that competed",
        how_to_read=f"{'More' if more else 'Less'} is better; the line is the 95 % interval. Red "
        "answers, grey are naive rules. The lead is paired on the same cases, so that it can be "
        "clear where lines overlap.",
        figure=figures.dots(
            rows, "candidate", "value", "low", "high", theme=view.theme,
            title=str(card["metric"]), form=".3~g", colours=colours,
        ),
        answers=(answer,),
        unit=str(card["metric"]),
        period=str(card["tested_on"]),
        n=int(card["test_count"]),
        n_of="cases of the test",
        frame=rows,
        height=figures.tall(len(rows), 300),
    )  # fmt: skip


def versions(view: View, name: str) -> Chart | Blank:
    """The versions that the lake keeps."""
    kept = store.versions(view.lake, name)
    if not kept:
        return Blank(
            "versions", "Versions", "The lake no longer keeps the version that answered here."
        )
    shown = str(_row(view, name)["model_version"])
    answering = store.champion(view.lake, name)
    frame = pd.DataFrame([_version(v, shown, answering) for v in reversed(kept)])
    metric = kept[-1].card.metric.name
    beaten = int((~frame["is_naive"]).sum())
    return Chart(
        key="versions",
        finding=Finding(
            f"{len(kept)} {'version is' if len(kept) == 1 else 'versions are'} kept; in {beaten} "
            "of them a model beat the naive rule"
        ),
        subject=f"{metric[:1].upper()}{metric[1:]} of each version, by when it was trained",
        how_to_read="Red answered in the build that is shown. Versions are tested on what was "
        "newest at their time, so that figures of two need not compare. reelhouse models rollback "
        "goes back.",
        figure=figures.dots(
            frame.assign(
                low=frame["value_low"].fillna(frame["value"]),
                high=frame["value_high"].fillna(frame["value"]),
            ),
            "trained", "value", "low", "high", theme=view.theme, title=metric, form=".3~g",
            colours=[view.theme.accent if s else view.theme.neutral for s in frame["is_shown"]],
        ),
        answers=(_of_lake(view, frame, name),),
        unit=metric,
        period="versions kept",
        n=len(kept),
        n_of="versions",
        height=figures.tall(len(kept), 300),
    )  # fmt: skip


def _version(version: store.Version, shown: str, answering: store.Version | None) -> dict[str, Any]:
    card = version.card
    told = card.winner.scores[card.metric.name]
    return {
        "trained": version.trained_at[:16].replace("T", " "),
        "version": version.version,
        "champion": card.champion,
        "is_naive": card.winner.is_naive,
        "value": told.value,
        "value_low": told.low if told.low is not None else float("nan"),
        "value_high": told.high if told.high is not None else float("nan"),
        "test_count": card.test_count,
        "is_shown": version.version == shown,
        "answers_now": answering is not None and version.version == answering.version,
    }


def calibration(view: View, name: str) -> Chart | None:
    """How often probabilities came true; None where none are told."""
    answer = view.run("calibration", models=(name,))
    rows = answer.frame
    if rows.empty:
        return None
    groups = list(
        zip(
            rows["predicted_rate"],
            rows["observed_low"],
            rows["observed_high"],
            rows["case_count"].astype(int),
            strict=True,
        )
    )
    return Chart(
        key="calibration",
        finding=findings.held("Told probabilities", groups),
        subject="Told and come true",
        how_to_read="On the dotted line what was told came true exactly. Each dot is a group told "
        "about the same, the line the 95 % interval of what came.",
        figure=figures.told_and_came(
            rows, "predicted_rate", "observed_rate", "observed_low", "observed_high",
            theme=view.theme,
        ),
        answers=(answer,),
        unit="share of cases",
        period=str(_row(view, name)["tested_on"]),
        n=int(rows["case_count"].sum()),
        n_of="cases",
        height=380,
    )  # fmt: skip


def coverage(view: View, name: str) -> Chart | None:
    """What intervals held; None where none are told."""
    answer = view.run("model_coverage", models=(name,))
    rows = answer.frame
    if rows.empty:
        return None
    middle = rows.iloc[(rows["nominal_rate"] - 0.8).abs().argmin()]
    return Chart(
        key="coverage",
        finding=Finding(
            f"Intervals meant to hold {percent(middle['nominal_rate'])} held "
            f"{percent(middle['measured_rate'])} (95{SPACE}% interval "
            f"{percent(middle['measured_low'])} to {percent(middle['measured_high'])})"
        ),
        subject="Share of outcomes within intervals, by what they are meant to hold",
        how_to_read="On the dotted line intervals hold what they are meant to; below it they are "
        "too narrow. The line of a dot is the 95 % interval of the share.",
        figure=figures.told_and_came(
            rows, "nominal_rate", "measured_rate", "measured_low", "measured_high",
            theme=view.theme,
        )
        .update_xaxes(title="Meant to hold")
        .update_yaxes(title="Held"),
        answers=(answer,),
        unit="share of outcomes",
        period=str(_row(view, name)["tested_on"]),
        n=int(rows["case_count"].max()),
        n_of="outcomes",
        height=380,
    )  # fmt: skip


def drift(view: View, name: str) -> Chart | None:
    """How far each feature is from what was learned from; None where it is not measured."""
    answer = view.run("model_drift", models=(name,))
    rows = answer.frame
    if rows.empty:
        return None
    alarm = view.settings.models.drift_alarm
    far = rows[rows["is_drifted"]]
    chance = float(rows["chance_index"].iloc[0])
    text = (
        f"{len(far)} of {len(rows)} features have drifted beyond the alarm of {alarm:g}, "
        f"{far.iloc[0]['feature']} most ({far.iloc[0]['stability_index']:.2f})"
        if len(far)
        else f"None of {len(rows)} features has drifted beyond the alarm of {alarm:g}"
    )
    if chance > alarm / 2:
        text += f"; of so few cases {chance:.2f} come of chance"
    shown = rows.head(DRIFTED)
    figure = figures.bars(
        shown,
        "feature",
        "stability_index",
        colours=[view.theme.bad if d else view.theme.neutral for d in shown["is_drifted"]],
        title="Population stability index",
        form=".2f",
    )
    figure.add_vline(x=alarm, line={"color": view.theme.accent, "width": 1.5, "dash": "dot"})
    figure.add_vline(x=chance, line={"color": view.theme.quiet, "width": 1.5})
    return Chart(
        key="drift",
        finding=Finding(text),
        subject="Features of now against those learned from",
        how_to_read="0 is the same distribution; the dotted red line is the alarm, the plain one "
        "the mean of chance where nothing changed. Grey beyond the alarm is what single times of "
        "the past were too, or the model was asked about from the beginning.",
        figure=figure,
        answers=(answer,),
        unit="population stability index",
        period=f"{int(rows['learned_count'].max()):,} cases learned from",
        n=int(rows["current_count"].max()),
        n_of="cases of now",
        frame=rows,
        height=figures.tall(len(shown), 300),
    )


def show_scores(view: View, name: str) -> None:
    """All figures of all candidates."""
    rows = view.run("model_scores", models=(name,)).frame
    st.header("All figures", anchor=False)
    columns = ["candidate", "metric", "value", "value_low", "value_high", "is_naive", "note"]
    st.dataframe(rows[columns], hide_index=True, alt=f"All figures of all candidates of {name}")


def show_features(view: View, name: str) -> None:
    """What the model looks at."""
    rows = view.run("model_features", models=(name,)).frame
    if rows.empty:
        return
    st.header("What it looks at", anchor=False)
    st.dataframe(
        rows[["feature", "says", "known"]],
        hide_index=True,
        alt=f"Features that {name} looks at and when they are known",
    )


def _row(view: View, name: str) -> pd.Series:
    return view.run("models", models=(name,)).frame.iloc[0]


def _of_lake(view: View, frame: pd.DataFrame, name: str) -> Answer:
    """Figures of cards that lie in the lake beside gold."""
    where = f"-- cards of lake/models/{name}; reelhouse models list --json"
    return Answer(frame, where, (), view.build.build_id)
