"""Tables into bronze, from folders and over HTTP, on good days and bad ones."""

from __future__ import annotations

import dataclasses
import shutil
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from reelhouse.errors import ReelhouseError, UsageError
from reelhouse.evidence import read_runs
from reelhouse.lake import Lake, Sidecar
from reelhouse.settings import load_settings
from reelhouse.simulator.faults import Fault
from reelhouse.simulator.server import SimulatorServer
from reelhouse.sources.ingest import IngestFailed, IngestRefused, IngestReport
from reelhouse.sources.tabular import Column, Reference, TableSchema, TableSource
from reelhouse.sources.tabular.ingest import ingest_tables
from reelhouse.storage import sha256_of
from tests.lakes import filled, small_disk
from tests.sources.tabular.tables import (
    DEALS,
    GOOD,
    accepted,
    deals,
    write,
    write_workbook,
)

PAGE = 4096
VIEWS = TableSchema(
    "views",
    (
        Column("post_id", key=True),
        Column("views", type="integer"),
        Column("fetched_at", type="timestamp", filled_from="arrival"),
    ),
    reads="all",
)
SOURCE = TableSource("first_party", "first_party", (DEALS, VIEWS))


def ingest(
    lake: Lake, *origins: Path | str, source: TableSource = SOURCE, **options: Any
) -> IngestReport:
    settings = load_settings(lake=lake.root, download_attempts=2)
    return ingest_tables(lake, settings, source, [str(o) for o in origins], **options)


def statuses(report: IngestReport) -> dict[str, str]:
    return {outcome.resource: outcome.status for outcome in report.outcomes}


def sidecar(lake: Lake, resource: str = "deals") -> Sidecar:
    [part] = lake.snapshots("first_party", resource)[-1].parts
    return part


def rows_of(lake: Lake, columns: str = "deal_id", resource: str = "deals") -> list[tuple[Any, ...]]:
    """What later layers read of the newest delivery."""
    [path] = lake.snapshots("first_party", resource)[-1].paths
    return accepted(path, columns)


def many(count: int) -> list[str]:
    return [f"D-{n},Europe,{n}.00,2026-01-01,," for n in range(count)]


def test_bronze_has_what_was_received_and_what_of_it_was_accepted(
    lake: Lake, tmp_path: Path
) -> None:
    given = write(tmp_path / "in", "deals.csv", deals(GOOD, "D-2,Asia,5,2026-01-01,,", GOOD))
    report = ingest(lake, given.parent, as_of=date(2026, 2, 1))
    assert statuses(report) == {"deals": "delivered"}
    part = sidecar(lake)
    [delivery] = lake.deliveries("first_party", "deals")
    assert (delivery.folder / "deals.csv").read_bytes() == given.read_bytes()
    assert part.origin == str(given)
    assert (part.rows, part.rejected_rows, part.accepted_rows) == (3, 1, 2)
    assert (part.sha256, part.bytes) == (sha256_of(given), given.stat().st_size)
    assert part.accepted_file == "deals.accepted.parquet"
    assert part.accepted_sha256 == sha256_of(delivery.folder / part.accepted_file)
    assert part.terms.startswith("the team's own data")
    assert (part.snapshot_date, part.run_id) == ("2026-02-01", report.run_id)
    assert rows_of(lake, "line, deal_id, fee_usd") == [(2, "D-1", "100.00"), (3, "D-2", "5.00")]
    assert list(lake.incoming.rglob("*")) == []


def test_evidence_knows_every_file_and_what_became_of_its_rows(lake: Lake, tmp_path: Path) -> None:
    write(
        tmp_path / "in",
        "deals.csv",
        deals(GOOD, GOOD, header="mood,deal_id,region,fee_usd,start_date,end_date")
        .replace(b"D-1", b"good,D-1")
        .replace(b",open", b""),
    )
    report = ingest(lake, tmp_path / "in")
    run = read_runs(lake)[0]
    [delivery] = lake.deliveries("first_party", "deals")
    known = {str(lake.root / entry["path"]): entry for entry in run["inputs"]}
    for path in (delivery.folder / "deals.csv", *delivery.paths):
        assert known[str(path)]["sha256"] == sha256_of(path)
    assert [entry["rows"] for entry in run["inputs"]] == [2, 1]
    [step] = run["steps"]
    assert (step["rows_in"], step["rows_out"], step["rows_rejected"]) == (2, 1, 1)
    gates = {gate["name"]: (gate["verdict"], gate["figure"]) for gate in run["gates"]}
    assert gates == {
        "reject_share:first_party/deals": ("passed", 0.0),
        "drift:first_party/deals:mood": ("passed", None),
        "drift:first_party/deals:status": ("warned", None),
    }
    assert report.warnings == [
        "first_party/deals: column 'status' vanished and is empty, in deals.csv"
    ]
    assert report.notes == [
        "first_party/deals: column 'mood' appeared and is not read, in deals.csv"
    ]
    assert run["outcome"]["deliveries"][0]["reasons"] == {"repeats a row exactly": 1}


