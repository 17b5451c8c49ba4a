"""Twitch's part of the world: games, streamers, who is live, and recorded streams."""

from dataclasses import dataclass
from datetime import datetime

from reelhouse.simulator.world.clock import moment
from reelhouse.simulator.world.dice import Dice
from reelhouse.simulator.world.growth import Growth
from reelhouse.simulator.world.titles import Title
from reelhouse.simulator.world.vocabulary import GAMES, HANDLES

STREAMERS = 40
VIDEOS = 6
"""Recorded streams of each streamer."""


@dataclass(frozen=True, slots=True)
class Game:
    """A game or category.

    Attributes:
        index: place in `Twitch.games`.
        game_id: a number as text.
        name: invented.
        igdb_id: a number as text, or empty.
        title_index: of the title it is based on, or None.
        appeal: share of the streams' viewers, relative.
    """

    index: int
    game_id: str
    name: str
    igdb_id: str
    title_index: int | None
    appeal: float


@dataclass(frozen=True, slots=True)
class Streamer:
    """Somebody who streams.

    Attributes:
        index: place in `Twitch.streamers`.
        user_id: a number as text.
        login: lower case.
        display_name: shown name.
        language: ISO 639-1.
        size: typical viewers.
    """

    index: int
    user_id: str
    login: str
    display_name: str
    language: str
    size: float


@dataclass(frozen=True, slots=True)
class Stream:
    """A live stream.

    Attributes:
        stream_id: a number as text.
        streamer: who.
        game: what.
        name: shown title.
        viewers: now watching.
        started_day: the first day is 0.
        started_second: of that day.
        tags: may be empty.
        is_mature: for adults.
    """

    stream_id: str
    streamer: Streamer
    game: Game
    name: str
    viewers: int
    started_day: int
    started_second: int
    tags: tuple[str, ...]
    is_mature: bool

    @property
    def started_at(self) -> datetime:
        """When it began, UTC."""
        return moment(self.started_day, self.started_second)


@dataclass(frozen=True, slots=True)
class TwitchVideo:
    """A recorded stream, highlight or upload.

    Attributes:
        index: place in `Twitch.videos`.
        video_id: a number as text.
        streamer: whose.
        game: what; the API does not show it.
        name: shown title.
        kind: "archive", "highlight" or "upload".
        published_day: the first day is 0.
        published_second: of that day.
        duration_seconds: at least 1.
        language: ISO 639-1.
        growth: of its views.
    """

    index: int
    video_id: str
    streamer: Streamer
    game: Game
    name: str
    kind: str
    published_day: int
    published_second: int
    duration_seconds: int
    language: str
    growth: Growth

    @property
    def published_at(self) -> datetime:
        """When it was published, UTC."""
        return moment(self.published_day, self.published_second)

    @property
    def duration(self) -> str:
        """As Twitch writes it, such as `3h17m20s` or `45s`."""
        hours, rest = divmod(self.duration_seconds, 3600)
        minutes, seconds = divmod(rest, 60)
        if hours:
            return f"{hours}h{minutes}m{seconds}s"
        return f"{minutes}m{seconds}s" if minutes else f"{seconds}s"

    def views(self, day: int) -> int:
        """Views so far at the end of a day; never falling."""
        return self.growth.at(day)


class Twitch:
    """All of Twitch.

    Args:
        titles: of the world; a few have a game.
        seed: of the universe.
        last_day: the last day that the world can tell.

    Attributes:
        games: all games.
        streamers: all who stream.
        videos: all recorded streams.
    """

    def __init__(self, titles: tuple[Title, ...], seed: int, last_day: int) -> None:
        self._seed = seed
        based = titles[:: max(1, len(titles) // 6)]
        names = [*GAMES, *(f"{title.names.video}: The Game" for title in based)]
        dice = Dice(seed, "games")
        self.games = tuple(
            Game(
                index=index,
                game_id=str(500_000 + 131 * index),
                name=name,
                igdb_id="" if dice.chance(0.1) else str(9_000 + 17 * index),
                title_index=based[index - len(GAMES)].index if index >= len(GAMES) else None,
                appeal=dice.spread(1.0, 0.9),
            )
            for index, name in enumerate(names)
        )
        self.streamers = tuple(_make_streamer(index, seed) for index in range(STREAMERS))
        self.videos = tuple(
            _make_video(index, self.streamers[index // VIDEOS], self.games, seed, last_day)
            for index in range(STREAMERS * VIDEOS)
        )

    def streams(self, day: int) -> tuple[Stream, ...]:
        """Who is live on a day, most viewers first."""
        live = []
        for streamer in self.streamers:
            dice = Dice(self._seed, f"stream {day}", streamer.index)
            if not dice.chance(0.6):
                continue
            game = dice.weighted(self.games, [game.appeal for game in self.games])
            live.append(
                Stream(
                    stream_id=str(40_000_000_000 + (day + 1_000) * 1_000 + streamer.index),
                    streamer=streamer,
                    game=game,
                    name=f"{game.name} with {streamer.display_name}",
                    viewers=int(dice.spread(streamer.size, 0.4)),
                    started_day=day,
                    started_second=dice.whole(0, 80_000),
                    tags=tuple(dice.some(["English", "Chill", "Speedrun", "Cosy"], 2)),
                    is_mature=dice.chance(0.1),
                )
            )
        return tuple(sorted(live, key=lambda stream: (-stream.viewers, stream.stream_id)))


def _make_streamer(index: int, seed: int) -> Streamer:
    dice = Dice(seed, "streamer", index)
    name = f"{dice.one(HANDLES).capitalize()}{dice.one(HANDLES).capitalize()}{index}"
    return Streamer(
        index=index,
        user_id=str(70_000_000 + 8_111 * index),
        login=name.lower(),
        display_name=name,
        language=dice.weighted(["en", "es", "ja", "de", "pt"], [6, 2, 1, 1, 1]),
        size=dice.spread(350, 1.3),
    )


def _make_video(
    index: int, streamer: Streamer, games: tuple[Game, ...], seed: int, last_day: int
) -> TwitchVideo:
    dice = Dice(seed, "twitch video", index)
    kind = dice.weighted(["archive", "highlight", "upload"], [7, 2, 1])
    game = dice.one(games)
    day = dice.whole(-90, last_day)
    return TwitchVideo(
        index=index,
        video_id=str(1_900_000_000 + 1_733 * index),
        streamer=streamer,
        game=game,
        name=f"{game.name}, part {dice.whole(1, 60)}",
        kind=kind,
        published_day=day,
        published_second=dice.whole(0, 86_399),
        duration_seconds=dice.whole(1_800, 28_000) if kind == "archive" else dice.whole(20, 3_500),
        language=streamer.language,
        growth=Growth(day, dice.spread(streamer.size * 4, 0.6), 8, 0.05),
    )
