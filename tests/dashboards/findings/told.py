"""Figures as they may be, and the direction that words state."""

from __future__ import annotations

import re

from hypothesis import strategies as st

from reelhouse.dashboards.findings import Finding

rates = st.floats(-0.999, 50, allow_nan=False)

maybe = st.none() | st.just(float("nan")) | rates

names = st.text("abcdefgh ", min_size=1, max_size=12).map(lambda s: s.strip().title() or "A")

UP = re.compile(r"\b(grew|rise together|has the (most|highest)|higher)\b")

DOWN = re.compile(r"\b(shrank|falls|lower)\b")


def claim(finding: Finding) -> str:
    """The direction that the words state."""
    up, down = bool(UP.search(finding.text)), bool(DOWN.search(finding.text))
    assert not (up and down), finding.text
    return "up" if up else "down" if down else ""