def test_the_same_bytes_are_not_delivered_twice(lake: Lake, tmp_path: Path) -> None:
    write(tmp_path, "deals.csv", deals(GOOD))
    ingest(lake, tmp_path / "deals.csv", as_of=date(2026, 2, 1))
    again = ingest(lake, tmp_path / "deals.csv", as_of=date(2026, 3, 1))
    assert statuses(again) == {"deals": "unchanged"}
    assert len(lake.deliveries("first_party", "deals")) == 1
    assert list(lake.incoming.rglob("*")) == []


def test_the_same_bytes_are_read_anew_when_the_schema_has_another_column(
    lake: Lake, tmp_path: Path
) -> None:
    path = write(tmp_path, "deals.csv", deals(GOOD))
    ingest(lake, path)
    wider = TableSchema(DEALS.name, (*DEALS.columns, Column("note", required=False)))
    assert statuses(ingest(lake, path, source=dataclasses.replace(SOURCE, tables=(wider,)))) == {
        "deals": "delivered"
    }
    assert rows_of(lake, "deal_id, note") == [("D-1", None)]


@pytest.mark.parametrize("name", ["deals.csv", "Deals_2026-02-01.CSV", "contracts.csv"])
def test_a_file_is_known_by_its_name_or_its_columns(lake: Lake, tmp_path: Path, name: str) -> None:
    write(tmp_path / "in", name, deals(GOOD))
    write(tmp_path / "in", "README.md", b"deal_id")
    write(tmp_path / "in", "~$deals.xlsx", b"locked by somebody")
    write(tmp_path / "in", "songs.csv", b"song,artist\na,b\n")
    report = ingest(lake, tmp_path / "in")
    assert statuses(report) == {"deals": "delivered"}
    assert [Path(path).name for path in report.unknown] == ["songs.csv"]
    if "2026" in name:
        assert sidecar(lake).snapshot_date == "2026-02-01"


def test_a_workbook_may_hold_several_tables(lake: Lake, tmp_path: Path) -> None:
    cells = ["D-1", "Europe", 100, date(2026, 1, 1), None, "open"]
    write_workbook(
        tmp_path / "in" / "all.xlsx",
        {
            "Contracts": [["Our deals"], [], [c.name for c in DEALS.columns], cells],
            "Posts": [["Post ID", "Views"], ["p1", 5.0]],
        },
    )
    assert statuses(ingest(lake, tmp_path / "in")) == {"deals": "delivered", "views": "delivered"}
    assert rows_of(lake, "line, deal_id, fee_usd, start_date") == [
        (4, "D-1", "100.00", "2026-01-01")
    ]
    assert rows_of(lake, "post_id, views", "views") == [("p1", "5")]


def test_files_of_one_table_are_parts_of_one_delivery(lake: Lake, tmp_path: Path) -> None:
    write(tmp_path / "in", "deals_asia.csv", deals(GOOD))
    write(tmp_path / "in", "deals_europe.csv", deals(*many(3000), GOOD.replace("100.00", "7.00")))
    report = ingest(lake, tmp_path / "in")
    [delivery] = lake.deliveries("first_party", "deals")
    assert delivery.rows == 3000
    assert [part.accepted_rows for part in delivery.parts] == [1, 2999]
    [outcome] = report.outcomes
    # D-1 is in the first file, and in the second among the many and at the end
    assert outcome.reasons == {"duplicate key": 2}


