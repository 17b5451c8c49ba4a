"""How many planted oddities are found, and how many alarms are true, over several invented worlds.

    python -m benchmarks.models.anomalies [SEED...]

Planted are days on which the members' service has an outage or an event (`odd_days` of the truth),
and videos that go viral or whose views are bots' (`viral_videos`, `bot_views`). The detector sees
what a lake has: sums of days, and counters of videos day by day, for the 120 days up to the
world's first. A run of flagged days with at most two days between is one alarm. It is true if it
overlaps what was planted: of a viral video the 25 days in which its views fall back, of bots their
days and the three after them, when views drop. What is planted is found if one of its days is
flagged; it counts where a video had as many days before it as the detector asks for.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from reelhouse.ml.anomalies.baseline import hold_against_past, learn_spreads
from reelhouse.ml.anomalies.measures import VIDEO_DAY, VIEWING_DAY, Watch
from reelhouse.ml.anomalies.model import RAW_THRESHOLD, THRESHOLDS, Oddities
from reelhouse.ml.anomalies.rules import CONFIRMED, NAMES, RAW, Forest
from reelhouse.simulator.world.clock import date_of
from reelhouse.simulator.world.video import Video
from reelhouse.simulator.world.world import World

if TYPE_CHECKING:
    import pandas as pd

SEEDS = (7, 8, 9, 11, 12)
SCALE = 0.01
RESULTS = Path(__file__).parents[1] / "results" / "models-anomalies.md"
DAYS = 120
LEAST = 0.9
_PAUSE = 3
_VIRAL_DAYS = 25
_AFTER_BOTS = 3


@dataclass
class Count:
    """Alarms and planted oddities.

    Attributes:
        alarms: told.
        true_alarms: of them, with something planted.
        planted: oddities.
        found: of them.
    """

    alarms: int = 0
    true_alarms: int = 0
    planted: int = 0
    found: int = 0

    def add(self, other: Count) -> None:
        """Count others as well."""
        self.alarms += other.alarms
        self.true_alarms += other.true_alarms
        self.planted += other.planted
        self.found += other.found

    @property
    def precision(self) -> float:
        """True alarms by alarms."""
        return self.true_alarms / self.alarms if self.alarms else float("nan")

    @property
    def recall(self) -> float:
        """Found by planted."""
        return self.found / self.planted if self.planted else float("nan")


def viewing_rows(world: World) -> pd.DataFrame:
    """The days of all sessions up to the world's first day, as mart_viewing_day sums them."""
    import pandas as pd

    sessions = pd.DataFrame(
        [(s.day, s.minutes, s.member_index) for s in world.sessions if s.day <= 0],
        columns=["day", "minutes", "member"],
    )
    days = sessions.groupby("day").agg(
        watched_hours=("minutes", "sum"),
        session_count=("minutes", "size"),
        member_count=("member", "nunique"),
        mean_session_minutes=("minutes", "mean"),
    )
    days["watched_hours"] /= 60
    rows = days.reset_index()
    rows["at_date"] = rows["day"].map(date_of)
    return rows.assign(subject_key="all", subject_name="all members")


def video_rows(videos: Sequence[Video], last_day: int = 0) -> pd.DataFrame:
    """What each day added to videos, as mart_video_day tells it of counters read every day."""
    import pandas as pd

    rows = []
    for video in videos:
        for day in range(max(last_day - DAYS, video.published_day + 1), last_day + 1):
            if not video.is_there(day):
                continue
            before, after = video.counters(day - 1), video.counters(day)
            views = after.views - before.views
            likes = None if after.likes is None else after.likes - (before.likes or 0)
            comments = None if after.comments is None else after.comments - (before.comments or 0)
            rows.append((video.video_id, video.name, day, float(views), views, likes, comments))
    columns = ["subject_key", "subject_name", "day", "views_per_day", "new_view_count",
               "new_like_count", "new_comment_count"]  # fmt: skip
    frame = pd.DataFrame(rows, columns=columns)
    return frame.assign(at_date=frame["day"].map(date_of))


def planted_days(video: Video) -> list[tuple[int, int, int]]:
    """First and last day of what was planted in a video, and the last on which an alarm is true."""
    found = []
    if video.viral:
        start = video.viral.start_day
        found.append((start, start + _VIRAL_DAYS, start + _VIRAL_DAYS))
    if video.bots:
        found.append((video.bots.first_day, video.bots.last_day, video.bots.last_day + _AFTER_BOTS))
    return found


