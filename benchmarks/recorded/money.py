"""What films grossed for a dollar of budget, from The Numbers' lists, by budget and genre."""

from __future__ import annotations

import csv
import gzip
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from scipy import stats

from benchmarks.recorded.page import Answer
from reelhouse.gold import query, require_current
from reelhouse.lake import Lake
from reelhouse.settings import load_settings
from reelhouse.titles.lists import match_list

BANDS = ((0, "below 1 M"), (1e6, "1 to 10 M"), (1e7, "10 to 50 M"), (5e7, "50 to 100 M"),
         (1e8, "100 M and more"))  # fmt: skip
# of a ticket about half stays with the cinema
EARNS_ITS_BUDGET = 2
FEWEST_FILMS = 30
LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class Film:
    """A row of the list.

    Attributes:
        name: as The Numbers writes it.
        year: of its release.
        budget_usd: of the production.
        gross_usd: of cinemas everywhere.
    """

    name: str
    year: int
    budget_usd: float
    gross_usd: float


def read_films(data: Path) -> list[Film]:
    """Films whose budget and worldwide gross are both known.

    A gross of 0 means that none was reported.

    Args:
        data: folder of the recorded data.
    """
    path = data / "movies_2019" / "tn.movie_budgets.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        films = [
            Film(
                row["movie"],
                int(row["release_date"][-4:]),
                _usd(row["production_budget"]),
                _usd(row["worldwide_gross"]),
            )
            for row in csv.DictReader(file)
        ]
    return [film for film in films if film.gross_usd > 0]


def by_budget(data: Path) -> Answer:
    """Films by what they cost."""
    found = read_films(data)
    tops = [*(least for least, _ in BANDS[1:]), float("inf")]
    return _answer(
        "budget_usd",
        [
            (name, [film for film in found if least <= film.budget_usd < top])
            for (least, name), top in zip(BANDS, tops, strict=True)
        ],
    )


def by_genre(data: Path, lake: Lake) -> Answer:
    """Films by the genres that their titles have at IMDb; a film counts in each of its genres."""
    films = read_films(data)
    groups: dict[str, list[Film]] = {}
    for film, genres in zip(films, _genres(films, lake), strict=True):
        for genre in genres:
            groups.setdefault(genre, []).append(film)
    large = [(name, members) for name, members in groups.items() if len(members) >= FEWEST_FILMS]
    return _answer("genre", sorted(large, key=lambda group: -len(group[1])))


def _genres(films: Sequence[Film], lake: Lake) -> list[list[str]]:
    """Genres of each film's title; none where its name is not surely matched."""
    build = require_current(lake)
    of_titles: dict[int, list[str]] = {}
    for title, genre in query(
        build,
        "select title_key, genre from bridge_title_genre join dim_genre using (genre_key) "
        "order by title_key, genre_position",
    )[1]:
        of_titles.setdefault(title, []).append(genre)
    with tempfile.TemporaryDirectory() as folder:
        listed, found = Path(folder) / "films.csv", Path(folder) / "found.csv"
        with listed.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(["name", "kind", "year"])
            writer.writerows([film.name, "film", film.year] for film in films)
        match_list(build, load_settings(lake=lake.root), listed, found)
        with found.open(newline="", encoding="utf-8") as file:
            return [
                of_titles.get(int(row["title_key"]), []) if row["verdict"] == "match" else []
                for row in csv.DictReader(file)
            ]


def _answer(group: str, groups: Sequence[tuple[str, Sequence[Film]]]) -> Answer:
    columns = (group, "films", "median_gross_per_budget_dollar", "95 %", "grossed_twice_the_budget",
               "95 % of it")  # fmt: skip
    return columns, [(name, *_figures(members)) for name, members in groups]


def _figures(films: Sequence[Film]) -> tuple[Any, ...]:
    """Films, median with its interval from the ordered values, share with Wilson's interval."""
    ratios = [film.gross_usd / film.budget_usd for film in films]
    middle = stats.quantile_test(ratios, q=1, p=0.5)
    low, high = middle.confidence_interval(LEVEL)
    earned = stats.binomtest(sum(r >= EARNS_ITS_BUDGET for r in ratios), len(ratios))
    bounds = earned.proportion_ci(LEVEL, "wilson")
    return (
        len(films),
        round(median(ratios), 2),
        f"{low:.2f} to {high:.2f}",
        round(earned.statistic, 2),
        f"{bounds.low:.2f} to {bounds.high:.2f}",
    )


def _usd(text: str) -> float:
    return float(text.replace("$", "").replace(",", ""))
