"""What stands below every page: whose data it shows, which build, how fresh."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from reelhouse.dashboards.charts import escape
from reelhouse.dashboards.state import built_on
from reelhouse.gold import Build
from reelhouse.sources.terms import attributions
from reelhouse.transform.lineage import sources_of


def providers_of(tables: Iterable[str], build: Build) -> list[str]:
    """Providers whose data in a build is shown where these tables are shown."""
    fed = {source for table in tables for source in sources_of(table)}
    return sorted(fed & build.sources)


def footer_of(build: Build, tables: Iterable[str]) -> tuple[str, str]:
    """The attributions that providers ask for, and the build and its age, in Markdown."""
    return (
        escape(" ".join(attributions(providers_of(tables, build)))),
        f"Build {build.build_id} of {built_on(build):%-d %B %Y}, run {build.manifest['run_id']}. "
        "Figures can be asked for with `reelhouse sql` and `reelhouse metrics`.",
    )


def draw_footer(build: Build, tables: Iterable[str]) -> None:
    """Draw it."""
    st.divider()
    for text in footer_of(build, tables):
        st.caption(text)
