"""When should a video be published?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from reelhouse.ml.card import Candidate, Card, Estimate, Feature, Metric, choose_champion
from reelhouse.ml.evaluation import advantage, bootstrap
from reelhouse.ml.marginals import marginals
from reelhouse.ml.new_errors import NewErrors, promised
from reelhouse.ml.posting_time.model import Means, Moments, PostingTimes
from reelhouse.ml.question import Context, Learned, NotEnough, Question
from reelhouse.ml.tables import Tables

if TYPE_CHECKING:
    from reelhouse.ml.store import Version
    from reelhouse.settings.models import ModelSettings

Floats = NDArray[np.float64]
Fit = Callable[[pd.DataFrame], Moments]

ASKS = "At which hour and weekday does a channel's video reach furthest?"
METRIC = Metric("absolute error of log reach", higher_is_better=False)
KEYS = ["platform", "content_type", "channel_id"]
LEAST_VIDEOS = 60
LEAST_OF_KIND = 10
CUTS = (0.4, 0.55, 0.7, 0.85)
"""Shares of the videos, in order of publishing, from which the ones after are told."""

OWN, RULE = "channels drawn towards their kind", "channel's mean whatever the time"

_VIDEOS = """
select platform, content_type, channel_id, video_id, published_at, published_hour as hour,
    published_weekday as weekday, ln(reach_count) as log_reach
