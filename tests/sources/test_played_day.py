from __future__ import annotations

from datetime import date
from pathlib import Path

from reelhouse import clock
from reelhouse.simulator.server import SimulatorServer
from tests.lakes import new_lake
from tests.silver import run_simulated, silver_rows

DAY = date(2026, 3, 14)


def test_what_is_fetched_bears_the_day_that_is_played(
    tmp_path: Path, server: SimulatorServer
) -> None:
    lake = new_lake(tmp_path)
    with clock.playing(DAY):
        run_simulated(lake, "spotify", server)

    days = silver_rows(
        lake, "select distinct cast(fetched_at as date) from silver_spotify__artist_snapshot"
    )
    assert days == [(DAY,)]
