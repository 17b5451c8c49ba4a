"""The world's music: artists, albums and tracks, many of them soundtracks of titles."""

from dataclasses import dataclass
from datetime import date
from math import exp

from reelhouse.simulator import words
from reelhouse.simulator.world.clock import HISTORY_DAYS, date_of
from reelhouse.simulator.world.dice import Dice
from reelhouse.simulator.world.growth import Growth
from reelhouse.simulator.world.titles import Title
from reelhouse.simulator.world.vocabulary import HANDLES, MUSIC_GENRES

ARTISTS = 45
SOUNDTRACKS = 70


@dataclass(frozen=True, slots=True)
class Artist:
    """A musician or band.

    Attributes:
        index: place in `World.artists`.
        spotify_id: 22 letters.
        apple_id: a number.
        soundcloud_id: of the user, or None.
        name: invented.
        genre: Apple's name.
        country: ISO 3166-1 alpha-2.
        appeal: what is true, standard normal.
    """

    index: int
    spotify_id: str
    apple_id: int
    soundcloud_id: int | None
    name: str
    genre: str
    country: str
    appeal: float


@dataclass(frozen=True, slots=True)
class Album:
    """An album, single or soundtrack.

    Attributes:
        index: place in `World.albums`.
        spotify_id: 22 letters.
        apple_id: a number.
        upc: 12 digits.
        artist: whose.
        name: shown name.
        kind: "album", "single" or "soundtrack".
        title_index: of the title whose soundtrack it is, or None.
        release_day: the first day is 0.
        label: of the record.
        track_indices: places in `World.tracks`, in order.
    """

    index: int
    spotify_id: str
    apple_id: int
    upc: str
    artist: Artist
    name: str
    kind: str
    title_index: int | None
    release_day: int
    label: str
    track_indices: tuple[int, ...]

    @property
    def release_date(self) -> date:
        """`release_day` as a date."""
        return date_of(self.release_day)


@dataclass(frozen=True, slots=True)
class Track:
    """One track of an album.

    Attributes:
        index: place in `World.tracks`.
        spotify_id: 22 letters.
        apple_id: a number.
        isrc: 12 letters.
        soundcloud_id: a number; None where it is not on SoundCloud.
        artist: whose.
        album_index: of its album.
        number: on the album, from 1.
        name: shown name.
        title_index: of the title whose soundtrack it is on, or None.
        release_day: the first day is 0.
        duration_ms: milliseconds.
        is_explicit: whether it has strong language.
        genre: Apple's name.
        appeal: what is true, standard normal; better titles have better soundtracks.
        plays: growth of SoundCloud's playback count.
        like_rate: SoundCloud likes per play.
    """

    index: int
    spotify_id: str
    apple_id: int
    isrc: str
    soundcloud_id: int | None
    artist: Artist
    album_index: int
    number: int
    name: str
    title_index: int | None
    release_day: int
    duration_ms: int
    is_explicit: bool
    genre: str
    appeal: float
    plays: Growth
    like_rate: float

    def playback_count(self, day: int) -> int:
        """SoundCloud plays so far at the end of a day; never falling."""
        return self.plays.at(day)

    def likes_count(self, day: int) -> int:
        """SoundCloud likes so far at the end of a day; never falling."""
        return int(self.plays.at(day) * self.like_rate)

    def popularity(self, day: int) -> int:
        """Spotify's popularity on a day, 0-100."""
        age = max(0, day - self.release_day)
        return max(0, min(100, round(48 + 16 * self.appeal - 22 * (1 - exp(-age / 200)))))


def invent_artists(seed: int) -> tuple[Artist, ...]:
    """45 artists with different names."""
    dice = Dice(seed, "artists")
    apple_ids = dice.distinct(100_000_000, 1_699_999_999, ARTISTS)
    artists: list[Artist] = []
    names: set[str] = set()
    for index in range(ARTISTS):
        name = _artist_name(dice)
        while name in names:
            name = _artist_name(dice)
        names.add(name)
        artists.append(
            Artist(
                index=index,
                spotify_id=dice.text_id(22),
                apple_id=apple_ids[index],
                soundcloud_id=1_000_000 + 977 * index if dice.chance(0.7) else None,
                name=name,
                genre=dice.one(MUSIC_GENRES),
                country=dice.one(["US", "GB", "JP", "KR", "BR", "FR", "DE", "MX"]),
                appeal=dice.normal(),
            )
        )
    return tuple(artists)


