"""Which kinds of members are there?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from reelhouse.ml.card import Candidate, Card, Estimate, Feature, Metric, choose_champion
from reelhouse.ml.evaluation import advantage, bootstrap
from reelhouse.ml.marginals import marginals
from reelhouse.ml.question import Context, Learned, NotEnough, Question
from reelhouse.ml.segments.behaviour import SAYS, Behaviour
from reelhouse.ml.segments.grouping import (
    AGREED,
    COUNTS,
    METHODS,
    Groups,
    choose_count,
    explained,
    find_groups,
    prediction_strength,
)
from reelhouse.ml.segments.model import Segmentation, hours_a_month
from reelhouse.ml.segments.profile import name_all
from reelhouse.ml.tables import Tables

ASKS = "Which kinds of members are there, by how they watch?"
METRIC = Metric("explained later behaviour", higher_is_better=True)
STRENGTH = "prediction strength"
LEAST_SESSIONS = 5
"""Sessions from which on a member is learned from; all with any are told a segment."""

LEAST_MEMBERS = 100
MOST_MEMBERS = 20_000
"""Members that groups are found on; more say no more and take longer."""

_NEWEST = """
select * from (
    select *, row_number() over (partition by member_key order by month_start_date desc) as newness
    from feature_member_month
) as ranked
where newness = 1
order by member_key
"""

_EARLIER = """
select earlier.*
from feature_member_month as earlier
inner join (select max(month_start_date) as month from feature_member_month) as newest
    on date_diff('month', earlier.month_start_date, newest.month) = $months
