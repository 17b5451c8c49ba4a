"""The ways of recommending that compete, each with the settings that are tried."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from reelhouse.ml.recommendations.autoencoders import (
    fit_member_autoencoder,
    fit_title_autoencoder,
)
from reelhouse.ml.recommendations.content import Features, fit_content
from reelhouse.ml.recommendations.factors import fit_factors
from reelhouse.ml.recommendations.interactions import History, Weighting
from reelhouse.ml.recommendations.neighbours import fit_item_neighbours, fit_user_neighbours
from reelhouse.ml.recommendations.popularity import fit_popularity
from reelhouse.ml.recommendations.scorer import Scorer

Settings = dict[str, Any]

POPULARITY = "popularity"
RECENT_POPULARITY = "recent popularity"
EASE = "EASE"
HYBRID = "hybrid"

MOST_MEMBERS_COMPARED = 5_000
"""Members up to which all are compared with all: the matrix of them grows with the square."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """A way of recommending.

    Attributes:
        name: of the candidate.
        fit: learns from what is known, with one of the settings.
        grid: the settings that are tried on a validation part of what is known.
        is_naive: whether it is a rule that a model has to beat.
        is_blended: whether the hybrid may have it as a part.
    """

    name: str
    fit: Callable[..., Scorer]
    grid: tuple[Settings, ...] = ({},)
    is_naive: bool = False
    is_blended: bool = True


def recipes(
    *, features: Features | None, weightings: tuple[Weighting, ...], members: int,
    fading: tuple[float, ...] = (), thorough: bool = False, seed: int = 0,
) -> list[Recipe]:  # fmt: skip
    """All that can compete on some data.

    Args:
        features: of titles; without them nothing is recommended by content.
        weightings: of what was watched, that are tried.
        members: how many there are; beyond `MOST_MEMBERS_COMPARED` none are compared.
        fading: half lives of popularity in days that are tried, where time is known.
        thorough: try more settings, for more time.
        seed: of what is drawn.
    """
    found = [Recipe(POPULARITY, fit_popularity, is_naive=True)]
    if fading:
        grid: tuple[Settings, ...] = tuple({"half_life_days": days} for days in fading)
        found.append(Recipe(RECENT_POPULARITY, fit_popularity, grid, is_naive=True))
    penalties = [200.0, 300.0, 500.0, 800.0] if thorough else [50.0, 200.0, 500.0]
    # a watched title pulls less the more the others weigh, so that the penalty falls with it
    pulls = [(0.15, 0.02), (0.2, 0.02), (0.3, 0.015)] if thorough else [(0.1, 0.03), (0.3, 0.015)]
    item = _grid({"neighbours": [200], "shrink": [20.0]}, weightings)
    found += [
        Recipe("item neighbours", fit_item_neighbours, item),
        Recipe(EASE, fit_title_autoencoder, _grid({"l2": penalties}), is_blended=False),
        Recipe(
            "denoising autoencoder",
            fit_title_autoencoder,
            _grid({"l2": penalties[:-1], "dropout": [0.6]}, weightings),
        ),
        Recipe(
            "implicit factors",
            partial(fit_factors, dimensions=96 if thorough else 32, seed=seed),
            tuple(
                {"unwatched": unwatched, "penalty": penalty, "weighting": weightings[-1]}
                for unwatched, penalty in pulls
            ),
        ),
    ]
    if members <= MOST_MEMBERS_COMPARED:
        user: dict[str, list[Any]] = {"neighbours": [200], "power": [3.0], "shrink": [10.0]}
        found += [
            Recipe("user neighbours", fit_user_neighbours, _grid(user, weightings)),
            Recipe(
                "autoencoder of members",
                fit_member_autoencoder,
                _grid({"l2": [200.0, 400.0], "dropout": [0.6]}, weightings[-1:]),
            ),
        ]
    if features is not None:
        content = _grid({"neighbours": [30, len(features)]}, weightings)
        found.append(Recipe("content", partial(_content, features), content))
    return found


def _content(features: Features, known: History, **settings: Any) -> Scorer:
    """What titles are about does not depend on who watched them."""
    return fit_content(features, **settings)


def _grid(
    choices: dict[str, list[Any]], weightings: tuple[Weighting, ...] = ()
) -> tuple[Settings, ...]:
    """All combinations of the choices."""
    found: list[Settings] = [{}]
    for name, values in {
        **choices,
        **({"weighting": list(weightings)} if weightings else {}),
    }.items():
        found = [{**settings, name: value} for settings in found for value in values]
    return tuple(found)
