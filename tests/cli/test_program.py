"""The command line as a user meets it: its exit code and its output."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from reelhouse.lake import Lake
from tests.command_line import answer
from tests.command_line import run_here as reelhouse
from tests.lakes import EVERYTHING, copy_of, deliver, write_files
from tests.small_lake import small_lake


def start_reelhouse(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run the command line in a folder, in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "reelhouse.cli", *words],
        cwd=folder,
        check=False,
        capture_output=True,
        text=True,
    )


@pytest.fixture(scope="module")
def built(shared_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder whose lake has everything and is built."""
    folder = tmp_path_factory.mktemp("built")
    copy_of(small_lake(shared_folder), folder)
    return folder


def test_from_an_empty_folder_to_an_answer(tmp_path: Path) -> None:
    files = write_files(tmp_path / "files")

    assert start_reelhouse(tmp_path, "init").returncode == 0
    ingested = answer(tmp_path, "ingest", "imdb", "--from", str(files))
    built = json.loads(start_reelhouse(tmp_path, "build", "--json").stdout)
    again = answer(tmp_path, "build")
    kpis = answer(tmp_path, "kpis")
    verified = answer(tmp_path, "verify")

    assert {d["resource"]: d["rows"] for d in ingested["deliveries"]} == {
        resource: len(rows) for resource, rows in EVERYTHING.items()
    }
    assert built["changed"]
    assert not again["changed"]
    assert kpis["top"][0]["primary_title"] == "Alpha"
    assert verified["problems"] == []


def test_a_build_without_changes_says_so(built: Path) -> None:
    done = reelhouse(built, "build")

    assert done.returncode == 0
    assert "nothing changed" in done.stdout


def test_sql_answers_in_json_and_as_a_table(built: Path) -> None:
    statement = "select title_key, primary_title from dim_title order by 1 limit 1"

    assert answer(built, "sql", statement) == [{"title_key": 1, "primary_title": "Alpha"}]
    assert "Alpha" in reelhouse(built, "sql", statement).stdout


def test_kpis_of_one_table(built: Path) -> None:
    assert list(answer(built, "kpis", "genres")) == ["genres"]


def test_status_names_what_is_missing_and_what_it_leaves_empty(tmp_path: Path) -> None:
    deliver(Lake(tmp_path / "lake"), "title.ratings", EVERYTHING["title.ratings"])

    report = answer(tmp_path, "status")
    shown = reelhouse(tmp_path, "status").stdout

    missing = {
        r["resource"]
        for r in report["resources"]
        if r["source"] == "imdb" and r["snapshot_date"] is None
    }
    assert missing == set(EVERYTHING) - {"title.ratings"}
    assert "missing imdb/title.principals: without it fact_credit is empty" in shown
    assert "nothing yet" in shown
    assert "not used yet: anilist, apple_music" in shown


def test_doctor_is_well_on_a_built_lake(built: Path) -> None:
    checks = answer(built, "doctor")

    assert {check["verdict"] for check in checks} <= {"ok", "warn"}
    assert {"disk", "lake", "build"} <= {check["name"] for check in checks}


def test_doctor_fails_on_a_lake_that_lost_a_file(built: Path, tmp_path: Path) -> None:
    lake = copy_of(Lake(built / "lake"), tmp_path)
    next(lake.gold.glob("*/dim_title/data.parquet")).unlink()

    done = reelhouse(tmp_path, "doctor")

    assert done.returncode == 1
    assert "build --full" in done.stdout


def test_builds_show_says_where_the_time_went(built: Path) -> None:
    shown = answer(built, "builds", "show")

    steps = {step["name"]: step for step in shown["run"]["steps"]}
    assert steps["fact_credit"]["rows_out"] == len(EVERYTHING["title.principals"])
    assert {gate["verdict"] for gate in shown["manifest"]["gates"]} <= {"passed", "skipped"}


