"""Effects of hour and weekday on videos whose effects are planted."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from reelhouse.ml.posting_time.effects import KindEffects, basis, without_outliers
from reelhouse.ml.posting_time.model import ALL, Means, PostingTimes
from reelhouse.ml.posting_time.question import OWN, RULE, learn_from
from reelhouse.ml.predictions.posting_times import NOTHING_THEN, TOO_FEW, times
from reelhouse.ml.question import Context, NotEnough
from reelhouse.settings.marts import MartSettings
from reelhouse.settings.models import ModelSettings

CONTEXT = Context(ModelSettings(bootstrap_draws=200), "2026-02-28")


def videos(
    channels: int, each: int, seed: int, amplitude: float = 0.7, own: float = 0.2
) -> tuple[pd.DataFrame, dict[str, float]]:
    """Videos of channels of very different size that peak about 18:00, and each one's peak."""
    rng = np.random.default_rng(seed)
    rows, peaks = [], {}
    for channel in range(channels):
        peaks[str(channel)] = peak = 18 + own * 6 * rng.standard_normal()
        level = 8 + 2 * rng.standard_normal()
        for number in range(each):
            hour = rng.uniform(6, 22)
            wave = amplitude * np.cos(2 * np.pi * (hour - peak) / 24)
            rows.append(
                {
                    "platform": "vimeo", "content_type": "clip", "channel_id": str(channel),
                    "video_id": f"{channel}-{number}", "hour": hour,
                    "weekday": int(rng.integers(1, 8)),
                    "log_reach": level + wave + 0.5 * rng.standard_normal(),
                    "published_at": pd.Timestamp("2025-01-01")
                    + pd.Timedelta(hours=float(rng.uniform(0, 8_000))),
                }
            )  # fmt: skip
    frame = pd.DataFrame(rows).sort_values("published_at").reset_index(drop=True)
    return frame, peaks


def wave(hours: pd.Series, peak: float) -> pd.Series:
    planted: pd.Series = 0.7 * np.cos(2 * np.pi * (hours - peak) / 24)
    return planted


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_planted_hours_are_found_nearer_than_by_the_channels_own_means(seed: int) -> None:
    told, peaks = videos(12, 25, seed)
    model = PostingTimes.fit(told, least=10)
    misses, raw, inside = [], [], []
    for channel, own in told.groupby("channel_id"):
        hours = model.tell("vimeo", "clip", str(channel), "hour")
        hours = hours[hours["kind_count"] > 0]
        peak = peaks[str(channel)]
        planted = wave(hours["time_value"] + 0.5, peak) - wave(own["hour"], peak).mean()
        misses += (np.log(hours["relative_reach"]) - planted).tolist()
        means = (own["log_reach"] - own["log_reach"].mean()).groupby(own["hour"] // 1).mean()
        raw += [
            means.get(float(h), 0.0) - p for h, p in zip(hours["time_value"], planted, strict=True)
        ]
        inside += ((np.log(hours["low"]) <= planted) & (planted <= np.log(hours["high"]))).tolist()

    assert np.sqrt(np.mean(np.square(misses))) < 0.5 * np.sqrt(np.mean(np.square(raw)))
    assert 0.85 <= np.mean(inside) <= 1.0


def test_the_model_answers_where_times_matter_and_the_rule_where_not() -> None:
    clear, _ = videos(12, 30, 4, amplitude=0.9)
    nothing, _ = videos(12, 30, 5, amplitude=0.0)

    assert learn_from(clear, CONTEXT).card.champion == OWN
    assert learn_from(nothing, CONTEXT).card.champion == RULE


def test_a_channel_of_few_videos_is_told_what_its_kind_does() -> None:
    told, _ = videos(12, 30, 6)
    few = told[told["channel_id"] == "0"].head(2).assign(channel_id="new")
    model = PostingTimes.fit(pd.concat([told, few]), least=10)
    [found] = model.kinds.values()

    assert found.own_weight["new"] < 0.5 * found.own_weight["1"]
    kind, _ = found.effect(None, np.array([18.0, 7.0]), np.array([2, 2]), np.eye(12)[0])
    own, _ = found.effect("new", np.array([18.0, 7.0]), np.array([2, 2]), np.eye(12)[0])
    assert np.diff(own) == pytest.approx(np.diff(kind), rel=0.5)


def test_one_viral_video_does_not_make_its_hour_best() -> None:
    told, _ = videos(8, 25, 7, amplitude=0.0)
    told["log_reach"] += np.where(told.index == 5, 6.0, 0.0)
    pulled = without_outliers(
        told["log_reach"].to_numpy(), np.unique(told["channel_id"], return_inverse=True)[1]
    )
    model = PostingTimes.fit(told, least=10)
    hours = model.tell("vimeo", "clip", ALL, "hour")

    assert pulled[5] < told["log_reach"][5] - 3
    assert (hours[hours["kind_count"] > 0]["low"] <= 1.02).all()


def test_answers_tell_what_is_missing() -> None:
    told, _ = videos(6, 20, 8)
    model = PostingTimes.fit(told, least=10)
    channels = pd.DataFrame(
        [
            ("vimeo", "clip", "0", "Zero", 20, True), ("vimeo", "clip", "new", "New", 2, True),
            ("vimeo", "live", "0", "Zero", 6, True),
        ],
        columns=[
            "platform", "content_type", "channel_id", "channel_name", "video_count", "may_train"
        ],
    )  # fmt: skip
    rows = times(model, channels, MartSettings())
    own = rows[(rows["channel_id"] == "0") & (rows["content_type"] == "clip")]
    hours = own[own["time_scale"] == "hour"].set_index("time_value")

    assert set(rows[rows["channel_id"] == "new"]["not_told_reason"]) == {TOO_FEW}
    assert set(rows[rows["content_type"] == "live"]["not_told_reason"]) == {TOO_FEW}
    assert hours.loc[3, "not_told_reason"] == NOTHING_THEN
    assert hours["relative_reach_low"][12] < hours["relative_reach"][12]
    assert rows["is_best"].sum() <= 2 * len(channels) + 2


def test_too_few_videos_are_said() -> None:
    told, _ = videos(3, 10, 9)

    with pytest.raises(NotEnough, match="30 videos are old enough"):
        learn_from(told, CONTEXT)
    with pytest.raises(NotEnough, match="0 of them later ones"):
        learn_from(
            pd.concat([told, told, told]).assign(channel_id=[str(n) for n in range(90)]),
            CONTEXT,
        )


def test_a_fit_is_the_same_again_and_its_columns_are_centred() -> None:
    told, _ = videos(5, 20, 10)
    args = (
        told["channel_id"].to_numpy(object), told["hour"].to_numpy(), told["weekday"].to_numpy(),
        told["log_reach"].to_numpy(),
    )  # fmt: skip
    one, other = KindEffects.fit(*args), KindEffects.fit(*args)

    assert one.mean == pytest.approx(other.mean)
    assert basis(np.zeros(7), np.arange(1, 8))[:, 5:].sum(axis=0) == pytest.approx(0)
    assert Means.fit("nothing", told).predict(told) == pytest.approx(
        told.groupby("channel_id")["log_reach"].transform("mean").to_numpy()
    )
