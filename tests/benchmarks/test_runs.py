from __future__ import annotations

import sys
from pathlib import Path

from benchmarks.contestants import Contestant, Limits, Step, default_limits
from benchmarks.runs import measure_scale
from benchmarks.universe import Universe


def doing_nothing(name: str, repeated_up_to: float = 1.0) -> Contestant:
    def steps(universe: Universe, limits: Limits) -> list[Step]:
        return [Step("nothing", [sys.executable, "-I", "-S", "-c", "pass"], {})]

    return Contestant(name, "nothing", steps, repeated_up_to=repeated_up_to)


def test_contestants_take_turns_one_way_and_then_the_other(tmp_path: Path) -> None:
    said: list[str] = []
    result = measure_scale(
        Universe(tmp_path, 0.5, rows=1, bytes=1),
        [doing_nothing("one"), doing_nothing("two"), doing_nothing("slow", 0.1)],
        default_limits(),
        work=tmp_path,
        runs=3,
        time_bound=60,
        say=said.append,
    )
    assert [words.rpartition(": ")[2] for words in said] == [
        *("one", "two", "slow"),
        *("two", "one"),
        *("one", "two"),
    ]
    assert {name: len(found.runs) for name, found in result.figures.items()} == {
        "one": 3,
        "two": 3,
        "slow": 1,
    }
