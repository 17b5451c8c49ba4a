from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from benchmarks.matching_data import (
    Accuracy,
    load_box_office,
    load_movielens,
    load_world,
    measure_accuracy,
)
from duckdb import DuckDBPyConnection

from reelhouse.simulator.store import write_universe
from reelhouse.simulator.world.world import World
from reelhouse.titles import matching
from reelhouse.titles.matching import MatchSettings, match_names
from tests.spreading import SentAway

LABELS = Path(__file__).parent / "labels_box_office.csv"

TITLES = [
    # key, type, primary, original, start, end, minutes, votes, people
    (1, "movie", "The Lantern Coast", "The Lantern Coast", 1984, None, 101, 90_000, ["Ana Vale"]),
    (2, "movie", "The Lantern Coast", "The Lantern Coast", 2021, None, 118, 40_000, ["Ben Orr"]),
    (3, "tvSeries", "Lantern Coast", "Lantern Coast", 2019, None, 50, 60_000, None),
    (4, "movie", "Winter Map", "겨울 지도", 2020, None, 95, 3_000, None),
    (5, "tvMiniSeries", "Paper House", "Casa de papel", 2017, 2021, 70, 400_000, None),
    (6, "short", "Harbour", "Harbour", 2020, None, 9, 12, None),
    (7, "movie", "Harbour", "Harbour", 2020, None, 99, 2_500, None),
    (8, "tvEpisode", "The Ferryman", "The Ferryman", 2020, None, 40, 900_000, None),
    (9, "movie", "Ember Road II", "Ember Road II", 2015, None, 90, 9_000, None),
    (10, "movie", "Ember Road III", "Ember Road III", 2017, None, 90, 9_000, None),
    (11, "movie", "Station: Cold Front", "Station: Cold Front", 2018, None, 90, 9_000, None),
    (12, "movie", "Twin", "Twin", 2020, None, 90, 5_000, None),
    (13, "movie", "Twin", "Twin", 2020, None, 91, 5_000, None),
    (14, "tvSpecial", "Orrin Vale: Loud", "Orrin Vale: Loud", 2022, None, 60, 2_000, None),
    (15, "movie", "Clockmaker of Velmora", "Clockmaker of Velmora", 2016, None, 90, 700, None),
]
AKAS = [(5, "Money House"), (4, "Zimowa mapa")]
TITLE_COLUMNS = """title_key bigint, title_type varchar, primary_title varchar,
    original_title varchar, start_year smallint, end_year smallint, runtime_minutes integer,
    vote_count bigint, people varchar[]"""


@pytest.fixture
def connection() -> Iterator[DuckDBPyConnection]:
    with duckdb.connect() as made:
        made.execute(f"create table titles ({TITLE_COLUMNS})")
        made.executemany(f"insert into titles values ({', '.join('?' * 9)})", TITLES)
        made.execute("create table akas (title_key bigint, name varchar)")
        made.executemany("insert into akas values (?, ?)", AKAS)
        yield made


def find(
    connection: DuckDBPyConnection, name: str, **known: object
) -> tuple[int, float, int | None] | None:
    """Title, confidence and season of the best match."""
    record = {
        "original_name": None,
        "other_names": None,
        "kind": None,
        "year": None,
        "year_is_exact": True,
        "known_by": None,
        "runtime_minutes": None,
        "people": None,
    } | known
    connection.execute(
        """
        create or replace table wanted (
            record_number bigint, name varchar, original_name varchar, other_names varchar[],
            kind varchar, year smallint, year_is_exact boolean, known_by date,
            runtime_minutes integer, people varchar[]
        )
        """
    )
    connection.execute(
        f"insert into wanted values (7, {', '.join('?' * 9)})", [name, *record.values()]
    )
    match_names(connection, "wanted", "titles", "akas", settings=MatchSettings())
    return connection.execute(
        "select title_key, confidence, season_number from title_match where rank = 1"
    ).fetchone()


@pytest.mark.parametrize(
    ("name", "known", "title"),
    [
        ("the lantern coast", {"kind": "film", "year": 2021}, 2),
        ("Lantern Coast, The (1984)", {"kind": "film"}, 1),
        ("Lantern Coast", {"kind": "series", "known_by": date(2020, 3, 1)}, 3),
        ("The Lantern Coast", {"kind": "film", "runtime_minutes": 118, "year": 2021}, 2),
        ("The Lantern Coast", {"kind": "film", "people": ["Ana Vâle"]}, 1),
        ("Lantern Coast: Season 2", {"kind": "series"}, 3),
        ("Money House: Limited Series", {"kind": "series", "year": 2017}, 5),
        ("Paper House: Part 5", {"kind": "series", "year": 2021}, 5),
        ("겨울 지도", {"kind": "film", "year": 2020}, 4),
        ("Winter Map // 겨울 지도", {"kind": "film"}, 4),
        ("Harbour", {"kind": "film", "year": 2020}, 7),
        ("Ember Road 2", {"kind": "film"}, 9),
        ("Ember Road Two (2015)", {"kind": "film"}, 9),
        ("Ember Road Part III", {"kind": "film", "year": 2017, "runtime_minutes": 90}, 10),
        ("Clokmaker of Velmora", {"kind": "film", "year": 2016}, 15),
        ("Station", {"kind": "film", "year": 2018, "runtime_minutes": 90}, 11),
        ("Orrin Vale: Loud", {"kind": "film", "year": 2022}, 14),
    ],
)
def test_a_name_finds_its_title(
    connection: DuckDBPyConnection, name: str, known: dict[str, object], title: int
) -> None:
    found = find(connection, name, **known)
    assert found
    assert found[0] == title
    assert found[1] >= MatchSettings().accept_confidence


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("Twin", {"kind": "film", "year": 2020}),
        ("The Lantern Coast", {"kind": "film"}),
        ("Ember Road 4", {"kind": "film"}),
        ("The Lantern Coast", {"kind": "film", "year": 2002}),
        ("Winter Map", {"kind": "series", "year": 1990}),
        ("The Ferryman", {"kind": "film", "year": 2020}),
        ("Kites over Istmund", {}),
    ],
)
def test_what_is_not_sure_is_not_accepted(
    connection: DuckDBPyConnection, name: str, known: dict[str, object]
) -> None:
    found = find(connection, name, **known)
    assert found is None or found[1] < MatchSettings().accept_confidence


