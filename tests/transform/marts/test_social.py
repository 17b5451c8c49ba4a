"""Which posts mention which titles, and how kind they are, against what was planted."""

from __future__ import annotations

import pytest

from reelhouse.transform.computed.sentiment import OTHER_LANGUAGE
from tests.whole_lake import WholeLake

Truth = dict[tuple[str, str], tuple[int, float, str]]


@pytest.fixture(scope="module")
def truth(demo_build: WholeLake) -> Truth:
    """Key of the title, sentiment and language of each post."""
    world = demo_build.world
    keys = dict(
        demo_build.rows(
            "select title_id_imdb, title_key from dim_title "
            "where is_current and title_id_imdb is not null"
        )
    )
    return {
        (post.platform, post.post_id): (
            keys[world.titles[post.title_index].imdb_id],
            post.sentiment,
            post.language,
        )
        for post in world.posts
        if world.titles[post.title_index].imdb_id in keys
    }


def ids(post_id: str) -> str:
    """A post's id without what a platform puts before it."""
    return post_id.rsplit("/", 1)[-1].removeprefix("t3_")


def test_posts_find_their_titles(demo_build: WholeLake, truth: Truth) -> None:
    posts = {
        (platform, ids(post)): platform
        for platform, post in demo_build.rows("select platform, post_id from fact_post")
    }
    found = [
        ((platform, ids(post)), key)
        for platform, post, key in demo_build.rows(
            "select platform, post_id, title_key from bridge_title_post"
        )
    ]
    known = [post for post in posts if post in truth]
    right = {post for post, key in found if post in truth and truth[post][0] == key}
    judged = [post for post, _ in found if post in truth]

    assert len(known) > 500
    assert len(right) / len(judged) >= 0.98
    assert len(right) / len(known) >= 0.85


def test_mentions_add_up(demo_build: WholeLake) -> None:
    by_day = demo_build.rows(
        "select title_key, sum(mention_count) from mart_title_mention_day group by title_key"
    )
    by_post = demo_build.rows(
        "select title_key, count(*) from bridge_title_post "
        "join fact_post using (platform, post_id) where not is_repost group by title_key"
    )

    assert dict(by_day) == dict(by_post)


def test_every_mention_has_a_sentiment_or_a_reason(demo_build: WholeLake) -> None:
    rows = demo_build.rows(
        "select sentiment is null, not_judged_reason, count(*) "
        "from fact_post_sentiment group by all"
    )
    [(posts,)] = demo_build.rows(
        "select count(distinct (platform, post_id)) from bridge_title_post"
    )

    assert all((reason is not None) == is_missing for is_missing, reason, _ in rows)
    assert {reason for _, reason, _ in rows} <= {None, OTHER_LANGUAGE}
    assert sum(count for *_, count in rows) == posts


def test_sentiment_goes_with_what_was_meant(demo_build: WholeLake, truth: Truth) -> None:
    rows = [
        (score, truth[platform, ids(post)][1])
        for platform, post, score in demo_build.rows(
            "select platform, post_id, sentiment from fact_post_sentiment "
            "where abs(sentiment) >= 0.05"
        )
        if (platform, ids(post)) in truth
    ]

    agreed = sum((score > 0) == (meant > 0) for score, meant in rows)
    assert len(rows) > 100
    assert agreed / len(rows) >= 0.75


def test_hashtags_count_posts(demo_build: WholeLake) -> None:
    [(days, direct)] = demo_build.rows(
        "select (select sum(post_count) from mart_hashtag_day), "
        "(select count(*) from bridge_post_hashtag join fact_post using (platform, post_id) "
        "where not is_repost)"
    )

    assert days == direct > 0
