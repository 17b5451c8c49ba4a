"""Probabilities of leaving, on months that were over after the model learned."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from reelhouse.ml.churn.hazard import Hazard
from reelhouse.ml.churn.question import METRIC, errors_on
from reelhouse.ml.evaluation import bootstrap, log_losses
from reelhouse.ml.new_errors import compare
from reelhouse.ml.store import Version
from reelhouse.settings.models import ModelSettings
from tests.ml.churn.members import members
from tests.ml.versions import card_of, version_of

SETTINGS = ModelSettings(bootstrap_draws=200)


def months(first: str, count: int, seed: int) -> pd.DataFrame:
    """Members in some months that are over."""
    cases, left, _ = members(2_000 * count, seed)
    starts = pd.date_range(first, periods=count, freq="MS")
    return cases.assign(month_start_date=np.repeat(starts, 2_000), has_left=left)


@pytest.fixture(scope="module")
def version(tmp_path_factory: pytest.TempPathFactory) -> Version:
    """Learned from the last quarter of 2025, and judged on a quarter before it."""
    known, judged = months("2025-10-01", 3, 1), months("2025-07-01", 3, 2)
    model = Hazard.fit(known, known["has_left"].to_numpy())
    losses = log_losses(judged["has_left"], model.tell(judged).probability)
    promised = bootstrap(np.mean, losses, draws=200, seed=1, groups=judged["member_key"].to_numpy())
    card = card_of(METRIC, promised, "base rate", "2025-12-31")
    return version_of(tmp_path_factory.mktemp("churn"), "churn", model, card)


def test_members_who_go_on_leaving_as_before_are_told_as_promised(version: Version) -> None:
    known = pd.concat([months("2025-10-01", 3, 1), months("2026-01-01", 2, 3)])

    new = errors_on(known, version, SETTINGS)
    found = compare(new, draws=200, seed=7)

    assert (new.count, new.counted, new.naive) == (4_000, "months of members", "base rate")
    assert found is not None
    assert not found.is_worse
    assert found.lead is not None
    assert (found.lead.low or 0) > 0


def test_members_who_leave_for_other_reasons_are_told_worse_than_promised(
    version: Version,
) -> None:
    later = months("2026-01-01", 2, 3)
    # those who watch most leave, and three times as many
    later["has_left"] = (later["watched_minutes_1m"] > 600).astype(float)
    known = pd.concat([months("2025-10-01", 3, 1), later])

    found = compare(errors_on(known, version, SETTINGS), draws=200, seed=7)

    assert found is not None
    assert found.is_worse
    assert found.worse_by.value > 0.1


def test_no_month_is_over_since(version: Version) -> None:
    new = errors_on(months("2025-10-01", 3, 1), version, SETTINGS)

    assert new.count == 0
    assert compare(new, draws=200, seed=7) is None
