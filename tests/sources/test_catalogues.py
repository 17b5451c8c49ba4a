from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

from reelhouse.lake import Lake
from reelhouse.settings import load_settings
from reelhouse.simulator.faults import Fault
from reelhouse.simulator.providers.catalogues import FILES, catalogue
from reelhouse.simulator.server import SimulatorServer
from reelhouse.simulator.world import World
from reelhouse.sources.catalogues import SOURCE
from reelhouse.sources.ingest import IngestFailed, IngestRefused, IngestReport
from reelhouse.sources.tabular.ingest import ingest_tables
from tests.silver import silver_rows

RECORDED = {
    "netflix": ("netflix_titles.csv", 8_807),
    "disney": ("disney_plus_titles.csv", 1_450),
    "hulu": ("hulu_titles.csv", 2_219),
}
HEADER = (
    "show_id,type,title,director,cast,country,date_added,release_year,rating,duration,"
    "listed_in,description\n"
)
ROW = "s{},Movie,Alpha,,,,{},2020,PG,90 min,Dramas,A film.\n"


def take(lake: Lake, *origins: str | Path) -> IngestReport:
    overrides: Any = {"lake": lake.root}
    settings = load_settings(**overrides)
    return ingest_tables(lake, settings, SOURCE, [str(origin) for origin in origins])


def plain(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def entries(rows: list[dict[str, str]], *columns: str) -> int:
    return sum(
        bool(entry.strip()) for row in rows for c in columns for entry in row.get(c, "").split(",")
    )


def test_every_recorded_row_arrives(lake: Lake, shared_data: Path) -> None:
    report = take(lake, shared_data / "catalogues")

    assert {o.resource: (o.rows, o.rejected) for o in report.outcomes} == {
        service: (rows, 0) for service, (_, rows) in RECORDED.items()
    }
    assert report.warnings == []
    found = silver_rows(
        lake,
        """
        select
            service,
            count(*),
            count(added_date),
            count(certification),
            count(runtime_minutes),
            count(season_count),
            (
                select count(*) from silver_catalogues__title_genre as g
                where g.service = t.service
            ),
            (
                select count(*) from silver_catalogues__title_country as c
                where c.service = t.service
            ),
            (
                select count(*) from silver_catalogues__title_person as p
                where p.service = t.service
            )
        from silver_catalogues__title as t
        group by service
        """,
    )
    assert len(found) == len(RECORDED)
    for service, *counts in found:
        name, rows = RECORDED[service]
        lines = plain(shared_data / "catalogues" / name)
        lengths = [
            row["rating"] if "min" in row["rating"] and not row["duration"] else row["duration"]
            for row in lines
        ]
        assert counts == [
            rows,
            sum(bool(row["date_added"].strip()) for row in lines),
            sum(bool(row["rating"]) and " min" not in row["rating"] for row in lines),
            sum(text.endswith("min") for text in lengths),
            sum("Season" in text for text in lengths),
            entries(lines, "listed_in", "genre"),
            entries(lines, "country"),
            entries(lines, "director", "cast"),
        ]


@pytest.mark.parametrize("day", ['"September 25, 2021"', "25-Sep-21", "2021-09-25"])
def test_days_are_read_however_they_are_written(lake: Lake, tmp_path: Path, day: str) -> None:
    path = tmp_path / "my_hulu_list.csv"
    path.write_text(HEADER + ROW.format(1, day))
    take(lake, path)

    [(service, added)] = silver_rows(
        lake, "select service, cast(added_date as varchar) from silver_catalogues__title"
    )
    assert (service, added) == ("hulu", "2021-09-25")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (HEADER + ROW.format(1, "") * 2 + ROW.format(1, "2021-01-01"), "duplicate key"),
        (HEADER + ROW.format(1, "yesterday"), "date_added"),
        (HEADER + ROW.format(1, "").replace("Movie", "Opera"), "Movie, TV Show"),
    ],
)
def test_wrong_rows_are_refused_with_their_line(
    lake: Lake, tmp_path: Path, text: str, told: str
) -> None:
    (tmp_path / "netflix_titles.csv").write_text(text)

    with pytest.raises(IngestRefused, match=told) as refused:
        take(lake, tmp_path)

    assert "netflix_titles.csv:" in str(refused.value)


def test_a_file_of_no_service_must_be_named(lake: Lake, tmp_path: Path) -> None:
    path = tmp_path / "titles.csv"
    path.write_text(HEADER + ROW.format(1, ""))
    report = take(lake, f"prime={path}")

    assert [(o.resource, o.rows) for o in report.outcomes] == [("prime", 1)]


def test_the_invented_world_is_served_whole(lake: Lake, tmp_path: Path) -> None:
    world = World(titles=150)
    with SimulatorServer(tmp_path / "files", world=world) as server:
        take(lake, server.base_url("catalogues"))

    rows = silver_rows(
        lake,
        "select service, title, title_type, added_date, runtime_minutes, season_count "
        "from silver_catalogues__title",
    )
    expected = []
    for service in FILES.values():
        for title, offer in catalogue(world, service):
            runtime = title.runtime_minutes if title.is_film and title.is_runtime_known else None
            expected.append((service, title.names.catalogue.strip(), offer.since_day, runtime))
    first = world.today.toordinal()
    assert sorted((s, t, d.toordinal() - first, str(r)) for s, t, _, d, r, _ in rows) == sorted(
        (s, t, d, str(r)) for s, t, d, r in expected
    )
    assert {kind for _, _, kind, *_ in rows} == {"movie", "series"}
    assert all((seasons is None) == (kind == "movie") for _, _, kind, _, _, seasons in rows)


@pytest.mark.parametrize("fault", [Fault(html=True), Fault(body="null"), Fault(body="")])
def test_a_bad_file_does_not_replace_a_good_one(lake: Lake, tmp_path: Path, fault: Fault) -> None:
    with SimulatorServer(tmp_path / "files", world=World(titles=150)) as server:
        url = f"{server.base_url('catalogues')}hulu_titles.csv"
        good = take(lake, url).outcomes[0].rows
        server.faults.add(fault)
        with pytest.raises(IngestFailed):
            take(lake, url)

    [(count,)] = silver_rows(lake, "select count(*) from silver_catalogues__title")
    assert count == good > 0
