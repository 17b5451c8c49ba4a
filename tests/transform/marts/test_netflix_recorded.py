"""The Netflix tables of recorded files, against sums made with the csv module and openpyxl."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl  # type: ignore[import-untyped]
import pytest

from reelhouse.gold import Build, query, require_current
from reelhouse.lake import Lake
from reelhouse.settings import load_settings
from reelhouse.sources.netflix import SOURCE
from reelhouse.sources.tabular.ingest import ingest_tables
from reelhouse.transform.build import build_gold

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def recorded(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Build:
    lake = Lake(tmp_path_factory.mktemp("netflix") / "lake")
    settings = load_settings(lake=lake.root)
    ingest_tables(lake, settings, SOURCE, [str(shared_data / "netflix")])
    build_gold(lake, settings)
    return require_current(lake)


def plain(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def rows(build: Build, sql: str) -> list[tuple[Any, ...]]:
    return query(build, sql)[1]


def season_of(row: dict[str, str]) -> str | None:
    return None if row["season_title"] == "N/A" else row["season_title"]


# two films each of one name and list; Netflix counts the weeks of the second from 1 again
NAMESAKES = {"Noise": "2023-03-01", "Dhamaka": "2023-01-01"}


def test_lives_are_those_of_the_weekly_file(recorded: Build, shared_data: Path) -> None:
    hours: dict[Any, dict[str, int]] = defaultdict(dict)
    for row in plain(shared_data / "netflix" / "all-weeks-global_thru_2024-04-07.tsv"):
        is_second = row["week"] >= NAMESAKES.get(row["show_title"], "9")
        entry = (row["category"], row["show_title"], season_of(row), is_second)
        hours[entry][row["week"]] = int(row["weekly_hours_viewed"])
    told = rows(
        recorded,
        "select category, show_title, season_title, viewed_hours, week_count, first_week, "
        "last_week, peak_viewed_hours, peak_week from mart_netflix_lifecycle",
    )

    assert len(told) == len(hours) == 2_098
    for category, show, season, total, count, first, last, most, peak in told:
        is_second = str(first) >= NAMESAKES.get(show, "9")
        weeks = hours[category, show, season, is_second]
        assert (total, count, most) == (sum(weeks.values()), len(weeks), max(weeks.values()))
        assert (str(first), str(last)) == (min(weeks), max(weeks))
        assert str(peak) == min(week for week in weeks if weeks[week] == most)


def test_weeks_in_the_list_are_counted_as_netflix_counts_them(recorded: Build) -> None:
    for table, places in (("fact_netflix_week", 5_800), ("fact_netflix_country_week", 65_800)):
        [(agreed,)] = rows(
            recorded, f"select count_if(cumulative_week_count = week_count) from {table}"
        )
        assert agreed == places


def test_countries_are_those_of_the_countries_file(recorded: Build, shared_data: Path) -> None:
    places: dict[Any, set[str]] = defaultdict(set)
    best: dict[Any, int] = {}
    weeks = set()
    for row in plain(shared_data / "netflix" / "all-weeks-countries_thru_2022-02-27.tsv"):
        is_film = row["category"].startswith("Film")
        key = (row["week"], is_film, row["show_title"], season_of(row))
        places[key].add(row["country_iso2"])
        best[key] = min(best.get(key, 10), int(row["weekly_rank"]))
        weeks.add(row["week"])
    told = rows(
        recorded,
        "select top10_week, is_film, show_title, season_title, country_count, best_country_rank "
        "from fact_netflix_week",
    )

    for week, is_film, show, season, count, rank in told:
        key = (str(week), is_film, show, season)
        assert count == (len(places[key]) if str(week) in weeks else None)
        assert rank == best.get(key)
    assert sum(count or 0 for *_, count, _ in told) > 10_000


def test_the_half_year_is_that_of_the_workbook(recorded: Build, shared_data: Path) -> None:
    workbook = openpyxl.load_workbook(
        shared_data / "netflix" / "What_We_Watched_2024Jan-Jun.xlsx", read_only=True
    )
    expected = {}
    for name in workbook.sheetnames:
        cells = workbook[name].iter_rows(min_row=7, min_col=2, values_only=True)
        told = [row for row in cells if row[0]]
        expected[name == "Film"] = (
            len(told),
            sum(int(row[3]) for row in told),
            Counter(int(row[3]) for row in told),
        )
    everything = sum(hours for _, hours, _ in expected.values())
    found = rows(
        recorded,
        "select is_film, viewed_hours, share_rate, rank_in_kind from fact_netflix_half_year "
        "where report_year = 2024 and report_half = 1",
    )

    for is_film, (count, hours, by_hours) in expected.items():
        mine = [row for row in found if row[0] == is_film]
        assert (len(mine), sum(row[1] for row in mine)) == (count, hours)
        for _, viewed, share, rank in mine[::97]:
            assert share == pytest.approx(viewed / everything)
            assert rank == 1 + sum(n for more, n in by_hours.items() if more > viewed)


def test_films_fall_faster_than_series_and_both_slow_down(recorded: Build) -> None:
    told = rows(
        recorded,
        "select phase, title_kind, entry_count, half_life_weeks_low, half_life_weeks, "
        "half_life_weeks_high from mart_netflix_decay where genre = 'all'",
    )
    half_lives = {(phase, kind): (low, middle, high) for phase, kind, _, low, middle, high in told}

    assert {(phase, kind): n for phase, kind, n, *_ in told} == {
        ("launch", "film"): 718,
        ("launch", "series"): 601,
        ("later", "film"): 26,
        ("later", "series"): 50,
    }
    assert half_lives["launch", "film"][2] < half_lives["launch", "series"][0]
    for kind in ("film", "series"):
        assert half_lives["launch", kind][2] < half_lives["later", kind][0]


def test_nothing_is_known_of_titles_when_only_netflix_has_arrived(recorded: Build) -> None:
    [(first, last, weeks)] = rows(
        recorded,
        "select min(first_week), max(last_week), max(week_count) from mart_netflix_lifecycle",
    )
    assert (first, last) == (date(2021, 7, 4), date(2024, 4, 7))
    assert weeks == 30
