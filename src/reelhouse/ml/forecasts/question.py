"""The question: how many hours come next, by category, genre and title."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from reelhouse.ml.card import Candidate, Card, Estimate, Feature, Metric, choose_champion
from reelhouse.ml.drift import usual_shifts
from reelhouse.ml.evaluation import advantage, bootstrap
from reelhouse.ml.forecasts.backtest import CHOSEN
from reelhouse.ml.forecasts.decay import learn_decay, make_cases
from reelhouse.ml.forecasts.learning import (
    Trial,
    check_rows,
    pooled_coverage,
    record_rows,
    settle,
    try_panel,
)
from reelhouse.ml.forecasts.local import NAIVE
from reelhouse.ml.forecasts.model import Forecasts, KindModel, Told
from reelhouse.ml.forecasts.new_errors import UNTIL, errors
from reelhouse.ml.forecasts.pooled import Rows, make_rows
from reelhouse.ml.forecasts.series import CATEGORY_WEEK, GENRE_WEEK, KINDS, READS, read_panel
from reelhouse.ml.forecasts.title_records import (
    settle_titles,
    title_check_rows,
    title_record_rows,
)
from reelhouse.ml.forecasts.titles import (
    KIND,
    NEEDED_WEEKS,
    TitleBacktest,
    Titles,
    backtest_titles,
)
from reelhouse.ml.question import Context, Learned, NotEnough, Question
from reelhouse.ml.tables import Tables

if TYPE_CHECKING:
    import pandas as pd

METRIC = Metric("MASE", higher_is_better=False)
_HALF_YEAR = 26
"""Weeks whose features are compared at once."""

ENTRIES = """
select entry_key, title_key, category, show_title, season_title, top10_week,
    cast(viewed_hours as double) as viewed_hours, weekly_rank, cumulative_week_count,
    week_count, is_film, is_english
