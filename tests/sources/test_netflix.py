from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl  # type: ignore[import-untyped]
import pytest
import requests

from reelhouse.lake import Lake
from reelhouse.settings import load_settings
from reelhouse.simulator.faults import Fault
from reelhouse.simulator.providers import netflix as simulated
from reelhouse.simulator.server import SimulatorServer
from reelhouse.simulator.world import World
from reelhouse.sources.ingest import IngestFailed, IngestRefused, IngestReport
from reelhouse.sources.netflix import SOURCE
from reelhouse.sources.tabular.ingest import ingest_tables
from tests.replay import Recording, ReplayServer
from tests.silver import silver_rows

TOP10 = "/tudum/top10/data/all-weeks-global.tsv"


def take(lake: Lake, *origins: str | Path, **section: Any) -> IngestReport:
    overrides: Any = {"lake": lake.root, "netflix": section, "download_attempts": 4}
    settings = load_settings(**overrides)
    return ingest_tables(lake, settings, SOURCE, [str(origin) for origin in origins])


def statuses(report: IngestReport) -> dict[str, str]:
    return {outcome.resource: outcome.status for outcome in report.outcomes}


def plain(path: Path) -> list[dict[str, str]]:
    """Rows of a TSV, read without any of the code under test."""
    lines = [line.split("\t") for line in path.read_text(encoding="utf-8").split("\n") if line]
    return [dict(zip(lines[0], cells, strict=True)) for cells in lines[1:]]


@pytest.fixture
def recorded(shared_data: Path) -> Path:
    folder = shared_data.parent / "specs" / "netflix_top10" / "recorded"
    if not folder.is_dir():
        pytest.skip(f"the recorded bodies are not there: {folder}")
    return folder


@pytest.mark.long
def test_every_recorded_row_is_in_silver(lake: Lake, shared_data: Path) -> None:
    folder = shared_data / "netflix"
    report = take(lake, folder)
    assert report.unknown == report.warnings == report.notes == []
    assert {o.resource: (o.rows, o.rejected) for o in report.outcomes} == {
        "top10_global": (5_800, 0),
        "top10_countries": (65_800, 0),
        "engagement": (16_161, 0),
    }
    rows = plain(folder / "all-weeks-global_thru_2024-04-07.tsv")
    workbook = openpyxl.load_workbook(folder / "What_We_Watched_2024Jan-Jun.xlsx", read_only=True)
    sheets = {
        name: [
            row
            for row in workbook[name].iter_rows(min_row=7, min_col=2, values_only=True)
            if row[0]
        ]
        for name in workbook.sheetnames
    }
    assert {name: len(rows) for name, rows in sheets.items()} == {"TV": 6_801, "Film": 9_360}

    silver = silver_rows(
        lake,
        """
        select 'global', category, count(*), sum(viewed_hours), count(view_count),
            count(runtime_minutes), count(season_title)
        from silver_netflix__top10_global group by all
        union all
        select 'report', cast(is_film as varchar), count(*), sum(viewed_hours), count(view_count),
            sum(runtime_minutes), count(release_date)
        from silver_netflix__engagement where report_year = 2024 and report_half = 1 group by all
        union all
        select 'country', category, count(*), count(distinct country_code), sum(weekly_rank),
            sum(cumulative_week_count), count(season_title)
        from silver_netflix__top10_country group by all
        union all
        select 'numbers', show_title, count(*), null, null, null, null
        from silver_netflix__top10_country where show_title in ('1899', '404', '29', '365')
        group by all
        union all
        select 'before views', null, count(*), count(view_count), count(runtime_minutes), null, null
        from silver_netflix__top10_global where top10_week < date '2023-06-18'
        """,
    )
    expected: list[tuple[Any, ...]] = []
    for category in {row["category"] for row in rows}:
        mine = [row for row in rows if row["category"] == category]
        expected.append(
            (
                "global",
                category,
                len(mine),
                sum(int(row["weekly_hours_viewed"]) for row in mine),
                sum(bool(row["weekly_views"]) for row in mine),
                sum(float(row["runtime"] or 0) > 0 for row in mine),
                sum(row["season_title"] != "N/A" for row in mine),
            )
        )
    for name, told in sheets.items():
        minutes = [str(row[4]).split(":") for row in told if row[4] != "*"]
        expected.append(
            (
                "report",
                str(name == "Film").lower(),
                len(told),
                sum(int(row[3]) for row in told),
                sum(row[5] is not None for row in told),
                sum(60 * int(part[0]) + int(part[1]) for part in minutes),
                sum(bool(row[2]) for row in told),
            )
        )
    lists = plain(folder / "all-weeks-countries_thru_2022-02-27.tsv")
    for category in ("Films", "TV"):
        mine = [row for row in lists if row["category"] == category]
        expected.append(
            (
                "country",
                category,
                len(mine),
                len({row["country_iso2"] for row in mine}),
                sum(int(row["weekly_rank"]) for row in mine),
                sum(int(row["cumulative_weeks_in_top_10"]) for row in mine),
                sum(row["season_title"] != "N/A" for row in mine),
            )
        )
    titles = Counter(row["show_title"] for row in lists)
    expected += [
        ("numbers", title, titles[title], None, None, None, None)
        for title in ("1899", "404", "29", "365")
        if titles[title]
    ]
    early = [row for row in rows if row["week"] < "2023-06-18"]
    expected.append(("before views", None, len(early), 0, 0, None, None))
    assert Counter(silver) == Counter(expected)


