"""Which genres grow and when in the year they are watched, whatever titles they happen to have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from reelhouse.settings.marts import MartSettings
from reelhouse.transform.computed.genre_panel import (
    SOURCES,
    YEAR_DAYS,
    GenreFit,
    fit_genres,
    genre_shares,
    interval,
)
from reelhouse.transform.computed.run_effects import Floats
from reelhouse.transform.computed.run_weeks import GenrePanel, Trailers
from reelhouse.transform.workbench import Workbench

WRITES = ("mart_genre_trend", "mart_genre_month")

LEVEL = 0.95

# reports are rounded to 100,000 hours and leave out what is less: from here on that hardly counts
_FAINT_HOURS = 400_000

_WEEKS = """
select
    title_key as title,
    category like 'Films%' as is_film,
    run_name,
    run_kind as kind,
    date_diff('day', date '2000-01-01', top10_week) as day,
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
order by title_key, is_film, run_name, top10_week
"""

_HALF_YEARS = """
select
    title_key as title,
    is_film,
    run_name,
    run_kind as kind,
    date_diff('day', date '2000-01-01', first_week) as day,
    week_count,
    ln(viewed_hours) as log_hours,
    age_weeks,
    average_rating as rating,
    ln(vote_count) as log_votes
from mart_run_half_year
where
    viewed_hours > 0
    and week_count >= 2
    and age_weeks >= 0
    and average_rating is not null
    and vote_count > 0
    and title_key in (select title_key from bridge_title_genre)
order by title_key, is_film, run_name, first_week
"""

_TRAILERS = """
with latest as (
    select platform, video_id, max(view_count) as view_count
    from fact_video_snapshot
    group by platform, video_id
)

select
    bridge.title_key as title,
    date_diff('day', date '2000-01-01', cast(videos.published_at as date)) as day,
    latest.view_count as views
from bridge_title_video as bridge
inner join dim_video as videos using (platform, video_id)
inner join latest using (platform, video_id)
where videos.is_trailer and bridge.title_key is not null and latest.view_count > 0
order by bridge.title_key, bridge.platform, bridge.video_id
"""

_GENRES = """
select bridge.title_key, genres.genre
from bridge_title_genre as bridge
inner join dim_genre as genres using (genre_key)
where
    bridge.title_key in (select title_key from mart_run_week)
    or bridge.title_key in (select title_key from mart_run_half_year)
order by bridge.title_key, bridge.genre_position
"""


def compute(bench: Workbench) -> None:
    """Estimate trends and seasons of genres from Netflix's global lists and half-year reports."""
    genres: dict[int, list[str]] = {}
    for title, genre in bench.query(_GENRES).itertuples(index=False):
        genres.setdefault(title, []).append(genre)
    evidence = Evidence(bench.query(_WEEKS), bench.query(_HALF_YEARS), bench.query(_TRAILERS))
    trends, months = tell_genres(evidence, genres, bench.settings.marts)
    bench.write("mart_genre_trend", trends)
    bench.write("mart_genre_month", months)


@dataclass(frozen=True)
class Evidence:
    """What is known of the hours of runs.

    A run is told by `title` of any kind, `is_film` and `run_name`. Days are counted from some 1
    January; kind, rating and votes are as in `GenrePanel`.

    Attributes:
        weeks: a row for each run and week in a list: run, kind, `day` that ends the week,
            log_hours, log_cutoff, age_weeks, rating, log_votes.
        half_years: a row for each run and report: the same but for log_cutoff, with the first of
            its weeks after the run came, and their number as `week_count`.
        trailers: a row for each trailer: title, the day it came out, its views.
    """

    weeks: pd.DataFrame
    half_years: pd.DataFrame
    trailers: pd.DataFrame


