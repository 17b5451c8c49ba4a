"""The answers of the world: every planted parameter, and what it did to whom."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from reelhouse.simulator.world.clock import date_of
from reelhouse.simulator.world.posting import OWN_POSTS, POSTING, channel_effect

if TYPE_CHECKING:
    from reelhouse.simulator.world.titles import Title
    from reelhouse.simulator.world.video import Video
    from reelhouse.simulator.world.world import World

GENERATOR = f"4 on numpy {np.__version__}"
"""Version of the generator; the same version and arguments give the same world."""

MODELS = {
    "netflix_log_hours": (
        "base(kind) + quality_log_hours * (quality - 0.5) + fame_log_hours * fame"
        " - decay_per_week[kind] * weeks since release"
        " + mean over its genres of (trend * years since the first day"
        " + amplitude * cos(2 pi (day of year - peak_day) / 365.25))"
        " + trailer_elasticity * log(1 + reach of the week trailer_lag_weeks before / 1000)"
        " + normal(0, noise)"
    ),
    "country_views": "views * exp(tastes[country][main genre] + normal(0, title_liking))",
    "deal_log_revenue": (
        "log(fee_usd * deal_return) + deal_quality * (quality - 0.5)"
        " + [exclusive] log(1 + exclusive_uplift)"
        " + delay_months * log(1 - delay_cost_per_month) + normal(0, deal_noise)"
    ),
    "churn_hazard": (
        "churn_base * [price rise in this or the two months before] churn_price"
        " * [nothing new in the favourite genre for 91 days] churn_drought"
        " * [less than low_use_minutes in the month before] churn_low_use"
    ),
    "sentiment": "sentiment_per_quality * (quality - 0.5) + normal(0, 0.4), cut at -1 and 1",
    "budget_log_usd": "log(9e6) + 0.9 * fame + normal(0, 0.6)",
    "studio": "of the quarter of studios, by their order, that STUDIO_SIZES gives the title's fame",
    "box_office_log_usd": "log(budget) + log(1.3) + 2 * (quality - 0.5) + normal(0, 0.7)",
    "posting_log_reach": (
        "amplitude * cos(2 pi (hour - peak_hour) / 24) + [Saturday or Sunday] weekend,"
        " less its mean; of a video by its channel and kind, of own posts the same for all"
    ),
    "anime_velocity": "exp(1.5 * (quality - 0.5))",
}
"""How the parameters work together."""


def tell_truth(world: World) -> dict[str, Any]:
    """All that was planted, as JSON knows it. Days are whole numbers, 0 is the first day."""
    return {
        "generator": GENERATOR,
        "seed": world.seed,
        "scale": world.scale,
        "days": world.days,
        "first_day": date_of(0).isoformat(),
        "models": MODELS,
        "effects": asdict(world.effects),
        "counts": _counts(world),
        "titles": _crosswalk(world),
        "anime": [
            {
                "mal_id": entry.mal_id,
                "anilist_id": entry.anilist_id,
                "title_index": entry.title_index,
                "season_number": entry.season_number,
                "quality": entry.quality,
                "velocity": entry.velocity,
            }
            for entry in world.anime
        ],
        "viral_videos": [
            _video(video) | asdict(video.viral) for video in world.videos if video.viral
        ],
        "posting": {
            "kinds": {kind: asdict(effect) for kind, effect in POSTING.items()},
            "own_posts": asdict(OWN_POSTS),
            "channels": [
                {"channel_id": channel.channel_id, "kind": kind, **asdict(effect)}
                for channel in world.channels
                for kind in POSTING
                if (effect := channel_effect(kind, channel.index, world.seed))
            ],
        },
        "bot_views": [_video(video) | asdict(video.bots) for video in world.videos if video.bots],
        "odd_days": [
            asdict(odd) | {"date": date_of(odd.day).isoformat()} for odd in world.odd_days
        ],
        "vanished_videos": [
            _video(video) | {"vanishes_day": video.vanishes_day}
            for video in world.videos
            if video.vanishes_day is not None
        ],
        "deals": [
            {
                "deal_id": deal.deal_id,
                "imdb_id": world.titles[deal.title_index].imdb_id,
                "region": deal.region,
                "is_exclusive": deal.is_exclusive,
                "delay_months": deal.delay_months,
                "fee_usd": deal.fee_usd,
                "revenue_usd": deal.revenue_usd,
            }
            for deal in world.deals
        ],
        "license_offers": [
            {
                "offer_id": offer.offer_id,
                "imdb_id": world.titles[offer.title_index].imdb_id,
                "region": offer.region,
                "fee_usd": offer.fee_usd,
                "expected_revenue_usd": offer.expected_revenue_usd,
            }
            for offer in world.license_offers
        ],
        "price_rises": [
            {"region": rise.region, "month": rise.month.isoformat(), "factor": rise.factor}
            for rise in world.price_rises
        ],
        "churn": _churn(world),
        "members": [
            {
                "member_id": member.member_id,
                "segment": member.segment,
                "favourite": member.favourite,
                "activity": member.activity,
                "cancelled_day": member.cancelled_day,
                "cancel_reason": member.cancel_reason,
            }
            for member in world.members
        ],
        "post_sentiment": {
            f"{post.platform}:{post.post_id}": post.sentiment for post in world.posts
        },
        "post_topic": {
            f"{post.platform}:{post.post_id}": post.topic for post in world.posts if post.topic
        },
    }


def write_truth(world: World, path: Path) -> None:
    """Write `tell_truth` as JSON, replacing `path` in one step."""
    unfinished = path.with_name(f".{path.name}.unfinished")
    text = json.dumps(tell_truth(world), indent=1, ensure_ascii=False)
    unfinished.write_text(text + "\n", encoding="utf-8")
    unfinished.replace(path)


def _counts(world: World) -> dict[str, int]:
    return {
        name: len(getattr(world, name))
        for name in (
            "titles", "people", "anime", "artists", "albums", "tracks", "podcasts", "channels",
            "videos", "netflix_runs", "offers", "accounts", "posts", "deals", "license_offers",
            "campaigns",
            "members", "sessions",
        )
    }  # fmt: skip


def _crosswalk(world: World) -> list[dict[str, Any]]:
    """Every id and name of every title."""
    mal: dict[int, list[int]] = {}
    anilist: dict[int, list[int]] = {}
    for entry in world.anime:
        mal.setdefault(entry.title_index, []).append(entry.mal_id)
        anilist.setdefault(entry.title_index, []).append(entry.anilist_id)
    videos: dict[int, list[Video]] = {}
    for video in world.videos:
        if video.title_index is not None:
            videos.setdefault(video.title_index, []).append(video)
    albums: dict[int, list[str]] = {}
    for album in world.albums:
        if album.title_index is not None:
            albums.setdefault(album.title_index, []).append(album.spotify_id)
    return [
        _ids(title)
        | {
            "mal_ids": mal.get(title.index, []),
            "anilist_ids": anilist.get(title.index, []),
            "trailer_ids": [
                video.video_id for video in videos.get(title.index, []) if video.kind == "trailer"
            ],
            "video_ids": [video.video_id for video in videos.get(title.index, [])],
            "soundtrack_ids": albums.get(title.index, []),
        }
        for title in world.titles
    ]


def _ids(title: Title) -> dict[str, Any]:
    return {
        "index": title.index,
        "kind": title.kind,
        "imdb_id": title.imdb_id,
        "tmdb_id": title.tmdb_id,
        "tmdb_kind": title.tmdb_kind,
        "wikidata_id": title.wikidata_id,
        "tvdb_id": title.tvdb_id,
        "movielens_id": title.movielens_id,
        "names": asdict(title.names)
        | {
            "synonyms": list(title.names.synonyms),
            "differences": dict(title.names.differences),
        },
        "year": title.year,
        "release_day": title.release_day,
        "main_genre": title.main_genre,
        "theme": title.theme,
        "quality": title.quality,
        "fame": title.fame,
    }


def _video(video: Video) -> dict[str, Any]:
    return {"video_id": video.video_id, "title_index": video.title_index, "kind": video.kind}


def _churn(world: World) -> dict[str, Any]:
    """How often members left, by what was true of the month; and the reasons they gave."""
    months: Counter[str] = Counter()
    left: Counter[str] = Counter()
    for month in world.member_months:
        true = [
            name
            for name, holds in (
                ("price rise", month.is_after_rise),
                ("drought", month.is_drought),
                ("low use", month.is_low_use),
            )
            if holds
        ]
        key = " + ".join(true) or "nothing"
        months[key] += 1
        left[key] += month.has_left
    return {
        "member_months": dict(sorted(months.items())),
        "left": dict(sorted(left.items())),
        "reasons": dict(
            sorted(Counter(m.cancel_reason for m in world.members if m.cancel_reason).items())
        ),
    }