def test_a_key_in_another_file_is_named_with_it(lake: Lake, tmp_path: Path) -> None:
    write(tmp_path / "in", "deals_1.csv", deals(GOOD))
    write(tmp_path / "in", "deals_2.csv", deals(GOOD.replace("100.00", "7.00")))
    with pytest.raises(IngestRefused) as caught:
        ingest(lake, tmp_path / "in")
    assert "deals_2.csv:2: duplicate key, deal_id 'D-1' is first at line 2 of deals_1.csv" in str(
        caught.value
    )


def test_exports_that_add_up_may_share_keys(lake: Lake, tmp_path: Path) -> None:
    write(tmp_path / "in", "views_1.csv", b"post_id,views\np1,5\np2,6\n")
    write(tmp_path / "in", "views_2.csv", b"post_id,views\np1,7\n")
    assert statuses(ingest(lake, tmp_path / "in")) == {"views": "delivered"}
    [delivery] = lake.deliveries("first_party", "views")
    first, second = [accepted(path, "post_id, views, fetched_at") for path in delivery.paths]
    assert [row[:2] for row in first] == [("p1", "5"), ("p2", "6")]
    assert [row[:2] for row in second] == [("p1", "7")]
    assert second[0][2] > first[0][2]
    again = ingest(lake, tmp_path / "in" / "views_1.csv", tmp_path / "in" / "views_2.csv")
    assert statuses(again) == {"views": "unchanged"}


def test_too_many_bad_rows_are_refused_and_the_last_good_delivery_stays(
    lake: Lake, tmp_path: Path
) -> None:
    write(tmp_path, "deals.csv", deals(GOOD))
    ingest(lake, tmp_path / "deals.csv")
    write(tmp_path, "deals.csv", deals(*many(50), "D-51,Europe,free,2026-01-01,,"))
    write(tmp_path, "views.csv", b"post_id,views\np1,5\n")
    with pytest.raises(IngestRefused) as caught:
        ingest(lake, tmp_path / "deals.csv", tmp_path / "views.csv")
    assert caught.value.exit_code == 3
    assert statuses(caught.value.report) == {"deals": "refused", "views": "delivered"}
    told = str(caught.value).splitlines()
    assert told[0] == (
        "deals.csv: 1 of 51 rows are not what deals asks for: 1.961%, where at most 0.100% may"
    )
    assert told[1] == (
        "  deals.csv:52: column 'fee_usd': expected an amount in US dollars and whole cents such "
        "as 1234.50, 0 or more, found 'free'"
    )
    [rejects] = caught.value.report.outcomes[0].reject_files
    assert told[2] == f"  all of them: {rejects}"
    assert "D-51\\tEurope\\tfree" in Path(rejects).read_text()
    assert told[3] == "  1 of 2 deliveries went into bronze."
    assert rows_of(lake) == [("D-1",)]
    assert list(lake.incoming.rglob("*")) == []
    gates = {gate["name"]: gate["verdict"] for gate in read_runs(lake)[0]["gates"]}
    assert gates["reject_share:first_party/deals"] == "failed"


def test_few_bad_rows_are_left_out(lake: Lake, tmp_path: Path) -> None:
    write(tmp_path, "deals.csv", deals(*many(1500), "D-x,Europe,free,2026-01-01,,"))
    [outcome] = ingest(lake, tmp_path / "deals.csv").outcomes
    assert (outcome.status, outcome.rows, outcome.rejected) == ("delivered", 1501, 1)
    assert len(rows_of(lake)) == 1500


def test_one_table_that_is_none_does_not_keep_the_others_out(lake: Lake, tmp_path: Path) -> None:
    write(tmp_path / "in", "deals.csv", b"null")
    write(tmp_path / "in", "views.csv", b"post_id,views\np1,5\n")
    with pytest.raises(IngestFailed) as caught:
        ingest(lake, tmp_path / "in")
    assert statuses(caught.value.report) == {"deals": "failed", "views": "delivered"}
    assert str(caught.value).startswith("deals.csv: all that the file holds is the text 'null'")
    assert read_runs(lake)[0]["status"] == "failed"


