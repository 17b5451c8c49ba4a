from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

import pandas as pd
import pytest

from reelhouse.ml.sentiment.lexicon import lexicon_sentiments
from reelhouse.spread import on_rows
from reelhouse.transform.computed.sentiment import OTHER_LANGUAGE, judged, without_names
from tests.spreading import SentAway

POSTS = pd.DataFrame(
    [
        ("en", "Awful Fate is wonderful #AwfulFate", "awful fate"),
        ("fr", "Awful Fate est horrible", "awful fate"),
        ("en-GB", "Awful Fate", "awful fate"),
        (None, "Awful Fate ist leider ziemlich langweilig", "awful fate"),
        (None, "what a waste of an evening", None),
    ],
    columns=["language", "text", "names"],
)


def count_letters(texts: Sequence[str]) -> list[float]:
    return [len(text) / 100 for text in texts]


def test_the_names_of_titles_are_not_judged() -> None:
    rows = judged(POSTS, count_letters)

    assert list(rows["sentiment"].fillna(-1)) == [0.12, -1, 0, -1, 0.26]
    assert list(rows["not_judged_reason"].fillna("")) == [
        "",
        OTHER_LANGUAGE,
        "",
        OTHER_LANGUAGE,
        "",
    ]
    assert list(rows["language_code"]) == ["en", "fr", "en", "de", "en"]


def test_texts_in_parts_are_judged_as_the_whole() -> None:
    whole = judged(POSTS, lexicon_sentiments)
    # each a part of its own, so that some have nothing in English
    parts = on_rows(SentAway(), partial(judged, score=lexicon_sentiments), POSTS, 1)

    pd.testing.assert_frame_equal(whole, parts)


def test_where_nothing_is_english_sentiment_is_missing_but_a_number() -> None:
    french = judged(POSTS[POSTS["language"] == "fr"], count_letters)

    assert french["sentiment"].dtype == "float64"
    assert french["sentiment"].isna().all()


def test_no_text_is_no_error() -> None:
    assert len(judged(POSTS.iloc[:0], count_letters)) == 0


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Lost, Comet! was great", "was great"),
        ("a lost comet and a lost comet", "a and a"),
        ("lost comets", "lost comets"),
        ("Lost & Comet: so lost", "so lost"),
        ("- lost comet -", "- -"),
        ("so #lost @me https://example.org good", "so good"),
    ],
)
def test_leaves_what_is_said_about_a_title(text: str, left: str) -> None:
    assert without_names(text, ["lost comet"]) == left


def test_is_better_than_naming_the_more_frequent_side(shared_data: Path) -> None:
    """Of 10,662 sentences of film critics half are kind; what the docs say was measured here."""
    sides = {
        side: (shared_data / "text" / f"rt-polarity.{side}").read_text("latin-1").splitlines()
        for side in ("pos", "neg")
    }
    kind = lexicon_sentiments(sides["pos"])
    unkind = lexicon_sentiments(sides["neg"])
    count = len(kind) + len(unkind)

    assert count == 10_662
    right = (kind > 0).sum() + (unkind < 0).sum()
    undecided = (kind == 0).sum() + (unkind == 0).sum()
    assert (right + undecided / 2) / count == pytest.approx(0.6255, abs=0.001)