def test_season_is_told_where_the_title_was_found_without_it(
    connection: DuckDBPyConnection,
) -> None:
    season = find(connection, "Lantern Coast: Season 2", kind="series")
    part = find(connection, "Ember Road II", kind=None, year=2015)
    assert season
    assert part
    assert (season[2], part[2]) == (2, None)


def test_evidence_adds_up_and_ranks_follow_confidence(connection: DuckDBPyConnection) -> None:
    find(connection, "The Lantern Coast", kind="film", year=2021, runtime_minutes=118)
    rows = connection.execute(
        """
        select rank, confidence, log_odds, name_log_odds + kind_log_odds + year_log_odds
            + known_by_log_odds + runtime_log_odds + people_log_odds + prominence_log_odds
        from title_match order by rank
        """
    ).fetchall()
    assert [row[0] for row in rows] == [*range(1, len(rows) + 1)]
    assert [row[1] for row in rows] == sorted((row[1] for row in rows), reverse=True)
    assert [row[2] for row in rows] == pytest.approx([row[3] for row in rows])
    assert len(rows) > 1


def test_same_input_same_output_and_nothing_left_behind(connection: DuckDBPyConnection) -> None:
    find(connection, "Twin", kind="film")
    first = connection.execute("select * from title_match").fetchall()
    find(connection, "Twin", kind="film")
    assert connection.execute("select * from title_match").fetchall() == first
    tables = connection.execute("select table_name from duckdb_tables() where temporary").fetchall()
    assert tables == [("title_match",)]


def test_no_records_no_matches(connection: DuckDBPyConnection) -> None:
    find(connection, "Twin")
    nothing = "select * from wanted where false"
    match_names(connection, nothing, "titles", None, settings=MatchSettings())
    assert connection.execute("select count(*) from title_match").fetchone() == (0,)


def accuracies(connection: DuckDBPyConnection) -> dict[str, Accuracy]:
    return {measured.label: measured for measured in measure_accuracy(connection)}


@pytest.fixture(scope="module")
def invented(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, World]:
    folder = tmp_path_factory.mktemp("universe")
    write_universe(folder, 5, 0.01, 0)
    return folder / "imdb", World(seed=5, scale=0.01)


def test_names_of_an_invented_world(invented: tuple[Path, World]) -> None:
    with duckdb.connect() as connection:
        load_world(connection, *invented, alone=False)
        measured = accuracies(connection)
    assert {label: row.precision for label, row in measured.items() if row.precision < 0.98} == {}
    undated = measured.pop("first party, undated")
    assert {label: row.recall for label, row in measured.items() if row.recall < 0.95} == {}
    assert undated.recall > 0.88


def test_pairs_compared_in_parts_find_the_same(
    invented: tuple[Path, World], monkeypatch: pytest.MonkeyPatch
) -> None:
    away = SentAway()
    with duckdb.connect() as connection:
        load_world(connection, *invented, alone=False)
        found = []
        for settings in (MatchSettings(), MatchSettings(spread=away)):
            match_names(connection, "record", "candidate", "other_name", settings=settings)
            found.append(connection.execute("select * from title_match order by all").df())
            monkeypatch.setattr(matching, "_PAIRS_AT_ONCE", 100)

    assert away.parts > 4
    whole, parts = found
    assert len(whole) > 100
    pd.testing.assert_frame_equal(whole, parts, rtol=1e-9)


@pytest.mark.long
def test_movielens_names_find_the_titles_of_their_links(shared_data: Path) -> None:
    with duckdb.connect() as connection:
        load_movielens(connection, shared_data)
        measured = accuracies(connection)
    with_year = measured["movielens"]
    without = measured["movielens without year, title present"]
    assert (with_year.records, with_year.present) == (9125, 2023)
    assert with_year.precision > 0.99
    assert with_year.recall > 0.98
    assert without.precision > 0.99
    assert without.recall > 0.8


@pytest.mark.long
def test_box_office_names_against_verdicts(shared_data: Path) -> None:
    with duckdb.connect() as connection:
        load_box_office(connection, shared_data, LABELS)
        measured = accuracies(connection)
    mojo, numbers = measured["bom.movie_gross"], measured["tn.movie_budgets"]
    assert (mojo.records, numbers.records) == (80, 79)
    assert mojo.precision > 0.97
    assert numbers.precision > 0.97
    assert mojo.recall > 0.9
    assert numbers.recall > 0.94
