"""How fast the daily views of videos fall after publishing."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import optimize, stats

from reelhouse.transform.workbench import Workbench

WRITES = ("mart_video_decay",)

Floats = NDArray[np.float64]

_GAINS = """
select
    gains.platform,
    videos.content_type,
    gains.video_id,
    gains.age_days - gains.days_since_previous + 1 as from_age,
    gains.age_days + 1 as to_age,
    gains.new_view_count
from mart_video_day as gains
inner join dim_video as videos
    on gains.platform = videos.platform and gains.video_id = videos.video_id
where gains.new_view_count > 0
    and gains.age_days >= gains.days_since_previous - 1
    and gains.age_days < $most_days
    and videos.content_type is not null
order by gains.platform, videos.content_type, gains.video_id, gains.age_days
"""

_KINDS = """
select distinct platform, content_type from dim_video
where content_type is not null
order by platform, content_type
"""

METHOD = "exponential fall onto a floor, one level for each video; interval by leaving videos out"


@dataclass(frozen=True, slots=True)
class Decay:
    """How daily views fall.

    Attributes:
        days: in which what is above the floor falls to 1/e.
        lower: end of the 95 % interval.
        upper: end of the 95 % interval.
        floor: views of a day that stay, as a share of those of the first day.
    """

    days: float
    lower: float
    upper: float
    floor: float


def compute(bench: Workbench) -> None:
    """Write the decay of each kind of video."""
    marts = bench.settings.marts
    gains = bench.query(_GAINS, {"most_days": marts.video_decay_most_days})
    rows = []
    for platform, kind in bench.query(_KINDS).itertuples(index=False):
        group = gains[(gains["platform"] == platform) & (gains["content_type"] == kind)]
        counts = group.groupby("video_id")["video_id"].transform("size")
        told = group[counts >= 3]
        videos = told["video_id"].nunique()
        decay = None
        if videos >= marts.min_group:
            decay = fit_decay(
                told["from_age"].to_numpy(np.float64),
                told["to_age"].to_numpy(np.float64),
                told["new_view_count"].to_numpy(np.float64),
                np.unique(told["video_id"], return_inverse=True)[1],
            )
        rows.append(
            {
                "platform": platform,
                "content_type": kind,
                "video_count": videos,
                "observation_count": len(told),
                "decay_days": decay and decay.days,
                "decay_days_lower": decay and decay.lower,
                "decay_days_upper": decay and decay.upper,
                "half_life_days": decay and decay.days * np.log(2),
                "floor_rate": decay and decay.floor,
                "verdict": "estimated" if decay else "not enough data",
                "method": METHOD,
            }
        )
    columns = [
        "platform", "content_type", "video_count", "observation_count", "decay_days",
        "decay_days_lower", "decay_days_upper", "half_life_days", "floor_rate", "verdict", "method",
    ]  # fmt: skip
    bench.write("mart_video_decay", pd.DataFrame(rows, columns=columns))


def fit_decay(
    from_age: Floats, to_age: Floats, views: Floats, video: NDArray[np.int64]
) -> Decay | None:
    """Fit log views of spans of days by log of the integral of exp(-age / days) + floor.

    Each video has a level of its own, which is taken out with its mean; the rest is least squares
    that far-off values pull little (soft L1). The interval is the jackknife's over ten groups of
    videos (Quenouille 1956, Tukey 1958), on the logarithm of the days.

    Args:
        from_age: days from publishing to the beginning of a span, shape (n,).
        to_age: days to its end, above `from_age`.
        views: that came within, above 0.
        video: which one, from 0 without gaps.

    Returns:
        The decay; None where the fit does not settle within a day and a year.
    """
    whole = _fit(from_age, to_age, views, video)
    if whole is None:
        return None
    parts = min(10, int(video.max()) + 1)
    estimates = []
    for part in range(parts):
        kept = video % parts != part
        codes = np.unique(video[kept], return_inverse=True)[1]
        left = _fit(from_age[kept], to_age[kept], views[kept], codes)
        if left is None:
            return None
        estimates.append(np.log(left[0]))
    spread = np.sqrt((parts - 1) * np.var(estimates))
    reach = float(np.exp(stats.t.ppf(0.975, parts - 1) * spread))
    days, floor = whole
    return Decay(days, days / reach, days * reach, floor)


def _fit(
    from_age: Floats, to_age: Floats, views: Floats, video: NDArray[np.int64]
) -> tuple[float, float] | None:
    observed = np.log(views / (to_age - from_age))
    sizes = np.bincount(video)

    def centred(values: Floats) -> Floats:
        return values - (np.bincount(video, values) / sizes)[video]

    target = centred(observed)

    def residuals(parameters: Floats) -> Floats:
        days, floor = np.exp(parameters)
        fallen = days * (np.exp(-from_age / days) - np.exp(-to_age / days)) / (to_age - from_age)
        return target - centred(np.log(fallen + floor))

    bounds = (np.log([1.0, 1e-6]), np.log([366.0, 1.0]))
    starts = [np.log([days, 0.02]) for days in (7.0, 30.0, 90.0)]
    fits = [
        optimize.least_squares(residuals, start, bounds=bounds, loss="soft_l1") for start in starts
    ]
    best = min(fits, key=lambda fit: float(fit.cost))
    days, floor = np.exp(best.x)
    settled = best.success and 1.01 < days < 365
    return (float(days), float(floor)) if settled else None
