"""How the YouTube channels of the world are made."""

from math import exp

from reelhouse.simulator import words
from reelhouse.simulator.world.clock import HISTORY_DAYS
from reelhouse.simulator.world.companies import Companies, Company
from reelhouse.simulator.world.dice import Dice
from reelhouse.simulator.world.growth import Growth
from reelhouse.simulator.world.music import Artist
from reelhouse.simulator.world.video import Channel
from reelhouse.simulator.world.vocabulary import HANDLES

STUDIO_CHANNELS = 14
DISTRIBUTOR_CHANNELS = 6
CREATOR_CHANNELS = 12
MUSIC_CHANNELS = 8

_CREATOR_ENDS = ["Reviews", "Reacts", "Explains", "Cut", "Watches", "Diaries"]


def make_channels(
    companies: Companies, artists: tuple[Artist, ...], seed: int
) -> tuple[Channel, ...]:
    """40 channels: of studios, distributors, creators and musicians."""
    owners: list[tuple[str, str, Company | None]] = [
        ("studio", company.name, company)
        for company in (*companies.studios[:9], *companies.animation[:5])
    ]
    owners += [
        ("distributor", company.name, company)
        for company in companies.licensors[:DISTRIBUTOR_CHANNELS]
    ]
    dice = Dice(seed, "creators")
    for _ in range(CREATOR_CHANNELS):
        handle = dice.one(HANDLES).capitalize() + dice.one(words.NOUNS)
        owners.append(("creator", f"{handle} {dice.one(_CREATOR_ENDS)}", None))
    owners += [("music", artist.name, None) for artist in artists[:MUSIC_CHANNELS]]
    return tuple(
        _make_channel(index, seed, kind, name, company)
        for index, (kind, name, company) in enumerate(owners)
    )


def _make_channel(index: int, seed: int, kind: str, name: str, company: Company | None) -> Channel:
    dice = Dice(seed, "channel", index)
    tail = dice.url_id(22)
    letters = "".join(letter for letter in name if letter.isascii() and letter.isalnum())
    started = -dice.whole(HISTORY_DAYS + 100, 4_500)
    return Channel(
        index=index,
        channel_id=f"UC{tail}",
        uploads_id=f"UU{tail}",
        kind=kind,
        name=name,
        handle=f"@{letters}{index}",
        country=None if dice.chance(0.15) else company.country if company else "US",
        company_index=company.index if company else None,
        started_day=started,
        description=f"The home of {name}.",
        hides_subscribers=dice.chance(0.1),
        growth=Growth(started, 120_000 * exp(dice.normal(0, 1.2)), 1_500, 0.2),
        views_before=int(dice.spread(4e7, 1.0)),
    )