@pytest.mark.parametrize(
    ("file", "rows", "table"),
    [
        ("all-weeks-global.2021-11-17.tsv", 800, "top10_global"),
        ("all-weeks-global.2023-07-26.head400.tsv", 399, "top10_global"),
        ("all-weeks-countries.2021-11-17.tsv", 37_600, "top10_countries"),
        ("most-popular.2021-11-17.tsv", 40, "most_popular"),
    ],
)
def test_older_layouts_come_in_whole(
    lake: Lake, recorded: Path, file: str, rows: int, table: str
) -> None:
    assert len(plain(recorded / file)) == rows
    [outcome] = take(lake, recorded / file).outcomes
    assert (outcome.resource, outcome.rows, outcome.rejected) == (table, rows, 0)


FILMS, SHOWS = "Films (English)", "TV (Non-English)"
MARKED = '[{"episodesLaunched":2,"countryList":["JP"]}]'
NINE = (
    "week",
    "category",
    "weekly_rank",
    "show_title",
    "season_title",
    "weekly_hours_viewed",
    "runtime",
    "weekly_views",
    "cumulative_weeks_in_top_10",
)
OLD_ROWS: Sequence[Mapping[str, str]] = [
    dict(zip(NINE, cells, strict=True))
    for cells in (
        ("2023-06-11", FILMS, "1", "404", "N/A", "19500000", "", "", "2"),
        ("2023-06-11", SHOWS, "1", "1899", "1899: Season 1", "9190000", "", "", "1"),
    )
]
NEW_ROWS: Sequence[Mapping[str, str]] = [
    dict(zip(NINE, cells, strict=True))
    for cells in (
        ("2023-06-18", FILMS, "1", "29", "N/A", "17000000", "1.7833", "9500000", "3"),
        ("2023-06-18", SHOWS, "1", 'The "B" Show', "B: Season 2", "5000000", "0", "100000", "1"),
    )
]
STAGGERED = ("is_staggered_launch", "episode_launch_details")
LAYOUTS = {
    7: tuple(name for name in NINE if name not in ("runtime", "weekly_views")),
    9: NINE,
    11: (*NINE, *STAGGERED),
    12: (*NINE, "is_staggered_launch", "runtime_override_flag", "episode_launch_dtls"),
}
SILVER = "select * exclude (snapshot_date) from silver_netflix__top10_global order by all"


