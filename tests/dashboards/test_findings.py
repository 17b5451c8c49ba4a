"""A sentence never states a direction, an order or a link that its figures do not have."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reelhouse.dashboards import findings
from reelhouse.dashboards.findings import FEWEST, Finding
from reelhouse.dashboards.words import percent

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


@given(part=maybe, whole=maybe)
def test_a_share_needs_both_figures(part: float | None, whole: float | None) -> None:
    finding = findings.share("The first", part, whole, "all votes", "has")
    if not findings.known(part, whole) or not whole:
        assert finding.direction == "unknown"
    else:
        assert part is not None
        assert percent(part / whole) in finding.text


@given(told=maybe, low=maybe, high=maybe, base=maybe)
def test_a_chance_is_put_beside_all_where_its_interval_leaves_them_out(
    told: float | None, low: float | None, high: float | None, base: float | None
) -> None:
    finding = findings.chance("Xyz", "a hit", told, low, high, base, "all films")
    said = claim(finding)
    assert said == (finding.direction if finding.claims else "")
    if not findings.known(told, low, high):
        assert finding.direction == "unknown"
    elif said:
        assert told is not None
        assert low is not None
        assert high is not None
        assert base is not None
        assert low <= told <= high
        assert (base < low) if said == "up" else (base > high)
        assert percent(told) != percent(base)


@given(gain=st.floats(-1e7, 1e7), low=st.floats(-1e7, 1e7), high=st.floats(-1e7, 1e7))
def test_a_budget_pays_where_the_interval_of_what_it_brings_leaves_its_cost_out(
    gain: float, low: float, high: float
) -> None:
    finding = findings.pays(gain, low, high, "At $30 M", lambda usd: f"${usd:,.0f}")
    said = claim(finding)
    assert said == (finding.direction if finding.claims else "")
    if said:
        assert low <= gain <= high
        assert (low > 1e6) if said == "up" else (high < 1e6)


@given(value=maybe, low=maybe, high=maybe, newest=maybe)
def test_a_forecast_leaves_the_newest_level_where_its_interval_does(
    value: float | None, low: float | None, high: float | None, newest: float | None
) -> None:
    finding = findings.outlook("Xyz", value, low, high, newest, "hours", "in 4 weeks")
    said = claim(finding)
    assert said == (finding.direction if finding.claims else "")
    if said:
        assert value is not None
        assert low is not None
        assert high is not None
        assert newest is not None
        assert newest > 0
        assert low <= value <= high
        assert (low > newest) if said == "up" else (high < newest)


@given(
    groups=st.lists(
        st.tuples(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1), st.integers(1, 50)),
        max_size=10,
    )
)
def test_told_chances_are_off_where_what_came_leaves_them_out(
    groups: list[tuple[float, float, float, int]],
) -> None:
    rows = [(told, min(a, b), max(a, b), n) for told, a, b, n in groups]
    text = findings.held("Told chances", rows).text
    high = sum(told > upper for told, _, upper, _ in rows)
    low = sum(told < lower for told, lower, _, _ in rows)
    if sum(row[3] for row in rows) < FEWEST:
        assert "Too few" in text
        return
    assert (f"too high in {high}" in text) == bool(high)
    assert (f"too low in {low}" in text) == bool(low)
    assert ("clearly off in none" in text) == (not high and not low)


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


@given(held=st.integers(0, 60), n=st.integers(0, 60))
def test_what_intervals_held_is_told_of_outcomes_enough(held: int, n: int) -> None:
    finding = findings.coverage("80 % intervals", held, n, 0.8)
    if n < FEWEST or held > n:
        assert finding.direction == "unknown"
    else:
        assert f"{held} of {n} outcomes" in finding.text


@given(lead=maybe, low=maybe, high=maybe, is_naive=st.booleans())
def test_a_model_is_better_where_its_lead_is_more_than_noise(
    lead: float | None, low: float | None, high: float | None, *, is_naive: bool
) -> None:
    finding = findings.beats(
        "forest", "base rate", "Brier score", is_naive=is_naive, lead=lead, low=low, high=high
    )
    is_said = "is better than" in finding.text
    assert is_said == (finding.direction == "up")
    if is_said:
        assert not is_naive
        assert low is not None
        assert low > 0


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
