"""What models say of a plan: its chance, box office and risk, why, and what similar titles did."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from reelhouse.errors import ReelhouseError
from reelhouse.lake import Lake
from reelhouse.ml.card import Estimate
from reelhouse.ml.evaluation import share_of
from reelhouse.ml.hits.brief import READS as BRIEF_READS
from reelhouse.ml.hits.brief import Brief, Maker, frame_of
from reelhouse.ml.store import Version, champion
from reelhouse.ml.tables import Tables

if TYPE_CHECKING:
    import pandas as pd

    from reelhouse.ml.amount_model import AmountModel
    from reelhouse.ml.hits.model import HitModel

READS = (*BRIEF_READS, "mart_budget_curve")
MODELS = ("hits", "popularity", "gross")
SHARE = 0.8
SIMILAR, REASONS = 10, 8
MULTIPLES = (0.5, 1.0, 2.0, 3.0)
"""Box office over budget below which the risk is told."""

_OPEN: dict[str, tuple[Maker, ...]] = {
    "director": ("director",),
    "writer": ("writer",),
    "cast": ("cast",),
    "company": ("company", "network"),
}
_WORDS = {"director": "directors", "writer": "writers", "cast": "cast", "company": "companies"}
_INPUTS = {
    "budget_usd": "budget",
    "release_month": "month of release",
    "runtime_minutes": "running time",
    "original_language": "language",
    "country": "country",
    "is_franchise": "series of films",
}
_BUDGETS = "select distinct budget_usd from mart_budget_curve where genre = 'all' order by 1"


@dataclass(frozen=True, slots=True)
class HitAdvice:
    """What the model of hits says of a plan.

    Attributes:
        probability: of a hit, 0 to 1, with the bounds within which it is known.
        base_rate: share of hits among settled titles of the kind.
        is_naive: whether a naive rule says it.
        months: a row a month of release: `release_month`, `probability`, `probability_low`,
            `probability_high`; empty where the month makes no difference to the model.
        reasons: `says` and `effect_points`, the strongest first, of what the plan says; empty where
            a rule answers.
        similar: settled titles, the most similar first, as `HitModel.comparables` has them.
        similar_hits: share of hits among those.
    """

    probability: Estimate
    base_rate: float
    is_naive: bool
    months: pd.DataFrame
    reasons: pd.DataFrame
    similar: pd.DataFrame
    similar_hits: Estimate


@dataclass(frozen=True, slots=True)
class GrossAdvice:
    """What the model of box office says of a plan; all in US dollars.

    Attributes:
        amount: that half of such films exceed, with the bounds that hold `SHARE` of outcomes.
        naive: what the best naive rule says.
        is_naive: whether that rule answers.
        curve: a row a budget, as `AmountModel.budget_curve` has it; empty where no
            budgets are known.
        risk: how often it stays below multiples of its budget: `multiple` and the columns of
            `AmountModel.chance_below`; empty where the plan has no budget.
    """

    amount: Estimate
    naive: float
    is_naive: bool
    curve: pd.DataFrame
    risk: pd.DataFrame


@dataclass(frozen=True, slots=True)
class Advice:
    """What models say of a plan.

    Attributes:
        plan: what was asked about.
        hit: None where the model of hits was not trained.
        votes: votes as a multiple of the median of the kind and year, with the bounds that hold
            `SHARE` of outcomes; None where no model tells.
        gross: None where no model tells, as of series.
        notes: what makes the answer weaker, a sentence each.
        problems: why a model says nothing, a sentence with what to do, by its name.
        versions: of the models that answered, by name.
    """

    plan: Brief
    hit: HitAdvice | None
    votes: Estimate | None
    gross: GrossAdvice | None
    notes: tuple[str, ...]
    problems: dict[str, str]
    versions: dict[str, str]


def advise(tables: Tables, lake: Lake, plan: Brief, today_year: int) -> Advice:
    """Ask all models of releases about a plan; one that is missing is said and asked no more.

    What the plan leaves open is taken as it usually is, the middle of settled titles: that nobody
    has been named yet is not that nobody of a name takes part.

    Args:
        tables: with those of `READS`.
        lake: where the models are.
        plan: what is asked about.
        today_year: the year it is.
    """
    frame, notes = frame_of(tables, plan, today_year)
    models, versions, problems = _models(lake, plan)
    open_: list[str] = []
    if "hits" in models:
        frame, open_ = _filled(frame, plan, models["hits"].usual)
        words = [_WORDS.get(each, "running time") for each in open_]
        notes += [f"{', '.join(words)}: left open, and taken as they usually are"] if words else []
        # nor is what nobody has decided yet a reason
        open_ += [column for column in (*_INPUTS, "genres") if not getattr(plan, column)]
    hit = _hit(models["hits"], frame, open_) if "hits" in models else None
    votes = _amount(models["popularity"], frame) if "popularity" in models else None
    gross = _gross(models["gross"], frame, plan, tables) if "gross" in models else None
    if plan == Brief(content_kind=plan.content_kind):
        notes.insert(0, "nothing is filled in yet: what is told is of a middling title")
    return Advice(plan, hit, votes, gross, (*notes, *_flags(models, frame, plan)), problems,
                  versions)  # fmt: skip


def _filled(
    frame: pd.DataFrame, plan: Brief, usual: dict[str, float]
) -> tuple[pd.DataFrame, list[str]]:
    """A plan whose open makers and running time are the usual ones, and which these are."""
    told = {column: value for column, value in usual.items() if column in frame.columns}
    found: dict[str, float] = {}
    open_: list[str] = []
    for maker, kinds in _OPEN.items():
        columns = [c for c in told if c.startswith(f"{maker}_")]
        if columns and not any(plan.makers.get(kind) for kind in kinds):
            found |= {column: told[column] for column in columns}
            open_.append(maker)
    if plan.runtime_minutes is None and "runtime_minutes" in told:
        found["runtime_minutes"] = told["runtime_minutes"]
        open_.append("runtime_minutes")
    return frame.assign(**found), open_


def _models(lake: Lake, plan: Brief) -> tuple[dict[str, Any], dict[str, str], dict[str, str]]:
    models, versions, problems = {}, {}, {}
    for name in MODELS:
        if name == "gross" and plan.content_kind != "film":
            problems[name] = "A box office is told of films alone."
            continue
        try:
            found: Version | None = champion(lake, name)
            if found is None:
                problems[name] = f"It was not trained yet: `reelhouse train {name}`."
                continue
            models[name] = found.load()
        except ReelhouseError as error:
            problems[name] = f"{error.what[:1].upper()}{error.what[1:]}. {error.advice}"
            continue
        versions[name] = found.version
    return models, versions, problems


def _hit(model: HitModel, frame: pd.DataFrame, open_: list[str]) -> HitAdvice:
    import pandas as pd

    from reelhouse.ml.hits.reasons import TOPICS

    told = model.predict(frame).iloc[0]
    months = pd.DataFrame()
    if not model.is_naive and "release_month" in model.encoder.looks_at:
        asked = pd.concat([frame.assign(release_month=month) for month in range(1, 13)])
        asked = asked.reset_index(drop=True)
        months = asked[["release_month"]].join(model.predict(asked).drop(columns="base_rate"))
    similar = model.comparables(frame, SIMILAR)
    reasons = model.reasons(frame, len(TOPICS))
    is_open = [topic.startswith(tuple(open_)) for topic in reasons["feature"]]
    hits = int(similar["is_hit"].astype(bool).sum())
    return HitAdvice(
        _estimate(told, "probability"),
        float(told["base_rate"]),
        model.is_naive,
        months,
        reasons.loc[[not each for each in is_open], ["says", "effect_points"]].head(REASONS),
        similar.drop(columns="row"),
        share_of(hits, len(similar)),
    )


def _amount(model: AmountModel, frame: pd.DataFrame) -> Estimate:
    return _estimate(model.predict(frame, SHARE).iloc[0], "expected")


def _gross(model: AmountModel, frame: pd.DataFrame, plan: Brief, tables: Tables) -> GrossAdvice:
    import pandas as pd

    told = model.predict(frame, SHARE).iloc[0]
    budgets = [float(each) for each in tables.query(_BUDGETS)["budget_usd"]]
    asked = frame.assign(budget_usd=plan.budget_usd or float("nan"))
    risk = pd.DataFrame()
    if plan.budget_usd:
        below = model.chance_below(asked, [plan.budget_usd * each for each in MULTIPLES])
        risk = below.assign(multiple=MULTIPLES)
    return GrossAdvice(
        _estimate(told, "expected"),
        float(told["naive"]),
        model.is_naive,
        model.budget_curve(frame, budgets, SHARE) if budgets else pd.DataFrame(),
        risk,
    )


def _estimate(row: pd.Series, name: str) -> Estimate:
    return Estimate(float(row[name]), float(row[f"{name}_low"]), float(row[f"{name}_high"]))


def _flags(models: dict[str, Any], frame: pd.DataFrame, plan: Brief) -> list[str]:
    """What makes the models' answers weaker; what several of them say is said once."""
    said: dict[str, list[str]] = {}
    for name, model in models.items():
        flags = [each for each in model.flags(frame)[0].split("; ") if each]
        for flag in flags + ([] if model.is_naive else _not_looked_at(model, plan)):
            said.setdefault(flag, []).append(name)
    return [
        f"{'models' if len(names) > 1 else 'model'} {', '.join(names)}: {flag}"
        for flag, names in said.items()
    ]


def _not_looked_at(model: Any, plan: Brief) -> list[str]:
    """That something of the plan makes no difference, as no source of the training has it."""
    looked = model.encoder.looks_at
    return [
        f"the {says} makes no difference"
        for column, says in _INPUTS.items()
        if getattr(plan, column) and column not in looked
    ]