def write_tsv(path: Path, names: Sequence[str], rows: Sequence[Mapping[str, str]]) -> Path:
    lines = [names, *([row.get(name, "") for name in names] for row in rows)]
    path.write_text("\n".join("\t".join(cells) for cells in lines), encoding="utf-8")
    return path


def write_xlsx(path: Path, names: Sequence[str], rows: Sequence[Mapping[str, str]]) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["All weeks, worldwide"])
    sheet.append([])
    sheet.append(list(names))
    for row in rows:
        sheet.append([number_or_text(row.get(name, "")) for name in names])
    book.save(path)
    return path


def number_or_text(cell: str) -> str | float | None:
    try:
        return float(cell)
    except ValueError:
        return cell or None


def test_all_layouts_build_the_same_silver(tmp_path: Path) -> None:
    built = {}
    for columns, names in LAYOUTS.items():
        rows = [*OLD_ROWS] if columns == 7 else [*OLD_ROWS, *NEW_ROWS]
        told = [{**row, "is_staggered_launch": "false"} for row in rows]
        lake = Lake(tmp_path / f"lake{columns}")
        report = take(lake, write_tsv(tmp_path / f"all-weeks-global-{columns}.tsv", names, told))
        assert report.warnings == report.notes == []
        built[columns] = silver_rows(lake, SILVER)
    lake = Lake(tmp_path / "workbook")
    rows = [*OLD_ROWS, *NEW_ROWS]
    take(lake, write_xlsx(tmp_path / "all-weeks-global.xlsx", LAYOUTS[11], rows))
    built[0] = silver_rows(lake, SILVER)

    assert [row[5:7] for row in built[9]] == [
        ("404", None),
        ("1899", "1899: Season 1"),
        ("29", None),
        ('The "B" Show', "B: Season 2"),
    ]
    assert [row[8:10] for row in built[9]] == [
        (None, None),
        (None, None),
        (107, 9_500_000),
        (None, 100_000),
    ]
    assert built[7] == built[9][:2]
    assert built[11] == built[9]
    assert built[12] == built[9]
    assert built[0] == built[9]


def test_marks_of_staggered_launches_are_read_under_both_names(tmp_path: Path) -> None:
    quoted = '"' + MARKED.replace('"', '""') + '"'
    seen = []
    for columns in (11, 12):
        details = LAYOUTS[columns][-1]
        row = {**NEW_ROWS[1], "is_staggered_launch": "true", details: quoted}
        lake = Lake(tmp_path / f"lake{columns}")
        take(lake, write_tsv(tmp_path / f"all-weeks-global-{columns}.tsv", LAYOUTS[columns], [row]))
        seen += silver_rows(
            lake,
            "select is_staggered_launch, episode_launch_details from silver_netflix__top10_global",
        )
    assert seen == [(True, MARKED), (True, MARKED)]


def test_countries_and_most_popular_are_one_in_all_their_layouts(
    lake: Lake, tmp_path: Path
) -> None:
    def country(category: str) -> bytes:
        return (
            "country_name\tcountry_iso2\tweek\tcategory\tweekly_rank\tshow_title\tseason_title\t"
            f"cumulative_weeks_in_top_10\nNamibia\tNA\t2021-11-14\t{category}\t1\t29\tN/A\t2"
        ).encode()

    seen = []
    for number, category in enumerate(("Films", "Films (English)")):
        other = Lake(tmp_path / str(number))
        (path := tmp_path / "all-weeks-countries.tsv").write_bytes(country(category))
        take(other, path)
        seen.append(
            silver_rows(other, "select * exclude snapshot_date from silver_netflix__top10_country")
        )
    assert seen[0] == seen[1]
    assert [row[1:7] for row in seen[0]] == [("NA", "Namibia", "Films", True, 1, "29")]

    for days, more in ((28, ""), (91, "\t1.5\t60000000")):
        header = f"category\trank\tshow_title\tseason_title\thours_viewed_first_{days}_days"
        header += "\truntime\tviews_first_91_days" if more else ""
        path = tmp_path / "most-popular.tsv"
        path.write_text(f"{header}\n{FILMS}\t1\t365\tN/A\t90000000{more}\n")
        report = take(lake, path)
        assert report.warnings == report.notes == []
    assert silver_rows(
        lake,
        "select first_day_count, show_title, viewed_hours, runtime_minutes, view_count "
        "from silver_netflix__most_popular_snapshot order by fetched_at ",
    ) == [(28, "365", 90_000_000, None, None), (91, "365", 90_000_000, 90, 60_000_000)]


