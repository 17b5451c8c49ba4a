"""What the data tests of the models find, on rows that break them."""

from __future__ import annotations

from pathlib import Path

from reelhouse.settings import load_settings
from reelhouse.transform import dbt, engine
from tests.lakes import new_lake, settings_of


def test_a_key_is_there_and_never_twice(tmp_path: Path) -> None:
    keywords = '[{"id": 1}, {"id": 2}, {"id": 2}, {"id": null}]'
    with engine.open_engine(settings_of(new_lake(tmp_path)).engine, tmp_path) as connection:
        connection.execute("create schema bronze")
        connection.execute(
            "create table bronze.tmdb__movie as select '7' as entity_id, "
            "'2026-02-01' as fetched_at, '' as payload_sha256, $1 as payload",
            [f'{{"keywords": {{"keywords": {keywords}}}}}'],
        )
        nodes = dbt.run_dbt(
            "build",
            scratch=tmp_path,
            parse_cache=load_settings().cache / "dbt",
            select="silver_tmdb__movie_keyword",
            exclude="test_type:unit",
        )

    assert [(n.kind, n.status, n.failures) for n in nodes] == [
        ("model", "success", 0),
        ("test", "fail", 2),
    ]
