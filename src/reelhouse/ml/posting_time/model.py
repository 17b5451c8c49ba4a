"""What tells how far a video reaches for being published at a certain hour and weekday."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol, Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from reelhouse.ml.posting_time.effects import KindEffects, basis

Floats = NDArray[np.float64]
Kind = tuple[str, str]

ALL = "all"
"""Stands for the content type as a whole, in place of a channel."""

_LEVEL = np.eye(12)[0]

SCALES = {"hour": range(24), "weekday": range(1, 8)}


class Moments(Protocol):
    """What predicts the logarithm of reach from channel and moment."""

    def predict(self, videos: pd.DataFrame) -> Floats:
        """Logarithm of reach, one a video."""
        ...


@dataclass(frozen=True)
class Means:
    """Rules: a channel's mean, or with it the mean of each hour and weekday.

    Attributes:
        by: `nothing`, `channel` for the channel's own means of hour and weekday, or `kind` for
            those of all channels of the kind.
        levels: mean logarithm of reach, by platform, type and channel.
        hours: off the mean, by the same or by kind, and hour.
        weekdays: off the mean, by the same or by kind, and weekday.
        overall: mean of all, for channels that are not known.
    """

    by: str
    levels: dict[Any, float]
    hours: dict[Any, float]
    weekdays: dict[Any, float]
    overall: float

    @classmethod
    def fit(cls, by: str, videos: pd.DataFrame) -> Self:
        """Take means."""
        keys = ["platform", "content_type", "channel_id"]
        levels = videos.groupby(keys)["log_reach"].mean()
        off = videos["log_reach"] - videos.groupby(keys)["log_reach"].transform("mean")
        frame = videos.assign(off=off, hour=np.floor(videos["hour"]))
        among = {"nothing": None, "channel": keys, "kind": keys[:2]}[by]
        tables: dict[str, dict[Any, float]] = {"hour": {}, "weekday": {}}
        if among:
            tables = {
                time: frame.groupby([*among, time])["off"].mean().to_dict() for time in tables
            }
        overall = float(videos["log_reach"].mean())
        return cls(by, dict(levels), tables["hour"], tables["weekday"], overall)

    def predict(self, videos: pd.DataFrame) -> Floats:
        """Logarithm of reach; a moment that was not there before adds nothing."""
        told = []
        columns = ["platform", "content_type", "channel_id", "hour", "weekday"]
        for platform, kind, channel, hour, weekday in videos[columns].itertuples(index=False):
            key = (platform, kind, channel) if self.by == "channel" else (platform, kind)
            value = self.levels.get((platform, kind, channel), self.overall)
            value += self.hours.get((*key, float(np.floor(hour))), 0.0)
            told.append(value + self.weekdays.get((*key, weekday), 0.0))
        return np.array(told, dtype=float)


@dataclass(frozen=True)
class PostingTimes:
    """Effects of hour and weekday by kind and channel, or none where times tell nothing.

    Attributes:
        kinds: by platform and content type; empty where the rule answers.
        usual: mean of `basis` over the moments of publishing, by kind and channel.
        counts: videos by kind, channel, scale and value.
        overall: mean logarithm of reach, for channels that are not known.
    """

    kinds: dict[Kind, KindEffects]
    usual: dict[tuple[str, str, str], Floats]
    counts: dict[tuple[str, str, str, str, int], int]
    overall: float

    @classmethod
    def fit(cls, videos: pd.DataFrame, *, least: int) -> Self:
        """Fit every kind with enough videos.

        Args:
            videos: as `read_videos` gives them.
            least: videos that a kind needs.
        """
        kinds: dict[Kind, KindEffects] = {}
        usual: dict[tuple[str, str, str], Floats] = {}
        counts: dict[tuple[str, str, str, str, int], int] = {}
        for (platform, kind), rows in _by_kind(videos):
            channels = rows["channel_id"].to_numpy(dtype=object)
            hours, weekdays = rows["hour"].to_numpy(float), rows["weekday"].to_numpy(int)
            columns = basis(hours, weekdays)
            if len(rows) >= least:
                kinds[platform, kind] = KindEffects.fit(
                    channels, hours, weekdays, rows["log_reach"].to_numpy(float)
                )
            for name in (ALL, *np.unique(channels.astype(str)).tolist()):
                inside = np.ones(len(rows), bool) if name == ALL else channels == name
                usual[platform, kind, name] = columns[inside].mean(axis=0)
                for scale, values in (("hour", np.floor(hours)), ("weekday", weekdays)):
                    for value, count in zip(
                        *np.unique(values[inside].astype(int), return_counts=True), strict=True
                    ):
                        counts[platform, kind, name, scale, int(value)] = int(count)
        return cls(kinds, usual, counts, float(videos["log_reach"].mean()))

    def predict(self, videos: pd.DataFrame) -> Floats:
        """Logarithm of reach."""
        told = np.full(len(videos), self.overall)
        for (platform, kind), rows in _by_kind(videos):
            found = self.kinds.get((platform, kind))
            if found is None:
                continue
            for channel, own in rows.groupby("channel_id"):
                level = found.level(str(channel))
                effect, _ = found.effect(
                    str(channel), own["hour"].to_numpy(float), own["weekday"].to_numpy(int),
                    _LEVEL,
                )  # fmt: skip
                place = videos.index.get_indexer(own.index)
                told[place] = (self.overall if level is None else level) + effect
        return told

    def tell(self, platform: str, kind: str, channel: str, scale: str) -> pd.DataFrame:
        """Relative reach of each hour or weekday.

        Args:
            platform: of the videos.
            kind: their content type.
            channel: or `ALL`.
            scale: `hour` or `weekday`.

        Returns:
            `time_value`, `relative_reach`, `low` and `high` (95 %), `count` of own videos then, and
            `kind_count` of all of the kind; reach is null where the kind has no effects.
        """
        values = np.array(list(SCALES[scale]))
        found = self.kinds.get((platform, kind))
        usual = self.usual.get((platform, kind, channel), self.usual.get((platform, kind, ALL)))
        if found is None or usual is None:
            effect = error = np.full(len(values), np.nan)
        else:
            # of an hour beside the usual hours, whatever the weekday; and the other way round
            flat = usual.copy()
            columns = slice(1, 5) if scale == "hour" else slice(5, 12)
            moment = basis(
                values + 0.5 if scale == "hour" else np.zeros(7),
                np.ones(24, int) if scale == "hour" else values,
            )
            wanted = np.tile(flat, (len(values), 1))
            wanted[:, columns] = moment[:, columns]
            mean, covariance = found.channels.get(channel, (found.mean, found.covariance))
            away = wanted - flat
            effect = away @ mean
            error = np.sqrt(np.maximum(np.einsum("mc,cd,md->m", away, covariance, away), 0))
        return pd.DataFrame(
            {
                "time_value": values,
                "relative_reach": np.exp(effect),
                "low": np.exp(effect - 1.96 * error),
                "high": np.exp(effect + 1.96 * error),
                "count": self._count(platform, kind, channel, scale),
                "kind_count": self._count(platform, kind, ALL, scale),
            }
        )

    def _count(self, platform: str, kind: str, channel: str, scale: str) -> list[int]:
        return [self.counts.get((platform, kind, channel, scale, v), 0) for v in SCALES[scale]]


def _by_kind(videos: pd.DataFrame) -> Iterator[tuple[Kind, pd.DataFrame]]:
    for (platform, kind), rows in videos.groupby(["platform", "content_type"]):
        yield (str(platform), str(kind)), rows