def test_hours_of_the_most_popular_must_be_there_under_some_name(
    lake: Lake, tmp_path: Path
) -> None:
    path = tmp_path / "most-popular.tsv"
    path.write_text(f"category\trank\tshow_title\tseason_title\n{FILMS}\t1\t365\tN/A\n")
    with pytest.raises(IngestFailed, match="lacks the column hours_viewed"):
        take(lake, path)


def test_recorded_outages_are_refused_and_the_last_good_file_stays(
    lake: Lake, recorded: Path
) -> None:
    good = (recorded / "all-weeks-global.2021-11-17.tsv").read_bytes()
    bad = {
        "web page": (recorded / "OUTAGE.2023-06-01.moved-permanently.html").read_bytes(),
        "'null'": (recorded / "OUTAGE.2023-12-27.null.txt").read_bytes(),
        "the file is empty": b"",
        "lacks the column": b"week\tcategory\n2024-01-07\tFilms (English)\n",
    }
    answer = Recording(TOP10, good)
    with ReplayServer([answer]) as server:
        url = server.url + TOP10
        assert statuses(take(lake, url)) == {"top10_global": "delivered"}
        for said, body in bad.items():
            answer.body = body
            with pytest.raises(IngestFailed, match=said):
                take(lake, url)
        answer.body = good[: good.rindex(b"\n")]
        with pytest.raises(IngestRefused, match=r"799 rows came.* has 800"):
            take(lake, url)
        answer.body = good
        assert statuses(take(lake, url)) == {"top10_global": "unchanged"}
    assert [d.rows for d in lake.deliveries("netflix", "top10_global")] == [800]
    assert silver_rows(lake, "select count(*) from silver_netflix__top10_global") == [(800,)]


@pytest.fixture(scope="module")
def world() -> World:
    return World(titles=200)


@pytest.fixture
def provider(world: World, tmp_path: Path) -> Iterator[SimulatorServer]:
    world.day = 0
    with SimulatorServer(tmp_path / "files", world=world) as running:
        yield running


HALVES = [(2024, 1), (2024, 2), (2025, 1), (2025, 2)]


def take_all(lake: Lake, provider: SimulatorServer, world: World) -> IngestReport:
    base_url = provider.base_url("netflix")
    section = dict(simulated.settings(base_url, world))
    return take(lake, **section)


def test_everything_that_netflix_publishes_comes_in_by_default(
    lake: Lake, provider: SimulatorServer, world: World
) -> None:
    report = take_all(lake, provider, world)
    charts = world.netflix
    assert {o.resource: (o.rows, o.rejected) for o in report.outcomes} == {
        "top10_global": (len(charts.global_top(0)), 0),
        "top10_countries": (len(charts.country_top(0)), 0),
        "most_popular": (len(charts.most_popular(0)), 0),
        "engagement": (sum(len(charts.engagement(*half)) for half in HALVES), 0),
    }
    assert set(statuses(take_all(lake, provider, world)).values()) == {"unchanged"}

    world.day = 7
    again = take_all(lake, provider, world)
    assert statuses(again)["top10_global"] == "delivered"
    assert statuses(again)["engagement"] == "unchanged"
    [(weeks, hours, newest), *_] = silver_rows(
        lake,
        "select count(distinct top10_week), sum(viewed_hours), max(top10_week) "
        "from silver_netflix__top10_global",
    )
    rows = charts.global_top(7)
    assert weeks == len({row.week for row in rows}) == len(charts.weeks_on(7))
    assert hours == sum(row.hours for row in rows)
    assert newest == max(row.week for row in rows)


