"""Genres and catalogues of what Netflix, Disney+ and Hulu really published, against plain sums."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from reelhouse.lake import Lake
from reelhouse.settings import load_settings
from reelhouse.sources.run import Request, ingest_source
from reelhouse.transform.build import build_gold
from tests.whole_lake import WholeLake

pytestmark = pytest.mark.long

CATALOGUES = {
    "netflix": ("netflix_titles.csv", 8_807),
    "disney": ("disney_plus_titles.csv", 1_450),
    "hulu": ("hulu_titles.csv", 2_219),
}


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory, shared_data: Path) -> WholeLake:
    """Netflix's lists, and the catalogues that know genres of what is in them; IMDb's of 2022."""
    folder = tmp_path_factory.mktemp("recorded")
    lake = Lake(folder / "lake")
    options = load_settings(lake=lake.root)
    ingest_source("imdb", lake, options, Request((str(shared_data / "imdb_2022"),)))
    netflix = shared_data / "netflix"
    countries = netflix / "all-weeks-countries_thru_2022-02-27.tsv"
    worldwide = netflix / "all-weeks-global_thru_2024-04-07.tsv"
    ingest_source("netflix", lake, options, Request((str(countries), str(worldwide))))
    ingest_source("catalogues", lake, options, Request((str(shared_data / "catalogues"),)))
    build_gold(lake, options)
    return WholeLake(folder)


def tsv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def test_recorded_places_of_countries_are_all_counted(
    recorded: WholeLake, shared_data: Path
) -> None:
    rows = tsv(shared_data / "netflix" / "all-weeks-countries_thru_2022-02-27.tsv")
    keys = {
        (show, is_film): title
        for show, is_film, title in recorded.rows(
            "select distinct show_title, is_film, title_key from fact_netflix_country_week "
            "where title_key in (select title_key from bridge_title_genre)"
        )
    }
    expected: dict[str, float] = defaultdict(float)
    for row in rows:
        if (row["show_title"], row["category"] == "Films") in keys:
            expected[row["country_iso2"]] += 1 / int(row["weekly_rank"])
    found = dict(
        recorded.rows(
            "select country_code, sum(rank_weight) from mart_country_genre "
            "where content_kind = 'all' and country_code <> 'all' group by 1"
        )
    )

    assert len(rows) == 65_800
    assert len(keys) > 300
    assert found == pytest.approx(expected, rel=1e-6)


def test_recorded_hours_of_genres_add_up(recorded: WholeLake, shared_data: Path) -> None:
    rows = tsv(shared_data / "netflix" / "all-weeks-global_thru_2024-04-07.tsv")
    known = set(
        recorded.rows(
            "select distinct show_title, is_film from fact_netflix_week "
            "where title_key in (select title_key from bridge_title_genre)"
        )
    )
    expected = sum(
        int(row["weekly_hours_viewed"])
        for row in rows
        if (row["show_title"], row["category"].startswith("Films")) in known
    )
    [(found,)] = recorded.rows("select sum(viewed_hours) from mart_genre_week")

    assert len(rows) == 5_800
    assert found == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize("service", CATALOGUES)
def test_recorded_catalogues_are_held_by_their_platforms(
    recorded: WholeLake, shared_data: Path, service: str
) -> None:
    name, expected = CATALOGUES[service]
    with (shared_data / "catalogues" / name).open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    keys = dict(
        recorded.rows(
            "select split_part(record_id, ':', 2), title_key from bridge_title_source "
            f"where source = 'catalogues' and record_id like '{service}:%'"
        )
    )
    kinds = {keys[row["show_id"]]: row["type"] for row in rows if row["show_id"] in keys}
    [(held, included)] = recorded.rows(
        "select sum(title_count), sum(included_title_count) from mart_catalogue "
        f"where platform = '{service}' and country_code = 'US' and content_kind <> 'all'"
    )

    assert len(rows) == expected
    assert len(keys) >= 0.97 * expected
    assert held == included == len(kinds)


def test_recorded_overlap_is_that_of_the_titles(recorded: WholeLake) -> None:
    held = defaultdict(set)
    for record, title in recorded.rows(
        "select record_id, title_key from bridge_title_source where source = 'catalogues'"
    ):
        held[record.split(":")[0]].add(title)
    told = recorded.rows(
        "select platform, other_platform, title_count, shared_title_count, shared_rate, jaccard "
        "from mart_catalogue_overlap"
    )

    assert len(told) == 6
    for one, other, titles, shared, rate, jaccard in told:
        both = held[one] & held[other]
        assert (titles, shared) == (len(held[one]), len(both))
        assert rate == pytest.approx(len(both) / len(held[one]))
        assert jaccard == pytest.approx(len(both) / len(held[one] | held[other]))


def test_recorded_additions_fall_into_their_months(recorded: WholeLake, shared_data: Path) -> None:
    with (shared_data / "catalogues" / "disney_plus_titles.csv").open(
        encoding="utf-8-sig", newline=""
    ) as file:
        years = Counter("20" + row["date_added"].strip()[-2:] for row in csv.DictReader(file))
    found = dict(
        recorded.rows(
            "select cast(year(month_date) as varchar), sum(added_title_count) "
            "from mart_catalogue_month where platform = 'disney' group by 1"
        )
    )

    assert found.keys() == years.keys() - {"20"}
    # rows of one title are one, and a few are under review
    for year, added in found.items():
        assert 0.95 * years[year] <= added <= years[year]
