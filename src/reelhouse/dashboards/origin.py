"""Where a figure comes from: formula, tables, sources, run and checksums."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from reelhouse.dashboards.view import View
from reelhouse.metrics.load import load_definitions
from reelhouse.transform.lineage import sources_of


def show_origin(view: View) -> None:
    """A measure to choose, and its way back to files of the sources."""

    @st.fragment
    def chosen() -> None:
        definitions = load_definitions()
        metrics = definitions.metrics
        with st.container(border=True, key="origin"):
            st.subheader("Where does a figure come from?", anchor=False)
            name = st.selectbox(
                "Measure",
                list(metrics),
                format_func=lambda n: f"{metrics[n].title} ({n})",
                key="measure",
                index=None,
                placeholder="Choose one of the measures",
                bind="query-params",
            )
            if name is not None:
                _show(view, name)

    chosen()


def _show(view: View, name: str) -> None:
    definitions = load_definitions()
    metric = definitions.metric(name)
    record = definitions.as_record(metric)
    tables = [table for table in record["tables"] if table in view.build.tables]
    formula = metric.formula or (
        f"({metric.ratio.of}) / ({metric.ratio.to})" if metric.ratio else ""
    )
    st.markdown(f"**{metric.title}**, in {metric.unit}. {metric.description}")
    st.code(formula, language="sql")
    st.caption(f"Definition: {metric.origin}. `metrics.yml`, line {metric.line}.")
    lineage = pd.DataFrame(
        [
            {
                "table": table,
                "rows": view.build.rows[table],
                "sources": ", ".join(s for s in sources_of(table) if s in view.build.sources),
                "sha256 of its file": ", ".join(view.build.checksums(table)),
            }
            for table in tables
        ]
    )
    st.dataframe(lineage, hide_index=True, alt=f"Tables that {metric.title} is made of")
    fed = {source for table in tables for source in sources_of(table)}
    inputs = [part for part in view.build.manifest["inputs"] if part["name"].split("/")[0] in fed]
    run = view.build.manifest["run_id"]
    st.caption(
        f"Run {run}, its record is `evidence/{run}.json`. It read these files of the sources; "
        "`reelhouse verify` recomputes their checksums."
    )
    st.dataframe(
        pd.DataFrame(inputs)[["name", "path", "rows", "bytes", "sha256"]] if inputs else inputs,
        hide_index=True,
        height=260,
        alt=f"Files of sources that {metric.title} is made of",
    )
