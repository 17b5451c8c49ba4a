"""A list for a member who did not agree to it is not published."""

from __future__ import annotations

import duckdb
import pytest

from reelhouse.transform.gates import check_gates, load_gates


@pytest.mark.parametrize(
    ("listed", "verdict", "figure"),
    [("(1), (1)", "passed", 0.0), ("(1), (2)", "failed", 0.5), ("(3)", "failed", 1.0)],
)
def test_no_list_goes_without_consent(listed: str, verdict: str, figure: float) -> None:
    [gate] = [g for g in load_gates({}) if g.name == "recommended_without_consent"]
    with duckdb.connect() as connection:
        connection.execute(
            "create table dim_member as from (values (1, true), (2, false)) "
            "as members (member_key, has_personalisation_consent)"
        )
        connection.execute(
            f"create table mart_recommendation as from (values {listed}) as lists (member_key)"
        )

        [result] = check_gates(connection, [gate], delivered={}, published=None)

    assert (result.verdict, result.figure) == (verdict, figure)
    assert gate.severity == "error"
