from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from reelhouse import clock
from reelhouse.settings import load_settings

DAY = date(2026, 3, 14)


def test_it_is_the_machines_time_unless_another_day_is_played() -> None:
    before = datetime.now(UTC)
    with clock.playing(DAY):
        played = clock.now()
    after = clock.now()

    assert played.date() == DAY
    assert before <= after < before + timedelta(hours=1)


def test_days_may_be_played_within_days() -> None:
    with clock.playing(DAY):
        with clock.playing(date(2020, 1, 1)):
            assert clock.today() == date(2020, 1, 1)
        assert clock.today() == DAY


def test_the_day_is_a_setting(tmp_path: Path) -> None:
    config = tmp_path / "reelhouse.toml"
    config.write_text('today = "2026-03-14"\n')

    assert load_settings(config).today == DAY
    assert load_settings().today is None
