"""Files of tables: what is written is what is read, and a day's bytes stay the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
import requests
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reelhouse.simulator.providers.tables import as_csv, as_parquet
from reelhouse.simulator.server import SimulatorServer
from reelhouse.simulator.workbook import Cell, workbook
from reelhouse.simulator.world import World
from reelhouse.sources.tabular.read import read_table

CELLS = st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters='\n",;\t'))
WRITTEN = CELLS.map(str.strip)


@pytest.fixture(scope="module")
def world() -> World:
    return World(titles=60)


@pytest.fixture
def server(world: World, tmp_path: Path) -> Iterator[SimulatorServer]:
    world.day = 0
    with SimulatorServer(tmp_path, world=world) as running:
        yield running


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(WRITTEN, WRITTEN), min_size=1))
def test_any_names_come_back_from_csv_as_they_were(
    tmp_path: Path, rows: list[tuple[str, str]]
) -> None:
    path = tmp_path / "names.csv"
    # the number keeps a row from being blank, and a blank one is left out
    path.write_bytes(as_csv([("number", "title", "note"), *((n, *r) for n, r in enumerate(rows))]))
    read = [
        (row.cells["number"], row.cells["title"] or "", row.cells["note"] or "")
        for row in read_table(path)
    ]
    assert read == [(str(n), *row) for n, row in enumerate(rows)]


@pytest.mark.parametrize(
    "name", ["Run, Rabbit", 'The "Blue" Hour', "Two\nLines", "1899", " ; ", "L'Été", '"', "ナイト"]
)
def test_a_name_is_the_same_in_all_forms(tmp_path: Path, name: str) -> None:
    rows: list[Sequence[Cell]] = [("title", "count"), (name, 12), ("Other", None)]
    forms = {"csv": as_csv(rows), "xlsx": workbook({"Sheet1": rows}), "parquet": as_parquet(rows)}
    for form, content in forms.items():
        path = tmp_path / f"table.{form}"
        path.write_bytes(content)
        read = [(row.cells["title"], row.cells["count"]) for row in read_table(path)]
        assert read == [(name.strip(), "12"), ("Other", None)], form


def test_a_file_is_sent_once_and_again_when_the_day_has_changed(
    server: SimulatorServer, world: World
) -> None:
    url = server.base_url("first_party") + "licensing_deals.csv"
    first = requests.get(url, timeout=30)
    assert first.headers["content-type"] == "text/csv; charset=utf-8"
    assert first.headers["last-modified"] == "Sat, 28 Feb 2026 08:00:00 GMT"
    seen = {"If-None-Match": first.headers["etag"]}
    again = requests.get(url, headers=seen, timeout=30)
    assert (again.status_code, again.content) == (304, b"")
    world.day = 30
    later = requests.get(url, headers=seen, timeout=30)
    assert later.status_code == 200
    assert len(later.content) > len(first.content)
    world.day = 0
    assert requests.get(url, timeout=30).content == first.content


@pytest.mark.parametrize(
    "path", ["first_party/nothing.csv", "first_party/campaigns.pdf", "insights/campaigns.csv"]
)
def test_what_is_not_there_is_404(server: SimulatorServer, path: str) -> None:
    assert requests.get(f"{server.url}/{path}", timeout=30).status_code == 404