def tell_genres(
    evidence: Evidence, genres: Mapping[int, Sequence[str]], settings: MartSettings
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Trend and season of each genre.

    Genres of fewer titles than `trend_min_titles` are estimated together and told without figures.

    Args:
        evidence: hours, and what they are compared by.
        genres: names of the genres by title.
        settings: how many titles a genre needs for figures of its own.

    Returns:
        Rows of mart_genre_trend and of mart_genre_month.
    """
    rows = _together(evidence)
    panel = _panel(rows, evidence.trailers)
    names, shares = genre_shares([genres[title] for title in rows["title"].tolist()])
    counts = [_count(panel, shares[:, place] > 0) for place in range(len(names))]
    enough = np.array([titles >= settings.trend_min_titles for titles, *_ in counts], dtype=bool)
    trends = pd.DataFrame(counts, columns=list(_COUNTS))
    trends.insert(0, "genre", list(names))
    if not enough.any() or len(np.unique(panel.title)) <= 2 * settings.trend_min_titles:
        return _without_figures(trends), _months((), None)
    rest = shares[:, ~enough].sum(axis=1, keepdims=True)
    own = shares[:, enough]
    fit = fit_genres(panel, np.hstack([own, rest]) if rest.any() else own)
    told = [name for name, is_enough in zip(names, enough, strict=True) if is_enough]
    figures = _figures(told, fit)
    return trends.merge(figures, on="genre", how="left").fillna(_NOT_TOLD), _months(told, fit)


_COUNTS = ("title_count", "run_count", "week_count", "half_year_count")
_NOT_TOLD = {"verdict": "too few titles"}


def _together(evidence: Evidence) -> pd.DataFrame:
    """Rows of the lists, then those of the reports, with what the other kind has not."""
    weeks = evidence.weeks.assign(source=SOURCES.index("lists"), week_count=1)
    half_years = evidence.half_years.assign(
        source=SOURCES.index("reports"), log_cutoff=np.log(_FAINT_HOURS)
    )
    filled = [frame for frame in (weeks, half_years) if len(frame)]
    return pd.concat(filled or [weeks], ignore_index=True)


def _panel(rows: pd.DataFrame, trailers: pd.DataFrame) -> GenrePanel:
    def floats(column: str) -> Floats:
        return rows[column].to_numpy(dtype=np.float64)

    titles, title = np.unique(rows["title"].to_numpy(), return_inverse=True)
    run = rows.groupby(["title", "is_film", "run_name"], sort=True).ngroup()
    known = trailers[trailers["title"].isin(titles)]
    return GenrePanel(
        title=title,
        run=np.asarray(run, dtype=np.intp),
        source=rows["source"].to_numpy(dtype=np.intp),
        day=floats("day"),
        week_count=rows["week_count"].to_numpy(dtype=np.intp),
        log_hours=floats("log_hours"),
        log_cutoff=floats("log_cutoff"),
        age_weeks=floats("age_weeks"),
        kind=rows["kind"].to_numpy(dtype=object),
        rating=floats("rating"),
        log_votes=floats("log_votes"),
        trailers=Trailers(
            np.searchsorted(titles, known["title"].to_numpy()),
            known["day"].to_numpy(dtype=np.float64),
            known["views"].to_numpy(dtype=np.float64),
        ),
    )


def _count(panel: GenrePanel, is_of: Any) -> tuple[int, int, int, int]:
    """Titles, runs, weeks of the lists and half-years of the reports of a genre."""
    is_report = panel.source == SOURCES.index("reports")
    return (
        len(np.unique(panel.title[is_of])),
        len(np.unique(panel.run[is_of])),
        int((is_of & ~is_report).sum()),
        int((is_of & is_report).sum()),
    )


def _figures(names: Sequence[str], fit: GenreFit) -> pd.DataFrame:
    told = slice(len(names))  # genres of few titles, which come last, have no figures
    low, high = interval(fit.trend[told], fit.trend_error[told], fit.degrees_of_freedom, LEVEL)
    height, _ = interval(fit.amplitude, fit.amplitude_error, fit.degrees_of_freedom, LEVEL)
    is_seasonal = height > 0
    peak_month = np.where(is_seasonal, np.floor(fit.peak_day / YEAR_DAYS * 12) + 1, np.nan)
    figures = pd.DataFrame(
        {
            "log_trend": fit.trend[told],
            "standard_error": fit.trend_error[told],
            "growth_rate": np.expm1(fit.trend[told]),
            "growth_rate_low": np.expm1(low),
            "growth_rate_high": np.expm1(high),
            "verdict": np.select([low > 0, high < 0], ["growing", "shrinking"], "no clear trend"),
            "season_amplitude_rate": np.expm1(fit.amplitude[told]),
            "is_seasonal": is_seasonal[told],
            "peak_month": pd.array(peak_month[told], dtype="Int64"),
        }
    )
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
