"""The page of recommendations, on lists that a test chose."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from statistics import mean, stdev
from typing import Any

import pytest

from reelhouse import clock
from reelhouse.dashboards import answers, shared
from reelhouse.dashboards.search import make_index
from reelhouse.dashboards.words import percent
from reelhouse.gold import require_current
from reelhouse.lake import Lake
from reelhouse.settings import load_settings
from tests.dashboards.drawing import drawn, headings, said
from tests.dashboards.planted import Rows, planted
from tests.whole_lake import WholeLake

SLUG = "recommendations"
VERSION = {"model_version": "v1"}
MEMBERS = range(1, 29)  # with a list of their own
POPULAR, REFUSES, LEFT, NOBODY = 30, 40, 41, 999
ODD_ONE = 28  # is shown a title that nobody else is
LONG = 1_152_921_504_606_846_975  # the largest pseudonym


def title(whole: WholeLake, genres: str, place: int = 0) -> dict[str, Any]:
    """A title of exactly these genres."""
    [row] = whole.rows(
        "select title_key, primary_title from dim_title where is_current and title_type = 'movie' "
        f"and genres = '{genres}' and regexp_full_match(primary_title, '[A-Za-z ]{{8,30}}') "
        f"order by title_key limit 1 offset {place}"
    )
    return {"title_key": row[0], "primary_title": row[1]}


@pytest.fixture(scope="module")
def titles(demo_build: WholeLake) -> dict[str, dict[str, Any]]:
    """Titles of the lake by the part they play."""
    return {
        "seen horror": title(demo_build, "Horror"),
        "seen drama": title(demo_build, "Drama"),
        "seen comedy": title(demo_build, "Comedy"),
        "drama": title(demo_build, "Drama", 1),
        "other drama": title(demo_build, "Drama", 2),
        "horror": title(demo_build, "Horror", 1),
        "rare": title(demo_build, "Thriller"),
    }


def members() -> list[dict[str, Any]]:
    """Who agrees, one who does not, and one who left."""
    shared = {"joined_date": "2025-01-01", "known_date": "2026-02-28", "country_code": "DE",
              "has_marketing_consent": False}  # fmt: skip
    return [
        shared
        | {
            "member_key": key,
            "has_personalisation_consent": key != REFUSES,
            "cancelled_date": "2026-01-31" if key == LEFT else None,
        }
        for key in (*MEMBERS, POPULAR, REFUSES, LEFT, LONG)
    ]


def lists(titles: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """Two dramas and a horror film for each; what is popular for who has watched nothing."""
    because = titles["seen horror"]
    rows = []
    for member in (*MEMBERS, POPULAR, LONG):
        is_new = member in {POPULAR, LONG}
        parts = ["drama", "other drama", "horror", *["rare"] * (member == ODD_ONE)]
        for rank, part in enumerate(parts, 1):
            is_whole = part == "horror"
            rows.append(
                {
                    "member_key": member,
                    "recommendation_rank": rank,
                    **titles[part],
                    "score": 1 - rank / 10,
                    "reason_title_key": None if is_new or is_whole else because["title_key"],
                    "reason": "Popular with members lately"
                    if is_new
                    else "Suits your taste as a whole"
                    if is_whole
                    else f"Because you watched {because['primary_title']}",
                    "is_fallback": is_new,
                    "is_offered_in_country": {1: True, 2: False}.get(rank),
                    "known_at": "2026-02-28",
                    **VERSION,
                }
            )
    return rows


def viewing(titles: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """All have seen the horror film; the even ones a drama as well, the odd ones a comedy."""
    return [
        {"hour_at": "2026-02-01 20:00:00", "member_key": member, "title_key": seen["title_key"],
         "device": "tv", "session_count": 1, "watched_minutes": 60}
        for member in MEMBERS
        for seen in (
            titles["seen horror"], titles["seen comedy" if member % 2 else "seen drama"],
        )
    ]  # fmt: skip


def alike(whole: WholeLake, titles: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """Twenty titles of the service, each with one that is like it."""
    keys = [each["title_key"] for each in titles.values()]
    others = [
        row[0]
        for row in whole.rows(
            "select title_key from dim_title where is_current and title_key not in "
            f"({', '.join(map(str, keys))}) order by title_key limit {20 - len(keys)}"
        )
    ]
    like = titles["drama"]
    return [
        {"title_key": key, "similarity_rank": 1, "similar_title_key": like["title_key"],
         "similar_primary_title": like["primary_title"], "similarity": 0.43,
         "why": "same genres: Drama", **VERSION}
        for key in (*keys, *others)
    ]  # fmt: skip


def card() -> dict[str, list[dict[str, Any]]]:
    """What the model's card says."""
    figures = {
        "implicit factors": {"nDCG@10": 0.06, "diversity": 0.79, "novelty bits": 2.6,
                             "catalogue coverage": 0.6},
        "popularity": {"nDCG@10": 0.04, "diversity": 0.87, "novelty bits": 1.2,
                       "catalogue coverage": 0.11},
    }  # fmt: skip
    return {
        "mart_model": [
            {"model_name": SLUG, "trained_at": "2026-02-28 10:00:00", "asks": "What next?",
             "metric": "nDCG@10", "is_higher_better": True, "champion": "implicit factors",
             "best_naive": "popularity", "is_naive": False, "advantage": 0.02,
             "advantage_low": 0.01, "advantage_high": 0.03, "tested_on": "28 members",
             "train_count": 400, "test_count": 56, **VERSION}
        ],
        "mart_model_score": [
            {"model_name": SLUG, "candidate": name, "metric": metric, "value": value,
             "is_naive": name == "popularity", "is_champion": name != "popularity",
             "is_deciding": metric == "nDCG@10"}
            for name, told in figures.items()
            for metric, value in told.items()
        ],
    }  # fmt: skip


