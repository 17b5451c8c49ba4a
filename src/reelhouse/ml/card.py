"""What is told of a trained model: the question, the data, how often it is right, its limits."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure with its interval.

    Attributes:
        value: the figure.
        low: lower bound of its 95 % interval; None where none can be told.
        high: upper bound.
    """

    value: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Metric:
    """What candidates are compared by.

    Attributes:
        name: such as `brier score`.
        higher_is_better: which way is good.
    """

    name: str
    higher_is_better: bool

    def is_better(self, one: float, other: float) -> bool:
        """Whether a figure is better than another."""
        return one > other if self.higher_is_better else one < other


@dataclass(frozen=True, slots=True)
class Feature:
    """One thing that a model looks at.

    Attributes:
        name: of the column.
        says: what it is, in words.
        known: from when on it is known, such as `when the cast is announced`.
    """

    name: str
    says: str
    known: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One way to answer and how it did on data that it had not seen.

    Attributes:
        name: such as `LightGBM`.
        scores: figure by metric, the one that decides among them.
        is_naive: whether it is a rule that a model has to beat.
        note: what else is to be said, such as why it could not be tried.
    """

    name: str
    scores: dict[str, Estimate]
    is_naive: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class CalibrationBin:
    """How often something came true among those who were told a probability of about this.

    Attributes:
        predicted_rate: mean probability told, 0 to 1.
        observed_rate: share that came true, 0 to 1.
        count: how many.
    """

    predicted_rate: float
    observed_rate: float
    count: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many outcomes lay within intervals of a nominal level, both 0 to 1."""

    nominal_rate: float
    measured_rate: float
    count: int


@dataclass(frozen=True, slots=True)
class Card:
    """A model's card.

    Attributes:
        asks: the question in words.
        target: what exactly is predicted, with its unit.
        decision: when the prediction is made, and what is known then.
        metric: what decides between candidates.
        candidates: all that competed, naive rules among them.
        champion: name of the candidate that answers from now on; the best by the metric. A model
            that does not beat the best naive rule is not champion, that rule is.
        advantage: by how much the best model is ahead of the best naive rule in the metric, paired
            on the same cases, positive where it is better; None where it cannot be told.
        trained_on: what was learned from, in words, with its period.
        tested_on: what it was tested on, in words, with its period.
        train_count: cases learned from.
        test_count: cases tested on.
        features: what it looks at.
        calibration: of probabilities.
        coverage: of intervals.
        limits: what must not be concluded, a sentence each.
        parameters: what the champion was set to.
        learned_until: the last day of anything that was learned from, ISO 8601: what came true
            later is new to the model; empty where that is not known.
    """

    asks: str
    target: str
    decision: str
    metric: Metric
    candidates: tuple[Candidate, ...]
    champion: str
    advantage: Estimate | None
    trained_on: str
    tested_on: str
    train_count: int
    test_count: int
    features: tuple[Feature, ...] = ()
    calibration: tuple[CalibrationBin, ...] = ()
    coverage: tuple[Coverage, ...] = ()
    limits: tuple[str, ...] = ()
    parameters: dict[str, Any] = field(default_factory=dict)
    learned_until: str = ""

    def __post_init__(self) -> None:
        if self.champion not in {candidate.name for candidate in self.candidates}:
            raise ValueError(f"the champion {self.champion!r} is none of the candidates")

    @property
    def winner(self) -> Candidate:
        """The candidate that answers."""
        return next(c for c in self.candidates if c.name == self.champion)

    @property
    def best_naive(self) -> Candidate | None:
        """The naive rule that did best; None where none was tried."""
        return best([c for c in self.candidates if c.is_naive], self.metric)

    @property
    def beats_naive(self) -> bool:
        """Whether a model answers and not a naive rule."""
        return not self.winner.is_naive

    def as_record(self) -> dict[str, Any]:
        """The card as JSON keeps it."""
        return asdict(self)

    @classmethod
    def from_record(cls, record: dict[str, Any]) -> Self:
        """Read a card back.

        Raises:
            KeyError: something is missing.
            TypeError: something is there that no card has.
        """
        return cls(
            **{
                **record,
                "metric": Metric(**record["metric"]),
                "candidates": tuple(
                    Candidate(
                        **{
                            **candidate,
                            "scores": {n: Estimate(**e) for n, e in candidate["scores"].items()},
                        }
                    )
                    for candidate in record["candidates"]
                ),
                "advantage": Estimate(**record["advantage"]) if record["advantage"] else None,
                "features": tuple(Feature(**feature) for feature in record["features"]),
                "calibration": tuple(CalibrationBin(**each) for each in record["calibration"]),
                "coverage": tuple(Coverage(**each) for each in record["coverage"]),
                "limits": tuple(record["limits"]),
            }
        )


def best(candidates: list[Candidate], metric: Metric) -> Candidate | None:
    """The candidate with the best figure of a metric; None where none has one."""
    scored = [c for c in candidates if metric.name in c.scores]
    if not scored:
        return None
    sign = 1 if metric.higher_is_better else -1
    return max(scored, key=lambda c: sign * c.scores[metric.name].value)


def choose_champion(
    candidates: list[Candidate], metric: Metric, *, is_earned: bool = True
) -> Candidate:
    """The best model where it beats every naive rule, else the best naive rule.

    Args:
        candidates: all that competed.
        metric: what decides.
        is_earned: whether the lead over the naive rule is more than noise, where that was measured.

    Raises:
        ValueError: no candidate has a figure of the metric.
    """
    model = best([c for c in candidates if not c.is_naive], metric)
    naive = best([c for c in candidates if c.is_naive], metric)
    if model is None and naive is None:
        raise ValueError(f"no candidate has a {metric.name}")
    if model is None or naive is None:
        return model or naive  # type: ignore[return-value]
    ahead = metric.is_better(model.scores[metric.name].value, naive.scores[metric.name].value)
    return model if ahead and is_earned else naive