FAULTS = {
    "too many requests, with the time to wait": Fault(status=429, retry_after="0", times=2),
    "too many requests": Fault(status=429, times=1),
    "errors of the server": Fault(status=503, times=2),
    "a cut connection": Fault(cut_after=40_000, times=1),
}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_what_passes_ends_in_complete_data(
    lake: Lake, provider: SimulatorServer, world: World, fault: Fault
) -> None:
    provider.faults.add(
        Fault(**{n: getattr(fault, n) for n in Fault.__dataclass_fields__} | {"path": f"*{TOP10}"})
    )
    report = take(lake, provider.base_url("netflix"))
    rows = {o.resource: o.rows for o in report.outcomes if o.status == "delivered"}
    assert rows["top10_global"] == len(world.netflix.global_top(0))
    assert len(rows) == 3


def test_what_is_too_short_does_not_replace_what_is_there(
    lake: Lake, provider: SimulatorServer, world: World
) -> None:
    url = provider.url + "/netflix" + TOP10
    take(lake, url)
    text = simulated.as_tsv(simulated.global_table(world))
    end_of_a_row = text.rindex(b"\n", 0, len(text) // 2)
    provider.faults.add(Fault(path=f"*{TOP10}", truncate_to=end_of_a_row, no_validators=True))
    with pytest.raises(IngestRefused, match="rows came"):
        take(lake, url)
    [kept] = lake.deliveries("netflix", "top10_global")
    assert kept.rows == len(world.netflix.global_top(0))


def test_a_new_column_is_told_and_a_changed_type_is_refused(lake: Lake, tmp_path: Path) -> None:
    row = {**NEW_ROWS[0], "mood": "good"}
    path = write_tsv(tmp_path / "all-weeks-global.tsv", (*NINE, "mood"), [row])
    report = take(lake, path)
    assert any("mood" in note for note in report.notes)
    write_tsv(path, NINE, [{**NEW_ROWS[0], "weekly_hours_viewed": "many"}])
    with pytest.raises(IngestRefused, match=r"all-weeks-global.tsv:2: .*hours_viewed.*'many'"):
        take(lake, path)


def test_a_report_published_again_replaces_the_one_before(lake: Lake, tmp_path: Path) -> None:
    for hours in (100_000, 200_000):
        book = openpyxl.Workbook()
        sheet = book.active
        assert sheet is not None
        sheet.title = "Engagement"
        sheet.append(["What We Watched: A Netflix Engagement Report"])
        sheet.append(["Hours Viewed from January to June 2023"])
        sheet.append([])
        sheet.append(["Title", "Available Globally?", "Release Date", "Hours Viewed"])
        sheet.append(["1917", "No", None, hours])
        book.save(tmp_path / "What_We_Watched.xlsx")
        take(lake, tmp_path / "What_We_Watched.xlsx")
    assert silver_rows(
        lake,
        "select report_year, report_half, is_film, title, viewed_hours, view_count "
        "from silver_netflix__engagement",
    ) == [(2023, 1, None, "1917", 200_000, None)]


def test_a_download_cut_in_the_middle_of_a_row_is_refused(
    lake: Lake, provider: SimulatorServer, world: World
) -> None:
    whole = requests.get(f"{provider.base_url('netflix')}all-weeks-countries.tsv", timeout=60)
    cut = whole.content[: len(whole.content) // 2].rfind(b"\t") - 3
    provider.faults.add(Fault("/netflix/*countries*", truncate_to=cut))
    with pytest.raises(IngestFailed, match="in the middle of a row"):
        take_all(lake, provider, world)
    assert lake.deliveries("netflix", "top10_countries") == []
