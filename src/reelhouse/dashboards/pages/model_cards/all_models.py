"""All models side by side, and those that do not answer."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from reelhouse.dashboards import figures
from reelhouse.dashboards.charts import Blank, Chart, escape
from reelhouse.dashboards.findings import Finding
from reelhouse.dashboards.view import Tile, View
from reelhouse.dashboards.words import listed
from reelhouse.errors import ReelhouseError
from reelhouse.ml import store
from reelhouse.ml.names import question_names


def say_what_is_missing(view: View) -> None:
    """Models that were trained since the build was made, and those that cannot be opened."""
    rows = view.run("models", models=None).frame if view.has("mart_model") else pd.DataFrame()
    shown = dict(zip(rows["model_name"], rows["model_version"], strict=True)) if len(rows) else {}
    newer, broken = [], []
    for name in question_names():
        try:
            version = store.champion(view.lake, name)
        except ReelhouseError as error:
            broken.append(f"{name}: {error.what}. {error.advice}")
            continue
        if version is not None and shown.get(name) != version.version:
            newer.append(name)
    if newer:
        st.warning(
            f"**Trained, and not yet in this build: {escape(listed(newer))}.** "
            "`reelhouse predict` lets them answer in the next build; below stands what answered "
            "in this one.",
            icon=":material/schedule:",
        )
    for text in broken:
        st.error(escape(text), icon=":material/error:")


def headline(view: View) -> list[Tile]:
    """How many models there are and how they stand."""
    rows = view.run("models", models=None).frame
    drift = view.run("model_drift", models=None).frame
    naive = int(rows["is_naive"].sum())
    far = drift.loc[drift["is_drifted"], "model_name"].nunique()
    absent = [name for name in question_names() if name not in set(rows["model_name"])]
    return [
        Tile("Models answer", f"{len(rows)}", help="In the build that is shown."),
        Tile("Beat naive", f"{len(rows) - naive}"),
        Tile("Naive answers", f"{naive}", help="No model beat it by more than noise."),
        Tile("Have drifted", f"{far}", help="With a feature above `models.drift_alarm`."),
        *_worse(view),
        Tile(
            "Not trained",
            f"{len(absent)}",
            help=f"{', '.join(absent)}: `reelhouse train` says what they need."
            if absent
            else "All are.",
        ),
    ]


def _worse(view: View) -> list[Tile]:
    """How many did worse than promised on what came true since they learned."""
    if not view.has("mart_model_error"):
        return []
    rows = view.run("model_errors", models=None).frame
    told = rows[rows["is_worse"].notna()]
    worse = told.loc[told["is_worse"].astype(bool), "model_name"].nunique()
    return [
        Tile(
            "Worse than promised",
            f"{worse} of {told['model_name'].nunique()}",
            help="Of the models with enough new outcomes since they learned.",
        )
    ]


def leads(view: View) -> Chart | Blank:
    """How far each model is ahead of the best naive rule."""
    answer = view.run("models", models=None)
    rows = answer.frame.dropna(subset=["advantage", "advantage_low", "advantage_high"])
    noise = (rows["advantage_high"] - rows["advantage_low"]) / 2
    rows, noise = rows[noise > 0], noise[noise > 0]
    subject = "Lead of the best model over the best naive rule"
    if rows.empty:
        return Blank("leads", subject, "No model was compared with a naive rule.")
    named = rows["model_name"].str.replace("_", " ")
    rows = rows.assign(
        # metrics have units of their own: what they have in common is how far chance goes
        lead=rows["advantage"] / noise,
        lead_low=rows["advantage_low"] / noise,
        lead_high=rows["advantage_high"] / noise,
        name=named.where(~rows["is_naive"], named + " (naive rule)"),
    ).sort_values("lead", ascending=False)
    ruled = [_name(n) for n in answer.frame.loc[answer.frame["is_naive"], "model_name"]]
    count = len(answer.frame)
    text = f"{count - len(ruled)} of {count} models beat the naive rule"
    if ruled:
        text += f"; for {listed(ruled)} the rule answers"
    return Chart(
        key="leads",
        finding=Finding(text),
        subject=f"{subject}, on what came later than all that was learned from",
        how_to_read="Right of 0 the model is better; the line is the 95 % interval, and 1 is half "
        "its width. A model whose line reaches 0 has not earned it, and the rule answers (grey).",
        figure=figures.dots(
            rows,
            "name",
            "lead",
            "lead_low",
            "lead_high",
            theme=view.theme,
            title="Lead over its noise",
            form="+.0f",
            reference=0,
            colours=[
                view.theme.neutral if naive else view.theme.accent for naive in rows["is_naive"]
            ],
        ),
        answers=(answer,),
        unit="half widths of its interval",
        period="test years of each model",
        n=len(rows),
        n_of="models with a naive rule",
        frame=rows,
        height=figures.tall(len(rows), 300),
    )


def drifted(view: View) -> Chart | Blank:
    """How many features of each model have drifted."""
    answer = view.run("model_drift", models=None)
    rows = answer.frame
    subject = "Features that are not as they were when the model learned"
    if rows.empty:
        return Blank("drifted", subject, "Drift was measured for none of the models.")
    counts = (
        rows.groupby("model_name")
        .agg(
            features=("feature", "size"),
            drifted=("is_drifted", "sum"),
        )
        .reset_index()
        .sort_values("drifted", ascending=False)
    )  # fmt: skip
    counts["rate"] = counts["drifted"] / counts["features"]
    worst = counts.sort_values("rate").iloc[-1]
    some = counts[counts["drifted"] > 0]
    finding = (
        Finding(f"No feature of {len(counts)} models has drifted")
        if some.empty
        else Finding(
            f"{len(some)} of {len(counts)} models have features that drifted, "
            f"{_name(worst['model_name'])} most: {int(worst['drifted'])} of "
            f"{int(worst['features'])}"
        )
    )
    return Chart(
        key="drifted",
        finding=finding,
        subject=subject,
        how_to_read="A feature drifts where it is far, by the set alarm of the population "
        "stability index and beyond chance, both from what the model learned from and from what "
        "it was asked about when it was trained.",
        figure=figures.bars(
            counts.assign(model_name=counts["model_name"].map(_name)),
            "model_name",
            "drifted",
            colours=view.theme.bad,
            title="Drifted features",
        ),
        answers=(answer,),
        unit="features",
        period="now against training",
        n=int(counts["features"].sum()),
        n_of="features of all models",
        frame=counts,
        height=figures.tall(len(counts), 300),
    )


def _name(model: str) -> str:
    """A model's name as a sentence has it."""
    return model.replace("_", " ")