from feature_posting
where may_train and reach_count > 0
order by published_at, platform, video_id
"""


def read_videos(tables: Tables) -> pd.DataFrame:
    """Settled videos whose reach may be looked at, in order of publishing."""
    return tables.query(_VIDEOS)


def fits() -> dict[str, Fit]:
    """How each candidate is fitted, by name."""
    return {
        RULE: lambda videos: Means.fit("nothing", videos),
        "channel's own means by hour and weekday": lambda videos: Means.fit("channel", videos),
        "means of the kind by hour and weekday": lambda videos: Means.fit("kind", videos),
        OWN: lambda videos: PostingTimes.fit(videos, least=LEAST_OF_KIND),
    }


def learn(tables: Tables, context: Context) -> Learned:
    """Learn from settled videos; what tells later ones best from earlier ones answers."""
    return learn_from(read_videos(tables), context)


def learn_from(videos: pd.DataFrame, context: Context) -> Learned:
    """Let rules and the model tell later videos from earlier ones.

    Args:
        videos: as `read_videos` gives them.
        context: of the training.

    Raises:
        NotEnough: there are too few videos, or channels of which both earlier and later are known.
    """
    settings = context.settings
    if len(videos) < LEAST_VIDEOS:
        raise _not_enough(len(videos), 0)
    test, told = _told_ahead(videos, fits())
    if len(test) < LEAST_OF_KIND:
        raise _not_enough(len(videos), len(test))
    outcome = test["log_reach"].to_numpy(float)
    losses = {name: np.abs(outcome - each) for name, each in told.items()}
    listed = [
        Candidate(
            name,
            {METRIC.name: bootstrap(np.mean, loss, draws=settings.bootstrap_draws, seed=0)},
            is_naive=name == RULE,
        )
        for name, loss in losses.items()
    ]
    ahead = advantage(
        losses[OWN], losses[RULE], draws=settings.bootstrap_draws, seed=settings.seed,
    )  # fmt: skip
    # only the model tells intervals, so that the raw means are there to be compared with
    rivals = [c for c in listed if c.name in (OWN, RULE)]
    champion = choose_champion(rivals, METRIC, is_earned=(ahead.low or 0) > 0).name
    model = PostingTimes.fit(videos, least=LEAST_OF_KIND)
    if champion == RULE:
        model = PostingTimes({}, model.usual, model.counts, model.overall)
    return Learned(
        model,
        Card(
            asks=ASKS,
            target="logarithm of a settled video's reach",
            decision="before a video is published",
            metric=METRIC,
            candidates=tuple(listed),
            champion=champion,
            advantage=Estimate(ahead.value, ahead.low, ahead.high),
            trained_on=f"{len(videos):,} settled videos of "
            f"{len(videos[KEYS].drop_duplicates()):,} channels by kind",
            tested_on=f"{len(test):,} videos, told from those published before, in four steps",
            train_count=len(videos),
            test_count=len(test),
            features=(
                Feature("hour", "hour of publishing, UTC", "when it is planned"),
                Feature("weekday", "weekday of publishing, UTC", "when it is planned"),
                Feature("channel_id", "whose video it is", "when it is planned"),
            ),
            limits=(
                "It says when videos did well, not that another does better for being published "
                "then: what is expected to do well may be published at certain hours.",
                "Hours in which nothing of the kind was published are not told.",
            ),
            parameters={
                "kinds": {
                    f"{platform}/{kind}": {
                        "noise": round(found.scales.noise, 3),
                        "kind_hour": round(found.scales.kind_hour, 3),
                        "own_hour": round(found.scales.own_hour, 3),
                    }
                    for (platform, kind), found in model.kinds.items()
                }
            },
            learned_until=str(videos["published_at"].max().date()),
        ),
        inputs=marginals(videos[["hour", "weekday", "log_reach"]]),
    )


def _told_ahead(
    videos: pd.DataFrame, candidates: dict[str, Fit]
) -> tuple[pd.DataFrame, dict[str, Floats]]:
    """What candidates tell of later videos of channels that they know."""
    edges = [int(len(videos) * share) for share in (*CUTS, 1.0)]
    tested: list[pd.DataFrame] = []
    told: dict[str, list[Floats]] = {name: [] for name in candidates}
    for start, end in pairwise(edges):
        train = videos.iloc[:start]
        test = _of_known_channels(videos.iloc[start:end], train)
        if test.empty:
            continue
        tested.append(test)
        for name, fit in candidates.items():
            told[name].append(fit(train).predict(test))
    if not tested:
        raise _not_enough(len(videos), 0)
    return pd.concat(tested), {name: np.concatenate(parts) for name, parts in told.items()}


def _of_known_channels(later: pd.DataFrame, before: pd.DataFrame) -> pd.DataFrame:
    known = pd.MultiIndex.from_frame(before[KEYS])
    return later[pd.MultiIndex.from_frame(later[KEYS]).isin(known)].reset_index(drop=True)


def _not_enough(videos: int, later: int) -> NotEnough:
    return NotEnough(
        f"{videos} videos are old enough and may be looked at, {later} of them later ones of "
        "channels with earlier ones",
        advice=f"{LEAST_VIDEOS} and {LEAST_OF_KIND} are needed; YouTube's are learned from only "
        "with an accepted audit.",
    )


def inputs(tables: Tables, context: Context) -> pd.DataFrame:
    """Moments and reach of the settled videos of now."""
    return read_videos(tables)[["hour", "weekday", "log_reach"]]


def errors(tables: Tables, version: Version, context: Context) -> tuple[NewErrors, ...]:
    """Errors on the videos that have settled since."""
    return (errors_on(read_videos(tables), version, context.settings),)


def errors_on(videos: pd.DataFrame, version: Version, settings: ModelSettings) -> NewErrors:
    """Absolute errors of log reach, of videos published after those that were learned from.

    Args:
        videos: as `read_videos` gives them.
        version: that answers.
        settings: of models.
    """
    card, needed = version.card, settings.least_new_cases
    until = pd.Timestamp(card.learned_until) + pd.Timedelta(days=1)
    is_new = pd.to_datetime(videos["published_at"]) >= until
    before, later = videos[~is_new], _of_known_channels(videos[is_new], videos[~is_new])
    nothing = NewErrors(card.metric, promised(card), "videos", len(later), needed)
    if len(later) < needed:
        return nothing
    outcome = later["log_reach"].to_numpy(float)
    by_rule = fits()[RULE](before).predict(later)
    # of a model that did not beat the rule no level of channels is kept: the rule answers
    told = by_rule if card.winner.is_naive else version.load().predict(later)
    return replace(
        nothing,
        figures=np.abs(outcome - told),
        naive=RULE,
        naive_figures=np.abs(outcome - by_rule),
    )


QUESTION = Question("posting_time", ASKS, ("feature_posting",), learn, inputs, errors)
