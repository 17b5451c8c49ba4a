"""Let candidates compete on splits by time, and learn the best one anew on all that is settled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from reelhouse.ml.calibration import Calibrator, calibrate, offset_to, shifted
from reelhouse.ml.card import Candidate, Estimate, Metric, choose_champion
from reelhouse.ml.encoding import Encoder
from reelhouse.ml.evaluation import (
    Figure,
    advantage,
    auc,
    bootstrap,
    brier_score,
    calibration_error,
    log_losses,
)
from reelhouse.ml.hits.candidates import LEARNERS, Blend, Learner, Parameters
from reelhouse.ml.hits.model import HitModel, Scorer
from reelhouse.ml.hits.naive import RULES, BaseRate, Rule
from reelhouse.ml.hits.slices import SHARE, Slices, split
from reelhouse.ml.question import NotEnough
from reelhouse.ml.releases import SPECS

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]
BRIER = Metric("Brier score", higher_is_better=False)
LEAST_CASES = 150
MOST_CASES = 20_000
_LEAST_PER_CLASS = 20
_LEAST_SLATE = 30


@dataclass(frozen=True, slots=True)
class Competition:
    """What came of the candidates.

    Attributes:
        candidates: with their figures on the test slice.
        champion: the one that answers.
        lead: of the best model over the best rule in Brier score.
        model: the champion, learned anew on all settled titles.
        slices: of the competition.
        outcomes: of the test slice, 0 or 1.
        told: probabilities on the test slice, by candidate.
        years: of release of all titles, which slices are rows of.
        parameters: what the champion was set to.
    """

    candidates: tuple[Candidate, ...]
    champion: str
    lead: Estimate
    model: HitModel
    slices: Slices
    outcomes: Floats
    told: dict[str, Floats]
    years: NDArray[np.int64]
    parameters: dict[str, Any]


def compete(
    settled: pd.DataFrame,
    *,
    seed: int,
    draws: int,
    threads: int = 1,
    test_from: int | None = None,
    about: str = "films and series",
) -> Competition:
    """Let candidates compete.

    Args:
        settled: titles with features and outcome, a row each; `is_hit` is the outcome.
        seed: of random draws.
        draws: samples for intervals of figures.
        threads: that one model may take.
        test_from: first year of the test; by default the last years with a fifth of all titles.
        about: what the titles are.

    Raises:
        NotEnough: there are too few titles, or all of them came out alike.
    """
    frame = settled.sort_values(["release_year", "title_key"], kind="stable")
    frame = frame.tail(MOST_CASES + int(MOST_CASES * SHARE)).reset_index(drop=True)
    hits: Floats = frame["is_hit"].to_numpy(np.float64)
    _require(frame, hits)
    years = frame["release_year"].to_numpy(int)
    slices = split(years, test_from)
    for name in ("train", "calibrate", "test"):
        rows = getattr(slices, name)
        if not len(rows) or not 0 < hits[rows].sum() < len(rows):
            raise NotEnough(
                f"the titles of the years to {_VERBS[name]} all came out alike, or there are none",
                advice="More years of settled titles are needed.",
            )
    outcomes = hits[slices.test]
    contestants: dict[str, tuple[Scorer, Calibrator | None]] = {}
    for rule in RULES:
        known = np.concatenate([slices.train, slices.calibrate])
        contestants[rule.name] = (_fit_rule(rule, frame.iloc[known], hits[known]), None)
    chosen: dict[str, Parameters] = {}
    encoder = Encoder.fit(frame.iloc[slices.train], SPECS)
    for learner in LEARNERS:
        chosen[learner.name] = tune(learner, frame, hits, slices.train, seed, threads)
    for scorer in _fit_learners(
        list(chosen), encoder, frame, hits, slices.train, chosen, seed, threads
    ):
        later = frame.iloc[slices.calibrate]
        calibrator = calibrate(scorer.scores(later), hits[slices.calibrate])
        contestants[scorer.inner.name] = (scorer, calibrator)
    known = np.concatenate([slices.train, slices.calibrate])
    share = float(hits[known].mean())
    told = {
        name: _levelled(scorer, calibrator, frame, slices.test, share)
        for name, (scorer, calibrator) in contestants.items()
    }
    rules = {rule.name for rule in RULES}
    candidates = [
        Candidate(name, _scores(outcomes, told[name], draws, seed), is_naive=name in rules)
        for name in told
    ]
    losses = {name: (told[name] - outcomes) ** 2 for name in told}
    best_rule = min(rules, key=lambda name: losses[name].mean())
    best_model = min(told.keys() - rules, key=lambda name: float(losses[name].mean()))
    lead = advantage(losses[best_model], losses[best_rule], draws=draws, seed=seed)
    champion = choose_champion(candidates, BRIER, is_earned=(lead.low or 0.0) > 0).name
    model = _final(champion, frame, hits, chosen, seed, threads, about)
    return Competition(
        tuple(candidates), champion, lead, model, slices, outcomes, told, years,
        _parameters(champion, chosen),
    )  # fmt: skip


_VERBS = {"train": "learn from", "calibrate": "calibrate on", "test": "test on"}


def tune(
    learner: type[Learner], frame: pd.DataFrame, hits: Floats, train: NDArray[np.int64], seed: int,
    threads: int,
) -> Parameters:  # fmt: skip
    """The parameters with the lowest loss on the last fifth of the training's own time."""
    inner = split(frame["release_year"].to_numpy(int)[train])
    known = train[np.concatenate([inner.train, inner.calibrate])]
    later = train[inner.test]
    if not len(known) or not len(later) or not 0 < hits[known].sum() < len(known):
        return learner.grid[0]
    encoder = Encoder.fit(frame.iloc[known], SPECS)
    matrix, unseen = encoder.transform(frame.iloc[known]), encoder.transform(frame.iloc[later])
    losses = []
    for parameters in learner.grid:
        tried = learner()
        tried.fit(matrix, hits[known], parameters, seed=seed, threads=threads)
        losses.append(float(log_losses(hits[later], tried.scores(unseen)).mean()))
    return learner.grid[int(np.argmin(losses))]


