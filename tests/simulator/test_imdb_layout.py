"""Form: what a loader of the seven files has to read."""

import json
from itertools import pairwise

import duckdb
import pytest

from reelhouse.simulator.credits import CATEGORIES
from reelhouse.simulator.universe import GENRES

from .snapshots import Snapshot, items

HEADERS = {
    "name.basics": "nconst primaryName birthYear deathYear primaryProfession knownForTitles",
    "title.basics": "tconst titleType primaryTitle originalTitle isAdult startYear endYear"
    " runtimeMinutes genres",
    "title.akas": "titleId ordering title region language types attributes isOriginalTitle",
    "title.crew": "tconst directors writers",
    "title.episode": "tconst parentTconst seasonNumber episodeNumber",
    "title.principals": "tconst ordering nconst category job characters",
    "title.ratings": "tconst averageRating numVotes",
}


@pytest.mark.parametrize("name", HEADERS)
def test_header_and_number_of_fields(first: Snapshot, name: str) -> None:
    assert list(first.header(name)) == HEADERS[name].split()
    rows = first.rows(name)
    assert {len(row) for row in rows} == {len(HEADERS[name].split())}
    assert all(cell for row in rows for cell in row)
    assert len(rows) == first.truth.rows[f"{name}.tsv.gz"]


@pytest.mark.parametrize("name", ["name.basics", "title.basics", "title.crew", "title.ratings"])
def test_rows_are_sorted_by_the_text_of_a_unique_identifier(first: Snapshot, name: str) -> None:
    ids = [row[0] for row in first.rows(name)]
    assert all(a < b for a, b in pairwise(ids))
    assert {len(key) for key in ids} == {9, 10}


@pytest.mark.parametrize("name", ["title.akas", "title.principals"])
def test_ordering_counts_from_one_within_sorted_titles(first: Snapshot, name: str) -> None:
    before, counted = "", 0
    for title, ordering, *_ in first.rows(name):
        assert title >= before
        counted = counted + 1 if title == before else 1
        assert int(ordering) == counted
        before = title


@pytest.mark.parametrize("name", HEADERS)
def test_duckdb_reads_every_row_without_quoting(first: Snapshot, name: str) -> None:
    columns = dict.fromkeys(HEADERS[name].split(), "varchar")
    query = (
        f"select * from read_csv('{first.folder}/{name}.tsv.gz', delim='\t', quote='', escape='',"
        f" nullstr='\\N', header=true, auto_detect=false, columns={columns})"
    )
    with duckdb.connect() as connection:
        found = connection.execute(query).fetchall()
    assert len(found) == first.truth.rows[f"{name}.tsv.gz"]
    assert found[-1] == tuple(None if cell == "\\N" else cell for cell in first.rows(name)[-1])


def test_titles_have_awkward_characters(first: Snapshot) -> None:
    titles = first.column("title.basics", "primaryTitle")
    assert any(title.startswith('"') and title.count('"') == 1 for title in titles)
    assert any(title.endswith('"') and title.count('"') == 1 for title in titles)
    assert any("\\" in title for title in titles)
    assert any("\N{CLAPPER BOARD}" in title for title in titles)
    for letters in ("é", "\u0430", "\u306e"):
        assert any(letters in title for title in titles)
    names = first.column("name.basics", "primaryName")
    assert any(name.count('"') == 1 for name in names)
    assert any(name.count('"') == 2 for name in names)


def test_characters_are_json_or_null(first: Snapshot) -> None:
    rows = first.rows("title.principals")
    told = [row[5] for row in rows if row[5] != "\\N"]
    lists = [json.loads(cell) for cell in told]
    assert all(isinstance(part, str) and part for parts in lists for part in parts)
    assert {1, 2} == {len(parts) for parts in lists}
    assert any('\\"' in cell for cell in told)
    assert {row[3] for row in rows} == set(CATEGORIES)
    assert not [row for row in rows if row[3] in ("director", "writer") and row[5] != "\\N"]


def test_lists_in_cells(first: Snapshot) -> None:
    genres = [items(cell) for cell in first.column("title.basics", "genres") if cell != "\\N"]
    assert {len(names) for names in genres} == {1, 2, 3}
    assert all(len(set(names)) == len(names) and names == sorted(names) for names in genres)
    assert {name for names in genres for name in names} <= set(GENRES)
    known = [items(cell) for cell in first.column("name.basics", "knownForTitles")]
    assert {len(names) for names in known} == {0, 1, 2, 3, 4}
    assert all(len(set(names)) == len(names) for names in known)


def test_one_cell_has_a_crowd_of_writers(first: Snapshot) -> None:
    writers = {row[0]: items(row[2]) for row in first.rows("title.crew")}
    assert first.truth.crowd["writers"] >= 50
    crowd = writers[first.truth.crowd["tconst"]]
    assert len(crowd) == len(set(crowd)) == first.truth.crowd["writers"]
    assert all(len(names) <= 6 for names in writers.values() if names is not crowd)


def test_akas_have_types_regions_and_an_original(first: Snapshot) -> None:
    rows = first.rows("title.akas")
    types = {row[5] for row in rows}
    assert {"\\N", "original", "imdbDisplay", "alternative", "working", "tv", "dvd"} <= types
    assert any("\x02" in cell for cell in types)
    assert {"NA", "US", "JP", "XWW", "\\N"} <= {row[3] for row in rows}
    assert any(row[6] != "\\N" for row in rows)
    assert all((row[7] == "1") == (row[1] == "1") == (row[5] == "original") for row in rows)


def test_values_are_in_range(first: Snapshot) -> None:
    for _, _, _, _, adult, start, end, runtime, _ in first.rows("title.basics"):
        assert adult in "01"
        assert start == "\\N" or 1890 <= int(start) <= 2030
        assert end == "\\N" or 1948 <= int(end) <= 2026
        assert runtime == "\\N" or 1 <= int(runtime) < 300
    for _, average, votes in first.rows("title.ratings"):
        assert average == f"{float(average):.1f}"
        assert 1 <= float(average) <= 10
        assert int(votes) >= 5
    for _, _, birth, death, _, _ in first.rows("name.basics"):
        assert "\\N" in (birth, death) or int(birth) < int(death) <= 2026


def test_episodes_may_lack_their_numbers(first: Snapshot) -> None:
    rows = first.rows("title.episode")
    assert all((row[2] == "\\N") == (row[3] == "\\N") for row in rows)
    unnumbered = sum(row[2] == "\\N" for row in rows)
    assert 0.01 < unnumbered / len(rows) < 0.15
    numbered = [tuple(row[1:]) for row in rows if row[2] != "\\N"]
    assert len(numbered) == len(set(numbered))