def _artist_name(dice: Dice) -> str:
    word = dice.one(HANDLES).capitalize()
    noun = dice.one(words.NOUNS)
    return dice.one([f"The {word} {noun}s", f"{word} {noun}", f"{noun} & {word}", f"{word}{noun}"])


def make_albums(
    titles: tuple[Title, ...], artists: tuple[Artist, ...], seed: int, last_day: int
) -> tuple[tuple[Album, ...], tuple[Track, ...]]:
    """Soundtracks of newer titles, and two records of each artist."""
    newer = [title for title in titles if -HISTORY_DAYS < title.release_day <= last_day]
    scored = Dice(seed, "soundtracks").some(newer, SOUNDTRACKS)
    plans: list[tuple[Artist, Title | None]] = [
        (artists[place % len(artists)], title) for place, title in enumerate(scored)
    ]
    plans += [(artist, None) for artist in artists for _ in range(2)]
    albums: list[Album] = []
    tracks: list[Track] = []
    for index, (artist, title) in enumerate(plans):
        album, songs = _make_album(index, len(tracks), artist, title, seed, last_day)
        albums.append(album)
        tracks += songs
    return tuple(albums), tuple(tracks)


def _make_album(
    index: int, first_track: int, artist: Artist, title: Title | None, seed: int, last_day: int
) -> tuple[Album, list[Track]]:
    dice = Dice(seed, "album", index)
    is_single = title is None and dice.chance(0.4)
    count = 1 if is_single else dice.whole(6, 12)
    if title:
        release = min(last_day, title.release_day + dice.whole(-7, 14))
        name = f"{title.names.video} (Original Soundtrack)"
    else:
        release = dice.whole(-HISTORY_DAYS, last_day)
        name = f"{dice.one(words.ADJECTIVES)} {dice.one(words.NOUNS)}"
    songs = [
        _make_track(index, first_track + place, place + 1, artist, title, release, dice)
        for place in range(count)
    ]
    album = Album(
        index=index,
        spotify_id=dice.text_id(22),
        apple_id=1_700_000_000 + 1_009 * index,
        upc=f"{190_000_000_000 + 7_919 * index}",
        artist=artist,
        name=songs[0].name if is_single else name,
        kind="soundtrack" if title else "single" if is_single else "album",
        title_index=title.index if title else None,
        release_day=release,
        label=f"{dice.one(words.NOUNS)} Records",
        track_indices=tuple(song.index for song in songs),
    )
    return album, songs


def _make_track(
    album_index: int, index: int, number: int, artist: Artist, title: Title | None, release: int,
    dice: Dice,
) -> Track:  # fmt: skip
    appeal = 0.6 * artist.appeal + 0.7 * dice.normal()
    if title:
        appeal += 1.0 * (title.quality - 0.5) + 0.15 * title.fame
    return Track(
        index=index,
        spotify_id=dice.text_id(22),
        apple_id=1_710_000_000 + 101 * index,
        isrc=f"ZZRH1{20 + album_index % 6}{index:05d}",
        soundcloud_id=300_000_000 + 1_201 * index if artist.soundcloud_id else None,
        artist=artist,
        album_index=album_index,
        number=number,
        name=dice.one(
            [
                f"{dice.one(words.ADJECTIVES)} {dice.one(words.NOUNS)}",
                f"{dice.one(words.NOUNS)}'s Theme",
                f"{dice.one(words.NOUNS)} in the {dice.one(words.NOUNS)}",
            ]
        ),
        title_index=title.index if title else None,
        release_day=release,
        duration_ms=dice.whole(75_000, 330_000),
        is_explicit=dice.chance(0.1),
        genre="Soundtrack" if title else artist.genre,
        appeal=appeal,
        plays=Growth(release, 8_000 * exp(1.1 * appeal), 90, 0.3),
        like_rate=dice.spread(0.02, 0.3),
    )