def _levelled(
    scorer: Scorer, calibrator: Calibrator | None, frame: pd.DataFrame, test: NDArray[np.int64],
    share: float,
) -> Floats:  # fmt: skip
    """Probabilities of the titles of each year, levelled on the titles of the year before.

    Of each year's titles the same share are hits, by definition. The features of last year's titles
    are known whether or not these were hits, so that their mean probability may be made the share.
    """
    years = frame["release_year"].to_numpy(int)
    told = scorer.scores(frame)
    told = calibrator.predict(told) if calibrator else told
    if isinstance(scorer.inner, BaseRate):
        return told[test]
    found = told.copy()
    for year in set(years[test]):
        found[years == year] = shifted(told[years == year], level(told[years == year - 1], share))
    return found[test]


def told_by_rule(name: str, known: pd.DataFrame, later: pd.DataFrame) -> Floats:
    """What a naive rule tells of later titles, by those before, as in the competition.

    Args:
        name: of the rule.
        known: settled titles to learn from.
        later: titles of later years.
    """
    import pandas as pd

    [rule] = [each for each in RULES if each.name == name]
    hits: Floats = known["is_hit"].to_numpy(np.float64)
    scorer = _fit_rule(rule, known, hits)
    frame = pd.concat([known, later], ignore_index=True)
    rows = np.arange(len(known), len(frame))
    return _levelled(scorer, None, frame, rows, float(hits.mean()))


def level(told: Floats, share: float) -> float:
    """The offset of log odds that makes the mean of a year's titles the share; 0 for few titles."""
    return offset_to(told, share) if len(told) >= _LEAST_SLATE else 0.0


def _fit_rule(rule: type[Rule], frame: pd.DataFrame, hits: Floats) -> Scorer:
    fitted = rule()
    fitted.fit(frame, hits)
    return Scorer(None, fitted)


def _fit_learners(
    names: list[str], encoder: Encoder, frame: pd.DataFrame, hits: Floats,
    train: NDArray[np.int64], chosen: dict[str, Parameters], seed: int, threads: int,
) -> list[Scorer]:  # fmt: skip
    """Learners of these names, and where they are all the blend of them."""
    matrix = encoder.transform(frame.iloc[train])
    fitted: list[Learner] = []
    for learner in LEARNERS:
        if learner.name in names:
            one = learner()
            one.fit(matrix, hits[train], chosen[learner.name], seed=seed, threads=threads)
            fitted.append(one)
    scorers = [Scorer(encoder, one) for one in fitted]
    if len(fitted) == len(LEARNERS):
        scorers.append(Scorer(encoder, Blend(tuple(fitted))))
    return scorers


def _final(
    champion: str, frame: pd.DataFrame, hits: Floats, chosen: dict[str, Parameters], seed: int,
    threads: int, about: str,
) -> HitModel:  # fmt: skip
    """The champion on all years: the last fifth of them to calibrate on, the others to learn."""
    last = split(frame["release_year"].to_numpy(int))
    train, later = np.concatenate([last.train, last.calibrate]), last.test
    encoder = Encoder.fit(frame.iloc[train], SPECS)
    rule = next((each for each in RULES if each.name == champion), None)
    if rule:
        scorer = _fit_rule(rule, frame.iloc[train], hits[train])
    else:
        names = [champion] if champion in chosen else list(chosen)
        scorer = _fit_learners(names, encoder, frame, hits, train, chosen, seed, threads)[-1]
    calibrator = calibrate(scorer.scores(frame.iloc[later]), hits[later])
    base = BaseRate()
    base.fit(frame, hits)
    newest = frame[frame["release_year"] == frame["release_year"].max()]
    told = calibrator.predict(scorer.scores(newest))
    offset = 0.0 if rule is BaseRate else level(told, float(hits.mean()))
    return HitModel.of(champion, scorer, calibrator, offset, encoder, base, frame, about)


def _parameters(champion: str, chosen: dict[str, Parameters]) -> dict[str, Any]:
    if champion == Blend.name:
        return {name: dict(parameters) for name, parameters in chosen.items()}
    return dict(chosen.get(champion, {}))


def _scores(outcomes: Floats, told: Floats, draws: int, seed: int) -> dict[str, Estimate]:
    figures: dict[str, Figure] = {
        BRIER.name: brier_score,
        "log loss": lambda y, p: float(log_losses(y, p).mean()),
        "AUC": auc,
        "calibration error": calibration_error,
    }
    # drawing sorts anew each time, which large tests do not need a thousand times
    few = max(100, min(draws, 2_000_000 // max(1, len(outcomes))))
    return {
        name: bootstrap(figure, outcomes, told, draws=few, seed=seed)
        for name, figure in figures.items()
    }


def _require(frame: pd.DataFrame, hits: Floats) -> None:
    if len(frame) < LEAST_CASES:
        raise NotEnough(
            f"there are {len(frame)} films and series whose success is settled; "
            f"{LEAST_CASES} are needed",
            advice="Ingest more years, of IMDb or of TMDB with an agreement on training.",
        )
    fewest = int(min(hits.sum(), len(hits) - hits.sum()))
    if fewest < _LEAST_PER_CLASS:
        raise NotEnough(
            f"{int(hits.sum())} of {len(hits)} settled titles are hits: there are not "
            f"{_LEAST_PER_CLASS} of both kinds to tell apart",
            advice="Ingest more years.",
        )
