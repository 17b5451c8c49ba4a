from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from reelhouse.lake import Lake
from reelhouse.simulator.faults import Fault
from reelhouse.simulator.server import SimulatorServer
from reelhouse.simulator.world import World
from reelhouse.sources.ingest import IngestFailed, IngestReport
from reelhouse.sources.ingest_api import Wanted
from reelhouse.sources.wikidata import PROPERTIES
from reelhouse.transform.inputs import PROJECT
from tests.lakes import deliver_everything
from tests.silver import run_source, silver_rows


@pytest.fixture(scope="module")
def world() -> World:
    return World(titles=300)


@pytest.fixture
def simulator(world: World, tmp_path: Path) -> Iterator[SimulatorServer]:
    with SimulatorServer(tmp_path / "files", world=world, limits=False) as server:
        yield server


def pull(
    lake: Lake, simulator: SimulatorServer, wanted: Wanted | None = None, **section: Any
) -> IngestReport:
    return run_source(lake, "wikidata", simulator.base_url("wikidata"), wanted=wanted, **section)


def ids_of(lake: Lake, kind: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for imdb_id, external_id in silver_rows(
        lake,
        "select title_id_imdb, external_id from silver_wikidata__title_id "
        f"where id_kind = '{kind}'",
    ):
        found.setdefault(imdb_id, set()).add(external_id)
    return found


def test_titles_get_their_ids_elsewhere(
    lake: Lake, simulator: SimulatorServer, world: World
) -> None:
    report = pull(lake, simulator, imdb_ids=[t.imdb_id for t in world.titles], batch=50)
    assert report.warnings == report.notes == []
    assert len(simulator.faults.requests) == -(-len(world.titles) // 50)
    known = [t for t in world.titles if t.wikidata_id]
    assert len(known) < len(world.titles)
    assert ids_of(lake, "imdb") == {t.imdb_id: {t.imdb_id} for t in known}
    for kind in ("movie", "tv"):
        assert ids_of(lake, f"tmdb_{kind}") == {
            t.imdb_id: {str(t.tmdb_id)} for t in known if t.tmdb_kind == kind
        }
    mal_ids: dict[str, set[str]] = {}
    for anime in world.anime:
        title = world.titles[anime.title_index]
        if title.wikidata_id:
            mal_ids.setdefault(title.imdb_id, set()).add(str(anime.mal_id))
    assert ids_of(lake, "mal_anime") == mal_ids
    items = silver_rows(
        lake, "select distinct title_id_imdb, item_id_wikidata from silver_wikidata__title_id"
    )
    assert dict(items) == {t.imdb_id: t.wikidata_id for t in known}


def test_without_ids_the_titles_of_the_lake_are_looked_up(
    lake: Lake, simulator: SimulatorServer
) -> None:
    deliver_everything(lake)
    pull(lake, simulator, titles=2)
    [request] = simulator.faults.requests
    # of three rated titles those with the most votes
    assert "tt0000001" in request.query
    assert "tt0000002" in request.query
    assert "tt0000003" not in request.query


def test_limit_takes_the_first(lake: Lake, simulator: SimulatorServer, world: World) -> None:
    report = pull(lake, simulator, Wanted(limit=7), imdb_ids=[t.imdb_id for t in world.titles])
    assert [outcome.rows for outcome in report.outcomes] == [7]


def test_what_is_no_id_is_refused(lake: Lake, simulator: SimulatorServer) -> None:
    with pytest.raises(IngestFailed, match="'0133093' is not the IMDb id of a title"):
        pull(lake, simulator, imdb_ids=["0133093"])
    with pytest.raises(IngestFailed, match="there is no IMDb id to look up"):
        pull(lake, simulator)


@pytest.mark.parametrize(
    "fault",
    [
        Fault(status=429, retry_after="0", times=2),
        Fault(status=500, retry_after="0", times=2),
        Fault(body='{"head": {}}', times=1),
        Fault(body='{"results": {"bindings": []}, java.util', times=1),
        Fault(html=True, times=1),
        Fault(cut_after=200, times=1),
        Fault(body="null", times=1),
    ],
    ids=["429", "500", "no results", "cut off within", "html", "cut", "null"],
)
def test_faults_that_pass_cost_nothing(
    lake: Lake, simulator: SimulatorServer, world: World, fault: Fault
) -> None:
    simulator.faults.add(fault)
    pull(lake, simulator, imdb_ids=[t.imdb_id for t in world.titles], batch=100)
    assert len(ids_of(lake, "imdb")) == sum(t.wikidata_id is not None for t in world.titles)


def test_a_query_that_takes_too_long_gets_advice(lake: Lake, simulator: SimulatorServer) -> None:
    simulator.faults.add(Fault(status=500, retry_after="0"))
    with pytest.raises(IngestFailed) as failed:
        pull(lake, simulator, imdb_ids=["tt0000001"])
    assert "REELHOUSE_WIKIDATA__BATCH" in failed.value.advice


def test_drift_is_told_and_silver_still_builds(
    lake: Lake, simulator: SimulatorServer, world: World
) -> None:
    simulator.faults.add(Fault(drop_field="item"))
    report = pull(lake, simulator, imdb_ids=[t.imdb_id for t in world.titles[:50]])
    assert any("'bindings[].item.value'" in message for message in report.warnings)
    assert ids_of(lake, "imdb")


def test_silver_names_every_property_that_is_asked_for() -> None:
    model = PROJECT / "models" / "silver" / "wikidata" / "silver_wikidata__title_id.sql"
    sql = model.read_text()
    for property_, kind in PROPERTIES.items():
        assert f"when '{property_}' then '{kind}'" in sql


def test_the_query_is_kept_as_the_request(lake: Lake, simulator: SimulatorServer) -> None:
    pull(lake, simulator, imdb_ids=["tt0000001"])
    import duckdb

    [delivery] = lake.deliveries("wikidata", "title_ids")
    with duckdb.connect() as connection:
        [(request, payload)] = connection.execute(
            "select request, payload from read_parquet($1)", [[str(p) for p in delivery.paths]]
        ).fetchall()
    assert request.startswith("GET /wikidata/sparql?format=json&query=SELECT")
    assert list(json.loads(payload)) == ["bindings"]
