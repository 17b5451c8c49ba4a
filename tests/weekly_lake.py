"""The whole lake, with YouTube's videos looked at every Sunday of a year before its day."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from filelock import FileLock

from reelhouse import clock
from reelhouse.lake import Lake
from reelhouse.settings import Settings, load_settings
from reelhouse.simulator.server import SimulatorServer
from reelhouse.simulator.settings_file import simulated_sources
from reelhouse.simulator.world.clock import sunday_of
from reelhouse.sources.run import Request, ingest_source
from reelhouse.transform.build import build_gold
from tests.whole_lake import WholeLake

WEEKS = 52


@dataclass(frozen=True)
class WeeklyLake(WholeLake):
    """The whole lake after a year of Sundays; YouTube's audit counts as accepted in it."""


def weekly_lake(whole: WholeLake) -> WeeklyLake:
    """The lake, made by whoever needs it first.

    Args:
        whole: the lake of one day that it begins with.
    """
    folder = whole.folder.with_name("weekly-lake")
    with FileLock(folder.with_suffix(".lock")):
        if not (folder / "done").exists():
            shutil.rmtree(folder, ignore_errors=True)
            shutil.copytree(whole.folder, folder)
            (folder / "done").unlink()
            _follow_videos(folder)
            (folder / "done").touch()
    return WeeklyLake(folder, whole.seed)


def _follow_videos(folder: Path) -> None:
    lake = Lake(folder / "lake")
    with SimulatorServer(folder / "universe", limits=False) as server:
        world, sources = server.world, simulated_sources(server)
        today = world.day
        newest = sunday_of(today - 6)
        first = newest - 7 * (WEEKS - 1)
        # all trailers, so that it is known when nobody watched them; of the rest those that are new
        videos = [v for v in world.videos if v.kind == "trailer" or v.published_day >= first]
        for day in range(first, newest + 1, 7):
            world.day = day
            there = [video.video_id for video in videos if video.is_there(day)]
            with clock.playing(world.today):
                ingest_source("youtube", lake, _settings(lake, sources, there), Request())
        world.day = today
        with clock.playing(world.today):
            build_gold(lake, _settings(lake, sources, []), data_tests=True)


def _settings(lake: Lake, sources: dict[str, Any], videos: list[str]) -> Settings:
    youtube = {name: sources["youtube"][name] for name in ("base_url", "key", "limits")}
    youtube |= {"videos": videos, "popular": False, "comments": 0, "accepted_audit": "rehearsal"}
    return load_settings(lake=lake.root, **(sources | {"youtube": youtube}))
