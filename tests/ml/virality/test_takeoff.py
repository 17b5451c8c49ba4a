"""Videos that take off in the invented world: flagged early, and few others."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from reelhouse.ml.new_errors import compare
from reelhouse.ml.predictions.viral_flags import NO_PAST, NOT_DERIVED, flags
from reelhouse.ml.question import Context, Learned, NotEnough
from reelhouse.ml.virality.curves import UsualFall, intervals
from reelhouse.ml.virality.question import errors_on, learn_from
from reelhouse.ml.virality.takeoff import judge_looks
from reelhouse.settings.models import ModelSettings
from reelhouse.simulator.world import World
from reelhouse.simulator.world.clock import date_of
from reelhouse.simulator.world.looks import look_at
from tests.ml.versions import version_of

pytestmark = pytest.mark.long

CONTEXT = Context(ModelSettings(bootstrap_draws=100), "2026-02-28")
CUT = -365


@pytest.fixture(scope="module")
def world() -> World:
    return World(seed=7, scale=0.01)


@pytest.fixture(scope="module")
def looks(world: World) -> pd.DataFrame:
    return pd.DataFrame(
        look_at(world.videos, world.days, every_hours=6, fresh_days=20, followed_days=60)
    )


@pytest.fixture(scope="module")
def learned(looks: pd.DataFrame) -> Learned:
    return learn_from(looks[looks["observed_at"] < pd.Timestamp(date_of(CUT))], CONTEXT)


def test_looks_are_what_counters_say(world: World) -> None:
    videos = world.videos[:20]
    told = pd.DataFrame(look_at(videos, 0, every_hours=7.5))
    for row in told.sample(60, random_state=1).to_dict("records"):
        [video] = [v for v in videos if v.video_id == row["video_id"]]
        looked = pd.Timestamp(row["observed_at"])
        day = (looked.date() - date_of(0)).days
        hour = (looked - looked.normalize()).total_seconds() / 3600
        counters = video.counters_at(day, hour)
        assert abs(counters.views - row["view_count"]) <= 2
        assert counters.likes is None or abs(counters.likes - row["like_count"]) <= 2
    ends = videos[3].counters_at(videos[3].published_day + 4, 24.0)
    assert ends == videos[3].counters(videos[3].published_day + 4)


def test_viral_videos_are_flagged_early_and_few_others(
    world: World, looks: pd.DataFrame, learned: Learned
) -> None:
    cut = pd.Timestamp(date_of(CUT))
    told = learned.model.judge(looks)
    flagged = told[told["is_flagged"] & (told["observed_at"] >= cut)].drop_duplicates("video_id")
    views = dict(zip(flagged["video_id"], flagged["view_count"], strict=True))
    final = looks.groupby("video_id")["view_count"].max()
    planted = {v.video_id: v for v in world.videos if v.viral and v.viral.start_day >= CUT}
    followed = {
        i for i, v in planted.items()
        if v.viral and v.viral.start_day - v.published_day < 55 and v.viral.start_day < 175
    }  # fmt: skip
    early = {
        i for i in followed
        if (viral := planted[i].viral)
        and sum(planted[i].views_until(viral.start_day - 1)) < final[i] / 4
    }  # fmt: skip

    assert len(followed & set(views)) / len(followed) >= 0.9
    assert len(set(planted) & set(views)) / len(views) >= 0.8
    assert len(early) >= 5
    assert sum(views.get(i, final[i]) < final[i] / 4 for i in early) / len(early) >= 0.8


def test_bought_views_are_not_taken_for_viral_ones(
    world: World, looks: pd.DataFrame, learned: Learned
) -> None:
    told = learned.model.judge(looks)
    shown = {
        v.video_id for v in world.videos
        if v.bots and not v.hides_likes and v.bots.share > 0.75
    }  # fmt: skip
    surging = told[told["video_id"].isin(shown) & (told["times_usual"] > 3)]

    assert surging["video_id"].nunique() >= 3
    assert surging["is_flagged"].mean() < 0.05


def test_shuffled_outcomes_give_no_skill(looks: pd.DataFrame) -> None:
    from reelhouse.ml.virality import question

    told, _ = judge_looks(looks)
    cases = told[told["is_suspect"] & told["took_off"].notna()].reset_index(drop=True)
    cases = cases.sort_values("observed_at", kind="stable").reset_index(drop=True)
    cases["took_off"] = np.random.default_rng(1).permutation(cases["took_off"].to_numpy())
    candidates = question.fits(1, 1)
    test, ahead = question._told_ahead(cases, {"logistic": candidates["logistic regression"]})

    from reelhouse.ml.evaluation import auc

    assert auc(test["took_off"], ahead["logistic"]) == pytest.approx(0.5, abs=0.08)


def test_a_surge_is_measured_against_the_past_alone(looks: pd.DataFrame) -> None:
    """What comes after a look changes nothing of what it says."""
    some = looks[looks["video_id"].isin(looks["video_id"].unique()[:30])]
    usual = UsualFall.of(intervals(looks))
    whole, _ = judge_looks(some, usual)
    until = some["observed_at"].quantile(0.5)
    part, _ = judge_looks(some[some["observed_at"] <= until], usual)
    joined = part.merge(whole, on=["video_id", "observed_at"], suffixes=("", "_whole"))

    assert len(joined) == len(part) > 300
    for column in ("surge", "surge_before", "likes_pace", "growth"):
        assert joined[column].to_numpy() == pytest.approx(joined[f"{column}_whole"].to_numpy())


def test_flags_say_why_there_are_none(looks: pd.DataFrame, learned: Learned) -> None:
    last = looks["observed_at"].max()
    some = looks[looks["observed_at"] > last - pd.Timedelta(days=20)].copy()
    some["may_train"] = True
    some["known_at"] = some["observed_at"].dt.normalize()
    barred = some.head(200).assign(may_train=False, video_id="barred", observed_at=last)
    young = some.tail(1).assign(
        video_id="young", observed_at=last, published_at=last - pd.Timedelta(hours=3)
    )
    rows = flags(learned.model, pd.concat([some, barred.tail(1), young])).set_index("video_id")

    assert rows.loc["barred", "not_judged_reason"] == NOT_DERIVED
    assert rows.loc["young", "not_judged_reason"] == NO_PAST
    assert rows.loc[["barred", "young"], "is_viral"].isna().all()
    told = rows[rows["not_judged_reason"].isna()]
    assert told["is_viral"].notna().all()
    assert (told["times_usual_low"] <= told["times_usual_high"]).all()


def test_too_few_that_took_off_are_said(looks: pd.DataFrame) -> None:
    calm = looks[looks["video_id"].isin(looks["video_id"].unique()[:25])]

    with pytest.raises(NotEnough, match="videos are known to have taken off"):
        learn_from(calm, CONTEXT)
    with pytest.raises(NotEnough, match="0 looks"):
        learn_from(looks.head(0), CONTEXT)


def test_a_year_that_goes_on_as_before_is_told_as_promised(
    looks: pd.DataFrame, learned: Learned, tmp_path: Path
) -> None:
    version = version_of(tmp_path, "virality", learned.model, learned.card)

    new = errors_on(looks, version, CONTEXT.settings)
    found = compare(new, draws=100, seed=7)

    assert found is not None
    assert not found.is_worse
    cut = pd.Timestamp(date_of(CUT))
    assert errors_on(looks[looks["observed_at"] < cut], version, CONTEXT.settings).count == 0


def test_views_that_stop_as_soon_as_they_come_are_told_worse_than_promised(
    looks: pd.DataFrame, learned: Learned, tmp_path: Path
) -> None:
    version = version_of(tmp_path, "virality", learned.model, learned.card)
    cut = pd.Timestamp(date_of(CUT))
    later = looks[looks["observed_at"] >= cut].sort_values(["video_id", "observed_at"]).copy()
    # every look that surges most is followed by nothing: what looked like taking off never is
    gained = later.groupby("video_id")["view_count"].diff()
    peak = gained.groupby(later["video_id"]).cummax()
    later["view_count"] = later["view_count"].where(gained.isna() | (gained >= peak)).ffill()
    stopped = pd.concat([looks[looks["observed_at"] < cut], later])

    found = compare(errors_on(stopped, version, CONTEXT.settings), draws=100, seed=7)

    assert found is not None
    assert found.is_worse