@pytest.mark.parametrize(
    ("origins", "message"),
    [
        ([], "nobody said where the files of first_party are"),
        (["{in}/gone"], "gone: there is no such file or folder"),
        (["deals={in}"], "in: TABLE= stands before one file, and this is a folder"),
        (["http://127.0.0.1:1/songs.csv"], "the name does not say which table this is"),
        (["{in}/2026-01-01.csv", "{in}/2026-02-01.csv"], "--as-of gives one date to 2 snapshots"),
    ],
)
def test_origins_that_are_none(
    lake: Lake, tmp_path: Path, origins: Sequence[str], message: str
) -> None:
    folder = tmp_path / "in"
    write(folder, "2026-01-01.csv", deals(GOOD))
    write(folder, "2026-02-01.csv", deals(GOOD))
    given = [origin.replace("{in}", str(folder)) for origin in origins]
    with pytest.raises(UsageError) as caught:
        ingest(lake, *given, as_of=date(2026, 3, 1))
    assert message in str(caught.value)


def test_files_that_are_no_table_of_the_source(lake: Lake, tmp_path: Path) -> None:
    path = write(tmp_path / "in", "songs.csv", b"song\nx\n")
    with pytest.raises(ReelhouseError, match="holds no table of first_party"):
        ingest(lake, path.parent)
    with pytest.raises(ReelhouseError, match="neither its name nor its columns"):
        ingest(lake, path)
    with pytest.raises(IngestFailed, match="no row has the columns of deals"):
        ingest(lake, f"deals={path}")


def test_dated_files_are_snapshots(lake: Lake, tmp_path: Path) -> None:
    write(tmp_path / "in", "deals_2026-02-01.csv", deals(*many(2)))
    write(tmp_path / "in", "deals_2026-01-01.csv", deals(*many(3)))
    ingest(lake, tmp_path / "in")
    snapshots = lake.snapshots("first_party", "deals")
    assert [(str(s.snapshot_date), s.rows) for s in snapshots] == [
        ("2026-01-01", 3),
        ("2026-02-01", 2),
    ]


def test_what_refers_to_nothing_is_counted_and_warned_of(lake: Lake, tmp_path: Path) -> None:
    posts = TableSchema("posts", (Column("post_id", key=True),))
    source = TableSource(
        "first_party",
        "first_party",
        (posts, VIEWS),
        references=(Reference("views", "post_id", "posts"),),
    )
    write(tmp_path / "in", "views.csv", b"post_id,views\np1,5\np2,6\np3,7\n")
    assert ingest(lake, tmp_path / "in", source=source).warnings == []
    write(tmp_path / "in", "posts.csv", b"post_id\np2\n")
    report = ingest(lake, tmp_path / "in", source=source)
    assert report.warnings == [
        "2 of 3 rows of first_party/views have a post_id that posts does not have"
    ]
    gate = read_runs(lake)[0]["gates"][-1]
    assert (gate["name"], gate["verdict"], gate["figure"]) == (
        "unknown_post_id:first_party/views",
        "warned",
        2.0,
    )


def test_a_base_url_is_a_folder_of_all_tables(
    lake: Lake, server: SimulatorServer, served: Path
) -> None:
    write(served, "deals.csv", deals(GOOD))
    report = ingest(lake, server.imdb_url)
    assert statuses(report) == {"deals": "delivered", "views": "missing"}
    part = sidecar(lake)
    assert part.origin == f"{server.imdb_url}deals.csv"
    assert part.etag
    assert part.last_modified
    assert statuses(ingest(lake, server.imdb_url)) == {"deals": "unchanged", "views": "missing"}
    assert server.faults.asked_for("/imdb/deals.csv")[-1].status == 304


def test_nothing_at_all_under_a_base_url(lake: Lake, server: SimulatorServer) -> None:
    with pytest.raises(IngestFailed, match="404"):
        ingest(lake, server.imdb_url)


