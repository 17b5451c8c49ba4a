"""The shared demo lake, with reports kept in a folder of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from reelhouse import clock
from reelhouse.lake import Lake
from reelhouse.settings import Settings, load_settings
from tests.whole_lake import WholeLake


@pytest.fixture
def lake(demo_build: WholeLake, tmp_path: Path) -> Iterator[Lake]:
    """The gold of the demo lake, in a lake that may be written."""
    with clock.playing(demo_build.world.today):
        yield demo_build.with_gold_in(tmp_path)


@pytest.fixture
def settings(lake: Lake, demo_build: WholeLake) -> Settings:
    """Settings on the day of the demo."""
    return load_settings(lake=lake.root, today=demo_build.world.today)
