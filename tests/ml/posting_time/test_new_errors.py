"""Reach by hour, on videos that settled after the model learned."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from reelhouse.ml.new_errors import compare
from reelhouse.ml.posting_time.question import RULE, errors_on, learn_from
from reelhouse.ml.question import Context
from reelhouse.ml.store import Version
from reelhouse.settings.models import ModelSettings
from tests.ml.versions import version_of

SETTINGS = ModelSettings(bootstrap_draws=200)


def videos(first: str, count: int, seed: int, *, best_hour: float = 19) -> pd.DataFrame:
    """Videos of six channels that reach twice as far in an evening hour as at night."""
    rng = np.random.default_rng(seed)
    hour = rng.integers(0, 24, count).astype(float)
    channel = rng.integers(0, 6, count)
    lift = 0.9 * np.cos(2 * np.pi * (hour - best_hour) / 24)
    published = pd.Timestamp(first) + pd.to_timedelta(np.sort(rng.integers(0, 180, count)), "D")
    return pd.DataFrame(
        {
            "platform": "youtube",
            "content_type": "video",
            "channel_id": [f"c{each}" for each in channel],
            "video_id": [f"{first}-{number}" for number in range(count)],
            "published_at": published,
            "hour": hour,
            "weekday": rng.integers(1, 8, count),
            "log_reach": 8 + 0.3 * channel + lift + rng.normal(0, 0.4, count),
        }
    )


@pytest.fixture(scope="module")
def before() -> pd.DataFrame:
    return videos("2025-01-01", 600, 1)


@pytest.fixture(scope="module")
def version(before: pd.DataFrame, tmp_path_factory: pytest.TempPathFactory) -> Version:
    learned = learn_from(before, Context(SETTINGS, "2025-08-01"))
    folder = tmp_path_factory.mktemp("posting")
    return version_of(folder, "posting_time", learned.model, learned.card)


def test_hours_that_stay_are_told_as_promised(before: pd.DataFrame, version: Version) -> None:
    new = errors_on(pd.concat([before, videos("2025-07-01", 300, 2)]), version, SETTINGS)
    found = compare(new, draws=200, seed=7)

    assert new.naive == RULE
    assert new.count == 300
    assert found is not None
    assert not found.is_worse
    assert found.lead is not None
    assert (found.lead.low or 0) > 0


def test_hours_that_turn_round_are_told_worse_than_promised(
    before: pd.DataFrame, version: Version
) -> None:
    turned = videos("2025-07-01", 300, 2, best_hour=7)

    found = compare(errors_on(pd.concat([before, turned]), version, SETTINGS), draws=200, seed=7)

    assert found is not None
    assert found.is_worse
    assert found.lead is not None
    assert (found.lead.high or 0) < 0


def test_nothing_was_published_since(before: pd.DataFrame, version: Version) -> None:
    new = errors_on(before, version, SETTINGS)

    assert new.count == 0
    assert compare(new, draws=200, seed=7) is None
