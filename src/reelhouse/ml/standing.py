"""How the models stand: which answer, whether they beat the naive rule, what has drifted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from reelhouse.errors import ReelhouseError
from reelhouse.gold import Build, query
from reelhouse.lake import Lake
from reelhouse.ml import store
from reelhouse.ml.names import question_names

DRIFT = "mart_model_drift"


@dataclass(frozen=True, slots=True)
class ModelStanding:
    """How one model stands.

    Attributes:
        name: of the question.
        version: that answers; empty where none was trained.
        trained_at: when, ISO 8601 in UTC.
        champion: the candidate that answers.
        beats_naive: whether it is more than the naive rule.
        figure: the deciding figure, with its name.
        drifted: features that are far from what was learned from, the farthest first.
        problem: why it cannot answer; empty where it can.
    """

    name: str
    version: str = ""
    trained_at: str = ""
    champion: str = ""
    beats_naive: bool = False
    figure: str = ""
    drifted: tuple[str, ...] = ()
    problem: str = ""


def read_standing(lake: Lake, build: Build | None) -> list[ModelStanding]:
    """Take stock of the models of a lake.

    Args:
        lake: where they are kept.
        build: the published build, in which drift was measured; None where there is none.
    """
    drifted = _drifted(build)
    return [_standing(lake, name, drifted.get(name, ())) for name in question_names()]


def _standing(lake: Lake, name: str, drifted: tuple[str, ...]) -> ModelStanding:
    try:
        version = store.champion(lake, name)
    except ReelhouseError as error:
        return ModelStanding(name, problem=str(error))
    if version is None:
        return ModelStanding(name)
    card = version.card
    value = card.winner.scores[card.metric.name].value
    return ModelStanding(
        name,
        version.version,
        version.trained_at,
        card.champion,
        card.beats_naive,
        f"{card.metric.name} {value:.3g}",
        drifted,
    )


def _drifted(build: Build | None) -> dict[str, tuple[str, ...]]:
    if build is None or DRIFT not in build.tables:
        return {}
    found: dict[str, tuple[str, ...]] = {}
    sql = (
        f"select model_name, feature from {DRIFT} where is_drifted "
        "order by model_name, stability_index desc, feature"
    )
    rows: list[tuple[Any, ...]] = query(build, sql, tables=[DRIFT])[1]
    for name, feature in rows:
        found[name] = (*found.get(name, ()), feature)
    return found