def flagged(watch: Watch, rows: pd.DataFrame, seed: int) -> dict[str, dict[str, list[int]]]:
    """Flagged days by rule and subject."""
    spreads = learn_spreads(watch, rows)
    profile = hold_against_past(watch, rows, spreads)
    forest = Forest(profile.z, seed, 1)
    model = Oddities({watch.name: spreads}, {watch.name: forest}, CONFIRMED, {})
    found: dict[str, dict[str, list[int]]] = {}
    for rule in NAMES:
        score, _ = model.scores(watch, profile, rule)
        is_odd = (score >= THRESHOLDS.get(rule, RAW_THRESHOLD)) & ~np.isnan(profile.z).all(axis=1)
        odd = profile.rows.loc[is_odd, ["subject_key", "day"]]
        found[rule] = {str(key): part["day"].tolist() for key, part in odd.groupby("subject_key")}
    return found


def count_viewing(world: World, seed: int) -> dict[str, Count]:
    """Alarms on viewing days, by rule."""
    rows = viewing_rows(world)
    known = set(rows["day"].tolist()[VIEWING_DAY.warm :])
    planted = {odd.day for odd in world.odd_days if odd.day in known}
    counts = {}
    for rule, by_subject in flagged(VIEWING_DAY, rows, seed).items():
        days = set(by_subject.get("all", []))
        counts[rule] = Count(len(days), len(days & planted), len(planted), len(days & planted))
    return counts


def count_videos(videos: Sequence[Video], seed: int) -> dict[str, Count]:
    """Alarms on days of videos, by rule."""
    rows = video_rows(videos)
    counts = {}
    for rule, by_subject in flagged(VIDEO_DAY, rows, seed).items():
        count = Count()
        for video in videos:
            _count_video(video, sorted(by_subject.get(video.video_id, [])), count)
        counts[rule] = count
    return counts


def _count_video(video: Video, days: list[int], count: Count) -> None:
    planted = planted_days(video)
    runs = [
        part for part in np.split(days, np.flatnonzero(np.diff(days) > _PAUSE) + 1) if len(part)
    ]
    for run in runs:
        count.alarms += 1
        count.true_alarms += any(
            run[0] <= until and run[-1] >= first for first, _, until in planted
        )
    for first, last, _ in planted:
        seen_before = first - max(-DAYS, video.published_day + 1)
        if seen_before < VIDEO_DAY.warm or first >= 0 or not video.is_there(first):
            continue
        count.planted += 1
        count.found += any(first <= day <= last for day in days)


def measure(seeds: Sequence[int]) -> dict[str, dict[str, Count]]:
    """Counts by kind of subject and rule, over worlds."""
    totals = {name: {rule: Count() for rule in NAMES} for name in ("viewing days", "videos")}
    for seed in seeds:
        world = World(seed=seed, scale=SCALE)
        for name, counts in (
            ("viewing days", count_viewing(world, seed)),
            ("videos", count_videos(world.videos, seed)),
        ):
            for rule, count in counts.items():
                totals[name][rule].add(count)
    return totals


def main(arguments: list[str]) -> int:
    """Print and write the report; 1 if a target was missed."""
    seeds = [int(each) for each in arguments] or list(SEEDS)
    totals = measure(seeds)
    lines = [
        "# Oddities found",
        "",
        f"Worlds of seeds {', '.join(map(str, seeds))}.",
        "",
        "| subject | rule | alarms | true | precision | planted | found | recall |",
        "|---|---|---:|---:|---:|---:|---:|---:|",
    ]
    for name, rules in totals.items():
        for rule, c in rules.items():
            shown = (
                f"{rule} (naive)" if rule == RAW else f"**{rule}**" if rule == CONFIRMED else rule
            )
            lines.append(
                f"| {name} | {shown} | {c.alarms} | {c.true_alarms} | {c.precision:.3f} | "
                f"{c.planted} | {c.found} | {c.recall:.3f} |"
            )
    lines += ["", "| target | found | |", "|---|---|---|"]
    reached = True
    for name, rules in totals.items():
        count = rules[CONFIRMED]
        good = count.precision >= LEAST and count.recall >= LEAST
        reached &= good
        lines.append(
            f"| {name}: precision and recall at least {LEAST:g} | {count.precision:.3f} and "
            f"{count.recall:.3f} | {'reached' if good else 'MISSED'} |"
        )
    text = "\n".join(lines) + "\n"
    print(text)
    RESULTS.write_text(text, encoding="utf-8")
    return 0 if reached else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
