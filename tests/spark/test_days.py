"""Tables that are made day by day hold the same on Spark, and their untouched days stay."""

from __future__ import annotations

import shutil
from pathlib import Path

from reelhouse.evidence import read_run
from reelhouse.gold import Build, require_current
from reelhouse.lake import Lake
from reelhouse.transform.build import build_gold
from tests.spark.conftest import spark_settings
from tests.spark.equality import differences
from tests.transform.days.team import Team

HOURS, NAMES = "fact_viewing_hour", "fact_viewing_name"


def on_spark(team: Team, folder: Path) -> tuple[Build, dict[str, list[str]]]:
    """The lake's bronze built on Spark, going on from what was built there; and the days made."""
    lake = Lake(folder / "lake")
    leave_out = shutil.ignore_patterns("gold", ".cache", "evidence")
    shutil.copytree(team.lake.root, lake.root, ignore=leave_out, dirs_exist_ok=True)
    build_gold(lake, spark_settings(lake))
    build = require_current(lake)
    return build, read_run(lake, build.manifest["run_id"])["outcome"]["days_made"]


def test_days_are_the_same_and_are_made_when_touched(tmp_path: Path) -> None:
    team, there = Team(tmp_path / "team"), tmp_path / "spark"
    team.begin()
    team.make()
    build, made = on_spark(team, there)

    assert made == {t: ["2026-02-25", "2026-02-26", "2026-02-27"] for t in (HOURS, NAMES)}
    assert {t: differences(t, team.build.folder, build.folder) for t in made} == dict.fromkeys(
        made, ""
    )

    team.sessions("2026-03-02", "S-2 M-2 Alpha 2026-02-24T20:00")
    assert team.make() == {t: ["2026-02-24", "2026-02-26"] for t in (HOURS, NAMES)}
    build, made = on_spark(team, there)

    assert made == {t: ["2026-02-24", "2026-02-26"] for t in (HOURS, NAMES)}
    assert {t: differences(t, team.build.folder, build.folder) for t in made} == dict.fromkeys(
        made, ""
    )