def test_the_settings_say_where_files_are(
    lake: Lake, server: SimulatorServer, served: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(served, "deals.csv", deals(GOOD))
    monkeypatch.setenv("REELHOUSE_FIRST_PARTY__BASE_URL", server.imdb_url)
    assert statuses(ingest(lake)) == {"deals": "delivered", "views": "missing"}


def test_a_download_that_is_cut_goes_on_where_it_stopped(
    lake: Lake, server: SimulatorServer, served: Path
) -> None:
    write(served, "deals.csv", deals(*many(30_000)))
    server.faults.add(Fault("/imdb/deals.csv", times=1, cut_after=100_000))
    ingest(lake, f"{server.imdb_url}deals.csv")
    assert server.faults.asked_for("/imdb/deals.csv")[-1].headers["range"] == "bytes=100000-"
    assert len(rows_of(lake)) == 30_000


def test_what_is_no_table_does_not_replace_a_good_one(
    lake: Lake, server: SimulatorServer, served: Path
) -> None:
    url = f"{server.imdb_url}deals.csv"
    write(served, "deals.csv", deals(GOOD))
    ingest(lake, url)
    server.faults.add(Fault("/imdb/deals.csv", times=1, html=True))
    with pytest.raises(IngestFailed, match="this is a web page, not a table"):
        ingest(lake, url)
    write(served, "deals.csv", b"null")
    with pytest.raises(IngestFailed, match="the text 'null'"):
        ingest(lake, url)
    write(served, "deals.csv", deals(GOOD, header="deal,region,fee_usd,start_date,end_date,status"))
    with pytest.raises(IngestFailed, match="lacks the column deal_id"):
        ingest(lake, url)
    assert rows_of(lake) == [("D-1",)]
    assert list(lake.incoming.rglob("*")) == []


def test_a_download_with_far_fewer_rows_is_refused(
    lake: Lake, server: SimulatorServer, served: Path
) -> None:
    whole = dataclasses.replace(DEALS, min_rows_share=0.5)
    source = dataclasses.replace(SOURCE, tables=(whole, VIEWS))
    url = f"{server.imdb_url}deals.csv"
    write(served, "deals.csv", deals(*many(100)))
    ingest(lake, url, source=source)
    write(served, "deals.csv", deals(*many(49)))
    with pytest.raises(IngestRefused) as caught:
        ingest(lake, url, source=source)
    assert "deals.csv: 49 rows came; the last good delivery" in str(caught.value)
    assert "50% of them must be there" in str(caught.value)
    assert len(rows_of(lake)) == 100
    gates = {gate["name"]: gate for gate in read_runs(lake)[0]["gates"]}
    assert gates["rows_lost:first_party/deals"]["figure"] == pytest.approx(0.51)
    write(served, "deals.csv", deals(*many(50)))
    ingest(lake, url, source=source)
    assert len(rows_of(lake)) == 50
    # a file that somebody gives by hand is meant
    ingest(lake, write(served, "deals.csv", deals(GOOD)), source=source)
    assert rows_of(lake) == [("D-1",)]


def test_a_login_in_an_address_is_used_and_never_written_down(
    lake: Lake, server: SimulatorServer, served: Path
) -> None:
    write(served, "deals.csv", deals(GOOD))
    url = server.imdb_url.replace("http://", "http://user:hush-7351@") + "deals.csv?token=hush-7351"
    ingest(lake, url)
    for path in lake.root.rglob("*"):
        assert path.is_dir() or b"hush-7351" not in path.read_bytes()


def test_wherever_the_disk_fills_up_the_user_is_told(tmp_path: Path) -> None:
    given = write(tmp_path / "in", "deals.csv", deals(*many(2000), "D-x,Europe,free,2026-01-01,,"))
    told = {}
    with small_disk(tmp_path / "disk") as disk:
        lake = Lake(disk / "lake")
        for free in range(0, 60 * PAGE, 4 * PAGE):
            shutil.rmtree(lake.root, ignore_errors=True)
            with filled(disk, free):
                try:
                    ingest(lake, given)
                except ReelhouseError as error:
                    told[free] = str(error)
                assert len(lake.deliveries("first_party", "deals")) == (free not in told)
        shutil.rmtree(lake.root, ignore_errors=True)
        assert statuses(ingest(lake, given)) == {"deals": "delivered"}
    assert {0, 4 * PAGE, 8 * PAGE} <= told.keys()
    assert len(told) < 15
    for message in told.values():
        assert "the disk is full" in message
        assert "Make room" in message


def test_what_a_killed_run_left_is_swept_by_the_next(lake: Lake, tmp_path: Path) -> None:
    write(lake.incoming / ".staging" / ".tabular-x", "stage.tmp", b"half")
    ingest(lake, write(tmp_path, "deals.csv", deals(GOOD)))
    assert list(lake.incoming.rglob("*")) == []
