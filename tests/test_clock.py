from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
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


def test_a_day_may_begin_at_a_time_of_its_own() -> None:
    with clock.playing(DAY, at=time(23, 59)):
        late = clock.now()
    with clock.playing(DAY, at=time(6)):
        early = clock.now()

    assert timedelta(hours=17) < late - early < timedelta(hours=18)
    assert early.date() == DAY


def test_the_day_is_a_setting(tmp_path: Path) -> None:
    config = tmp_path / "reelhouse.toml"
    config.write_text('today = "2026-03-14"\n')

    assert load_settings(config).today == DAY
    assert load_settings().today is None
