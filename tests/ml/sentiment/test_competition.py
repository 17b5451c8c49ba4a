"""What is learned from labelled texts, against planted words, chance and recorded reviews."""

from __future__ import annotations

import pickle
from pathlib import Path

import numpy as np
import pytest

from reelhouse.ml.card import Card
from reelhouse.ml.question import Context, NotEnough
from reelhouse.ml.sentiment.competition import ACCURACY, Competition, compete
from reelhouse.ml.sentiment.question import QUESTION
from reelhouse.ml.sentiment.scorers import Blend, Lexicon, NaiveBayesRegression, Words
from reelhouse.ml.tables import GoldTables
from reelhouse.settings.models import ModelSettings

NO_TABLES: GoldTables = None  # type: ignore[assignment]


def invented(count: int, seed: int) -> tuple[list[str], np.ndarray]:
    """Texts whose kindness hangs on words that no lexicon knows."""
    rng = np.random.default_rng(seed)
    is_kind = rng.random(count) < 0.5
    fill = ["the", "film", "about", "a", "boat", "and", "some", "people", "tonight", "again"]
    said = [
        " ".join([*rng.choice(fill, 6), ("plimmish" if kind else "grobbly") if rng.random() < 0.8
                  else "quite", *rng.choice(fill, 3)])
        for kind in is_kind
    ]  # fmt: skip
    return [f"{text} {number}" for number, text in enumerate(said)], is_kind


@pytest.fixture(scope="module")
def found() -> Competition:
    texts, is_kind = invented(800, 1)
    return compete(texts, is_kind, seed=7, draws=200)


def test_learns_words_that_no_lexicon_knows(found: Competition) -> None:
    scores = {c.name: c.scores[ACCURACY.name].value for c in found.candidates}

    assert found.champion != "VADER"
    assert scores[found.champion] > 0.85
    assert scores["VADER"] < 0.65
    assert found.advantage.low is not None
    assert found.advantage.low > 0


def test_probabilities_are_calibrated_and_survive_storage(found: Competition) -> None:
    model = pickle.loads(pickle.dumps(found.model))
    texts, is_kind = invented(400, 2)
    told = model.probabilities(texts)

    assert np.array_equal(told, found.model.probabilities(texts))
    assert abs(float(told.mean()) - float(is_kind.mean())) < 0.08
    assert np.allclose(model.sentiments(texts), 2 * told - 1)
    assert model.sentiments([]).shape == (0,)


def test_shuffled_labels_give_no_skill() -> None:
    texts, is_kind = invented(800, 3)
    shuffled = np.random.default_rng(4).permutation(is_kind)
    found = compete(texts, shuffled, seed=7, draws=200)

    assert all(0.38 < c.scores[ACCURACY.name].value < 0.62 for c in found.candidates)
    assert found.champion == "VADER"


def test_beats_vader_on_recorded_sentences(shared_data: Path) -> None:
    sides = {
        side: (shared_data / "text" / f"rt-polarity.{side}").read_text("latin-1").splitlines()
        for side in ("pos", "neg")
    }
    texts = np.array(sides["pos"][:2400] + sides["neg"][:2400], dtype=object)
    is_kind = np.arange(len(texts)) < 2400
    test, train = np.split(np.random.default_rng(7).permutation(len(texts)), [1200])
    naive, blend = Lexicon(), Blend([Words(), NaiveBayesRegression(), Lexicon()])
    right = {}
    for judge in (naive, blend):
        judge.learn(texts[train].tolist(), is_kind[train])
        right[judge.name] = float(
            ((judge.margins(texts[test].tolist()) > 0) == is_kind[test]).mean()
        )

    assert right["blend"] >= 0.75
    assert right["blend"] > right["VADER"] + 0.05


def learned_from(path: Path) -> Card:
    settings = ModelSettings(sentiment_labels=path, bootstrap_draws=100)
    return QUESTION.learn(NO_TABLES, Context(settings, "2026-03-01")).card


@pytest.mark.parametrize(
    "rows", ["fine film,kind\n", "".join(f"film {i},kind\n" for i in range(900))]
)
def test_too_few_labels_or_one_side_only_are_not_enough(tmp_path: Path, rows: str) -> None:
    path = tmp_path / "labels.csv"
    path.write_text("text,label\n" + rows)

    with pytest.raises(NotEnough, match="unkind texts"):
        learned_from(path)


def test_a_card_says_what_was_learned_from(tmp_path: Path) -> None:
    texts, is_kind = invented(500, 5)
    path = tmp_path / "labels.csv"
    lines = [
        f"{text},{'kind' if kind else 'unkind'}" for text, kind in zip(texts, is_kind, strict=True)
    ]
    path.write_text("text,label\n" + "\n".join(lines))
    card = learned_from(path)

    assert card.beats_naive
    assert card.test_count == 125
    assert "500 labelled texts" in card.trained_on
    assert QUESTION.files(Context(ModelSettings(sentiment_labels=path), "2026-03-01")) == (path,)
