"""How the YouTube videos of the world are made: who uploads what, when."""

from dataclasses import dataclass

from reelhouse.simulator import words
from reelhouse.simulator.world.clock import HISTORY_DAYS
from reelhouse.simulator.world.dice import Dice
from reelhouse.simulator.world.effects import Effects
from reelhouse.simulator.world.music import Track
from reelhouse.simulator.world.posting import posting_factor
from reelhouse.simulator.world.titles import Title
from reelhouse.simulator.world.video import Bots, Channel, Video, Viral
from reelhouse.simulator.world.video_views import count_views, draw_gains, expected_views

UPLOADS_PER_CHANNEL = 25

_CREATOR_SHAPES = (
    "{name} - honest review",
    "Everything wrong with {name}",
    "{name} ending explained",
    "I watched {name} so you don't have to",
    "Why {name} works",
)
_CATEGORY = {"trailer": 1, "clip": 24, "creator": 22, "music": 10}
_SECONDS = {"trailer": (45, 190), "clip": (20, 420), "creator": (240, 5_400), "music": (140, 330)}


@dataclass(frozen=True, slots=True)
class _Plan:
    """A video to be: whose, about what, when."""

    channel: Channel
    kind: str
    title: Title | None
    track: Track | None
    name: str
    day: int


def make_videos(
    titles: tuple[Title, ...],
    channels: tuple[Channel, ...],
    tracks: tuple[Track, ...],
    effects: Effects,
    seed: int,
    last_day: int,
) -> tuple[Video, ...]:
    """All videos: trailers for the titles of the time, the rest clips, talk and music."""
    plans = _plan_trailers(titles, channels, seed, last_day)
    plans += _plan_others(titles, channels, tracks, plans, seed, last_day)
    return tuple(
        _make_video(index, plan, effects, seed, last_day) for index, plan in enumerate(plans)
    )


def _plan_trailers(
    titles: tuple[Title, ...], channels: tuple[Channel, ...], seed: int, last_day: int
) -> list[_Plan]:
    by_company = {channel.company_index: channel for channel in channels if channel.company_index}
    distributors = [channel for channel in channels if channel.kind == "distributor"]
    plans: list[_Plan] = []
    for title in titles:
        dice = Dice(seed, "trailers", title.index)
        own = [by_company[studio.index] for studio in title.studios if studio.index in by_company]
        channel = own[0] if own else dice.one(distributors)
        starts = (
            [(title.release_day, "")]
            if title.is_film
            else [(season.premiere_day, f" {season.name}") for season in title.seasons]
        )
        for start, part in starts:
            if start < -HISTORY_DAYS + 70 or dice.chance(0.15):
                continue
            teaser = start - dice.whole(25, 60)
            official = start - dice.whole(3, 24)
            later = start + dice.whole(5, 40)
            for day, word, share in (
                (teaser, "Teaser", 0.5), (official, "Official Trailer", 1.0), (later, "Clip", 0.25),
            ):  # fmt: skip
                if day <= last_day and dice.chance(share):
                    name = f"{title.names.video}{part} | {word}"
                    kind = "clip" if word == "Clip" else "trailer"
                    plans.append(_Plan(channel, kind, title, None, name, day))
    return plans


def _plan_others(
    titles: tuple[Title, ...],
    channels: tuple[Channel, ...],
    tracks: tuple[Track, ...],
    planned: list[_Plan],
    seed: int,
    last_day: int,
) -> list[_Plan]:
    """Fill every channel up to 25 uploads."""
    uploads = [0] * len(channels)
    for plan in planned:
        uploads[plan.channel.index] += 1
    known = [title for title in titles if title.release_day <= last_day]
    plans: list[_Plan] = []
    for channel in channels:
        dice = Dice(seed, "uploads", channel.index)
        own_tracks = [track for track in tracks if track.artist.name == channel.name]
        for _ in range(max(0, UPLOADS_PER_CHANNEL - uploads[channel.index])):
            day = dice.whole(-HISTORY_DAYS + 10, last_day)
            if channel.kind == "music" and own_tracks:
                track = dice.one(own_tracks)
                name = f"{track.artist.name} - {track.name} (Official Video)"
                plans.append(_Plan(channel, "music", None, track, name, day))
                continue
            out = [title for title in dice.some(known, 6) if title.release_day < day]
            title = out[0] if out else None
            subject = title.names.video if title else dice.one(words.NOUNS)
            if channel.kind == "creator":
                name = dice.one(_CREATOR_SHAPES).format(name=subject)
                plans.append(_Plan(channel, "creator", title, None, name, day))
            else:
                name = f"{subject} | Behind the Scenes #{dice.whole(1, 9)}"
                plans.append(_Plan(channel, "clip", title, None, name, day))
    return plans


def _make_video(index: int, plan: _Plan, effects: Effects, seed: int, last_day: int) -> Video:
    dice = Dice(seed, "video", index)
    title = plan.title
    viral = bots = None
    if index % 40 == 11 and plan.day + 20 < last_day:
        # most take off while they are new, some long after
        later = int(dice.unit() ** 3 * (min(last_day, plan.day + 120) - plan.day - 2))
        start = plan.day + 3 + later
        viral = Viral(start, round(dice.between(12, 60), 1), 5.0)
    elif index % 40 == 23 and plan.day + 20 < last_day:
        first = dice.whole(plan.day + 2, min(last_day - 5, plan.day + 60))
        bots = Bots(first, first + dice.whole(2, 8), round(dice.between(0.5, 0.9), 2))
    vanishes = None
    if index % 30 == 7 and plan.day + 5 < last_day:
        earliest = max(1, plan.day + 5)
        vanishes = min(last_day, dice.whole(earliest, earliest + 29))
    age_days = last_day - plan.day + 1
    size = expected_views(plan.kind, title, dice)
    gains = draw_gains(plan.kind, size, plan.day, age_days, viral, effects, dice)
    subject = title.names.video if title else plan.name
    video_id = dice.url_id(11)
    tags = tuple(tag for tag in (subject, plan.kind, plan.channel.name) if dice.chance(0.7))
    second = dice.whole(6, 21) * 3600 + dice.whole(0, 3599)
    gains *= posting_factor(plan.kind, plan.channel.index, plan.day, second, seed)
    true, fake = count_views(gains, plan.day, bots)
    return Video(
        index=index,
        video_id=video_id,
        channel_index=plan.channel.index,
        kind=plan.kind,
        title_index=title.index if title else None,
        track_index=plan.track.index if plan.track else None,
        name=plan.name,
        description=f"{plan.name}\n\nSubscribe to {plan.channel.name}.",
        tags=tags,
        category_id=_CATEGORY[plan.kind],
        published_day=plan.day,
        published_second=second,
        duration_seconds=dice.whole(*_SECONDS[plan.kind]),
        language=title.original_language if title else "en",
        has_caption=dice.chance(0.3),
        hides_likes=dice.chance(0.05),
        comments_disabled=dice.chance(0.05),
        vanishes_day=vanishes,
        like_rate=dice.spread(0.03, 0.4) * (0.6 + 0.8 * (title.quality if title else 0.5)),
        comment_rate=dice.spread(0.003, 0.5),
        viral=viral,
        bots=bots,
        true_views=true,
        fake_views=fake,
    )
