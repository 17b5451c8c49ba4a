"""What `docs/real-data.md` says of recorded files, against sums in plain Python."""

from __future__ import annotations

import csv
import gzip
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from statistics import mean, median, stdev

import openpyxl  # type: ignore[import-untyped]
import pytest
from benchmarks.recorded import charts, money, page
from benchmarks.recorded.__main__ import PAGE
from benchmarks.recorded.lake import CHARTS, read_charts

from tests.docs.commands import parse

WRITTEN = PAGE.read_text(encoding="utf-8")
TOLD = page.tables(WRITTEN)


def number(cell: str) -> float:
    return float(cell.replace(",", ""))


def rows_of(path: Path, delimiter: str = ",") -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        if delimiter == "\t":
            yield from csv.DictReader(file, delimiter=delimiter, quoting=csv.QUOTE_NONE)
        else:
            yield from csv.DictReader(file, delimiter=delimiter)


# --- how the page is filled -----------------------------------------------------------------------


def test_answers_stand_below_their_commands() -> None:
    written = '```console\n$ reelhouse sql "a b"\n```\n\n<!-- answer: one -->\nold\n<!-- end -->\n'
    filled = page.fill(
        written, lambda words: (["name", "start_year", "share"], [(words[-1], 2020, 1234.5)])
    )

    assert filled == written.replace(
        "old\n", "| name | start year | share |\n| --- | ---: | ---: |\n| a b | 2020 | 1,234.5 |\n"
    )
    assert page.tables(filled) == {"one": [["a b", "2020", "1,234.5"]]}


def test_nothing_is_told_as_nothing() -> None:
    assert page.table(["a", "b"], [(None, True)]) == "| a | b |\n| ---: | ---: |\n|  | yes |\n"


def test_every_command_of_the_page_is_answered_and_can_be_called() -> None:
    assert len(page.calls(WRITTEN)) == WRITTEN.count("<!-- answer:") == len(TOLD)
    assert all(TOLD.values())
    for words in page.calls(WRITTEN):
        if words[0] == "reelhouse":
            assert parse(words[1:]) == "sql"


def test_charts_are_drawn_from_the_tables_of_the_page(tmp_path: Path) -> None:
    charts.draw(TOLD, tmp_path)
    drawn = {path.name: path.read_bytes() for path in tmp_path.iterdir()}

    assert set(drawn) == set(re.findall(r"\(real-data/([\w-]+\.svg)\)", WRITTEN))
    for name in drawn:
        assert (PAGE.parent / "real-data" / name).stat().st_size > 1_000


# --- what it says ---------------------------------------------------------------------------------


def test_netflix_lists_are_those_of_the_file(shared_data: Path) -> None:
    path = shared_data / "netflix" / "all-weeks-global_thru_2024-04-07.tsv"
    hours: Counter[str] = Counter()
    places: Counter[str] = Counter()
    of_entry: Counter[tuple[str, str]] = Counter()
    weeks: Counter[tuple[str, str]] = Counter()
    for row in rows_of(path, "\t"):
        hours[row["category"]] += int(row["weekly_hours_viewed"])
        places[row["category"]] += 1
        season = row["season_title"]
        entry = (row["show_title"] if season == "N/A" else season, row["category"])
        of_entry[entry] += int(row["weekly_hours_viewed"])
        weeks[entry] += 1

    assert {row[0]: (number(row[2]), number(row[3])) for row in TOLD["netflix lists"]} == {
        name: (places[name], hours[name]) for name in hours
    }
    assert [
        ((name, category), number(viewed), int(stay))
        for name, category, viewed, stay, *_ in TOLD["netflix entries"]
    ] == [(entry, viewed, weeks[entry]) for entry, viewed in of_entry.most_common(10)]


def test_the_half_year_is_that_of_the_workbook(shared_data: Path) -> None:
    workbook = openpyxl.load_workbook(
        shared_data / "netflix" / "What_We_Watched_2024Jan-Jun.xlsx", read_only=True
    )
    hours = {
        "film" if name == "Film" else "series": sorted(
            (
                int(row[3])
                for row in workbook[name].iter_rows(min_row=7, min_col=2, values_only=True)
                if row[0]
            ),
            reverse=True,
        )
        for name in workbook.sheetnames
    }
    everything = sum(map(sum, hours.values()))

    for kind, titles, viewed, share, first in TOLD["half year"]:
        assert (number(titles), number(viewed)) == (len(hours[kind]), sum(hours[kind]))
        assert number(share) == pytest.approx(sum(hours[kind]) / everything, abs=0.0006)
        assert number(first) == pytest.approx(sum(hours[kind][:100]) / everything, abs=0.0006)


