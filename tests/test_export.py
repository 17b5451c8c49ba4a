"""Tables leave the house only where every provider in them allows it."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from reelhouse.errors import UsageError
from reelhouse.export import export_table
from reelhouse.gold import Build, require_current
from reelhouse.sources.registry import bronze_resources
from reelhouse.sources.terms import NotRedistributable, attributions, refuse_redistribution
from reelhouse.transform.inputs import gold_models
from reelhouse.transform.lineage import ancestors, sources_of, sources_read_by
from tests.small_lake import small_lake


@pytest.fixture(scope="module")
def published(shared_folder: Path) -> Build:
    return require_current(small_lake(shared_folder))


@pytest.mark.parametrize("table", ["dim_title", "mart_talent", "mart_genre_decade"])
def test_imdbs_data_stays_in_the_house(published: Build, tmp_path: Path, table: str) -> None:
    with pytest.raises(NotRedistributable, match="imdb") as refused:
        export_table(published, table, tmp_path / "t.csv", for_own_use=False)
    assert "--for-own-use" in str(refused.value)
    assert list(tmp_path.iterdir()) == []


def test_a_table_without_providers_data_may_leave(published: Build, tmp_path: Path) -> None:
    assert sources_of("dim_date") == []
    assert export_table(published, "dim_date", tmp_path / "days.parquet", for_own_use=False) == []
    with duckdb.connect() as connection:
        rows = connection.execute(
            "select count(*) from read_parquet($1)", [str(tmp_path / "days.parquet")]
        ).fetchall()
    assert rows == [(published.rows["dim_date"],)]


def test_for_own_use_it_is_written_with_its_attribution(published: Build, tmp_path: Path) -> None:
    texts = export_table(published, "dim_genre", tmp_path / "it's.csv", for_own_use=True)
    assert texts == ["Information courtesy of IMDb (https://www.imdb.com). Used with permission."]
    lines = (tmp_path / "it's.csv").read_text(encoding="utf-8").splitlines()
    assert len(lines) == published.rows["dim_genre"] + 1


@pytest.mark.parametrize(("table", "file"), [("no_such", "t.csv"), ("dim_genre", "t.docx")])
def test_wrong_wishes_are_refused_in_words(
    published: Build, tmp_path: Path, table: str, file: str
) -> None:
    with pytest.raises(UsageError, match=r"no_such|\.docx"):
        export_table(published, table, tmp_path / file, for_own_use=True)


def test_what_is_read_through_a_macro_counts_too() -> None:
    assert sources_of("silver_youtube__video_snapshot") == ["youtube"]
    asked = "select 1 from silver_jikan__anime join silver_tmdb__movie on true"
    assert sources_read_by(asked) == ["jikan", "tmdb"]
    assert len(attributions(["jikan", "tmdb", "tmdb"])) == 2


def test_sources_that_allow_it_do_not_forbid() -> None:
    refuse_redistribution("t", ["wikidata", "first_party"])
    with pytest.raises(NotRedistributable, match="youtube"):
        refuse_redistribution("t", ["wikidata", "youtube"])


def test_sources_are_those_that_declare_what_is_read() -> None:
    bronze = bronze_resources()

    for table in gold_models():
        declared = {bronze[name].source for name in ancestors(table) & bronze.keys()}
        assert sources_of(table) == sorted(declared), table
