"""Gates, builds and terms."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from reelhouse.builds import list_builds
from reelhouse.dashboards import figures
from reelhouse.dashboards.answers import Answer
from reelhouse.dashboards.charts import Chart
from reelhouse.dashboards.findings import Finding
from reelhouse.dashboards.view import View
from reelhouse.sources.terms import TERMS

VERDICTS = ("passed", "warned", "accepted", "failed", "skipped")


def gates(view: View) -> Chart:
    """What the gates of the build said."""
    found = pd.DataFrame(view.build.manifest["gates"])
    counts = found["verdict"].value_counts().reindex(VERDICTS).dropna().astype(int)
    open_ = found[found["verdict"].isin(["warned", "failed", "accepted"])]
    text = (
        f"{len(open_)} of {len(found)} gates warn or were accepted by hand"
        if len(open_)
        else f"All of {int(counts.get('passed', 0))} gates that were measured passed"
    )
    colours = {
        "passed": view.theme.good,
        "warned": view.theme.bad,
        "accepted": view.theme.bad,
        "failed": view.theme.accent,
        "skipped": view.theme.neutral,
    }
    frame = counts.rename("gates").rename_axis("verdict").reset_index()
    return Chart(
        key="gates",
        finding=Finding(text),
        subject="Gates of the build by verdict",
        how_to_read="Skipped are those whose sources have not arrived. A build with a failed gate "
        "of severity error is not published.",
        figure=figures.bars(
            frame,
            "verdict",
            "gates",
            colours=[colours[v] for v in frame["verdict"]],
            title="Gates",
        ),
        answers=(_of_manifest(view, found),),
        unit="gates",
        period="this build",
        n=len(found),
        n_of="gates",
        height=300,
    )


def builds(view: View) -> Chart:
    """The builds that the lake keeps."""
    kept = list_builds(view.lake)
    frame = pd.DataFrame(
        [
            {
                "made": str(build.manifest["created_at"])[:16].replace("T", " "),
                "build_id": build.build_id,
                "status": build.status,
                "rows": sum(build.rows.values()),
                "bytes": build.bytes,
                "shown": build.build_id == view.build.build_id,
            }
            for build in reversed(kept)
        ]
    )
    refused = int((frame["status"] == "refused").sum())
    return Chart(
        key="builds",
        finding=Finding(
            f"The lake keeps {len(frame)} {'build' if len(frame) == 1 else 'builds'}, "
            f"{refused or 'none'} of them refused by gates"
        ),
        subject="Rows of each build that the lake keeps, by when it was made",
        how_to_read="The red one is shown here. reelhouse builds diff compares two, "
        "reelhouse builds rollback goes back.",
        figure=figures.bars(
            frame,
            "made",
            "rows",
            colours=[view.theme.accent if s else view.theme.neutral for s in frame["shown"]],
            title="Rows",
            form=".3~s",
        ),
        answers=(_of_manifest(view, frame),),
        unit="rows",
        period="builds kept",
        n=len(frame),
        n_of="builds",
        height=figures.tall(len(frame), 200),
    )


def show_gates(view: View) -> None:
    """The gates that did not pass plainly."""
    open_ = [g for g in view.build.manifest["gates"] if g["verdict"] in {"warned", "accepted"}]
    if open_:
        st.header("Gates that warn", anchor=False)
        st.dataframe(
            pd.DataFrame(open_)[["name", "severity", "verdict", "figure", "limit", "message"]],
            hide_index=True,
            alt="Gates of the build that did not pass plainly",
        )


def show_terms(view: View) -> None:
    """What may be done with the data of each source in the build."""
    st.header("Terms and attributions", anchor=False)
    rows = [
        {
            "source": name,
            "use": terms.use,
            "kept for": f"{terms.keep_days} days" if terms.keep_days else "as long as useful",
            "may be handed on": terms.may_redistribute,
            "may be derived from": terms.may_derive,
            "attribution": terms.attribution,
            "rule": terms.origin,
            "read on": terms.read_on,
            "read at its origin": terms.is_confirmed,
        }
        for name, terms in TERMS.items()
        if name in view.build.sources
    ]  # fmt: skip
    st.dataframe(
        pd.DataFrame(rows),
        hide_index=True,
        column_config={"rule": st.column_config.LinkColumn()},
        alt="Terms of each source whose data the build has",
    )


def _of_manifest(view: View, frame: pd.DataFrame) -> Answer:
    """Figures that the manifests of builds hold, which are no table of gold."""
    where = f"-- manifest.json of build {view.build.build_id}; `reelhouse builds list --json`"
    return Answer(frame, where, (), view.build.build_id)
