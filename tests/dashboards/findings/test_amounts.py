"""A sentence on amounts never states a direction or an order that its figures do not have."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reelhouse.dashboards import findings
from reelhouse.dashboards.findings import FEWEST
from reelhouse.dashboards.words import percent
from tests.dashboards.findings.told import claim, maybe, names


@given(rate=maybe, low=maybe, high=maybe, n=st.none() | st.integers(0, 100))
def test_a_change_has_the_direction_of_its_interval(
    rate: float | None, low: float | None, high: float | None, n: int | None
) -> None:
    finding = findings.change("Xyz", rate, low, high, n=n)
    said = claim(finding)
    assert said == (finding.direction if finding.claims else "")
    if n is not None and n < FEWEST:
        assert finding.direction == "unknown"
    if not findings.known(rate):
        assert finding.direction == "unknown"
    elif said:
        assert rate is not None
        assert (rate > 0) == (said == "up")
        assert percent(abs(rate)) in finding.text
        if findings.known(low, high):
            assert low is not None
            assert high is not None
            assert low <= rate <= high
            assert low > 0 or high < 0


@given(rate=st.floats(-0.0004, 0.0004))
def test_a_change_that_reads_as_nothing_is_not_called_one(rate: float) -> None:
    finding = findings.change("Xyz", rate)
    assert not finding.claims
    assert not claim(finding)


@given(ratio=maybe, low=maybe, high=maybe, n=st.none() | st.integers(0, 100))
def test_a_multiple_is_claimed_only_where_its_interval_leaves_out_the_usual(
    ratio: float | None, low: float | None, high: float | None, n: int | None
) -> None:
    finding = findings.multiple("Xyz", "reaches", ratio, low, high, n=n)
    if not findings.known(ratio, low, high) or (n is not None and n < FEWEST):
        assert finding.direction == "unknown"
        return
    assert ratio is not None
    assert low is not None
    assert high is not None
    assert f"{ratio:.2f} times" in finding.text
    inside = low <= 1 <= high or not low <= ratio <= high
    assert finding.claims == (not inside) == ("no clear" not in finding.text)
    if finding.claims:
        assert (finding.direction == "up") == (ratio > 1)


@given(
    values=st.lists(st.tuples(names, st.floats(0, 1e12)), max_size=8, unique_by=lambda v: v[0]),
    widths=st.lists(st.floats(0, 100), min_size=8, max_size=8),
    with_intervals=st.booleans(),
)
def test_a_leader_leads_by_more_than_the_noise(
    values: list[tuple[str, float]], widths: list[float], with_intervals: bool
) -> None:
    spans = [(v - w, v + w) for (_, v), w in zip(values, widths, strict=False)]
    finding = findings.ranking(values, "hours", intervals=spans if with_intervals else None)
    if not values:
        assert finding.direction == "unknown"
    if finding.claims:
        order = sorted(range(len(values)), key=lambda i: -values[i][1])
        first, rest = order[0], order[1:]
        assert finding.text.startswith(values[first][0])
        assert all(values[first][1] > values[i][1] for i in rest)
        if with_intervals:
            assert all(spans[i][1] < spans[first][0] for i in rest)
    else:
        assert not claim(finding)


@given(figure=maybe, low=maybe, high=maybe)
def test_a_difference_is_stated_where_its_interval_leaves_out_nothing(
    figure: float | None, low: float | None, high: float | None
) -> None:
    finding = findings.difference("A", "B", "return", figure, low, high)
    said = claim(finding)
    assert said == (finding.direction if finding.claims else "")
    if said:
        assert figure is not None
        assert low is not None
        assert high is not None
        assert low <= figure <= high
        assert (low > 0) if said == "up" else (high < 0)


@given(winners=st.lists(st.sampled_from(["Ann", "Ben", "not clear"]), max_size=7))
def test_only_a_verdict_puts_one_ahead(winners: list[str]) -> None:
    leads = [(f"m{place}", who) for place, who in enumerate(winners)]
    finding = findings.ahead("Ann", "Ben", leads)
    for who in ("Ann", "Ben"):
        assert (f"{who} is ahead in" in finding.text) == (who in winners)
    assert finding.direction == (
        "unknown"
        if not winners
        else "up"
        if "Ann" in winners and "Ben" not in winners
        else "down"
        if "Ben" in winners and "Ann" not in winners
        else "none"
    )


@pytest.mark.parametrize(
    ("rate", "low", "high", "text"),
    [
        (0.12, 0.08, 0.16, "Drama grew 12 % in a year (95 % interval +8.0 % to +16 %)"),
        (0.12, -0.01, 0.3, "Drama shows no clear change in a year: +12 %, 95 % interval -1.0 % "
         "to +30 %"),
        (-0.3, None, None, "Drama shrank 30 % in a year"),
        (0.0, None, None, "Drama hardly changed in a year: 0 %"),
        (None, None, None, "Too few data to judge how Drama changed in a year"),
    ],
)  # fmt: skip
def test_how_a_change_reads(
    rate: float | None, low: float | None, high: float | None, text: str
) -> None:
    said = findings.change("Drama", rate, low, high, over="in a year").text
    assert said.replace("\u00a0", " ") == text


def test_equal_leaders_are_not_put_in_an_order() -> None:
    finding = findings.ranking([("A", 1234.0), ("B", 1234.2), ("C", 3.0)], "titles")
    assert not finding.claims
    assert finding.text.replace("\u00a0", " ") == "B and A are level in titles, at 1.2 K"
    spans = [(1200.0, 1260.0), (1210.0, 1250.0), (2.0, 4.0)]
    close = findings.ranking([("A", 1234.0), ("B", 1244.0), ("C", 3.0)], "hours", intervals=spans)
    assert "B and A cannot be told apart" in close.text