def test_builds_list_marks_the_current_one(built: Path) -> None:
    assert [build["status"] for build in answer(built, "builds", "list")] == ["current"]


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (["kpis"], 1, "nothing has been built yet"),
        (["build"], 1, "nothing has been ingested yet"),
        (["ingest", "netflicks"], 2, "there is no source 'netflicks'"),
        (["ingest", "imdb", "--limit", "0"], 2, "limit"),
        (["ingest", "imdb", "--from", "nowhere"], 2, "nowhere"),
        (["builds", "rollback", "20200101"], 2, "there is no build"),
        (["--config", "other.toml", "status"], 2, "no such settings file"),
        (["frobnicate"], 2, "frobnicate"),
        (["ingest", "imdb", "--from", ""], 2, "--from is empty"),
        (["build", "--accept", "nonsense"], 2, "no gate 'nonsense'"),
        (["verify"], 1, "no lake here"),
    ],
)
def test_errors_are_clear_and_have_their_exit_code(
    tmp_path: Path, words: list[str], code: int, message: str
) -> None:
    done = reelhouse(tmp_path, *words)

    assert done.returncode == code, done.stderr
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_what_nobody_foresaw_is_one_line_and_exit_code_one(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    done = start_reelhouse(tmp_path, "--lake", "file", "build")

    assert done.returncode == 1
    assert "error:" in done.stderr
    assert "--debug" in done.stderr
    assert "Traceback" not in done.stderr


def test_numbers_are_numbers_in_json(built: Path) -> None:
    best = answer(built, "kpis", "top")["top"][0]

    assert best["mean_average_rating"] == 8.0
    assert isinstance(best["mean_average_rating"], float)
    assert isinstance(best["vote_count"], int)


def test_json_has_null_for_what_is_no_number(built: Path) -> None:
    assert answer(built, "sql", "select cast('nan' as double) as x") == [{"x": None}]


def test_a_column_name_is_shown_as_it_is(built: Path) -> None:
    assert "[/x]" in reelhouse(built, "sql", 'select 1 as "[/x]"').stdout


def test_json_needs_a_name_of_its_own_for_each_column(built: Path) -> None:
    done = reelhouse(built, "sql", "select 1 as a, 2 as a", "--json")

    assert done.returncode == 2
    assert "same name" in done.stderr


def test_a_long_answer_is_cut_on_the_screen_and_whole_in_json(built: Path) -> None:
    statement = "select calendar_date from dim_date"

    shown = reelhouse(built, "sql", statement)

    assert "the first 1,000 rows" in shown.stderr
    assert len(shown.stdout.splitlines()) < 1100
    assert len(answer(built, "sql", statement)) == 62_091


def test_a_lost_build_is_told_by_status_and_verify(built: Path, tmp_path: Path) -> None:
    lake = copy_of(Lake(built / "lake"), tmp_path)
    shutil.rmtree(next(path for path in lake.gold.iterdir() if path.is_dir()))

    status, verified = reelhouse(tmp_path, "status"), reelhouse(tmp_path, "verify")

    assert "is gone" in status.stdout
    assert status.returncode == 0
    assert verified.returncode == 1
    assert "current.json" in verified.stdout


def test_ctrl_c_says_that_nothing_is_lost(tmp_path: Path) -> None:
    serving = subprocess.Popen(
        f"{sys.executable} -m reelhouse.cli simulate --scale 0.0002 --serve --port 0".split(),
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert serving.stdout is not None
    while "serving" not in (line := serving.stdout.readline()):
        assert line, serving.communicate()[1]

    serving.send_signal(signal.SIGINT)
    _, errors = serving.communicate()

    assert serving.returncode == 130
    assert "the next run goes on from there" in errors


def test_debug_shows_the_traceback(tmp_path: Path) -> None:
    assert "Traceback" in start_reelhouse(tmp_path, "--debug", "kpis").stderr


def test_a_refused_build_exits_with_three_and_says_how_to_go_on(
    built: Path, tmp_path: Path
) -> None:
    lake = copy_of(Lake(built / "lake"), tmp_path)
    deliver(lake, "title.principals", [], "2026-01-02")

    done = reelhouse(tmp_path, "build")

    assert done.returncode == 3
    assert "--accept row_loss_fact_credit" in done.stderr


def test_a_refused_file_exits_with_three_and_names_file_and_line(tmp_path: Path) -> None:
    files = write_files(tmp_path / "files")
    path = files / "title.ratings.tsv"
    path.write_text(path.read_text().replace("8.0", "eight"))

    done = reelhouse(tmp_path, "ingest", "imdb", "--from", str(files))

    assert done.returncode == 3
    assert "title.ratings.tsv:2" in done.stderr


@pytest.mark.parametrize("words", ["status", "status --json"])
def test_a_reader_that_stops_early_gets_no_traceback(built: Path, words: str) -> None:
    piped = subprocess.run(
        f"{sys.executable} -m reelhouse.cli {words} | head -n 1",
        shell=True,
        cwd=built,
        check=False,
        capture_output=True,
        text=True,
    )

    assert len(piped.stdout.splitlines()) == 1
    assert piped.stderr == ""


def test_a_key_in_the_environment_reaches_no_file_and_no_output(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    canary = "canary-51b7e0"
    monkeypatch.setenv(
        "REELHOUSE_IMDB__BASE_URL", f"http://user:{canary}@127.0.0.1:9/imdb/?k={canary}"
    )
    monkeypatch.setenv("REELHOUSE_DOWNLOAD_ATTEMPTS", "1")

    done = reelhouse(tmp_path, "ingest", "imdb")

    assert done.returncode == 1
    assert canary not in done.stdout + done.stderr
    written = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert written
    assert all(canary.encode() not in path.read_bytes() for path in written)


def test_a_report_of_what_has_not_arrived_exits_with_four(built: Path) -> None:
    result = reelhouse(built, "report", "executive", "--out", "executive.html")

    assert result.returncode == 4
    assert "the sources of this report have not arrived" in result.stderr
    assert not (built / "executive.html").exists()
