"""Which genres grow and when in the year they are watched, whatever titles they happen to have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from reelhouse.mart_settings import MartSettings
from reelhouse.transform.computed.genre_panel import (
    YEAR_DAYS,
    Codes,
    Floats,
    GenreFit,
    GenrePanel,
    fit_genres,
    genre_shares,
    interval,
)
from reelhouse.transform.workbench import Workbench

WRITES = ("mart_genre_trend", "mart_genre_month")

LEVEL = 0.95

_PANEL = """
select
    title_key as title,
    title_key || ' ' || category || ' ' || run_name as run,
    run_kind as kind,
    date_diff('day', date '2020-01-01', top10_week) as day,
    extract(doy from top10_week) as year_day,
    ln(viewed_hours) as log_hours,
    ln(tenth_place_hours) as log_cutoff,
    age_weeks,
    average_rating as rating,
    ln(vote_count) as log_votes
from mart_run_week
where
    viewed_hours > 0
    and tenth_place_hours > 0
    and age_weeks >= 0
    and average_rating is not null
    and vote_count > 0
    and title_key in (select title_key from bridge_title_genre)
order by title_key, category, run_name, top10_week
"""

_GENRES = """
select bridge.title_key, genres.genre
from bridge_title_genre as bridge
inner join dim_genre as genres using (genre_key)
where bridge.title_key in (select title_key from mart_run_week)
order by bridge.title_key, bridge.genre_position
"""


def compute(bench: Workbench) -> None:
    """Estimate trends and seasons of genres from what Netflix's global lists show."""
    genres: dict[int, list[str]] = {}
    for title, genre in bench.query(_GENRES).itertuples(index=False):
        genres.setdefault(title, []).append(genre)
    trends, months = tell_genres(bench.query(_PANEL), genres, bench.settings.marts)
    bench.write("mart_genre_trend", trends)
    bench.write("mart_genre_month", months)


def tell_genres(
    weeks: pd.DataFrame, genres: Mapping[int, Sequence[str]], settings: MartSettings
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Trend and season of each genre.

    Genres of fewer titles than `trend_min_titles` are estimated together and told without figures.

    Args:
        weeks: a row for each run and week; title and run of any kind, else as in `GenrePanel`.
        genres: names of the genres by title.
        settings: how many titles a genre needs for figures of its own.

    Returns:
        Rows of mart_genre_trend and of mart_genre_month.
    """
    panel = _panel(weeks)
    names, shares = genre_shares([genres[title] for title in weeks["title"].tolist()])
    counts = [_count(panel, shares[:, place] > 0) for place in range(len(names))]
    enough = np.array([titles >= settings.trend_min_titles for titles, _, _ in counts], dtype=bool)
    trends = pd.DataFrame(counts, columns=["title_count", "run_count", "week_count"])
    trends.insert(0, "genre", list(names))
    if not enough.any() or len(np.unique(panel.title)) <= 2 * settings.trend_min_titles:
        return _without_figures(trends), _months((), None)
    rest = shares[:, ~enough].sum(axis=1, keepdims=True)
    own = shares[:, enough]
    fit = fit_genres(panel, np.hstack([own, rest]) if rest.any() else own)
    told = [name for name, is_enough in zip(names, enough, strict=True) if is_enough]
    figures = _figures(told, fit)
    return trends.merge(figures, on="genre", how="left").fillna(_NOT_TOLD), _months(told, fit)


_NOT_TOLD = {"verdict": "too few titles"}


def _panel(weeks: pd.DataFrame) -> GenrePanel:
    def floats(column: str) -> Floats:
        return weeks[column].to_numpy(dtype=np.float64)

    def codes(column: str) -> Codes:
        return np.unique(weeks[column].to_numpy(), return_inverse=True)[1]

    return GenrePanel(
        title=codes("title"),
        run=codes("run"),
        day=floats("day"),
        year_day=floats("year_day"),
        log_hours=floats("log_hours"),
        log_cutoff=floats("log_cutoff"),
        age_weeks=floats("age_weeks"),
        kind=weeks["kind"].to_numpy(dtype=object),
        rating=floats("rating"),
        log_votes=floats("log_votes"),
    )


def _count(panel: GenrePanel, is_of: Any) -> tuple[int, int, int]:
    """Titles, runs and weeks of a genre."""
    return len(np.unique(panel.title[is_of])), len(np.unique(panel.run[is_of])), int(is_of.sum())


def _figures(names: Sequence[str], fit: GenreFit) -> pd.DataFrame:
    count = len(names)
    low, high = interval(fit.trend, fit.trend_error, fit.degrees_of_freedom, LEVEL)
    height, _ = interval(fit.amplitude, fit.amplitude_error, fit.degrees_of_freedom, LEVEL)
    is_seasonal = height > 0
    peak_month = np.where(is_seasonal, np.floor(fit.peak_day / YEAR_DAYS * 12) + 1, np.nan)
    figures = pd.DataFrame(
        {
            "log_trend": fit.trend,
            "standard_error": fit.trend_error,
            "growth_rate": np.expm1(fit.trend),
            "growth_rate_low": np.expm1(low),
            "growth_rate_high": np.expm1(high),
            "verdict": np.select([low > 0, high < 0], ["growing", "shrinking"], "no clear trend"),
            "season_amplitude_rate": np.expm1(fit.amplitude),
            "is_seasonal": is_seasonal,
            "peak_month": pd.array(peak_month, dtype="Int64"),
        }
    )[:count]
    return figures.assign(genre=list(names))


def _without_figures(trends: pd.DataFrame) -> pd.DataFrame:
    figures = ("log_trend", "standard_error", "growth_rate", "growth_rate_low", "growth_rate_high",
               "season_amplitude_rate", "is_seasonal", "peak_month")  # fmt: skip
    return trends.assign(**dict.fromkeys(figures), **_NOT_TOLD)


def _months(names: Sequence[str], fit: GenreFit | None) -> pd.DataFrame:
    """The wave of each genre in the middle of each month; the mean of the year is 1."""
    rows: list[dict[str, Any]] = []
    if fit is not None:
        middles = [(month - 0.5) * YEAR_DAYS / 12 for month in range(1, 13)]
        waves = [fit.wave(middle) for middle in middles]
        mean = np.mean([np.exp(wave) for wave, _ in waves], axis=0)
        for month, (wave, error) in enumerate(waves, 1):
            low, high = interval(wave, error, fit.degrees_of_freedom, LEVEL)
            rows += [
                {
                    "genre": name,
                    "calendar_month": month,
                    "season_index": float(np.exp(wave[place]) / mean[place]),
                    "season_index_low": float(np.exp(low[place]) / mean[place]),
                    "season_index_high": float(np.exp(high[place]) / mean[place]),
                }
                for place, name in enumerate(names)
            ]
    columns = ["genre", "calendar_month", "season_index", "season_index_low", "season_index_high"]
    return pd.DataFrame(rows, columns=columns)
