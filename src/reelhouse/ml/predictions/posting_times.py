"""How far videos reach by hour and weekday of publishing, channel by channel."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from reelhouse.ml.posting_time.model import ALL, SCALES, PostingTimes
from reelhouse.ml.predictions import write_answers
from reelhouse.ml.predictions.viral_flags import not_allowed
from reelhouse.ml.store import Version
from reelhouse.settings.marts import MartSettings
from reelhouse.transform.declarations import declaration
from reelhouse.transform.workbench import Workbench

WRITES = ("mart_best_posting_time",)

TOO_FEW = "not enough videos"
NOTHING_THEN = "nothing of the kind was published then"
NO_DIFFERENCE = "times are not told apart from chance"

_VIDEOS = """
select platform, content_type, channel_id, max(channel_name) as channel_name,
    count(*) as video_count, bool_and(may_train) as may_train
from feature_posting
group by platform, content_type, channel_id
order by platform, content_type, channel_id
"""


def compute(bench: Workbench) -> None:
    """Write the times of all channels."""
    write_answers(bench, "posting_time", WRITES, lambda version: _answer(bench, version))


def _answer(bench: Workbench, version: Version) -> None:
    [table] = WRITES
    rows = times(version.load(), bench.query(_VIDEOS), bench.settings.marts)
    rows["model_version"] = version.version
    columns = list(declaration(table).columns)
    bench.write(table, rows[columns] if len(rows) else declaration(table).empty)


def times(model: PostingTimes, channels: pd.DataFrame, marts: MartSettings) -> pd.DataFrame:
    """A row for each hour and weekday of each channel, and of each kind of video as a whole.

    Args:
        model: tells relative reach.
        channels: `platform`, `content_type`, `channel_id`, `channel_name`, `video_count`,
            `may_train`.
        marts: settings; a channel needs `posting_min_videos`, a kind `min_group`.
    """
    kinds = channels.groupby(["platform", "content_type"], as_index=False).agg(
        video_count=("video_count", "sum"), may_train=("may_train", "all")
    )
    wholes = kinds.assign(channel_id=ALL, channel_name=None)
    everyone = pd.concat([channels, wholes[list(channels.columns)]], ignore_index=True)
    least = np.where(everyone["channel_id"] == ALL, marts.min_group, marts.posting_min_videos)
    found = [
        _times(model, channel, scale, is_enough=bool(channel["video_count"] >= enough))
        for channel, enough in zip(everyone.to_dict("records"), least, strict=True)
        for scale in SCALES
    ]
    return pd.concat(found, ignore_index=True) if found else pd.DataFrame()


def _times(
    model: PostingTimes, channel: dict[Any, Any], scale: str, *, is_enough: bool
) -> pd.DataFrame:
    platform, kind = str(channel["platform"]), str(channel["content_type"])
    told = model.tell(platform, kind, str(channel["channel_id"]), scale)
    effects = model.kinds.get((platform, kind))
    is_enough = is_enough and (effects is not None or not model.kinds)
    reason = [
        _reason(platform, bool(channel["may_train"]), is_enough, reach, count)
        for reach, count in zip(told["relative_reach"], told["kind_count"], strict=True)
    ]
    is_told = np.array([each is None for each in reason])
    reach = told["relative_reach"].where(is_told)
    weight = effects.own_weight.get(str(channel["channel_id"]), 0.0) if effects else None
    best = is_told & (reach == reach.max()).to_numpy() & (told["low"] > 1).to_numpy()
    return pd.DataFrame(
        {
            **{name: channel[name] for name in ("platform", "content_type", "channel_id")},
            "channel_name": channel["channel_name"],
            "time_scale": scale,
            "time_value": told["time_value"],
            "video_count": channel["video_count"],
            "video_count_here": told["count"],
            "relative_reach": reach,
            "relative_reach_low": told["low"].where(is_told),
            "relative_reach_high": told["high"].where(is_told),
            "is_best": best,
            "own_weight": np.where(is_told, np.nan if weight is None else weight, np.nan),
            "not_told_reason": reason,
        }
    )


def _reason(
    platform: str, may_train: bool, is_enough: bool, reach: float, count: int
) -> str | None:
    if not may_train:
        return not_allowed(platform)
    if not is_enough:
        return TOO_FEW
    if np.isnan(reach):
        return NO_DIFFERENCE
    return None if count else NOTHING_THEN
