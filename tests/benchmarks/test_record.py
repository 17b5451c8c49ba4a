from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from benchmarks.contestants import default_limits
from benchmarks.exponent import growths
from benchmarks.measure import Usage
from benchmarks.record import exponent_record, scale_record, write_page, write_record
from benchmarks.runs import Figures, ScaleResult
from benchmarks.universe import Universe

MACHINE = {"processor": "of some kind", "cores": "2"}


def measured(scale: float, reelhouse_seconds: float = 20) -> ScaleResult:
    half = Usage(reelhouse_seconds / 2, 3, 5e8)
    return ScaleResult(
        Universe(Path("imdb"), scale, rows=int(1e8 * scale), bytes=1000),
        default_limits(),
        {
            "reference": Figures("a script", [{"script": Usage(10, 4, 4e8)}]),
            "reelhouse": Figures("a program", [{"ingest": half, "build": half}]),
        },
        same_tables=22,
    )


def test_a_record_holds_what_the_table_shows(tmp_path: Path) -> None:
    path = write_record(scale_record(measured(0.1), date(2026, 3, 1), MACHINE), tmp_path)
    assert path.name == "2026-03-01-scale-0.1.json"
    lines = {line["contestant"]: line for line in json.loads(path.read_text())["table"]}
    assert list(lines) == ["reference", "reelhouse", "reelhouse: ingest", "reelhouse: build"]
    assert lines["reelhouse"]["times_reference"] == 2
    assert lines["reelhouse"]["rows_per_second"] == 500_000
    assert lines["reelhouse: build"]["wall_seconds"] == 10


def test_the_page_shows_the_newest_record_of_each_scale(tmp_path: Path) -> None:
    for day, scale, seconds in ((1, 0.1, 111), (2, 0.1, 222), (1, 0.5, 333)):
        record = scale_record(measured(scale, seconds), date(2026, 3, day), MACHINE)
        write_record(record, tmp_path)
    (tmp_path / "traffic.json").write_text('{"date": "2026-03-01", "traffic": []}')
    (tmp_path / "whole.json").write_text('{"day": "2026-03-01", "scale": 0.5, "ratio": 1.4}')
    page = write_page(tmp_path).read_text()
    assert "| reelhouse | 222.0 |" in page
    assert "| reelhouse | 333.0 |" in page
    assert "| reelhouse | 111.0 |" not in page
    assert page.index("## Scale 0.1") < page.index("## Scale 0.5")
    assert "of some kind" in page


def test_the_page_says_which_targets_were_missed(tmp_path: Path) -> None:
    write_record(scale_record(measured(0.5, 12), date(2026, 3, 1), MACHINE), tmp_path)
    write_record(scale_record(measured(1.0, 20), date(2026, 3, 1), MACHINE), tmp_path)
    page = write_page(tmp_path).read_text()
    assert "- passed: ingest and build at most" in page
    assert "- failed: ingest and build at most" in page


def test_growth_is_on_the_page_with_its_seconds(tmp_path: Path) -> None:
    results = [measured(scale, 100 * scale) for scale in (0.1, 0.2, 0.4)]
    record = exponent_record(growths(results), date(2026, 3, 1), MACHINE)
    write_record(record, tmp_path)
    page = write_page(tmp_path).read_text()
    assert "| reelhouse | wall time | 1.000 | 1.000 | 10.0 | 20.0 | 40.0 |" in page
    assert "- passed: exponent of wall time at most 1.1: 1.000" in page


def test_several_runs_show_how_far_they_lie_apart(tmp_path: Path) -> None:
    result = measured(0.1)
    result.figures["reelhouse"].runs += [
        {"ingest": Usage(seconds, 3, 5e8), "build": Usage(10, 3, 5e8)} for seconds in (12, 5)
    ]
    record = scale_record(result, date(2026, 3, 1), MACHINE)
    write_record(record, tmp_path)
    page = write_page(tmp_path).read_text()
    assert "| reelhouse | 20.0 |" in page
    assert "| 15.0 to 22.0 |" in page
    assert "median times and largest peak of 3 runs (reference: one)" in page
