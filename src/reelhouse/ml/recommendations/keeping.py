"""Learn the champion again from all that is known, and put together what is kept."""

from __future__ import annotations

import numpy as np

from reelhouse.ml.recommendations.autoencoders import MemberAutoencoder
from reelhouse.ml.recommendations.blend import Blend
from reelhouse.ml.recommendations.competition import Competition
from reelhouse.ml.recommendations.content import Features, Featuriser
from reelhouse.ml.recommendations.interactions import ONCE
from reelhouse.ml.recommendations.neighbours import UserNeighbours, cosine_of_titles
from reelhouse.ml.recommendations.popularity import Popularity
from reelhouse.ml.recommendations.reading import Viewing
from reelhouse.ml.recommendations.recipes import HYBRID, RECENT_POPULARITY
from reelhouse.ml.recommendations.recommender import Recommender
from reelhouse.ml.recommendations.scorer import Scorer, dense

_SHRINK = 20.0
"""Members who must share two titles, about, for their likeness to be believed."""


def recommender_of(
    champion: str, found: Competition, viewing: Viewing, features: Features, featuriser: Featuriser
) -> Recommender:
    """What is kept of a competition.

    Args:
        champion: name of the candidate that answers.
        found: the competition.
        viewing: all that is known.
        features: of the titles.
        featuriser: that made them.
    """
    known = viewing.interactions.history()
    scorer: Scorer
    if champion == HYBRID:
        scorer = found.plan.fit(known, features)
    else:
        scorer = next(t for t in found.tuned if t.recipe.name == champion).fit(known)
    popular = next(t for t in found.tuned if t.recipe.name == RECENT_POPULARITY).fit(known)
    if not isinstance(popular, Popularity):
        raise TypeError(f"{RECENT_POPULARITY} is learned as {type(popular).__name__}")
    watched = known.weights(ONCE)
    return Recommender(
        champion,
        viewing.titles,
        scorer,
        popular,
        featuriser,
        features,
        cosine_of_titles(watched, _SHRINK).astype(np.float32),
        dense(watched.T @ watched).astype(np.int32),
        np.asarray(watched.sum(axis=0), dtype=np.float64).ravel(),
        viewing.member_keys if _compares_members(scorer) else (),
    )


def _compares_members(scorer: Scorer) -> bool:
    parts = scorer.scorers if isinstance(scorer, Blend) else (scorer,)
    return any(isinstance(part, UserNeighbours | MemberAutoencoder) for part in parts)
