"""The reference is written by hand from the meaning of the tables: it checks the models as well."""

from __future__ import annotations

import re
from pathlib import Path

import benchmarks
import pytest
from benchmarks.contestants import REELHOUSE, REFERENCE, choose, default_limits
from benchmarks.measure import BenchmarkError
from benchmarks.runs import measure_scale
from benchmarks.universe import find_universe, make_universe

SCALE = 0.001
REFERENCE_SQL = Path(benchmarks.__file__).with_name("reference.sql")


@pytest.mark.long
def test_reelhouse_and_the_reference_build_the_same_tables(tmp_path: Path) -> None:
    universe = make_universe(tmp_path, SCALE)
    result = measure_scale(
        universe,
        choose([REFERENCE, REELHOUSE], SCALE),
        default_limits(),
        work=tmp_path,
        runs=1,
        time_bound=300,
    )
    assert result.same_tables == len(re.findall(r"\) to 'gold/", REFERENCE_SQL.read_text())) > 20
    assert list(result.figures[REELHOUSE].steps) == ["ingest", "build"]
    assert {"dim_title", "whole build"} <= result.figures[REELHOUSE].seconds.keys()


def test_an_unknown_contestant_is_refused() -> None:
    with pytest.raises(BenchmarkError, match="there is no 'nobody'"):
        choose(["nobody"], SCALE)


def test_the_peer_is_left_out_at_full_size_unless_asked_for() -> None:
    assert "imdb-sqlite" not in [contestant.name for contestant in choose([], 1.0)]
    assert [contestant.name for contestant in choose(["imdb-sqlite"], 1.0)] == ["imdb-sqlite"]


def test_a_folder_that_lacks_a_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BenchmarkError, match=r"lacks title\.basics\.tsv\.gz"):
        find_universe(tmp_path, SCALE)
