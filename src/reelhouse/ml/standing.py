"""How the models stand: which answer, whether they beat the naive rule, whether they still do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from reelhouse.errors import ReelhouseError
from reelhouse.gold import Build, query
from reelhouse.lake import Lake
from reelhouse.ml import store
from reelhouse.ml.names import question_names

DRIFT = "mart_model_drift"
ERROR = "mart_model_error"


@dataclass(frozen=True, slots=True)
class NewError:
    """How a model did on what came true since it learned, as the build measured it.

    Attributes:
        measure: the figure.
        counted: what is counted.
        new: how much of it is new.
        needed: how much is needed to tell anything.
        promised: the figure on the card.
        value: the figure on the new cases; None where there are too few.
        low: lower bound of its 95 % interval.
        high: upper bound.
        naive_rule: the naive rule beside it.
        naive: its figure on the same cases.
        is_worse: whether it is worse than promised beyond noise; None where there are too few.
    """

    measure: str
    counted: str
    new: int
    needed: int
    promised: float
    value: float | None
    low: float | None
    high: float | None
    naive_rule: str | None
    naive: float | None
    is_worse: bool | None


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
        errors: how it did on what came true since, by measure; empty where the build has nothing
            of this version.
        problem: why it cannot answer; empty where it can.
    """

    name: str
    version: str = ""
    trained_at: str = ""
    champion: str = ""
    beats_naive: bool = False
    figure: str = ""
    drifted: tuple[str, ...] = ()
    errors: tuple[NewError, ...] = ()
    problem: str = ""


def read_standing(lake: Lake, build: Build | None) -> list[ModelStanding]:
    """Take stock of the models of a lake.

    Args:
        lake: where they are kept.
        build: the published build, in which drift was measured; None where there is none.
    """
    drifted, errors = _drifted(build), read_errors(build)
    return [_standing(lake, name, drifted.get(name, ()), errors) for name in question_names()]


def _standing(
    lake: Lake, name: str, drifted: tuple[str, ...],
    errors: Mapping[tuple[str, str], tuple[NewError, ...]],
) -> ModelStanding:  # fmt: skip
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
        errors.get((name, version.version), ()),
    )


def read_errors(build: Build | None) -> dict[tuple[str, str], tuple[NewError, ...]]:
    """How versions did on what came true since, by model and version, as a build measured it."""
    if build is None or ERROR not in build.tables:
        return {}
    found: dict[tuple[str, str], tuple[NewError, ...]] = {}
    sql = f"""
        select model_name, model_version, measure, counted, new_count, needed_count,
            promised_value, new_value, new_low, new_high, naive_rule, naive_value, is_worse
        from {ERROR} order by model_name, measure
    """
    rows: list[tuple[Any, ...]] = query(build, sql, tables=[ERROR])[1]
    for name, version, *told in rows:
        found[name, version] = (*found.get((name, version), ()), NewError(*told))
    return found


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