order by member_key
"""

_BACK = """
select date_diff('month', min(month_start_date), max(month_start_date)) as months
from feature_member_month
"""


@dataclass(frozen=True)
class Found:
    """A way to tell segments and how well it does.

    Attributes:
        name: of the candidate.
        groups: None for the rule.
        losses: of later behaviour, one a member.
        scores: figures.
        is_naive: whether it is the rule.
    """

    name: str
    groups: Groups | None
    losses: np.ndarray
    scores: dict[str, Estimate]
    is_naive: bool = False


def learn(tables: Tables, context: Context) -> Learned:
    """Find segments on what members did lately, and judge them by what members did afterwards."""
    settings = context.settings
    newest = _usable(tables.query(_NEWEST))
    if len(newest) < LEAST_MEMBERS:
        raise NotEnough(
            f"{len(newest)} members have {LEAST_SESSIONS} sessions in twelve months",
            advice=f"Segments need {LEAST_MEMBERS} such members.",
        )
    newest = _sample(newest, settings.seed)
    behaviour = Behaviour.of(newest)
    points = behaviour.scaled(newest)
    if float(points.std()) == 0:
        raise NotEnough("all members behave the same", advice="Do sessions tell minutes, titles?")
    strengths = {
        count: prediction_strength(points, count, "k-means", settings.seed)
        for count in COUNTS
        if len(points) >= 10 * count
    }
    count = choose_count(strengths)
    edges = tuple(np.quantile(hours_a_month(newest), np.arange(1, count) / count).tolist())
    then, later, back = _pairs(tables)
    found = [_judge_rule(then, later, edges, behaviour, count, settings.bootstrap_draws)]
    for method in METHODS:
        groups = find_groups(points, count, method, settings.seed)
        found.append(
            _judge(then, later, behaviour, groups, strengths, points, settings.seed,
                   settings.bootstrap_draws)
        )  # fmt: skip
    candidates = [Candidate(f.name, f.scores, f.is_naive) for f in found]
    best = max(found[1:], key=lambda f: f.scores[METRIC.name].value)
    ahead = advantage(
        best.losses, found[0].losses, draws=settings.bootstrap_draws, seed=settings.seed
    )
    champion = choose_champion(candidates, METRIC, is_earned=(ahead.low or 0) > 0)
    answer = next(f for f in found if f.name == champion.name)
    unnamed = Segmentation(behaviour, answer.groups, edges, ("",) * count)
    genres = tables.query("select member_key, genre, session_rate_12m from feature_member_genre")
    model = Segmentation(behaviour, answer.groups, edges, tuple(name_all(unnamed, newest, genres)))
    return Learned(
        model,
        Card(
            asks=ASKS,
            target="a segment for each member who agrees to being counted",
            decision="the first day of a month, from the twelve months before",
            metric=METRIC,
            candidates=tuple(candidates),
            champion=champion.name,
            advantage=ahead,
            trained_on=f"{len(newest):,} members with {LEAST_SESSIONS} sessions or more in the "
            f"twelve months before {newest['month_start_date'].max():%Y-%m-%d} or their leaving",
            tested_on=f"{len(then):,} members: segments of {back} months earlier against what "
            "they did in the twelve months up to now"
            + ("" if back >= 12 else f", of which {12 - back} were known by then"),
            train_count=len(newest),
            test_count=len(then),
            features=tuple(Feature(n, s, "when the month begins") for n, s in SAYS.items()),
            limits=(
                *_weakness(strengths[count]),
                "Segments describe; that a member of one would do as another does when treated "
                "like it is not said.",
                "Members of few sessions are told a segment all the same; the probability says "
                "how surely.",
                "Hours and weekdays are UTC.",
            ),
            parameters={
                "segments": count,
                "segment_names": list(model.names),
                "strength_by_count": {str(n): round(e.value, 3) for n, e in strengths.items()},
            },
        ),
        inputs=marginals(pd.DataFrame(points, columns=list(SAYS))),
    )


def _weakness(strength: Estimate) -> tuple[str, ...]:
    if strength.value >= AGREED:
        return ()
    return (
        f"Halves of the members agree on no number of segments (prediction strength "
        f"{strength.value:.2f}, {AGREED:g} would be agreement): kinds of members run into each "
        "other here.",
    )


def _usable(months: pd.DataFrame) -> pd.DataFrame:
    return months[months["session_count_12m"] >= LEAST_SESSIONS].reset_index(drop=True)


def _sample(months: pd.DataFrame, seed: int) -> pd.DataFrame:
    if len(months) <= MOST_MEMBERS:
        return months
    return months.sample(MOST_MEMBERS, random_state=seed).sort_index().reset_index(drop=True)


def _pairs(tables: Tables) -> tuple[pd.DataFrame, pd.DataFrame, int]:
    """Members as they were a year ago, or as long as is known, and as they are, row by row."""
    months = int(tables.query(_BACK)["months"].iloc[0])
    back = min(12, months)
    if back < 3:
        raise NotEnough(
            f"viewing of {months + 1} months is known",
            advice="Segments are judged by what comes later; four months are needed.",
        )
    earlier = _usable(tables.query(_EARLIER, {"months": back}))
    newest = _usable(tables.query(_EARLIER, {"months": 0}))
    keys = set(earlier["member_key"]) & set(newest["member_key"])
    if len(keys) < LEAST_MEMBERS // 2:
        raise NotEnough(
            f"{len(keys)} members watched both {back} months ago and lately",
            advice=f"Segments are judged on {LEAST_MEMBERS // 2} such members.",
        )
    return (
        earlier[earlier["member_key"].isin(keys)].reset_index(drop=True),
        newest[newest["member_key"].isin(keys)].reset_index(drop=True),
        back,
    )


def _judge_rule(
    then: pd.DataFrame, later: pd.DataFrame, edges: tuple[float, ...], behaviour: Behaviour,
    count: int, draws: int,
) -> Found:  # fmt: skip
    labels = np.digitize(hours_a_month(then), edges)
    losses, without = explained(labels, behaviour.scaled(later))
    return Found(
        f"{count} equal groups by hours watched", None, losses,
        {METRIC.name: _share(losses, without, draws)}, is_naive=True,
    )  # fmt: skip


def _judge(
    then: pd.DataFrame, later: pd.DataFrame, behaviour: Behaviour, groups: Groups,
    strengths: dict[int, Estimate], points: np.ndarray, seed: int, draws: int,
) -> Found:  # fmt: skip
    # what is usual is measured anew on those days, so that nothing later is known
    known = Behaviour.of(then)
    found = find_groups(known.scaled(then), len(groups.shares), groups.method, seed)
    losses, without = explained(found.assign(known.scaled(then)), behaviour.scaled(later))
    count = len(groups.shares)
    strength = strengths[count]
    if groups.method != "k-means":
        strength = prediction_strength(points, count, groups.method, seed)
    scores = {METRIC.name: _share(losses, without, draws), STRENGTH: strength}
    return Found(groups.method, groups, losses, scores)


def _share(losses: np.ndarray, without: np.ndarray, draws: int) -> Estimate:
    return bootstrap(
        lambda told, nothing: 1 - told.sum() / nothing.sum(), losses, without, draws=draws, seed=0
    )


def inputs(tables: Tables, context: Context) -> pd.DataFrame:
    """Behaviour of the members of now, scaled by what is usual among them."""
    newest = _usable(tables.query(_EARLIER, {"months": 0}))
    if newest.empty:
        return pd.DataFrame(columns=list(SAYS), dtype=float)
    points = Behaviour.of(newest).scaled(newest)
    return pd.DataFrame(points, columns=list(SAYS))


QUESTION = Question(
    "segments", ASKS, ("feature_member_month", "feature_member_genre"), learn, inputs
)
