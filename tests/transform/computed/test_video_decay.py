from __future__ import annotations

import numpy as np
import pytest

from reelhouse.transform.computed.video_decay import fit_decay


def gains(
    days: float, floor: float, videos: int = 30, step: int = 3, seed: int = 0
) -> tuple[np.ndarray, ...]:
    """Views between looks at videos that fall alike, each from a level of its own."""
    rng = np.random.default_rng(seed)
    ends = np.arange(step, 91, step)
    from_age = np.tile(ends - step, videos).astype(float)
    to_age = np.tile(ends, videos).astype(float)
    level = np.repeat(np.exp(rng.normal(8, 1.5, videos)), len(ends))
    fallen = days * (np.exp(-from_age / days) - np.exp(-to_age / days)) + floor * step
    noise = np.exp(0.1 * rng.standard_normal(len(from_age)))
    return from_age, to_age, level * fallen * noise, np.repeat(np.arange(videos), len(ends))


@pytest.mark.parametrize("days", [5.0, 9.0, 21.0, 60.0])
def test_finds_how_fast_views_fall(days: float) -> None:
    decay = fit_decay(*gains(days, 0.01))

    assert decay is not None
    assert decay.days == pytest.approx(days, rel=0.05)
    assert decay.lower < days < decay.upper
    assert decay.floor == pytest.approx(0.01, rel=0.5)


def test_levels_of_videos_do_not_matter() -> None:
    from_age, to_age, views, video = gains(9.0, 0.01)
    scaled = views * np.exp(video - 10.0)

    first, second = (fit_decay(from_age, to_age, v, video) for v in (views, scaled))

    assert first is not None
    assert second is not None
    assert second.days == pytest.approx(first.days, rel=1e-3)


def test_views_that_do_not_fall_have_no_decay() -> None:
    from_age, to_age, _, video = gains(9.0, 0.01)
    rising = np.exp(from_age / 30) * (to_age - from_age)

    assert fit_decay(from_age, to_age, rising, video) is None
