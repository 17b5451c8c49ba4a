"""A link or a share is stated only where the figures have it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from reelhouse.dashboards import findings
from reelhouse.dashboards.findings import FEWEST
from reelhouse.dashboards.words import percent
from tests.dashboards.findings.told import claim, maybe


@given(
    rho=st.floats(-1, 1),
    half=st.floats(0, 1),
    n=st.integers(0, 1000),
)
def test_a_link_is_stated_where_its_interval_leaves_out_nothing(
    rho: float, half: float, n: int
) -> None:
    low, high = max(-1.0, rho - half), min(1.0, rho + half)
    finding = findings.correlation("Votes", "Ratings", rho, low, high, n)
    if n < FEWEST:
        assert finding.direction == "unknown"
    elif low <= 0 <= high:
        assert not finding.claims
    else:
        assert finding.direction == ("up" if rho > 0 else "down")
    assert claim(finding) == (finding.direction if finding.claims else "")


@given(part=maybe, whole=maybe)
def test_a_share_needs_both_figures(part: float | None, whole: float | None) -> None:
    finding = findings.share("The first", part, whole, "all votes", "has")
    if not findings.known(part, whole) or not whole:
        assert finding.direction == "unknown"
    else:
        assert part is not None
        assert percent(part / whole) in finding.text
