"""What a look at a video says about whether it takes off, and whether it did."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from reelhouse.ml.virality.curves import UsualFall, intervals

Floats = NDArray[np.float64]

TIMES_USUAL = 4.0
"""A video took off if it got so many times the views that it would usually have got."""

HORIZON_HOURS = 168.0
"""So long after a look, what came since the look before decides whether it took off."""

LIKES_KEEP_PACE = 0.5
"""New views with less than this share of the likes they used to bring are taken to be bought."""

LOOKED_BACK = 8
"""Intervals, those that ended a day ago or earlier, whose median is a video's usual level."""

SUSPECT = float(np.log(1.5))
"""From this surge on, logarithm of speed beside the usual one, a look is judged at all."""

FEATURES = {
    "surge": "views an hour by what the video's own past and its kind's fall with age lead one to "
    "expect, logarithm",
    "surge_before": "the same at the look before",
    "likes_pace": "likes by new views against likes by views before, logarithm; 0 where hidden",
    "likes_hidden": "1 where likes are hidden",
    "growth": "views by views at the look before, logarithm",
    "gap": "hours since the look before, logarithm",
    "views": "views so far, logarithm",
}


def judge_looks(
    looks: pd.DataFrame, usual: UsualFall | None = None
) -> tuple[pd.DataFrame, UsualFall]:
    """Features and outcome of each look.

    Args:
        looks: as `intervals` takes them.
        usual: how views fall; learned from these looks by default.

    Returns:
        The intervals with the `FEATURES`, `times_usual`, `has_past` (whether the video was looked
        at a day before, else nothing can be told), `is_suspect`, and `took_off`: whether it got
        `TIMES_USUAL` times its usual views within the horizon, with likes that kept pace; null
        where it has no past or was not looked at long enough afterwards. And the usual fall.
    """
    told = intervals(looks)
    usual = usual or UsualFall.of(told)
    shape = usual.at(told)
    level = told["speed"].to_numpy(float) - shape
    own = _own_level(told, level)
    told["has_past"] = ~np.isnan(own)
    told["surge"] = np.where(told["has_past"], level - own, 0.0)
    before = told.groupby("video")["surge"].shift().fillna(0.0)
    told["surge_before"] = before.to_numpy(float)
    pace, hidden = _likes_pace(told, usual.like_rate)
    told["likes_pace"], told["likes_hidden"] = pace, hidden.astype(float)
    told["growth"] = np.minimum(np.log((told["views"] + 10) / (told["views_before"] + 10)), 3.0)
    told["gap"] = np.log(told["gap_hours"])
    told["took_off"] = _outcome(told, shape, own, usual.like_rate)
    told["times_usual"] = np.where(told["has_past"], np.exp(level - own), np.nan)
    told["is_suspect"] = told["has_past"] & (told["surge"] >= SUSPECT)
    told["view_count"] = told["views"]
    told["views"] = np.log1p(told["views"])
    return told, usual


def _own_level(told: pd.DataFrame, level: Floats) -> Floats:
    """Median level of a video's intervals up to a day before each; NaN where there is none."""
    found = np.full(len(told), np.nan)
    video, ends = told["video"].to_numpy(), told["to_hours"].to_numpy()
    starts = np.flatnonzero(np.r_[True, video[1:] != video[:-1]])
    for start, end in zip(starts, np.r_[starts[1:], len(told)], strict=True):
        known = np.searchsorted(ends[start:end], ends[start:end] - 23.0, side="right")
        for place, count in enumerate(known.tolist()):
            if count:
                first = start + max(0, count - LOOKED_BACK)
                found[start + place] = np.median(level[first : start + count])
    return found


def _likes_pace(told: pd.DataFrame, usual: float) -> tuple[Floats, NDArray[np.bool_]]:
    views = np.maximum(told["views"] - told["views_before"], 0)
    likes = np.maximum(told["likes"] - told["likes_before"], 0)
    # forty views at the usual rate stand before both, so that few views say little
    now = (likes + 40 * usual) / (views + 40)
    then = (told["likes_before"] + 40 * usual) / (told["views_before"] + 40)
    hidden = now.isna() | then.isna() | (usual <= 0)
    pace = np.log(np.where(hidden, 1.0, now) / np.where(hidden, 1.0, then))
    return np.clip(pace, -3, 3), np.asarray(hidden)


def _outcome(told: pd.DataFrame, shape: Floats, base: Floats, usual_likes: float) -> Floats:
    """1 where the video took off after the look, 0 where not, NaN where nobody looked again."""
    took = np.full(len(told), np.nan)
    ends, gaps = told["to_hours"].to_numpy(), told["gap_hours"].to_numpy()
    views, before = told["views"].to_numpy(), told["views_before"].to_numpy()
    likes, liked = told["likes"].to_numpy(), told["likes_before"].to_numpy()
    video = told["video"].to_numpy()
    usual_gain = np.exp(shape) * gaps
    reached = np.cumsum(usual_gain)
    starts = np.flatnonzero(np.r_[True, video[1:] != video[:-1]])
    for start, end in zip(starts, np.r_[starts[1:], len(told)], strict=True):
        last = np.searchsorted(ends[start:end], ends[start:end] + HORIZON_HOURS, side="right") - 1
        for place, final in enumerate(last.tolist()):
            now, then = start + place, start + final
            if np.isnan(base[now]) or ends[then] - ends[now] < HORIZON_HOURS / 2:
                continue
            expected = np.exp(base[now]) * (reached[then] - reached[now] + usual_gain[now])
            gained = views[then] - before[now]
            took[now] = float(gained >= TIMES_USUAL * (expected + 1) and gained > 0)
            if took[now] and usual_likes > 0 and not np.isnan(likes[then] - liked[now]):
                rate = (likes[then] - liked[now] + 40 * usual_likes) / (gained + 40)
                earlier = (liked[now] + 40 * usual_likes) / (before[now] + 40)
                took[now] = float(rate >= LIKES_KEEP_PACE * earlier)
    return took
