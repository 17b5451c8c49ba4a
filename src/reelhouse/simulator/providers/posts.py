"""What the simulated social providers have in common."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reelhouse.simulator.world import World
    from reelhouse.simulator.world.social import Post


def newest_posts(world: World, platform: str) -> list[Post]:
    """Posts of a platform that are there today, the newest first."""
    there = [p for p in world.posts if p.platform == platform and p.is_there(world.day)]
    return sorted(there, key=lambda post: (post.day, post.second, post.index), reverse=True)


def has_tag(post: Post, tag: str) -> bool:
    """Whether a post has a hashtag; case does not count."""
    return tag.casefold() in {own.casefold() for own in post.hashtags}


def frequent_tags(posts: list[Post], count: int) -> list[str]:
    """The hashtags that most posts have."""
    tags = Counter(tag for post in posts for tag in post.hashtags)
    return [tag for tag, _ in sorted(tags.items(), key=lambda item: (-item[1], item[0]))[:count]]


def page_about(world: World, post: Post) -> str:
    """Address of a page about the title of a post."""
    return f"https://reviews.example/titles/{world.titles[post.title_index].imdb_id}"


def whole_number(text: str | None, usual: int, most: int) -> int:
    """A parameter that says how many entries are wanted."""
    return max(1, min(most, int(text))) if text and text.isdecimal() else usual
