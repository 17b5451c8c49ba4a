"""What a model says is put no higher than its interval allows."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from reelhouse.dashboards import findings
from reelhouse.dashboards.findings import FEWEST
from reelhouse.dashboards.words import percent
from tests.dashboards.findings.told import claim, maybe


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
