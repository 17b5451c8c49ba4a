from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import openpyxl  # type: ignore[import-untyped]
import pytest
import requests

from reelhouse.simulator.providers import netflix
from reelhouse.simulator.server import SimulatorServer
from reelhouse.simulator.workbook import Cell, workbook
from reelhouse.simulator.world import World
from reelhouse.simulator.world.effects import COUNTRIES


@pytest.fixture(scope="module")
def world() -> World:
    return World(titles=150)


@pytest.fixture(scope="module")
def url(world: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with SimulatorServer(tmp_path_factory.mktemp("files"), world=world) as server:
        yield server.base_url("netflix")


def table(text: str) -> list[dict[str, str]]:
    lines = [line.split("\t") for line in text.split("\n")]
    return [dict(zip(lines[0], cells, strict=True)) for cells in lines[1:]]


def test_files_look_as_netflix_writes_them(url: str, world: World) -> None:
    answer = requests.get(url + "all-weeks-global.tsv", timeout=30)
    assert answer.headers["content-type"].startswith("text/tab-separated-values")
    rows = table(answer.content.decode("utf-8"))
    assert len(rows) == len(world.netflix.global_top(0))
    assert not answer.content.endswith(b"\n")
    assert b"\r" not in answer.content
    newest = date.fromisoformat(rows[0]["week"])
    assert newest.isoweekday() == 7
    assert timedelta(days=2) <= world.today - newest < timedelta(days=9)
    assert {row["season_title"] for row in rows if row["category"].startswith("Films")} == {"N/A"}
    assert "N/A" not in {row["season_title"] for row in rows if row["category"].startswith("TV")}

    lists = table(requests.get(url + "all-weeks-countries.tsv", timeout=30).text)
    assert {(row["country_iso2"], row["country_name"]) for row in lists} == set(COUNTRIES.items())
    assert {row["category"] for row in lists} == {"Films", "TV"}


def test_a_file_that_has_not_changed_is_not_sent_again(url: str) -> None:
    first = requests.get(url + "most-popular.tsv", timeout=30)
    again = requests.get(
        url + "most-popular.tsv", headers={"If-None-Match": first.headers["etag"]}, timeout=30
    )
    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")


@pytest.mark.parametrize("path", ["nothing.tsv", "all-weeks-global.csv", "../../../reports/x.xlsx"])
def test_what_is_not_there_is_404(url: str, path: str) -> None:
    assert requests.get(url + path, timeout=30).status_code == 404


def test_workbooks_hold_what_the_text_files_hold(url: str) -> None:
    rows = table(requests.get(url + "most-popular.tsv", timeout=30).text)
    content = requests.get(url + "most-popular.xlsx", timeout=30).content
    [sheet] = openpyxl.load_workbook(io.BytesIO(content)).worksheets
    header, *cells = sheet.iter_rows(values_only=True)
    assert [dict(zip(header, map(str, row), strict=True)) for row in cells] == rows


def test_reports_come_when_their_half_year_is_over(url: str, world: World) -> None:
    settings = netflix.settings(url, world)
    assert netflix.newest_report(world.today) == (2025, 2)
    assert netflix.newest_report(date(2026, 7, 31)) == (2025, 2)
    assert netflix.newest_report(date(2026, 8, 1)) == (2026, 1)
    assert netflix.newest_report(date(2026, 1, 31)) == (2025, 1)
    assert netflix.reports(date(2025, 8, 1)) == [(2024, 1), (2024, 2), (2025, 1)]
    newest = settings["engagement_url"][-1]
    content = requests.get(newest, timeout=30).content
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert book.sheetnames == ["TV", "Movies"]
    assert sum(sheet.max_row - 5 for sheet in book) == len(world.netflix.engagement(2025, 2))
    assert book["TV"]["A2"].value == "Views from July to December 2025"
    assert book["TV"]["A5"].value == "Title"
    for other in ("2026Jan-Jun", "2023Jul-Dec"):  # not yet, and not known as a whole
        other_url = newest.replace("2025Jul-Dec", other)
        assert requests.get(other_url, timeout=30).status_code == 404


def test_a_workbook_has_the_same_bytes_each_time(tmp_path: Path) -> None:
    rows: list[list[Cell]] = [['<a> & "b"', None, 1.5], [], [" spaces ", 2, None, "é"]]
    content = workbook({"First & last": rows, "Empty": []})
    assert workbook({"First & last": rows, "Empty": []}) == content
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert book.sheetnames == ["First & last", "Empty"]
    assert list(book["First & last"].iter_rows(values_only=True)) == [
        ('<a> & "b"', None, 1.5, None),
        (None, None, None, None),
        (" spaces ", 2, None, "é"),
    ]


def test_namesakes_in_a_report_are_told_apart_by_year() -> None:
    crowded = World(seed=13, scale=0.01)

    sheet = netflix.engagement_sheets(crowded, 2025, 2)["Movies"]

    named = [(str(row[0]), row[2]) for row in sheet[5:]]
    assert len(named) == len(set(named))
    of_one_name = sorted(name for name, _ in named if name.split(" (")[0] == "Clockmaker")
    assert len(of_one_name) == 2
    assert of_one_name[0] == "Clockmaker"