def lake_of(whole: WholeLake, folder: Path, tables: Mapping[str, Rows]) -> Lake:
    lake = planted(whole.build, folder, tables)
    shared.configure(lake, load_settings(lake=lake.root, today=whole.world.today))
    return lake


@pytest.fixture(scope="module")
def told(
    demo_build: WholeLake,
    titles: dict[str, dict[str, Any]],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Lake]:
    """The demo lake with lists, as what this process shows."""
    tables = {
        "dim_member": members(),
        "fact_viewing_hour": viewing(titles),
        "mart_recommendation": lists(titles),
        "mart_similar_title": alike(demo_build, titles),
        **card(),
    }
    with clock.playing(demo_build.world.today):
        lake = lake_of(demo_build, tmp_path_factory.mktemp("recommended"), tables)
        make_index(lake, require_current(lake))
        yield lake


def shown_of(text: str, **picked: str) -> str:
    app = drawn(SLUG, **picked)
    assert not app.error, said(app)
    assert "could not be drawn" not in said(app)
    return headings(app) if text == "headings" else said(app).replace("\\", "")


def test_a_list_stands_with_its_reasons(told: Lake, titles: dict[str, dict[str, Any]]) -> None:
    app = drawn(SLUG, member="3")
    text = headings(app)
    seen = titles["seen horror"]["primary_title"]
    assert f"First comes {titles['drama']['primary_title']} (" in text
    assert f"“Because you watched {seen}”" in text
    assert f"{seen} has the most titles brought into the list: 2, before" in text
    words = " ".join(each.value for each in app.markdown).replace("\\", "")
    assert f"Because you watched {seen}; offered in the member's country" in words
    assert f"Because you watched {seen}; not offered in the member's country" in words
    assert "Suits your taste as a whole; no source tells where it is offered" in words


def test_only_members_with_lists_can_be_picked(told: Lake) -> None:
    [box] = [each for each in drawn(SLUG).selectbox if each.key == "member"]
    assert sorted(map(int, box.options)) == [*MEMBERS, POPULAR, LONG]
    # those with a list of their own first
    assert set(box.options[-2:]) == {str(POPULAR), str(LONG)}


def test_a_long_pseudonym_is_that_of_its_member(told: Lake) -> None:
    app = drawn(SLUG, member=str(LONG))
    assert any(f"member {LONG} " in each.value.replace("\\", "") for each in app.caption)
    assert "popular lately. Once something is watched" in said(app)


