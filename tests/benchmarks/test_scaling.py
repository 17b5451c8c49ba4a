"""Fixed cost, cost by row, and where one engine becomes the better choice."""

import json
from pathlib import Path

import pytest
from benchmarks.scaling import Cost, Line, fit, known_costs, page, record_of
from hypothesis import assume, given
from hypothesis import strategies as st

SECONDS = st.floats(0.5, 500)
SCALES = (0.05, 0.1, 0.5, 1.0)


def costs(line: Line, engine: str, cores: int = 2) -> list[Cost]:
    return [
        Cost(
            scale,
            rows := int(2e8 * scale),
            engine,
            cores,
            line.fixed_seconds + line.seconds_by_million * rows / 1e6,
            True,
            bronze_bytes=12 * rows,
            gold_bytes=10 * rows,
        )
        for scale in SCALES
    ]


@given(SECONDS, SECONDS)
def test_a_line_is_found_from_points_on_it(fixed: float, slope: float) -> None:
    found = fit(costs(Line(fixed, slope), "duckdb"))

    assert found.fixed_seconds == pytest.approx(fixed, rel=1e-3, abs=1e-3)
    assert found.seconds_by_million == pytest.approx(slope, rel=1e-6)


@given(SECONDS, SECONDS, SECONDS, SECONDS)
def test_beyond_the_crossing_a_line_is_below_the_other_and_before_it_is_not(
    fixed: float, slope: float, other_fixed: float, other_slope: float
) -> None:
    assume(slope == other_slope or abs(slope - other_slope) > 1e-3)
    line, other = Line(fixed, slope), Line(other_fixed, other_slope)

    rows = line.crosses(other)

    def saved(at: float) -> float:
        return (other_fixed + other_slope * at / 1e6) - (fixed + slope * at / 1e6)

    if rows is None:
        assert slope >= other_slope
    else:
        assert saved(rows * 1.01 + 1) > 0
        assert rows == 0 or saved(rows * 0.99) < 1e-6


def test_the_page_says_which_engine_is_the_better_choice() -> None:
    duckdb = costs(Line(5, 1), "duckdb")

    slower = page(record_of([*duckdb, *costs(Line(40, 3), "spark")], "4GB"))
    faster = page(record_of([*duckdb, *costs(Line(40, 0.5), "spark")], "4GB"))

    assert "a row costs Spark 3.0 times what it costs DuckDB" in slower
    assert "Spark is the better choice from 70 million rows on" in faster


def test_what_another_processor_took_is_not_known_here(tmp_path: Path) -> None:
    kept = tmp_path / "scaling.json"
    assert known_costs(kept) == []
    record = record_of(costs(Line(5, 1), "duckdb"), "4GB")
    kept.write_text(json.dumps(record))
    assert known_costs(kept) == costs(Line(5, 1), "duckdb")

    record["machine"]["processor"] = "of another kind"
    kept.write_text(json.dumps(record))

    assert known_costs(kept) == []
