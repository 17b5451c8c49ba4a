"""The lake with every source in it, its models trained, made once for all tests of a run."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from filelock import FileLock

from reelhouse import clock
from reelhouse.gold import Build, query, require_current
from reelhouse.lake import Lake
from reelhouse.ml.training import train
from reelhouse.settings import Settings, load_settings
from reelhouse.simulator.settings_file import AGREEMENTS
from reelhouse.transform.build import build_gold
from tests.whole_lake import WholeLake

NAMES = ("hits", "popularity", "gross", "opportunities", "forecasts")


@dataclass(frozen=True)
class AnsweringLake:
    """A lake whose models have answered.

    Attributes:
        lake: it is for reading.
        settings: by which it was trained and built.
        today: the day that it plays.
    """

    lake: Lake
    settings: Settings
    today: date

    @property
    def build(self) -> Build:
        """What was published."""
        return require_current(self.lake)

    def rows(self, sql: str) -> list[dict[str, Any]]:
        """Rows of a query over gold."""
        columns, rows = query(self.build, sql)
        return [dict(zip(columns, row, strict=True)) for row in rows]


def answering_lake(shared: Path, whole: WholeLake) -> AnsweringLake:
    """The lake, made by whoever needs it first.

    Args:
        shared: a folder that all processes of a test run share.
        whole: the lake to train on.
    """
    folder = shared / "answering-lake"
    lake = Lake(folder / "lake")
    today = whole.world.today
    settings = load_settings(
        lake=lake.root,
        today=today,
        terms={"training_agreements": AGREEMENTS},
        models={"bootstrap_draws": 100},
    )
    with FileLock(shared / "answering-lake.lock"):
        if not (folder / "done").exists():
            shutil.rmtree(folder, ignore_errors=True)
            shutil.copytree(whole.lake.root, lake.root)
            with clock.playing(today):
                outcomes = {each.outcome for each in train(lake, settings, NAMES)}
                assert outcomes == {"trained"}
                build_gold(lake, settings)
            (folder / "done").touch()
    return AnsweringLake(lake, settings, today)
