"""Where is more watched than offered?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reelhouse.ml.card import Candidate, Card, Feature, Metric, choose_champion
from reelhouse.ml.question import Context, Learned, NotEnough, Question
from reelhouse.ml.tables import Tables

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from reelhouse.ml.opportunities.segments import Evidence

    Floats = NDArray[np.float64]

ASKS = "Where is more watched than offered, and is that more than chance?"
LEAST_WEEKS = 12
LEAST_SEGMENTS = 30
FLOOR_SHARE = 0.005
"""Smaller shares, and those not seen at all, are taken for this, so that they have a logarithm."""

VARIANCES = (0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0)
"""Variances of countries around all countries that are tried."""

LEARN_DRAWS = 200
_ERROR = Metric("error of log demand share", higher_is_better=False)

OWN, WORLD_SHARE, SHRUNK = "own share", "share of all countries", "shrunk share"


@dataclass(frozen=True, slots=True)
class SegmentModel:
    """How demand is told from past lists.

    Attributes:
        champion: `own share`, `share of all countries` or `shrunk share`.
        variance: of a country's log share around that of all countries.
        error: mean distance of the log share told from that of the weeks after.
    """

    champion: str
    variance: float
    error: float

    def weight_of_own(self) -> float:
        """Variance that shrinking works with: without bound where a country speaks for itself."""
        return {OWN: 1e9, WORLD_SHARE: 0.0}.get(self.champion, self.variance)


@dataclass(frozen=True, slots=True)
class Period:
    """Log shares of demand of all segments of countries in some weeks.

    Attributes:
        own: of the country.
        error: their standard errors.
        world: of all countries.
        groups: the country and kind of each, as a number.
    """

    own: Floats
    error: Floats
    world: Floats
    groups: Floats


def log_shares(evidence: Evidence, first: object, last: object, seed: int) -> Period:
    """Log shares of demand in some weeks; genres that nobody watches anywhere are NaN."""
    import numpy as np
    import pandas as pd

    from reelhouse.ml.opportunities.segments import WORLD, demand, of_place, places, shares_of

    rows = evidence.between(pd.Timestamp(str(first)), pd.Timestamp(str(last)))
    own, error, world, groups = [], [], [], []
    usual: dict[str, Floats] = {}
    for number, (country, kind) in enumerate(places(evidence)):
        weights = demand(of_place(rows, country, kind))
        if not len(weights):
            continue
        shares = shares_of(weights, evidence, draws=LEARN_DRAWS, seed=seed)
        value = np.log(np.maximum(shares.value, FLOOR_SHARE))
        if country == WORLD:
            usual[kind] = np.where(shares.value > 0, value, np.nan)
            continue
        own.append(value)
        error.append(np.log(np.maximum(shares.drawn, FLOOR_SHARE)).std(axis=0) + 0.05)
        world.append(usual[kind])
        groups.append(np.full(len(value), number, float))
    if not own:
        empty = np.empty(0)
        return Period(empty, empty, empty, empty)
    return Period(*(np.concatenate(each) for each in (own, error, world, groups)))


def learn(tables: Tables, context: Context) -> Learned:
    """Learn how far a country's demand is to be believed, and test it on the weeks after.

    Raises:
        NotEnough: there are too few weeks of country lists, or too few segments in them.
    """
    import numpy as np

    from reelhouse.ml.evaluation import advantage, bootstrap
    from reelhouse.ml.opportunities.segments import gather

    evidence = gather(tables)
    weeks = evidence.weeks
    if len(weeks) < LEAST_WEEKS:
        raise NotEnough(
            f"there are {len(weeks)} weeks of Top 10 lists by country of titles with genres",
            advice=f"{LEAST_WEEKS} are needed; `reelhouse ingest netflix` brings them.",
        )
    seed, draws = context.settings.seed, context.settings.bootstrap_draws
    # learned on one quarter from the one before it, tested on the last from the one before it
    tail = weeks[-min(len(weeks), 52) :]
    quarter = len(tail) // 4
    cut = [tail[0], *(tail[quarter * n] for n in (1, 2, 3)), tail[-1]]
    past, later = (
        log_shares(evidence, cut[2], tail[3 * quarter - 1], seed),
        log_shares(evidence, cut[3], cut[4], seed),
    )
    if len(past.own) != len(later.own) or np.isfinite(past.world).sum() < LEAST_SEGMENTS:
        raise NotEnough(
            f"{int(np.isfinite(past.world).sum())} segments of country, kind and genre are in the "
            "lists of both of the last two quarters",
            advice=f"{LEAST_SEGMENTS} are needed, with offers in the same countries.",
        )
    seen = np.isfinite(past.world) & np.isfinite(later.world)
    first, second = (
        log_shares(evidence, cut[0], tail[quarter - 1], seed),
        log_shares(evidence, cut[1], tail[2 * quarter - 1], seed),
    )
    variance = _best_variance(first, second)
    told = {OWN: past.own, WORLD_SHARE: past.world, SHRUNK: _told(past, variance)}
    losses = {name: np.abs(each - later.own)[seen] for name, each in told.items()}
    groups = later.groups[seen]
    candidates = [
        Candidate(
            name,
            {_ERROR.name: bootstrap(np.mean, each, draws=draws, seed=seed, groups=groups)},
            is_naive=name != SHRUNK,
        )
        for name, each in losses.items()
    ]
    naive = min((OWN, WORLD_SHARE), key=lambda name: float(losses[name].mean()))
    lead = advantage(losses[SHRUNK], losses[naive], draws=draws, seed=seed, groups=groups)
    is_earned = lead.low is not None and lead.low > 0
    champion = choose_champion(candidates, _ERROR, is_earned=is_earned).name
    final = _best_variance(past, later)
    card = Card(
        asks=ASKS,
        target="share of a genre in what a country watches, as a logarithm, in the weeks after",
        decision=f"after a list of a week, from the {quarter} weeks before it",
        metric=_ERROR,
        candidates=tuple(candidates),
        champion=champion,
        advantage=lead,
        trained_on=f"lists of {str(cut[0])[:10]} to {str(tail[2 * quarter - 1])[:10]}",
        tested_on=f"lists of {str(cut[3])[:10]} to {str(cut[4])[:10]}, told from those of "
        f"{str(cut[2])[:10]} to {str(tail[3 * quarter - 1])[:10]}",
        train_count=int(np.isfinite(first.world).sum()),
        test_count=int(seen.sum()),
        features=(
            Feature("own share", "of the country in past lists", "when a list is published"),
            Feature("share of all countries", "in past lists", "when a list is published"),
        ),
        limits=(
            "Demand is what Top 10 lists show: what stands below the tenth place is not seen.",
            "Supply is what the offers that were ingested include; a platform that was not asked "
            "is missing.",
            "That more is watched than offered does not say that one more title would be watched.",
        ),
        parameters={"variance": round(final, 5)},
    )
    error = float(np.mean(losses[champion]))
    return Learned(SegmentModel(champion, final, error), card)


def _told(period: Period, variance: float) -> Floats:
    """Log shares drawn to those of all countries."""
    from reelhouse.ml.opportunities.shrinkage import shrink

    return shrink(period.own, period.error, variance, period.world).mean


def _best_variance(earlier: Period, later: Period) -> float:
    """The variance with which the earlier weeks tell the later ones best."""
    import numpy as np

    if len(earlier.own) != len(later.own):
        return VARIANCES[len(VARIANCES) // 2]
    seen = np.isfinite(earlier.world) & np.isfinite(later.world)
    errors = [float(np.abs(_told(earlier, v) - later.own)[seen].mean()) for v in VARIANCES]
    return VARIANCES[int(np.argmin(errors))]


def _reads() -> tuple[str, ...]:
    from reelhouse.ml.opportunities.segments import READS

    return READS


QUESTION = Question("opportunities", ASKS, _reads(), learn)