from fact_netflix_week
where viewed_hours > 0
order by entry_key, top10_week
"""

FEATURES = (
    Feature("lag_0 … lag_3", "logarithm of hours of the last periods, against the last year's"),
    Feature("recent_mean", "mean of the last eight weeks or three months, against the same"),
    Feature("new_share", "share of the list's hours that is of titles in their first week"),
    Feature("second_week_share", "share of those in their second week"),
    Feature("third_week_share", "share of those in their third week"),
    Feature("top_hours", "hours of the first of the list"),
    Feature("least_hours", "hours of the last of the list"),
    Feature("season", "time of the year of the period that is forecast"),
)

LIMITS = (
    "Hours of categories and genres are those of the titles in Netflix's lists, not all that is "
    "watched.",
    "A title that leaves the list is not 0, but below its last place; a low bound of 0 says so.",
    "Nothing is known of titles to come: a hit that has not started is in no forecast but as one "
    "of the misses that intervals are made of.",
    "Intervals hold as long as forecasts miss as they did over the origins that were tried.",
)


def learn(tables: Tables, context: Context) -> Learned:
    """Backtest all series that have enough history and let the best answer for each.

    Raises:
        NotEnough: no kind of series has enough history.
    """
    settings = context.settings
    seed, threads = settings.seed, settings.threads
    trials: list[Trial] = []
    missing: dict[str, str] = {}
    for kind in KINDS.values():
        panel = read_panel(kind, tables)
        if panel.keys:
            trials.append(
                try_panel(
                    panel, seed=seed, threads=threads, with_prophet=settings.forecast_with_prophet
                )
            )
        else:
            missing[kind.name] = _what_is_missing(kind.name, panel.too_short, kind.least_history)
    entries = tables.query(ENTRIES)
    of_titles = backtest_titles(entries, seed=seed, threads=threads) if len(entries) else None
    if of_titles is None:
        weeks = entries["top10_week"].nunique()
        missing[KIND] = f"{weeks} weeks of lists, {NEEDED_WEEKS} are needed"
    if not trials:
        told = "; ".join(f"{name}: {why}" for name, why in missing.items())
        raise NotEnough(
            f"there is no series with enough history to forecast ({told})",
            advice="`reelhouse ingest netflix` gives weeks, a file of viewing sessions months.",
        )
    titles, told_of_titles, decay_rows, decay_checks = _titles(of_titles, entries, context)
    card, is_earned = _card(trials, of_titles, told_of_titles, missing, context)
    kinds: dict[str, KindModel] = {
        trial.kind: settle(trial, only_naive=not is_earned) for trial in trials
    }
    model = Forecasts(
        kinds=kinds,
        titles=titles,
        missing=missing,
        records=[row for t in trials for row in record_rows(t, kinds[t.kind])] + decay_rows,
        checks=[row for t in trials for row in check_rows(t)] + decay_checks,
        title_told=told_of_titles,
        seed=seed,
        threads=threads,
    )
    return Learned(model, card, *_learned_features(tables))


def _what_is_missing(name: str, too_short: tuple[object, ...], needed: int) -> str:
    step = KINDS[name].step
    if not too_short:
        return f"no {step} of history, {needed} are needed"
    longest = max(too_short, key=lambda one: one.history)  # type: ignore[attr-defined]
    return f"the longest of {len(too_short)} series has {longest.reason}"  # type: ignore[attr-defined]


def _titles(
    backtest: TitleBacktest | None, entries: pd.DataFrame, context: Context
) -> tuple[Titles | None, Told | None, list[dict[str, object]], list[dict[str, object]]]:
    if backtest is None:
        return None, None, [], []
    settings = context.settings
    decay = learn_decay(make_cases(entries), seed=settings.seed, threads=settings.threads)
    titles, told = settle_titles(
        backtest, decay, seed=settings.seed, draws=settings.bootstrap_draws
    )
    names = entry_names(entries)
    return (
        titles,
        told,
        title_record_rows(backtest, titles),
        title_check_rows(backtest, titles, names),
    )


def entry_names(entries: pd.DataFrame) -> dict[object, str]:
    """What each entry of the lists is called: its season where it has one."""
    last = entries.groupby("entry_key").last()
    names = last["season_title"].fillna(last["show_title"])
    return dict(zip(last.index, names.astype(str), strict=True))


def _card(
    trials: list[Trial],
    of_titles: TitleBacktest | None,
    told_of_titles: Told | None,
    missing: dict[str, str],
    context: Context,
) -> tuple[Card, bool]:
    settings = context.settings
    names = [*trials[0].backtest.forecasts, CHOSEN]
    candidates = []
    for name in names:
        of_series = np.concatenate([trial.mase(name) for trial in trials])
        scores: dict[str, Estimate] = {}
        note = ""
        if np.isnan(of_series).any():
            note = "too little history for some series, so that it is compared by kind only"
        else:
            scores[METRIC.name] = bootstrap(
                np.mean, of_series, draws=settings.bootstrap_draws, seed=settings.seed
            )
        for trial in trials:
            mean = trial.mase(name)
            if not np.isnan(mean).any():
                scores[f"{METRIC.name} {trial.kind}"] = Estimate(float(mean.mean()))
        candidates.append(Candidate(name, scores, is_naive=name in NAIVE, note=note))
    naive = min(
        (c for c in candidates if c.is_naive and METRIC.name in c.scores),
        key=lambda c: c.scores[METRIC.name].value,
    )
    lead = advantage(
        np.concatenate([trial.mase(CHOSEN) for trial in trials]),
        np.concatenate([trial.mase(naive.name) for trial in trials]),
        draws=settings.bootstrap_draws,
        seed=settings.seed,
    )
    is_earned = lead.low is not None and lead.low > 0
    # what answers is the choice for each series or a naive rule; single models are shown beside it
    answering = [c for c in candidates if c.is_naive or c.name == CHOSEN]
    champion = choose_champion(answering, METRIC, is_earned=is_earned)
    if of_titles is not None and told_of_titles is not None:
        candidates = _with_titles(candidates, of_titles)
    periods = [str(trial.backtest.panel.periods[-1]) for trial in trials]
    series = sum(len(trial.backtest.panel.keys) for trial in trials)
    tested = sum(len(trial.inside(0.8)[0]) for trial in trials)
    card = Card(
        asks=QUESTION.asks,
        target="hours watched in a week or month to come",
        decision="when the figures of the newest week or month are known",
        metric=METRIC,
        candidates=tuple(candidates),
        champion=champion.name,
        advantage=lead,
        trained_on=f"{series} series of "
        + ", ".join(trial.kind for trial in trials)
        + f", until {max(periods)}",
        tested_on="rolling origins, the later half of them: "
        + ", ".join(
            f"{len(t.backtest.origins) - t.first} of {t.kind}, 1 to "
            f"{t.backtest.panel.kind.horizon} {t.backtest.panel.kind.step}s ahead"
            for t in trials
        ),
        train_count=int(sum(np.sum(~np.isnan(t.backtest.panel.values)) for t in trials)),
        test_count=tested,
        features=FEATURES,
        coverage=pooled_coverage(trials),
        learned_until=max(periods),
        limits=(*LIMITS, *(f"{name} is not forecast: {why}." for name, why in missing.items())),
        parameters={
            "titles": told_of_titles.chosen if told_of_titles else "",
            "title_mase": told_of_titles.mase if told_of_titles else None,
            "title_naive_mase": told_of_titles.naive_mase if told_of_titles else None,
            UNTIL: {trial.kind: period for trial, period in zip(trials, periods, strict=True)},
        },
    )
    return card, not champion.is_naive


def _with_titles(candidates: list[Candidate], backtest: TitleBacktest) -> list[Candidate]:
    metric = f"{METRIC.name} {KIND}"
    scores = {name: Estimate(backtest.mase(name)) for name in backtest.told}
    known = {candidate.name for candidate in candidates}
    return [
        Candidate(c.name, c.scores | {metric: scores[c.name]}, c.is_naive, c.note)
        if c.name in scores
        else c
        for c in candidates
    ] + [Candidate(name, {metric: each}) for name, each in scores.items() if name not in known]


def _features(tables: Tables) -> list[Rows]:
    """What pooled models look at, by kind of series."""
    panels = [read_panel(kind, tables) for kind in (CATEGORY_WEEK, GENRE_WEEK)]
    return [make_rows(panel) for panel in panels if panel.keys]


def _of_weeks(parts: list[Rows], until: int, count: int | None = None) -> pd.DataFrame:
    """Features of the weeks up to some weeks ago; all of them by default."""
    import pandas as pd

    found = [pd.DataFrame()]
    for rows in parts:
        end = rows.features.shape[1] - until
        table = rows.features[:, max(0, end - (count or end)) : end]
        part = pd.DataFrame(table.reshape(-1, table.shape[2]), columns=list(rows.names))
        found.append(part.dropna())
    return pd.concat(found, ignore_index=True)


def _learned_features(tables: Tables) -> tuple[pd.DataFrame | None, dict[str, float]]:
    """What pooled models looked at, and how far single half-years are from all of that."""
    parts = _features(tables)
    if not parts:
        return None, {}
    everything = _of_weeks(parts, 0)
    weeks = min(rows.features.shape[1] for rows in parts)
    starts = range(0, weeks - _HALF_YEAR + 1, _HALF_YEAR // 2)
    times = [_of_weeks(parts, until, _HALF_YEAR) for until in starts]
    return everything, usual_shifts([time for time in times if len(time)], everything)


def inputs(tables: Tables, context: Context) -> pd.DataFrame:
    """The features of the last half-year."""
    return _of_weeks(_features(tables), 0, _HALF_YEAR)


QUESTION = Question(
    name="forecasts",
    asks="How many hours will be watched in the weeks and months to come, by category, genre and "
    "title?",
    reads=READS,
    learn=learn,
    inputs=inputs,
    errors=errors,
)