def test_studios_and_material_are_those_of_the_answers(shared_data: Path) -> None:
    anime = {
        entry["mal_id"]: entry
        for path in (shared_data / "jikan" / "season_matrix").glob("*.json")
        for entry in json.loads(path.read_bytes())["data"]
    }
    of_studio: dict[str, list[float]] = defaultdict(list)
    of_material: dict[str, list[float]] = defaultdict(list)
    for entry in anime.values():
        of_material[entry["source"].lower()].append(entry["score"])
        for studio in entry["studios"]:
            of_studio[studio["name"]].append(entry["score"])

    assert len(anime) == 1_600
    for name, count, middle, spread, high, _ in TOLD["studios"]:
        scores = of_studio[name]
        assert int(count) == len(scores)
        assert number(middle) == pytest.approx(mean(scores), abs=0.0051)
        assert number(spread) == pytest.approx(stdev(scores), abs=0.0051)
        assert number(high) == pytest.approx(sum(s >= 8 for s in scores) / len(scores), abs=0.0051)
    best = sorted(of_studio, key=lambda name: -mean(of_studio[name]))[:3]
    assert [row[0] for row in TOLD["studios by mean"]][:3] == best
    for material, count, middle, *_ in TOLD["source material"]:
        assert int(count) == len(of_material[material])
        assert number(middle) == pytest.approx(mean(of_material[material]), abs=0.0051)


def test_catalogues_grow_as_their_files_say(shared_data: Path) -> None:
    files = {"disney": "disney_plus_titles", "hulu": "hulu_titles", "netflix": "netflix_titles"}
    years = {
        name: Counter(
            ("20" + found[0] if len(found[0]) == 2 else found[0])
            for row in rows_of(shared_data / "catalogues" / f"{file}.csv")
            if (found := re.findall(r"\b(?:20)?\d\d$|^20\d\d", row["date_added"].strip()))
        )
        for name, file in files.items()
    }

    assert {row[0] for row in TOLD["additions"]} == set(files)
    for platform, year, added in TOLD["additions"]:
        # rows of one title are one, and some names wait for a person
        assert 0.85 * years[platform][year] <= number(added) <= years[platform][year]


def test_returns_are_those_of_the_list(shared_data: Path) -> None:
    path = shared_data / "movies_2019" / "tn.movie_budgets.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    films = [
        tuple(int(row[name].strip("$").replace(",", "")) for name in columns)
        for columns in [("production_budget", "worldwide_gross")]
        for row in rows
    ]
    ends = [*(least for least, _ in money.BANDS[1:]), float("inf")]
    bands = [
        [gross / budget for budget, gross in films if gross and least <= budget < end]
        for (least, _), end in zip(money.BANDS, ends, strict=True)
    ]

    assert len(rows) == 5_782
    for (_, count, middle, _, twice, _), ratios in zip(
        TOLD["returns by budget"], bands, strict=True
    ):
        assert number(count) == len(ratios)
        assert number(middle) == pytest.approx(median(ratios), abs=0.0051)
        assert number(twice) == pytest.approx(mean(r >= 2 for r in ratios), abs=0.0051)


def test_places_of_categories_are_those_of_the_charts(shared_data: Path) -> None:
    folder = shared_data / "youtube" / CHARTS
    names = {
        (path.name[:2], item["id"]): item["snippet"]["title"]
        for path in folder.glob("*_category_id.json")
        for item in json.loads(path.read_bytes())["items"]
    }
    places: Counter[str] = Counter()
    for charts_of_day in read_charts(folder).values():
        for country, rows in charts_of_day.items():
            # a few videos stand twice in a chart
            for category in {row["video_id"]: row["categoryId"] for row in rows}.values():
                places[names.get((country, category), "")] += 1

    assert {row[0]: number(row[1]) for row in TOLD["video categories"]} == {
        name: count
        for name, count in places.most_common()
        if name in {row[0] for row in TOLD["video categories"]}
    }
    del places[""]
    assert [row[0] for row in TOLD["video categories"]] == [n for n, _ in places.most_common(10)]
