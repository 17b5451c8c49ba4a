from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reelhouse.ml.card import Candidate, Card, Estimate, Metric, best, choose_champion
from tests.ml.models import BRIER, card

AUC = Metric("auc", higher_is_better=True)


def test_a_card_survives_json() -> None:
    whole = card()

    assert Card.from_record(json.loads(json.dumps(whole.as_record()))) == whole


def test_the_champion_has_to_be_a_candidate() -> None:
    with pytest.raises(ValueError, match="none of the candidates"):
        card("oracle")


def test_a_card_says_whether_a_model_answers() -> None:
    assert card("forest").beats_naive
    assert not card("base rate").beats_naive


@given(st.floats(0, 1), st.floats(0, 1), st.booleans(), st.booleans())
def test_a_model_answers_only_where_it_is_ahead_and_has_earned_it(
    model: float, naive: float, higher: bool, earned: bool
) -> None:
    metric = AUC if higher else BRIER
    candidates = [
        Candidate("model", {metric.name: Estimate(model)}),
        Candidate("rule", {metric.name: Estimate(naive)}, is_naive=True),
    ]

    chosen = choose_champion(candidates, metric, is_earned=earned)

    ahead = model > naive if higher else model < naive
    assert chosen.name == ("model" if ahead and earned else "rule")


def test_a_candidate_without_the_figure_cannot_win() -> None:
    tried = Candidate("forest", {"auc": Estimate(0.9)})
    failed = Candidate("neural", {}, note="torch is not installed")

    assert best([failed, tried], AUC) == tried
    assert best([failed], AUC) is None
    with pytest.raises(ValueError, match="no candidate has a auc"):
        choose_champion([failed], AUC)
