"""Reports that a lake keeps: what verify says of them, and which are dropped."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from reelhouse.cli import app
from reelhouse.errors import UsageError
from reelhouse.evidence import read_runs
from reelhouse.lake import Lake
from reelhouse.reports.gathered import gather
from reelhouse.reports.kept import keep
from reelhouse.reports.record import kept_reports, problem_of
from reelhouse.settings import Settings
from reelhouse.storage import write_json
from reelhouse.verify import verify_lake
from tests.whole_lake import WholeLake


@pytest.fixture
def report(lake: Lake, settings: Settings, demo_build: WholeLake) -> Path:
    """A report that is kept, in a lake with the evidence of its build."""
    shutil.copytree(demo_build.lake.evidence, lake.evidence)
    return keep(lake, gather(lake, settings, "licensing", "all"))


def test_a_report_is_as_it_was_written_until_somebody_changes_it(lake: Lake, report: Path) -> None:
    runs = {str(run["run_id"]) for run in read_runs(lake)}
    assert problem_of(report, runs) == ""
    assert "no evidence" in problem_of(report, set())
    record = json.loads(report.read_text(encoding="utf-8"))
    next(iter(record["measures"].values()))["value"] = 1e9
    write_json(report, record)
    assert "not those that were reported" in problem_of(report, runs)
    report.write_text("{", encoding="utf-8")
    assert "not valid JSON" in problem_of(report, runs)


def test_verify_lists_it(lake: Lake, report: Path) -> None:
    [found] = [f for f in verify_lake(lake) if f.path == str(report.relative_to(lake.root))]
    assert found.problem == ""


def test_the_newest_of_each_kind_and_period_stay(lake: Lake, report: Path) -> None:
    record = json.loads(report.read_text(encoding="utf-8"))
    for year in (2020, 2021, 2022):
        for period in ("all", "12m"):
            old = record | {"build_id": f"{year}0101T000000000Z-000000", "period": period}
            write_json(report.with_name(f"{period}_{old['build_id']}.json"), old)
    told = CliRunner().invoke(app, ["--lake", str(lake.root), "prune", "--reports", "2", "--json"])
    assert len(json.loads(told.stdout)["reports"]) == 3
    left = [path.name for path in kept_reports(lake)]
    assert left == sorted(
        ["12m_20210101T000000000Z-000000.json", "12m_20220101T000000000Z-000000.json",
         "all_20220101T000000000Z-000000.json", report.name]
    )  # fmt: skip


def test_wishes_that_do_not_go_together_are_refused(lake: Lake) -> None:
    words = ["--lake", str(lake.root), "prune", "--reports"]
    assert CliRunner().invoke(app, [*words, "0"]).exit_code == 2
    told = CliRunner().invoke(app, [*words, "2", "--expired"])
    assert isinstance(told.exception, UsageError)
