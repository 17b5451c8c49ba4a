"""Which videos are taking off now, at the newest look at each."""

from __future__ import annotations

import numpy as np
import pandas as pd

from reelhouse.ml.predictions import write_answers
from reelhouse.ml.store import Version
from reelhouse.ml.virality.model import Virality
from reelhouse.ml.virality.takeoff import LIKES_KEEP_PACE
from reelhouse.transform.declarations import declaration
from reelhouse.transform.workbench import Workbench

WRITES = ("mart_viral_flag",)

NOT_DERIVED = "YouTube allows derived figures only after an accepted audit"
NO_AGREEMENT = "models may be trained on its data with a written agreement only"
NO_PAST = "not looked at a day before"
_WATCHED_DAYS = 7

_LOOKS = """
select platform, video_id, channel_id, content_type, published_at, observed_at, known_at,
    view_count, like_count, may_train
from feature_video_look
order by platform, video_id, observed_at
"""


def compute(bench: Workbench) -> None:
    """Write the flags of all videos that are followed."""
    write_answers(bench, "virality", WRITES, lambda version: _answer(bench, version))


def _answer(bench: Workbench, version: Version) -> None:
    [table] = WRITES
    looks = bench.query(_LOOKS)
    rows = flags(version.load(), looks)
    rows["model_version"] = version.version
    columns = list(declaration(table).columns)
    bench.write(table, rows[columns] if len(rows) else declaration(table).empty)


def flags(model: Virality, looks: pd.DataFrame) -> pd.DataFrame:
    """The newest look at each video that is followed, and what it says.

    Args:
        model: judges looks.
        looks: rows of `feature_video_look`, by video and time.
    """
    newest = looks.drop_duplicates(["platform", "video_id"], keep="last")
    last = newest.groupby("platform")["observed_at"].transform("max")
    newest = newest[newest["observed_at"] >= last - pd.Timedelta(days=_WATCHED_DAYS)]
    told = model.judge(looks[looks["may_train"]])
    judged = told.drop_duplicates(["platform", "video_id"], keep="last")
    judged = judged.merge(_first_flags(told), on=["platform", "video_id"], how="left")
    rows = newest.merge(
        judged[
            [
                "platform", "video_id", "observed_at", "times_usual", "times_low", "times_high",
                "probability", "is_flagged", "has_past", "likes_pace", "likes_hidden",
                "flagged_at", "flagged_view_count",
            ]
        ],
        on=["platform", "video_id", "observed_at"],
        how="left",
    )  # fmt: skip
    known = rows["has_past"].fillna(False).astype(bool)
    hidden = rows["likes_hidden"].fillna(1.0).astype(bool)
    pace = rows["likes_pace"].astype(float) >= np.log(LIKES_KEEP_PACE)
    rows["is_viral"] = rows["is_flagged"].astype("boolean").where(known)
    rows["likes_keep_pace"] = pace.astype("boolean").where(known & ~hidden)
    rows["times_usual_low"], rows["times_usual_high"] = rows["times_low"], rows["times_high"]
    rows["not_judged_reason"] = [
        not_allowed(platform) if not allowed else None if judged else NO_PAST
        for platform, allowed, judged in zip(
            rows["platform"], rows["may_train"], known, strict=True
        )
    ]
    return rows


def not_allowed(platform: str) -> str:
    """Why nothing is told of a platform whose data no model may be trained on here."""
    return NOT_DERIVED if platform == "youtube" else NO_AGREEMENT


def _first_flags(told: pd.DataFrame) -> pd.DataFrame:
    """The first look of the newest run of flags of each video that was ever flagged."""
    flagged = told["is_flagged"]
    before = flagged.groupby(told["video"]).shift(fill_value=False)
    began = told[flagged & ~before].drop_duplicates("video", keep="last")
    return began[["platform", "video_id", "observed_at", "view_count"]].rename(
        columns={"observed_at": "flagged_at", "view_count": "flagged_view_count"}
    )
