from __future__ import annotations

import sys
from pathlib import Path

import pytest
from benchmarks.measure import (
    BenchmarkError,
    Usage,
    one_after_the_other,
    run_measured,
    typical,
)

MEGABYTE = 1_000_000


def run(folder: Path, program: str, time_bound: int = 60) -> Usage:
    command = [sys.executable, "-c", program]
    return run_measured(command, folder, log=folder / "run.log", time_bound=time_bound)


def test_processor_time_and_memory_are_those_of_the_process(tmp_path: Path) -> None:
    usage = run(tmp_path, f"block = b'x' * {300 * MEGABYTE}; sum(range(3_000_000))")
    assert usage.cpu_seconds > 0
    assert usage.peak_bytes > 300 * MEGABYTE
    assert not usage.timed_out


def test_memory_of_the_one_who_measures_is_not_counted(tmp_path: Path) -> None:
    mine = b"x" * (300 * MEGABYTE)
    usage = run(tmp_path, "pass")
    assert usage.peak_bytes < len(mine) / 2


def test_what_children_did_is_counted(tmp_path: Path) -> None:
    child = f"b'x' * {300 * MEGABYTE}"
    program = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])"
    assert run(tmp_path, program).peak_bytes > 300 * MEGABYTE


def test_it_runs_in_its_folder_and_leaves_what_it_printed(tmp_path: Path) -> None:
    run(tmp_path, "import os; print(os.getcwd())")
    assert (tmp_path / "run.log").read_text().strip() == str(tmp_path)


def test_settings_of_the_caller_do_not_reach_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REELHOUSE_LAKE", "/elsewhere")
    program = (
        "import os; print(sorted(name for name in os.environ if name.startswith('REELHOUSE')))"
    )
    run_measured(
        [sys.executable, "-c", program],
        tmp_path,
        log=tmp_path / "run.log",
        environment={"REELHOUSE_ENGINE__THREADS": "1"},
    )
    assert (tmp_path / "run.log").read_text().strip() == "['REELHOUSE_ENGINE__THREADS']"


def test_a_failure_says_what_the_process_said_last(tmp_path: Path) -> None:
    with pytest.raises(BenchmarkError, match=r"ended with 3:\nno such luck"):
        run(tmp_path, "import sys; print('no such luck'); sys.exit(3)")


def test_a_program_that_is_not_there_fails(tmp_path: Path) -> None:
    with pytest.raises(BenchmarkError, match="ended with 127"):
        run_measured([str(tmp_path / "absent")], tmp_path, log=tmp_path / "run.log")


def test_a_process_that_takes_too_long_is_stopped(tmp_path: Path) -> None:
    usage = run(tmp_path, "import signal; signal.pause()", time_bound=1)
    assert usage.timed_out


def test_steps_add_up_and_the_largest_peak_counts() -> None:
    both = one_after_the_other([Usage(1, 2, 30), Usage(10, 20, 3)])
    assert both == Usage(11, 22, 30)


def test_runs_are_judged_by_their_median_and_largest_peak() -> None:
    assert typical([Usage(9, 1, 5), Usage(1, 9, 7), Usage(2, 2, 6)]) == Usage(2, 2, 7)
