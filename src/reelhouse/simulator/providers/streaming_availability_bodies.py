"""What the Streaming Availability API tells of shows, made from the world."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from reelhouse.simulator.world.availability import SERVICES, Change, Offer
from reelhouse.simulator.world.effects import COUNTRIES

if TYPE_CHECKING:
    from reelhouse.simulator.world import World
    from reelhouse.simulator.world.seasons import Season
    from reelhouse.simulator.world.titles import Title

FIRST_ID = 1000
_WIDTHS = {
    "verticalPoster": (240, 360, 480, 600, 720),
    "horizontalPoster": (360, 480, 720, 1080, 1440),
}
_GENRE_IDS = {"Sci-Fi": "scifi", "Reality-TV": "reality", "Talk-Show": "talk", "Game-Show": "game"}


def show_id(title: Title) -> str:
    """The API's own id of a title."""
    return str(FIRST_ID + title.index)


class Shows:
    """Answers about shows, as they are on the world's day.

    Args:
        world: what is told of.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        self.offers: dict[int, list[Offer]] = defaultdict(list)
        for offer in world.offers:
            self.offers[offer.title_index].append(offer)

    def options(self, title: Title, country: str | None = None) -> dict[str, Any]:
        """Its offers of the day by country, of one or of all."""
        found: dict[str, Any] = {} if country is None else {country: []}
        for offer in self.offers[title.index]:
            code = offer.country.lower()
            if offer.is_on(self._world.day) and country in {None, code}:
                found.setdefault(code, []).append(self._option(offer))
        return found

    def show(self, title: Title, country: str | None = None, detail: str = "show") -> Any:
        """A show.

        Args:
            title: what it is.
            country: the one whose offers are shown; None for all.
            detail: `show`, `season` or `episode`.
        """
        votes = title.votes(self._world.day)
        options = self.options(title, country)
        body: dict[str, Any] = {
            "itemType": "show",
            "showType": "movie" if title.is_film else "series",
            "id": show_id(title),
            "imdbId": title.imdb_id,
            "tmdbId": f"{title.tmdb_kind}/{title.tmdb_id}",
            "title": title.names.streaming,
            "overview": title.overview,
            "originalTitle": title.names.imdb_original,
            "genres": [{"id": _genre_id(name), "name": name} for name in title.genres],
            "cast": list(dict.fromkeys(credit.person.name for credit in title.cast)),
            "rating": round(votes.average * 10) if votes.count else 0,
            "imageSet": _images(title),
            "streamingOptions": options,
        }
        if title.is_film:
            directors = [c.person.name for c in title.crew if c.job == "Director"]
            body |= {"releaseYear": title.release_date.year, "directors": directors}
            return body | ({"runtime": title.runtime_minutes} if title.is_runtime_known else {})
        seasons = title.seasons_on(self._world.day) or title.seasons[:1]
        body |= {
            "firstAirYear": title.release_date.year,
            "lastAirYear": seasons[-1].episodes[-1].air_date.year,
            "creators": [c.person.name for c in title.crew if c.job == "Writer"],
            "seasonCount": len(seasons),
            "episodeCount": sum(len(season.episodes) for season in seasons),
        }
        if detail != "show":
            body["seasons"] = [_season(s, options, detail == "episode") for s in seasons]
        return body

    def change(self, change: Change, *, is_dated: bool) -> dict[str, Any]:
        """A change to an offer, with its time where that is known."""
        offer = change.offer
        title = self._world.titles[offer.title_index]
        body: dict[str, Any] = {
            "changeType": change.kind,
            "itemType": "show",
            "showId": show_id(title),
            "showType": "movie" if title.is_film else "series",
            "service": service(offer.service),
            "streamingOptionType": offer.kind,
            "link": offer.link,
        }
        if offer.addon:
            body["addon"] = _addon(offer.addon)
        return body | ({"timestamp": change.at} if is_dated else {})

    def country(self, code: str) -> dict[str, Any]:
        """A country with its services."""
        here = [offer for offer in self._world.offers if offer.country == code]
        return {
            "countryCode": code.lower(),
            "name": COUNTRIES[code],
            "services": [
                service(name)
                | {
                    "streamingOptionTypes": {
                        kind: any(o.service == name and o.kind == kind for o in here)
                        for kind in ("addon", "buy", "rent", "free", "subscription")
                    },
                    "addons": [
                        _addon(addon)
                        for addon in sorted(
                            {o.addon for o in here if o.service == name and o.addon}
                        )
                    ],
                }
                for name in SERVICES
                if any(offer.service == name for offer in here)
            ],
        }

    def _option(self, offer: Offer) -> dict[str, Any]:
        body: dict[str, Any] = {
            "service": service(offer.service),
            "type": offer.kind,
            "link": offer.link,
            "audios": [{"language": language} for language in offer.audios],
            "subtitles": [
                {"closedCaptions": False, "locale": {"language": language}}
                for language in offer.subtitles
            ],
            "expiresSoon": offer.is_expiring(self._world.day),
            "availableSince": offer.since,
        }
        if offer.addon:
            body["addon"] = _addon(offer.addon)
        if offer.quality:
            body["quality"] = offer.quality
        if body["expiresSoon"]:
            body["expiresOn"] = offer.until
        price = offer.price_on(self._world.day)
        if price is not None:
            amount = f"{price:.2f}"
            formatted = f"{amount} {offer.currency}"
            body["price"] = {"amount": amount, "currency": offer.currency, "formatted": formatted}
        return body


def service(name: str) -> dict[str, Any]:
    """A service as it stands in offers."""
    return _named(name, SERVICES[name])


def _addon(name: str) -> dict[str, Any]:
    return _named(name, name.capitalize())


def _named(name: str, title: str) -> dict[str, Any]:
    home = f"https://{name}.example"
    images = ("lightThemeImage", "darkThemeImage", "whiteImage")
    return {
        "id": name,
        "name": title,
        "homePage": home,
        "themeColorCode": "#203040",
        "imageSet": {image: f"{home}/{image}.svg" for image in images},
    }


def _images(title: Title) -> dict[str, Any]:
    widths = {
        "verticalPoster": (240, 360, 480, 600, 720),
        "horizontalPoster": (360, 480, 720, 1080, 1440),
    }
    return {
        name: {f"w{w}": f"https://images.example/{title.index}/{name}/{w}.jpg" for w in sizes}
        for name, sizes in widths.items()
    }


def _season(season: Season, options: Any, has_episodes: bool) -> dict[str, Any]:
    body: dict[str, Any] = {
        "itemType": "season",
        "title": season.name,
        "firstAirYear": season.premiere_date.year,
        "lastAirYear": season.episodes[-1].air_date.year,
        "streamingOptions": options,
    }
    if has_episodes:
        body["episodes"] = [
            {
                "itemType": "episode",
                "title": episode.title,
                "overview": episode.overview,
                "airYear": episode.air_date.year,
                "streamingOptions": options,
            }
            for episode in season.episodes
        ]
    return body


def _genre_id(name: str) -> str:
    return _GENRE_IDS.get(name, name.lower())
