"""How fast views come between looks, and how that usually falls with a video's age."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats = NDArray[np.float64]

FRESH_HOURS = 168.0
"""A video first looked at within so many hours of its publishing began at nothing then."""

KNOTS = np.log1p(np.array([0.0, 6, 24, 72, 168, 336, 720, 2_160, 8_760]))
"""Ages, as log(1 + hours), between which the logarithm of speed is a straight line."""

_LEAST_VIDEOS = 30
_RIDGE = 1e-2


def intervals(looks: pd.DataFrame) -> pd.DataFrame:
    """What came between consecutive looks at each video.

    Args:
        looks: `platform`, `video_id`, `channel_id`, `content_type`, `published_at`, `observed_at`,
            `view_count`, `like_count` (null where hidden). Several looks of an hour are one.

    Returns:
        A row for each look that something can be compared with, by video and time, with `video` (a
        number), `from_hours` and `to_hours` (ages), `views_before`, `views`, `likes_before`,
        `likes`, `speed` (log of one more than the views, by hour), and `is_first` for what came
        from publishing to the first look.
    """
    looks = looks.dropna(subset=["published_at", "observed_at", "view_count"]).copy()
    age = (looks["observed_at"] - looks["published_at"]).dt.total_seconds() / 3_600
    looks["to_hours"] = age
    looks = looks[age >= 0].sort_values(["platform", "video_id", "observed_at"], kind="stable")
    looks["video"] = looks.groupby(["platform", "video_id"], sort=False).ngroup()
    looks["whole_hours"] = np.floor(looks["to_hours"])
    looks = looks.drop_duplicates(["video", "whole_hours"], keep="last").reset_index(drop=True)
    grouped = looks.groupby("video", sort=False)
    looks["from_hours"] = grouped["to_hours"].shift()
    looks["views_before"] = grouped["view_count"].shift()
    looks["likes_before"] = grouped["like_count"].shift()
    first = looks["from_hours"].isna()
    looks["is_first"] = first & (looks["to_hours"] <= FRESH_HOURS)
    looks.loc[looks["is_first"], ["from_hours", "views_before", "likes_before"]] = 0.0
    told = looks[looks["from_hours"].notna()].rename(
        columns={"view_count": "views", "like_count": "likes"}
    )
    for name in ("views", "views_before", "likes", "likes_before"):
        told[name] = told[name].to_numpy(dtype=float, na_value=np.nan)
    gap = np.maximum(told["to_hours"] - told["from_hours"], 0.25)
    told["gap_hours"] = gap
    told["speed"] = np.log((np.maximum(told["views"] - told["views_before"], 0) + 1) / gap)
    columns = [
        "platform", "video_id", "channel_id", "content_type", "published_at", "observed_at",
        "video", "is_first", "from_hours", "to_hours", "gap_hours", "views_before", "views",
        "likes_before", "likes", "speed",
    ]  # fmt: skip
    return told[columns].reset_index(drop=True)


@dataclass(frozen=True)
class UsualFall:
    """How the logarithm of views an hour usually falls with age, by kind of video.

    Attributes:
        by_kind: values at `KNOTS`, by platform and content type.
        everywhere: the same over all, for kinds with few videos.
        like_rate: likes by views, the median over all videos that show both.
    """

    by_kind: dict[tuple[str, str], Floats]
    everywhere: Floats
    like_rate: float

    @classmethod
    def of(cls, told: pd.DataFrame) -> Self:
        """Learn it from intervals.

        Each video has a level of its own, which is taken out with its mean. Far-off values pull
        little: least squares is repeated with Huber's weights. Ages without data go on as their
        neighbours do, held by a ridge on differences of slope.
        """
        by_kind: dict[tuple[str, str], Floats] = {}
        kinds = [told["platform"], told["content_type"].fillna("")]
        for (platform, kind), rows in told.groupby(kinds):
            if rows["video"].nunique() >= _LEAST_VIDEOS:
                by_kind[str(platform), str(kind)] = _fit(rows)
        shown = told[(told["likes"].notna()) & (told["views"] >= 100)]
        rates = shown["likes"] / shown["views"]
        return cls(by_kind, _fit(told), float(rates.median()) if len(rates) else 0.0)

    def at(self, told: pd.DataFrame) -> Floats:
        """The usual logarithm of speed at the middle of intervals, up to a video's own level."""
        basis = _basis(_middle(told))
        kinds = list(zip(told["platform"], told["content_type"].fillna(""), strict=True))
        found = np.array([self.by_kind.get(kind, self.everywhere) for kind in kinds])
        return np.asarray(np.einsum("rk,rk->r", basis, found.reshape(len(told), len(KNOTS))), float)


def _middle(told: pd.DataFrame) -> Floats:
    return np.asarray(told[["from_hours", "to_hours"]].to_numpy(float).mean(axis=1), float)


def _basis(hours: Floats) -> Floats:
    """Hats between knots, rows by knots; a row adds up to 1."""
    at = np.clip(np.log1p(hours), KNOTS[0], KNOTS[-1])
    right = np.clip(np.searchsorted(KNOTS, at, side="right"), 1, len(KNOTS) - 1)
    share = (at - KNOTS[right - 1]) / (KNOTS[right] - KNOTS[right - 1])
    basis = np.zeros((len(hours), len(KNOTS)))
    rows = np.arange(len(hours))
    basis[rows, right - 1], basis[rows, right] = 1 - share, share
    return basis


def _fit(told: pd.DataFrame) -> Floats:
    if told.empty:
        return np.zeros(len(KNOTS))
    _, video = np.unique(told["video"].to_numpy(), return_inverse=True)
    speed, basis = told["speed"].to_numpy(float), _basis(_middle(told))
    weight: Floats = np.ones(len(speed))
    bend = np.diff(np.eye(len(KNOTS)), n=2, axis=0)
    held = _RIDGE * len(speed) * (bend.T @ bend) / len(KNOTS) + 1e-6 * np.eye(len(KNOTS))
    values = np.zeros(len(KNOTS))
    for _ in range(5):
        total = np.asarray(np.bincount(video, weight), float)
        centred = basis - _means(basis, weight, video, total)
        target = speed - np.bincount(video, weight * speed)[video] / total[video]
        values = np.linalg.solve((centred * weight[:, None]).T @ centred + held,
                                 (centred * weight[:, None]).T @ target)  # fmt: skip
        away = np.abs(target - centred @ values)
        scale = max(1.4826 * float(np.median(away)), 1e-3)
        weight = np.asarray(np.minimum(1.0, 1.5 * scale / np.maximum(away, 1e-9)), np.float64)
    return np.asarray(values)


def _means(basis: Floats, weight: Floats, video: NDArray[np.int64], total: Floats) -> Floats:
    sums = np.column_stack([np.bincount(video, weight * column) for column in basis.T])
    return np.asarray((sums / total[:, None])[video])
