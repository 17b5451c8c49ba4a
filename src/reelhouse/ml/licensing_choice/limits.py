"""What a choice of deals has to keep to, each limit with a name that it can be told by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

import numpy as np
from numpy.typing import NDArray

from reelhouse.errors import UsageError

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Limits:
    """What may be signed. What is None or empty limits nothing.

    Attributes:
        budget_usd: fees together at most.
        max_deals: deals at most.
        min_deals: deals at least.
        regions: only these; all by default.
        most_by_region: deals at most, by region.
        least_by_region: deals at least, by region.
        most_exclusive: exclusive deals at most.
        least_exclusive: exclusive deals at least.
        most_starts_a_month: deals that start in one calendar month at most; the slots of a
            programme.
        must: offers that have to be among them.
        never: offers that must not be.
        most_loss_usd: what may be lost on average in the worst `tail_rate` of cases.
        tail_rate: share of cases that count as worst, 0 to 1.
    """

    budget_usd: float | None = None
    max_deals: int | None = None
    min_deals: int | None = None
    regions: tuple[str, ...] = ()
    most_by_region: Mapping[str, int] = field(default_factory=dict)
    least_by_region: Mapping[str, int] = field(default_factory=dict)
    most_exclusive: int | None = None
    least_exclusive: int | None = None
    most_starts_a_month: int | None = None
    must: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    most_loss_usd: float | None = None
    tail_rate: float = 0.05


@dataclass(frozen=True, slots=True)
class Limit:
    """One linear limit: low <= weights · chosen <= high.

    Attributes:
        name: in words, with its figure.
        weights: of each offer.
        low: lower bound, may be -inf.
        high: upper bound, may be inf.
        is_by_fee: whether the weights are fees.
    """

    name: str
    weights: Floats
    low: float
    high: float
    is_by_fee: bool = False


def linear_limits(offers: pd.DataFrame, limits: Limits) -> list[Limit]:
    """The limits of a choice as linear ones, without that on risk.

    Args:
        offers: offer_id, title (and title_key), region, is_exclusive, start_date, fee_usd.
        limits: what is asked.

    Raises:
        UsageError: a limit names an offer or region that there is not, or is negative.
    """
    _check(offers, limits)
    inf = np.inf
    ids, region = offers["offer_id"].to_numpy(object), offers["region"].to_numpy(object)
    one = np.ones(len(offers))
    exclusive = offers["is_exclusive"].to_numpy(float)
    found: list[Limit] = []
    if limits.budget_usd is not None:
        fees = offers["fee_usd"].to_numpy(float)
        name = f"a budget of {limits.budget_usd:,.0f} USD"
        found.append(Limit(name, fees, -inf, limits.budget_usd, is_by_fee=True))
    counts: list[tuple[int | None, int | None, str, Floats]] = [
        (limits.min_deals, limits.max_deals, "deals", one),
        (limits.least_exclusive, limits.most_exclusive, "exclusive deals", exclusive),
        *(
            (limits.least_by_region.get(name), limits.most_by_region.get(name),
             f"deals in {name}", (region == name).astype(float))
            for name in sorted({*limits.least_by_region, *limits.most_by_region})
        ),
    ]  # fmt: skip
    for least, most, what, weights in counts:
        if least is not None:
            found.append(Limit(f"at least {least} {what}", weights, least, inf))
        if most is not None:
            found.append(Limit(f"at most {most} {what}", weights, -inf, most))
    if limits.regions:
        outside = (~np.isin(region, limits.regions)).astype(float)
        found.append(Limit(f"only deals in {', '.join(limits.regions)}", outside, -inf, 0))
    if limits.most_starts_a_month is not None:
        months = offers["start_date"].astype("datetime64[ns]").dt.strftime("%Y-%m").to_numpy()
        found += [
            Limit(f"at most {limits.most_starts_a_month} deals that start in {month}",
                  (months == month).astype(float), -inf, limits.most_starts_a_month)
            for month in sorted(set(months))
        ]  # fmt: skip
    found += [Limit(f"{name} signed", (ids == name).astype(float), 1, inf) for name in limits.must]
    found += [Limit(f"{name} not signed", (ids == name).astype(float), -inf, 0)
              for name in limits.never]  # fmt: skip
    return found + _once(offers)


def _once(offers: pd.DataFrame) -> list[Limit]:
    """One title is licensed once for a region."""
    title = offers["title"].astype(object)
    if "title_key" in offers:
        title = offers["title_key"].astype(object).where(offers["title_key"].notna(), title)
    groups = offers.groupby([title.rename("key"), "region"], sort=True).indices
    limits = []
    for key, rows in groups.items():
        _, region = cast(tuple[object, str], key)
        if len(rows) > 1:
            weights = np.zeros(len(offers))
            weights[rows] = 1
            name = f"{offers['title'].iloc[rows[0]]} only once in {region}"
            limits.append(Limit(name, weights, -np.inf, 1))
    return limits


def _check(offers: pd.DataFrame, limits: Limits) -> None:
    ids, regions = set(offers["offer_id"]), set(offers["region"])
    for name in (*limits.must, *limits.never):
        if name not in ids:
            raise UsageError(f"there is no open offer '{name}'", advice=_few("Offers", ids))
    asked = (*limits.regions, *limits.most_by_region, *limits.least_by_region)
    for name in asked:
        if name not in regions:
            raise UsageError(
                f"there is no open offer in region '{name}'", advice=_few("Regions", regions)
            )
    numbers = {
        "the budget": limits.budget_usd,
        "most deals": limits.max_deals,
        "least deals": limits.min_deals,
        "most exclusive deals": limits.most_exclusive,
        "least exclusive deals": limits.least_exclusive,
        "most starts a month": limits.most_starts_a_month,
        **{f"deals in {k}": v for k, v in limits.most_by_region.items()},
        **{f"deals in {k}": v for k, v in limits.least_by_region.items()},
    }
    for what, number in numbers.items():
        if number is not None and (number < 0 or not np.isfinite(number)):
            raise UsageError(f"{what} cannot be {number:g}")
    if not 0 < limits.tail_rate < 1:
        raise UsageError(f"the worst share of cases cannot be {limits.tail_rate:g}")


def _few(what: str, names: Sequence[str] | set[str]) -> str:
    shown = sorted(names)[:12]
    return f"{what}: {', '.join(shown)}{' …' if len(names) > 12 else ''}."
