"""Topics that were planted are found again; where there are none, none is found."""

from __future__ import annotations

import pickle

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import adjusted_rand_score

from reelhouse.ml.topics.bags import bags_of
from reelhouse.ml.topics.coherence import coherences, stability
from reelhouse.ml.topics.learning import COHERENCE, Found, find_topics
from reelhouse.simulator.world import World
from reelhouse.transform.computed.text_terms import counted


@pytest.fixture(scope="module")
def world() -> World:
    return World(seed=7)


@pytest.fixture(scope="module")
def terms(world: World) -> pd.DataFrame:
    texts = pd.DataFrame(
        {
            "text_kind": "post",
            "platform": post.platform,
            "text_id": post.post_id,
            "written_date": pd.Timestamp(post.created_at.date()),
            "language": post.language,
            "text": post.text.removeprefix(f"{post.title_text}:"),
            "names": None,
        }
        for post in world.posts
        if post.is_there(world.day)
    )
    return counted(texts, 5)


@pytest.fixture(scope="module")
def found(terms: pd.DataFrame) -> Found:
    topics = find_topics(terms, seed=7)
    assert topics is not None
    return topics


def test_planted_topics_are_recovered(world: World, terms: pd.DataFrame, found: Found) -> None:
    truth = {post.post_id: post.topic for post in world.posts}
    assigned = found.model.assign(terms)
    planted = [truth[post] for post in assigned["text_id"]]

    assert len(assigned) > 500
    assert None not in planted
    assert adjusted_rand_score(planted, assigned["topic"]) >= 0.8
    assert assigned["strength_rate"].between(0, 1).all()


def test_a_model_answers_only_where_it_beats_the_naive_ones(found: Found) -> None:
    scores = {c.name: c.scores[COHERENCE.name].value for c in found.candidates}

    assert found.champion not in ("LDA", "frequent words")
    assert scores[found.champion] == max(scores.values())
    assert found.advantage.low is not None
    assert found.advantage.low > 0


def test_labels_are_words_of_the_topic(found: Found) -> None:
    assert len(set(found.model.labels)) == len(found.model.top)
    assert all(label.count(", ") == 2 for label in found.model.labels)


def test_shuffled_words_have_no_topics(terms: pd.DataFrame) -> None:
    keys = ["text_kind", "platform", "text_id", "written_date", "term"]
    mixed = terms.assign(term=np.random.default_rng(1).permutation(terms["term"].to_numpy()))
    mixed = mixed.groupby(keys)["term_count"].sum().reset_index()

    assert find_topics(mixed, seed=7) is None


def test_a_text_without_known_words_has_no_topic(terms: pd.DataFrame, found: Found) -> None:
    model = pickle.loads(pickle.dumps(found.model))
    foreign = terms.head(3).assign(term=["zyzzy", "quux", "blarg"])

    assert len(model.assign(foreign)) == 0
    assert len(model.assign(terms.iloc[:0])) == 0


def test_coherence_is_high_for_words_that_stand_together() -> None:
    rows = [
        ("post", "x", str(text), None, word, 1)
        for text in range(40)
        for word in (("a", "b") if text % 2 else ("c", "d"))
    ]
    columns = ["text_kind", "platform", "text_id", "written_date", "term", "term_count"]
    bags = bags_of(pd.DataFrame(rows, columns=columns), ["a", "b", "c", "d"])

    together, apart, unknown = coherences([["a", "b"], ["a", "c"], ["a", "z"]], bags)
    assert together == pytest.approx(1.0)
    assert apart == unknown == -1.0


def test_the_same_topics_in_another_order_are_stable() -> None:
    one = [["a", "b"], ["c", "d"]]

    assert stability(one, one[::-1]) == 1.0
    assert stability(one, [["e", "f"], ["g", "h"]]) == 0.0
