from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reelhouse.settings.marts import MartSettings
from reelhouse.transform.computed.licensing_evidence import Evidence
from reelhouse.transform.computed.licensing_roi import attributed_returns, returns

MARTS = MartSettings(bootstrap_draws=100)
JANUARY, MARCH = pd.Timestamp("2026-01-01"), pd.Timestamp("2026-03-01")
EARNED = 1_000.0
OTHERS = range(300, 320)
"""Groups of members who watch what is not licensed."""

Viewers = Mapping[str, set[int]]


def evidence(viewers: Viewers, *, has_revenue: bool = True, fee_usd: float = 310.0) -> Evidence:
    """Deals of January by id, each watched for an hour by groups of members; one region, one month.

    The 20 groups that watch nothing licensed watch an hour as well. February is not over: there is
    viewing but no revenue yet.
    """
    deals = pd.DataFrame(
        {
            "deal_id": list(viewers),
            "region": "North",
            "title_key": 1,
            "title": "Any",
            "is_anime": False,
            "licensor": "L",
            "region_tier": 1,
            "rights_window": "svod",
            "is_exclusive": True,
            "lag_band": "library",
            "quality_band": "below 8",
            "start_date": JANUARY,
            "end_date": pd.Timestamp("2026-01-31"),
            "as_of_date": MARCH,
            "term_days": 31,
            "elapsed_days": 31,
            "fee_usd": fee_usd,
            "cost_to_date_usd": fee_usd,
            "reported_revenue_usd": [None, *[40.0] * (len(viewers) - 1)],
        }
    )
    watched = [(deal, group) for deal, groups in viewers.items() for group in groups]
    minutes = pd.DataFrame(
        [(group, JANUARY, 60.0) for _, group in watched]
        + [(group, month, 60.0) for group in OTHERS for month in (JANUARY, MARCH)],
        columns=["member_group", "month", "minutes"],
    )
    return Evidence(
        deals=deals,
        revenue=pd.DataFrame(
            {
                "region": "North",
                "month": [JANUARY] * has_revenue,
                "revenue_usd": EARNED,
                "subscriber_count": 50.0,
            }
        ),
        viewing=minutes.groupby(["member_group", "month"], as_index=False)
        .sum()
        .assign(region="North"),
        deal_viewing=pd.DataFrame(
            [(deal, group, JANUARY, 60.0) for deal, group in watched],
            columns=["deal_id", "member_group", "month", "minutes"],
        ),
    )


@given(
    st.lists(st.sets(st.integers(0, 40), max_size=25), min_size=1, max_size=6),
    st.integers(2, 15),
)
def test_no_figure_is_of_fewer_members_than_may_be_shown(
    groups: list[set[int]], min_group: int
) -> None:
    viewers = {f"D-{n}": found for n, found in enumerate(groups)}
    marts = MartSettings(bootstrap_draws=100, min_group=min_group)
    rows = attributed_returns(evidence(viewers), marts).set_index("deal_id")
    pool = {deal for deal, found in viewers.items() if len(found) < min_group}
    pooled = set().union(*(viewers[deal] for deal in pool))
    hours = len(OTHERS) + sum(map(len, groups))
    for deal, row in rows.iterrows():
        if deal not in pool:
            assert row["method"] == "viewing"
            assert row["revenue_usd"] == pytest.approx(EARNED * len(viewers[str(deal)]) / hours)
        elif len(pooled) >= min_group:
            joint = sum(len(viewers[other]) for other in pool)
            assert row["method"] == "pooled viewing"
            assert row["revenue_usd"] == pytest.approx(EARNED * joint / hours / len(pool))
        else:
            assert row["method"] == "share of cost"
            assert row["revenue_usd"] == pytest.approx(EARNED * 0.5 / len(groups))
    assert rows["revenue_low_usd"].notna().tolist() == (rows["method"] == "viewing").tolist()


def test_without_revenue_a_deal_earns_what_the_settings_assume() -> None:
    marts = MartSettings(bootstrap_draws=100, assumed_return=1.2, assumed_subscriber_usd=4)
    found = evidence({"D-1": set(range(20))}, has_revenue=False)
    [row] = attributed_returns(found, marts).to_dict("records")
    assert (row["method"], row["cost_usd"]) == ("assumed return", 310)
    assert row["revenue_usd"] == pytest.approx(372)
    assert row["subscriber_count"] == pytest.approx(372 / 4 / (31 / 30.4375))


def test_books_and_attribution_stand_apart() -> None:
    rows = returns(evidence({"D-1": set(), "D-2": set(range(20))}), MARTS)
    shown = {(r.deal_id, r.basis): (r.method, r.is_assumption) for r in rows.itertuples()}
    assert shown == {
        ("D-1", "attributed"): ("share of cost", True),
        ("D-2", "attributed"): ("viewing", False),
        ("D-2", "reported"): ("books", False),
    }
    by_books = rows[rows["basis"] == "reported"].iloc[0]
    assert by_books["roi"] == pytest.approx(40 / 310 - 1)
    by_viewing = rows[rows["method"] == "viewing"].iloc[0]
    assert by_viewing["roi_low"] < by_viewing["roi"] < by_viewing["roi_high"]
    assert by_viewing["subscriber_count"] == pytest.approx(50 * 20 / 40)


def test_a_free_deal_has_no_return() -> None:
    rows = returns(evidence({"D-1": set(), "D-2": set(range(20))}, fee_usd=0.0), MARTS)
    assert rows["roi"].isna().all()
    assert (rows["cost_usd"] == 0).all()
    assert rows.loc[rows["method"] == "viewing", "revenue_usd"].tolist() == [EARNED / 2]


def test_no_deals_give_no_rows() -> None:
    found = evidence({"D-1": set()})
    empty = Evidence(found.deals.iloc[:0], found.revenue, found.viewing, found.deal_viewing)
    assert returns(empty, MARTS).empty


def test_the_same_evidence_gives_the_same_intervals() -> None:
    found = evidence({"D-1": set(range(20)), "D-2": set(range(10, 40))})
    pd.testing.assert_frame_equal(returns(found, MARTS), returns(found, MARTS))


few_deals = st.dictionaries(
    st.sampled_from(["A", "B", "C", "D"]), st.sets(st.integers(0, 11)), min_size=1
)


@given(few_deals, st.integers(2, 6))
def test_a_deal_that_few_watched_tells_nothing_of_them(
    viewers: dict[str, set[int]], least: int
) -> None:
    """Whoever of the few watched which of these deals, the same is shown."""
    marts = MartSettings(bootstrap_draws=100, min_group=least)
    found = attributed_returns(evidence(viewers), marts).set_index("deal_id")
    alone = {deal for deal, members in viewers.items() if len(members) >= least}

    assert set(found.index[found["method"] == "viewing"]) == alone
    small = [deal for deal in viewers if deal not in alone]
    if small:
        # all that the few watched is put down to the first of their deals
        together = set[int]().union(*(viewers[deal] for deal in small))
        method = "pooled viewing" if len(together) >= least else "share of cost"
        assert set(found.loc[small, "method"]) == {method}
        # deals of one cost are shown alike
        assert found.loc[small, "revenue_usd"].nunique() == 1
