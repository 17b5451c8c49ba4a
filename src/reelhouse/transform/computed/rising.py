"""Titles, hashtags and topics that rise above their own past."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from reelhouse.settings.marts import MartSettings
from reelhouse.transform.computed.surprise import (
    false_discovery_rate,
    judge_amounts,
    judge_counts,
)
from reelhouse.transform.workbench import Workbench

WRITES = ("mart_rising",)

SUBJECT = ["measure", "platform", "subject_kind", "subject_id"]
_COUNTS = frozenset({"post_count"})


def compute(bench: Workbench) -> None:
    """Judge the newest week of everything in mart_trend_week."""
    weeks = bench.query("select * from mart_trend_week")
    bench.write("mart_rising", find_rising(weeks, bench.settings.marts))


def find_rising(weeks: pd.DataFrame, settings: MartSettings) -> pd.DataFrame:
    """What the newest week of each series says of its subjects.

    Args:
        weeks: rows of mart_trend_week.
        settings: how fast the past fades, how much of it is needed, what counts as rising.

    Returns:
        A row for each subject that was seen in its series' newest week, as mart_rising has it.
    """
    groups = weeks.groupby(["measure", "platform", "subject_kind"], sort=True)
    found = [
        _judge(str(name[0]), series.sort_values("subject_id"), settings) for name, series in groups
    ]
    return pd.concat(found, ignore_index=True) if found else _none(weeks)


def _judge(measure: str, series: pd.DataFrame, settings: MartSettings) -> pd.DataFrame:
    is_count = measure in _COUNTS
    table = _by_week(series)
    # a hashtag without a post has none; a title outside a list has an amount that nobody told
    table = table.fillna(0.0) if is_count else table[table.iloc[:, -1].notna()]
    amounts = table.to_numpy(dtype=float)
    past, amount = amounts[:, :-1], amounts[:, -1]
    lived = np.isfinite(past).sum(axis=1)
    is_judged = lived >= settings.rising_min_weeks
    expected, chance = np.full(len(table), np.nan), np.full(len(table), np.nan)
    if is_judged.any():
        judge = judge_counts if is_count else judge_amounts
        expected[is_judged], chance[is_judged] = judge(
            past[is_judged], amount[is_judged], settings.rising_half_life_weeks
        )
    false_rate = np.full(len(table), np.nan)
    false_rate[is_judged] = false_discovery_rate(chance[is_judged])
    is_rising = (false_rate <= settings.rising_false_rate) & (amount > expected)
    judged = pd.DataFrame(
        {
            "past_week_count": lived,
            "amount": amount,
            "expected_amount": expected,
            "velocity": amount - expected,
            "growth_rate": amount / expected - 1,
            "z_score": stats.norm.isf(np.clip(chance, 1e-300, 1 - 1e-16)),
            "false_discovery_rate": false_rate,
            "verdict": np.select(
                [~is_judged, is_rising], ["too short a past", "rising"], "as expected"
            ),
        },
        index=table.index,
    )
    newest = series[series["week_end_date"] == series["week_end_date"].max()]
    told = newest[[*SUBJECT, "subject_name", "title_key", "week_end_date"]]
    return pd.merge(told, judged[judged["amount"] > 0], on="subject_id")


def _by_week(series: pd.DataFrame) -> pd.DataFrame:
    """Amounts by subject (rows) and week (columns, oldest first), without gaps between weeks."""
    table = series.pivot_table(index="subject_id", columns="week_end_date", values="amount")
    weeks = pd.date_range(table.columns.min(), table.columns.max(), freq="7D")
    table.columns = pd.DatetimeIndex(table.columns)
    return table.reindex(columns=weeks)


def _none(weeks: pd.DataFrame) -> pd.DataFrame:
    """The columns, of no series at all."""
    figures = ("expected_amount", "velocity", "growth_rate", "z_score", "false_discovery_rate")
    empty: dict[str, Any] = dict.fromkeys(("past_week_count", *figures, "verdict"), np.nan)
    return weeks.assign(**empty)
