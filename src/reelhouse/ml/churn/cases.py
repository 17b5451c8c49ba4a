"""Members at the beginning of months: what was known of them, and whether they left in it."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from reelhouse.ml.tables import Tables

Floats = NDArray[np.float64]

READS = ("feature_member_month", "feature_member_favourite", "dim_member")

_CASES = """
select
    months.*,
    favourites.favourite_genre,
    favourites.favourite_probability,
    favourites.premiere_age_days,
    favourites.drought_probability,
    case
        when last_day(months.month_start_date) <= members.known_date
            then coalesce(members.cancelled_date <= last_day(months.month_start_date), false)
    end as has_left,
    members.cancelled_date is null as is_member,
    members.has_marketing_consent
from feature_member_month as months
inner join feature_member_favourite as favourites
    on months.member_key = favourites.member_key
    and months.month_start_date = favourites.month_start_date
inner join dim_member as members on months.member_key = members.member_key
order by months.month_start_date, months.member_key
"""

MINUTES = (30, 60, 120, 240, 480, 960)
"""Steps of a month's minutes, each twice the one before."""

QUIET_DAYS = (7, 14, 30, 60)
"""Steps of the days since the last session."""

RISE_MONTHS = (0, 1, 2, 3, 4, 5, 6)
"""Months after a price rise that count each by itself."""

GROUPS = {
    "use": "minutes watched in the month before",
    "quiet": "days since the last session",
    "trend": "minutes of the month before against the three months before",
    "price": "months since the price rose",
    "novelty": "how likely nothing new came in the favourite genre for 91 days",
    "tenure": "months of membership",
    "completion": "share of what was begun that was watched to its end",
}
"""What each group of columns says; reasons are told by group."""


def read_cases(tables: Tables) -> pd.DataFrame:
    """All members when months began; `has_left` is null where the month is not over."""
    return tables.query(_CASES)


def design(cases: pd.DataFrame) -> pd.DataFrame:
    """The columns that a hazard is made of, numeric, without nulls, named `<group>: <what>`.

    Steps are coded as thermometers (1 where a value is below the step), so that a hazard may jump
    at any of them and a ridge draws neighbouring steps together. Who was no member for the whole
    month before has a column of its own and no steps of use.

    Args:
        cases: as `read_cases` gives them.
    """
    minutes, whole = _of(cases, "watched_minutes_1m"), _of(cases, "tenure_months") > 1
    quiet = np.nan_to_num(_of(cases, "days_since_last_session"), nan=400.0)
    rise = np.nan_to_num(_of(cases, "months_since_price_rise"), nan=99.0)
    drought = _of(cases, "drought_probability")
    mean = float(np.nanmean(drought)) if np.isfinite(drought).any() else 0.0
    completion = _of(cases, "completion_rate_12m")
    usual = float(np.nanmean(completion)) if np.isfinite(completion).any() else 0.0
    columns: dict[str, Floats] = {
        f"use: below {step}": (whole & (minutes < step)).astype(float) for step in MINUTES
    }
    columns["use: joined lately"] = (~whole).astype(float)
    columns |= {f"quiet: {day} days": (quiet > day).astype(float) for day in QUIET_DAYS}
    usually = _of(cases, "watched_minutes_3m") / 3
    trend = np.log((minutes + 30) / (usually + 30))
    columns["trend: logarithm"] = np.where(whole, np.clip(trend, -2, 2), 0.0)
    columns |= {
        f"price: {month} months ago": (rise == month).astype(float) for month in RISE_MONTHS
    }
    columns["novelty: drought"] = np.where(np.isnan(drought), mean, drought)
    columns["tenure: logarithm"] = np.log1p(np.maximum(_of(cases, "tenure_months"), 0)) - 2.5
    columns["completion: rate"] = np.where(np.isnan(completion), usual, completion) - usual
    return pd.DataFrame(columns, index=cases.index)


def _of(cases: pd.DataFrame, column: str) -> Floats:
    return np.asarray(cases[column].to_numpy(dtype=float, na_value=np.nan))


def reason_in_words(group: str, case: pd.Series) -> str:
    """What is true of a member that makes it more or less likely to leave.

    Args:
        group: one of `GROUPS`.
        case: the member's row.
    """
    if group == "use":
        if case["tenure_months"] <= 1:
            return "joined last month"
        return f"watched {case['watched_minutes_1m'] / 60:.1f} hours in the month before"
    if group == "quiet":
        days = case["days_since_last_session"]
        return "never watched" if pd.isna(days) else f"last watched {int(days)} days ago"
    if group == "trend":
        usual, now = case["watched_minutes_3m"] / 3, case["watched_minutes_1m"]
        direction = "less" if now < usual else "more"
        return f"watches {direction} than in the three months before"
    if group == "price":
        months = case["months_since_price_rise"]
        if pd.isna(months):
            return "the price did not rise"
        if months == 0:
            return "the price rises this month"
        return f"the price rose {int(months)} month{'' if months == 1 else 's'} ago"
    if group == "novelty":
        if pd.isna(case["drought_probability"]):
            return "likes are not known"
        age, genre = case["premiere_age_days"], case["favourite_genre"]
        if pd.isna(age):
            return f"nothing new in {genre}, the likeliest favourite genre"
        return f"the newest in {genre}, the likeliest favourite genre, is {int(age)} days old"
    if group == "tenure":
        months = int(case["tenure_months"])
        return f"a member for {months} month{'' if months == 1 else 's'}"
    rate = case["completion_rate_12m"]
    if pd.isna(rate):
        return "how far it watches is not known"
    return f"watches {rate:.0%} of what it begins"
