"""How likely each member leaves in the month, why, and whom it pays to write to."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from reelhouse.ml.churn.cases import read_cases, reason_in_words
from reelhouse.ml.churn.hazard import LeavingModel, Told
from reelhouse.ml.churn.value import Contact
from reelhouse.ml.predictions import told_in_parts, write_answers
from reelhouse.ml.store import Version
from reelhouse.settings.marts import MartSettings
from reelhouse.transform.declarations import declaration
from reelhouse.transform.workbench import Workbench

WRITES = ("mart_churn_prediction", "mart_churn_reason", "mart_churn_contact")

REASONS = 3
LEAST_ODDS = 1.05
"""Odds ratio beside the usual member from which on something is told as a reason."""

STEPS = 10
_NO_CONSENT = "no consent to being written to"
_NOT_WORTH = "costs more than it is expected to keep"
_UNSURE = "may cost more than it keeps, within the interval"

_REVENUE = """
select region, revenue_per_subscriber_usd from (
    select *, row_number() over (partition by region order by month_start_date desc) as newness
    from fact_subscriber_month
    where revenue_per_subscriber_usd is not null
) as ranked
where newness = 1
"""


def compute(bench: Workbench) -> None:
    """Write what is told of the members of now."""
    write_answers(bench, "churn", WRITES, lambda version: _answer(bench, version))


def _answer(bench: Workbench, version: Version) -> None:
    model: LeavingModel = version.load()
    cases = read_cases(bench)
    newest = cases["month_start_date"] == cases["month_start_date"].max()
    now = cases[newest & cases["is_member"]].reset_index(drop=True)
    told = Told.joined(told_in_parts(bench, model.tell, now))
    predictions = _predictions(now, told, bench.query(_REVENUE), bench.settings.marts)
    predictions["model_version"] = version.version
    reasons = pd.DataFrame(reasons_of(now, told))
    reasons["model_version"] = version.version
    contacts = pd.DataFrame(contact_steps(predictions, bench.settings.marts))
    contacts["model_version"] = version.version
    for table, rows in zip(WRITES, (predictions, reasons, contacts), strict=True):
        columns = list(declaration(table).columns)
        bench.write(table, rows[columns] if len(rows) else declaration(table).empty)


def _predictions(
    now: pd.DataFrame, told: Told, revenue: pd.DataFrame, marts: MartSettings
) -> pd.DataFrame:
    regions = {code: name for name, codes in marts.regions.items() for code in codes}
    by_region = dict(revenue.itertuples(index=False, name=None))
    known = now["country_code"].map(regions).map(by_region).astype(float)
    monthly = np.asarray(known.fillna(marts.assumed_subscriber_usd), float)
    contact = contact_of(marts)
    value, low, high = (
        contact.value_usd(p, monthly) for p in (told.probability, told.low, told.high)
    )
    consents = now["has_marketing_consent"].to_numpy(bool)
    reason = np.select(
        [~consents, value <= 0, low <= 0], [_NO_CONSENT, _NOT_WORTH, _UNSURE], default=""
    )
    return pd.DataFrame(
        {
            "member_key": now["member_key"],
            "month_start_date": now["month_start_date"],
            "known_at": now["known_at"],
            "probability": told.probability,
            "probability_low": told.low,
            "probability_high": told.high,
            "has_marketing_consent": consents,
            "monthly_value_usd": monthly,
            "is_value_assumed": known.isna(),
            "break_even_probability": np.minimum(contact.break_even(monthly), 1e6),
            "contact_value_usd": value,
            "contact_value_low_usd": low,
            "contact_value_high_usd": high,
            "is_worth_contacting": reason == "",
            "not_contacted_reason": [each or None for each in reason],
        }
    )


def contact_of(marts: MartSettings) -> Contact:
    """What the settings take for granted about contacts."""
    return Contact(marts.contact_cost_usd, marts.contact_effect_rate, marts.contact_months_kept)


def reasons_of(now: pd.DataFrame, told: Told) -> list[dict[str, Any]]:
    """What makes each member more likely to leave than the usual one, most telling first."""
    rows = []
    added = told.contributions
    for place in range(len(now)):
        case = now.iloc[place]
        most = added.iloc[place].sort_values(ascending=False, kind="stable").head(REASONS)
        telling = [(str(group), float(np.exp(each))) for group, each in most.items()]
        for number, (group, odds) in enumerate((t for t in telling if t[1] >= LEAST_ODDS), 1):
            rows.append(
                {
                    "member_key": case["member_key"],
                    "reason_number": number,
                    "reason_group": group,
                    "reason": reason_in_words(group, case),
                    "odds_ratio": odds,
                }
            )
    return rows


def contact_steps(predictions: pd.DataFrame, marts: MartSettings) -> list[dict[str, Any]]:
    """What contacting the first tenths of the members who may be written to is expected to bring.

    Members come in order of expected value. A step holds at least `min_group` members, so that
    neither a row nor the difference of two is about fewer.
    """
    may = predictions[predictions["has_marketing_consent"]]
    may = may.sort_values(["contact_value_usd", "member_key"], ascending=[False, True])
    steps = min(STEPS, len(may) // marts.min_group)
    rows = []
    for step in range(1, steps + 1):
        first = may.iloc[: int(np.ceil(len(may) * step / steps))]
        leaving: NDArray[np.float64] = first["probability"].to_numpy()
        rows.append(
            {
                "contacted_rate": len(first) / len(may),
                "member_count": len(first),
                "least_probability": float(leaving.min()),
                "expected_leaver_count": float(leaving.sum()),
                "expected_kept_count": float(leaving.sum() * marts.contact_effect_rate),
                "cost_usd": len(first) * marts.contact_cost_usd,
                "expected_value_usd": float(first["contact_value_usd"].sum()),
                "expected_value_low_usd": float(first["contact_value_low_usd"].sum()),
                "expected_value_high_usd": float(first["contact_value_high_usd"].sum()),
                "effect_rate": marts.contact_effect_rate,
                "months_kept": marts.contact_months_kept,
                "contact_cost_usd": marts.contact_cost_usd,
            }
        )
    return rows
