"""What model cards show of errors on what came true since a model learned."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from reelhouse import clock
from reelhouse.dashboards import shared
from reelhouse.settings import load_settings
from tests.dashboards.drawing import drawn, headings, said
from tests.dashboards.planted import planted
from tests.whole_lake import WholeLake


def model(name: str) -> dict[str, Any]:
    return {
        "model_name": name, "model_version": "v1", "trained_at": "2025-02-28 10:00:00",
        "asks": "Will it?", "target": "it", "decision": "before", "metric": "Brier score",
        "is_higher_better": False, "champion": "forest", "best_naive": "base rate",
        "is_naive": False, "trained_on": "films", "tested_on": "later films", "train_count": 90,
        "test_count": 40,
    }  # fmt: skip


def error(name: str, count: int, **told: Any) -> dict[str, Any]:
    return {
        "model_name": name, "model_version": "v1", "measure": "Brier score",
        "is_higher_better": False, "learned_until_date": "2024-12-31", "counted": "titles",
        "new_count": count, "needed_count": 50, "promised_value": 0.15, "promised_low": 0.13,
        "promised_high": 0.17, **told,
    }  # fmt: skip


WORSE = {
    "new_value": 0.31, "new_low": 0.28, "new_high": 0.34, "naive_rule": "base rate",
    "naive_value": 0.19, "naive_low": 0.17, "naive_high": 0.21, "worse_by_value": 0.16,
    "worse_by_low": 0.12, "worse_by_high": 0.2, "is_worse": True,
}  # fmt: skip
HELD = WORSE | {"new_value": 0.14, "new_low": 0.12, "new_high": 0.16, "is_worse": False}


@pytest.fixture(scope="module", autouse=True)
def shown(demo_build: WholeLake, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    tables = {
        "mart_model": [model(name) for name in ("hits", "popularity", "gross", "topics")],
        "mart_model_score": [],
        "mart_model_error": [
            error("hits", 212, **WORSE), error("popularity", 80, **HELD), error("gross", 7),
        ],
    }  # fmt: skip
    lake = planted(demo_build.build, tmp_path_factory.mktemp("since"), tables)
    with clock.playing(demo_build.world.today):
        shared.configure(lake, load_settings(lake=lake.root, today=demo_build.world.today))
        yield


def test_a_model_that_is_worse_is_told_with_figures() -> None:
    app = drawn("model-cards", model="hits")

    assert (
        "Worse than promised: Brier score 0.31 on 212 new titles, promised 0.15; base rate 0.19"
        in headings(app)
    )
    tiles = {m.label: m.value for m in app.metric}
    assert tiles["Worse than promised"] == "1 of 2"


def test_a_model_that_holds_and_one_with_too_few_cases_are_told() -> None:
    assert "As promised: Brier score 0.14 on 80 new titles, promised 0.15" in headings(
        drawn("model-cards", model="popularity")
    )
    few = drawn("model-cards", model="gross")
    told = said(few) + " ".join(each.value for each in few.markdown)
    assert "Too few new outcomes yet: Brier score: 7 of 50 titles" in told.replace("\\", "")
    nothing = drawn("model-cards", model="topics")
    assert "promised:" not in headings(nothing)
