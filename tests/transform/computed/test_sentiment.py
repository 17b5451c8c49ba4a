from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from reelhouse.transform.computed.sentiment import OTHER_LANGUAGE, judged, scorer, without_names

POSTS = pd.DataFrame(
    [
        ("x", "1", "en", "Awful Fate is wonderful #AwfulFate", "awful fate"),
        ("x", "2", "fr", "Awful Fate est horrible", "awful fate"),
        ("x", "3", "en-GB", "Awful Fate", "awful fate"),
    ],
    columns=["platform", "post_id", "language", "text", "names"],
)


def count_letters(text: str) -> float:
    return len(text) / 100


def test_the_names_of_titles_are_not_judged() -> None:
    rows = judged(POSTS, count_letters)

    assert list(rows["sentiment"].fillna(-1)) == [len("is wonderful") / 100, -1, 0]
    assert list(rows["not_judged_reason"].fillna("")) == ["", OTHER_LANGUAGE, ""]


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
    vader = scorer()
    kind = [vader(line) for line in sides["pos"]]
    unkind = [vader(line) for line in sides["neg"]]
    count = len(kind) + len(unkind)

    assert count == 10_662
    right = sum(score > 0 for score in kind) + sum(score < 0 for score in unkind)
    undecided = sum(score == 0 for score in kind + unkind)
    assert (right + undecided / 2) / count == pytest.approx(0.6255, abs=0.001)
