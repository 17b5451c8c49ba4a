from collections import Counter
from itertools import pairwise

import pytest

from reelhouse.simulator.world import World
from reelhouse.simulator.world.aspects import ASPECTS
from reelhouse.simulator.world.effects import COUNTRIES
from reelhouse.simulator.world.insights import PLATFORMS as INSIGHT_PLATFORMS
from reelhouse.simulator.world.social import PLATFORMS, SUBREDDITS, base36, hashtag


def test_albums_and_tracks_know_each_other(world: World) -> None:
    soundtracks = 0
    for album in world.albums:
        assert album.track_indices
        for number, index in enumerate(album.track_indices, start=1):
            track = world.tracks[index]
            assert (track.album_index, track.number) == (album.index, number)
            assert track.title_index == album.title_index
            assert track.artist == album.artist
        if album.title_index is not None:
            soundtracks += 1
            assert world.titles[album.title_index].names.video in album.name
    assert soundtracks >= 60


@pytest.mark.parametrize("country", ["US", "JP"])
def test_charts_are_ranked_and_move(world: World, country: str) -> None:
    today, tomorrow = world.charts.chart(country, 0), world.charts.chart(country, 1)
    assert [entry.rank for entry in today] == list(range(1, 101))
    assert len({entry.track.index for entry in today}) == 100
    assert all(entry.track.release_day <= 0 for entry in today)
    ranks = {entry.track.index: entry.rank for entry in today}
    moved = [abs(ranks.get(e.track.index, 101) - e.rank) for e in tomorrow]
    assert 0 < sum(moved) / len(moved) < 15
    assert len(world.charts.chart(country, 0, 10)) == 10


def test_countries_have_their_own_taste(world: World) -> None:
    leaders = {
        tuple(entry.track.index for entry in world.charts.chart(country, 0, 10))
        for country in COUNTRIES
    }
    assert len(leaders) == len(COUNTRIES)
    with pytest.raises(KeyError):
        world.charts.chart("XX", 0)


def test_podcasts_come_weekly(world: World) -> None:
    for podcast in world.podcasts:
        days = [episode.release_day for episode in podcast.episodes]
        assert {later - earlier for earlier, later in pairwise(days)} == {7}
        shown = podcast.episodes_on(0)
        assert shown[0].release_day == max(episode.release_day for episode in shown) <= 0


def test_posts_are_about_titles_and_in_order(world: World) -> None:
    platforms = Counter(post.platform for post in world.posts)
    assert platforms == dict.fromkeys(PLATFORMS, 900)
    for platform in PLATFORMS:
        posts = [post for post in world.posts if post.platform == platform]
        assert [post.day for post in posts] == sorted(post.day for post in posts)
    for post in world.posts:
        account = world.accounts[post.account_index]
        assert account.platform == post.platform
        names = world.titles[post.title_index].names
        assert post.title_text in (names.video, names.tmdb, names.romaji, names.imdb)
        assert post.title_text in post.text
        for tag in post.hashtags:
            assert f"#{tag}" in post.text
        assert (post.subreddit in SUBREDDITS) == (post.platform == "reddit")
        assert not post.is_there(post.day - 1)
    assert any(post.is_edited(0) for post in world.posts)
    assert any(post.deleted_day is not None for post in world.posts)
    assert len({post.language for post in world.posts}) > 4


def test_words_fit_the_sentiment(world: World) -> None:
    kind = {post.text for post in world.posts if "best soundtrack this year" in post.text}
    unkind = {post.text for post in world.posts if "who asked for this" in post.text}
    assert kind
    assert unkind
    for post in world.posts:
        if post.text in kind:
            assert post.sentiment > 0
        if post.text in unkind:
            assert post.sentiment < 0


def test_words_fit_the_topic(world: World) -> None:
    told = [post for post in world.posts if post.topic]

    assert {post.topic for post in told} == set(ASPECTS)
    assert all(post.topic is None for post in world.posts if post.language != "en")
    for post in told:
        aspect = ASPECTS[str(post.topic)]
        lines = (*aspect.kind, *aspect.unkind, *aspect.plain)
        assert any(line in post.text for line in lines)


@pytest.mark.parametrize("platform", INSIGHT_PLATFORMS)
def test_insights_are_consistent(world: World, platform: str) -> None:
    rows = world.insights.on(platform, 0)
    later = {row.post_id: row for row in world.insights.on(platform, 7)}
    assert len(rows) > 40
    assert len({row.post_id for row in rows}) == len(rows)
    for row in rows:
        assert row.day <= 0
        assert row.impressions >= row.reach >= row.likes >= row.shares
        assert row.views <= row.impressions
        assert (row.views > 0) <= (row.duration_seconds > 0)
        assert row.watch_seconds <= row.views * row.duration_seconds
        assert later[row.post_id].reach >= row.reach
        assert later[row.post_id].caption == row.caption


def test_there_are_no_insights_of_other_platforms(world: World) -> None:
    with pytest.raises(KeyError):
        world.insights.on("mastodon", 0)


@pytest.mark.parametrize(
    ("name", "tag"),
    [
        ("The Blind Hunter", "TheBlindHunter"),
        ("Hunter: 2nd Season!", "Hunter2ndSeason"),
        ("1742", ""),
        ("眠る郵便局", "眠る郵便局"),
        ("?!", ""),
    ],
)
def test_hashtags_are_letters_and_digits(name: str, tag: str) -> None:
    assert hashtag(name) == tag


@pytest.mark.parametrize(("number", "text"), [(0, "0"), (35, "z"), (36, "10"), (1296, "100")])
def test_base36(number: int, text: str) -> None:
    assert base36(number) == text