@pytest.mark.parametrize(
    ("member", "why", "advice"),
    [
        (str(REFUSES), "does not agree to recommendations", f"reelhouse recommend {REFUSES}"),
        (str(LEFT), "has ended", "Pick one"),
        (str(NOBODY), "no member of this pseudonym", "reelhouse recommend --new"),
        ("M-4001", "is no pseudonym", "reelhouse recommend MEMBER"),
        ("9" * 30, "is no pseudonym", "reelhouse recommend MEMBER"),
        ("9" * 19, "is no pseudonym", "reelhouse recommend MEMBER"),
    ],
)
def test_who_has_no_list_is_told_why(told: Lake, member: str, why: str, advice: str) -> None:
    text = shown_of("said", member=member)
    assert why in text
    assert advice in text


def test_titles_like_a_title_are_those_of_the_table(
    told: Lake, titles: dict[str, dict[str, Any]]
) -> None:
    typed = titles["seen horror"]["primary_title"]
    app = drawn(SLUG, **{"like-typed": typed})
    [found] = [each for each in app.radio if each.key == "like-found"]
    same = next(place for place, name in enumerate(found.options) if name.startswith(typed))
    if same:
        found.set_value(found.options[same]).run()
    assert f"is alone, with 0.43 likeness to {typed}" in headings(app)


def test_how_lists_did_is_what_the_card_says(told: Lake) -> None:
    text = shown_of("headings")
    assert "Implicit factors is better than popularity, the best naive rule (lead 0.02" in text
    assert (
        "diversity 0.79 against 0.87, novelty 2.6 bits against 1.2 bits, coverage 60 % against 11 %"
    ) in text


def test_genres_are_held_against_what_the_same_members_watched(told: Lake) -> None:
    listed = {member: 2 / (4 if member == ODD_ONE else 3) for member in MEMBERS}
    far = [listed[member] - (0 if member % 2 else 1 / 2) for member in MEMBERS]
    half = 1.96 * stdev(far) / len(far) ** 0.5
    low, high = ((mean(far) + side * half) * 100 for side in (-1, 1))
    assert (
        f"The share of Drama is {mean(far) * 100:.0f} points higher for what is recommended than "
        f"for what is watched (95 % interval {low:+.0f} to {high:+.0f} points)"
    ) in shown_of("headings")


def test_the_first_tenth_of_titles_is_counted_of_lists_and_of_viewing(told: Lake) -> None:
    count = len(MEMBERS)
    lists_, watched = 2 * count / (3 * count + 1), 1.5 * count / (2 * count)
    told_of = f"has {percent(lists_)} of all places in lists; the most watched tenth has "
    expected = f"The first tenth of 20 titles {told_of}{percent(watched)} of what the same members"
    assert expected.replace("\u00a0", " ") in shown_of("headings")


def test_what_few_members_are_shown_is_not_told(
    told: Lake, titles: dict[str, dict[str, Any]]
) -> None:
    build = require_current(told)
    kept = answers.run(build, "recommendation_titles", fewest=10, limit=50).frame
    assert titles["rare"]["title_key"] not in set(kept["title_key"])
    assert set(kept["listed_member_count"]) == {len(MEMBERS)}
    some = answers.run(build, "recommendation_genres", fewest=10).frame
    assert set(some["genre"]) == {"Drama", "Horror"}  # nobody is shown a comedy
    everything = answers.run(build, "recommendation_titles", fewest=1, limit=50).frame
    assert titles["rare"]["title_key"] in set(everything["title_key"])


def test_tiles_count_members_and_titles(told: Lake) -> None:
    shown = {each.label: each.value.replace("\u00a0", " ") for each in drawn(SLUG).metric}
    assert shown["Members with a list"] == str(len(MEMBERS) + 2)
    assert shown["Get what is popular"] == "2"
    assert shown["Titles in any list"] == "20 %"  # 4 of 20


def test_nobody_who_agrees_leaves_what_titles_are_like(
    demo_build: WholeLake,
    titles: dict[str, dict[str, Any]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # answers are kept by build, and all planted ones have the same name
    monkeypatch.setattr(answers, "CACHE", answers.AnswerCache())
    tables: dict[str, Rows] = {
        "mart_recommendation": [],
        "mart_similar_title": alike(demo_build, titles),
    }
    with clock.playing(demo_build.world.today):
        lake_of(demo_build, tmp_path, tables)
        text = shown_of("said")
    assert "No member of now agrees to recommendations" in text
    assert "reelhouse recommend --new" in text


def test_without_a_model_the_page_says_how_to_make_one(shown: WholeLake) -> None:
    text = shown_of("said")
    assert "reelhouse train recommendations" in text
    assert "reelhouse predict" in text
