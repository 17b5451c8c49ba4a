"""What TMDB tells of a title, made from the world."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from reelhouse.simulator.world.clock import date_of, moment
from reelhouse.simulator.world.effects import COUNTRIES
from reelhouse.simulator.world.genres import (
    TMDB_MOVIE_GENRES,
    TMDB_TV_GENRES,
    tmdb_genre_ids,
)

if TYPE_CHECKING:
    from reelhouse.simulator.world import World
    from reelhouse.simulator.world.availability import Offer
    from reelhouse.simulator.world.companies import Company
    from reelhouse.simulator.world.seasons import Season
    from reelhouse.simulator.world.titles import Title
    from reelhouse.simulator.world.video import Video

GENRES = {"movie": TMDB_MOVIE_GENRES, "tv": TMDB_TV_GENRES}
LANGUAGES = {
    "en": "English", "de": "German", "es": "Spanish", "fr": "French", "hi": "Hindi",
    "it": "Italian", "ja": "Japanese", "ko": "Korean", "pt": "Portuguese", "ru": "Russian",
    "sv": "Swedish",
}  # fmt: skip
_PROVIDERS = {
    ("netflix", "subscription"): (8, "Netflix"), ("prime", "subscription"): (9, "Prime Video"),
    ("prime", "free"): (9, "Prime Video"), ("prime", "rent"): (10, "Amazon Video"),
    ("prime", "buy"): (10, "Amazon Video"), ("prime", "addon"): (633, "Showtime on Amazon"),
    ("disney", "subscription"): (337, "Disney Plus"), ("hulu", "subscription"): (15, "Hulu"),
    ("hbo", "subscription"): (1899, "Max"), ("apple", "rent"): (2, "Apple TV Store"),
    ("apple", "buy"): (2, "Apple TV Store"),
}  # fmt: skip
_OFFER_KINDS = {"subscription": "flatrate", "addon": "flatrate"}
_VIDEO_TYPES = {"trailer": "Trailer", "clip": "Clip"}


class Bodies:
    """Answers about titles, as they are on the world's day.

    Args:
        world: what is told of.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        self._videos: dict[int, list[Video]] = defaultdict(list)
        self._offers: dict[int, list[Offer]] = defaultdict(list)
        for video in world.videos:
            if video.title_index is not None and video.kind in _VIDEO_TYPES:
                self._videos[video.title_index].append(video)
        for offer in world.offers:
            self._offers[offer.title_index].append(offer)
        self.parts: dict[str, Callable[[Title], dict[str, Any]]] = {
            "credits": self._credits,
            "keywords": self._keywords,
            "release_dates": self._release_dates,
            "content_ratings": self._content_ratings,
            "watch/providers": self._watch_providers,
            "external_ids": self._external_ids,
            "videos": self._title_videos,
        }

    def listed(self, title: Title) -> dict[str, Any]:
        """A title as lists show it."""
        genre_ids = tmdb_genre_ids(title.genres, title.tmdb_kind)
        return {**self._common(title), "genre_ids": list(genre_ids)}

    def whole(self, title: Title) -> dict[str, Any]:
        """A title with all that its own address tells."""
        genres = GENRES[title.tmdb_kind]
        body = self._common(title) | {
            "genres": [
                {"id": number, "name": genres[number]}
                for number in tmdb_genre_ids(title.genres, title.tmdb_kind)
            ],
            "homepage": "",
            "origin_country": list(title.countries),
            "production_companies": [_company(company) for company in title.studios],
            "production_countries": [
                {"iso_3166_1": country, "name": COUNTRIES.get(country, country)}
                for country in title.countries
            ],
            "spoken_languages": [_language(title.original_language)],
            "status": title.status(self._world.day),
            "tagline": title.tagline,
        }
        return body | (self._film(title) if title.tmdb_kind == "movie" else self._show(title))

    def _common(self, title: Title) -> dict[str, Any]:
        votes = title.votes(self._world.day)
        body = {
            "adult": False,
            "backdrop_path": f"/back{title.index:06d}.jpg",
            "id": title.tmdb_id,
            "original_language": title.original_language,
            "overview": title.overview,
            "popularity": title.popularity(self._world.day),
            "poster_path": f"/post{title.index:06d}.jpg",
            "softcore": False,
            "vote_average": round(votes.average, 3) if votes.count else 0.0,
            "vote_count": votes.count,
        }
        first = title.release_date.isoformat()
        if title.tmdb_kind == "movie":
            return body | {
                "title": title.names.tmdb,
                "original_title": title.names.tmdb_original,
                "release_date": first,
                "video": False,
            }
        return body | {
            "name": title.names.tmdb,
            "original_name": title.names.tmdb_original,
            "first_air_date": first,
            "origin_country": list(title.countries),
        }

    def _film(self, title: Title) -> dict[str, Any]:
        return {
            "belongs_to_collection": None,
            "budget": title.budget_usd,
            "imdb_id": title.imdb_id,
            "revenue": title.revenue_usd if title.is_released(self._world.day) else 0,
            "runtime": title.runtime_minutes if title.is_runtime_known else 0,
        }

    def _show(self, title: Title) -> dict[str, Any]:
        seasons = title.seasons_on(self._world.day) or title.seasons[:1]
        out = [e for s in seasons for e in s.episodes_on(self._world.day)]
        last = max(out, key=lambda e: (e.air_day, e.number), default=None)
        # the contract knows no series without a newest episode
        shown = last or seasons[0].episodes[0]
        season = next(s for s in seasons if shown in s.episodes)
        return {
            "created_by": [
                {
                    "id": credit.person.tmdb_id,
                    "credit_id": credit.credit_id,
                    "name": credit.person.name,
                    "original_name": credit.person.name,
                    "gender": credit.person.gender,
                    "profile_path": f"/face{credit.person.index:06d}.jpg",
                }
                for credit in title.crew
                if credit.job == "Writer"
            ][:1],
            "episode_run_time": [title.runtime_minutes] if title.is_runtime_known else [],
            "in_production": title.status(self._world.day) == "Returning Series",
            "languages": [title.original_language],
            "last_air_date": shown.air_date.isoformat(),
            "last_episode_to_air": {
                "id": shown.tmdb_id,
                "name": shown.title,
                "overview": shown.overview,
                "vote_average": 0.0,
                "vote_count": 0,
                "air_date": shown.air_date.isoformat(),
                "episode_number": shown.number,
                "episode_type": "standard",
                "production_code": "",
                "runtime": shown.runtime_minutes,
                "season_number": season.number,
                "show_id": title.tmdb_id,
                "still_path": f"/still{shown.tmdb_id}.jpg",
            },
            "next_episode_to_air": None,
            "networks": [_company(network) for network in title.networks],
            "number_of_episodes": sum(len(season.episodes) for season in seasons),
            "number_of_seasons": len(seasons),
            "seasons": [_season(season) for season in seasons],
            "type": "Scripted",
        }

    def _credits(self, title: Title) -> dict[str, Any]:
        def person(credit: Any) -> dict[str, Any]:
            return {
                "adult": False,
                "gender": credit.person.gender,
                "id": credit.person.tmdb_id,
                "known_for_department": credit.department,
                "name": credit.person.name,
                "original_name": credit.person.name,
                "popularity": credit.person.popularity,
                "profile_path": f"/face{credit.person.index:06d}.jpg",
                "credit_id": credit.credit_id,
            }

        return {
            "cast": [
                person(credit) | {"character": credit.character, "order": credit.order}
                for credit in title.cast
            ],
            "crew": [
                person(credit) | {"department": credit.department, "job": credit.job}
                for credit in title.crew
            ],
        }

    def _keywords(self, title: Title) -> dict[str, Any]:
        name = "keywords" if title.tmdb_kind == "movie" else "results"
        return {name: [{"id": word.tmdb_id, "name": word.name} for word in title.keywords]}

    def _release_dates(self, title: Title) -> dict[str, Any]:
        return {
            "results": [
                {
                    "iso_3166_1": country,
                    "release_dates": [
                        {
                            "certification": title.certifications.get(country, ""),
                            "descriptors": [],
                            "iso_639_1": "",
                            "note": "",
                            "release_date": f"{day.isoformat()}T00:00:00.000Z",
                            "type": 3,
                        }
                    ],
                }
                for country, day in sorted(title.release_dates.items())
            ]
        }

    def _content_ratings(self, title: Title) -> dict[str, Any]:
        return {
            "results": [
                {"descriptors": [], "iso_3166_1": country, "rating": rating}
                for country, rating in sorted(title.certifications.items())
            ]
        }

    def _watch_providers(self, title: Title) -> dict[str, Any]:
        results: dict[str, dict[str, Any]] = {}
        for offer in self._offers[title.index]:
            if not offer.is_on(self._world.day):
                continue
            place = f"/{title.tmdb_kind}/{title.tmdb_id}/watch?locale={offer.country}"
            here = results.setdefault(offer.country, {"link": f"https://tmdb.example{place}"})
            number, name = _PROVIDERS[offer.service, offer.kind]
            shown = here.setdefault(_OFFER_KINDS.get(offer.kind, offer.kind), [])
            if number not in [entry["provider_id"] for entry in shown]:
                shown.append(
                    {
                        "logo_path": f"/logo{number}.jpg",
                        "provider_id": number,
                        "provider_name": name,
                        "display_priority": len(shown),
                    }
                )
        return {"results": results}

    def _external_ids(self, title: Title) -> dict[str, Any]:
        ids: dict[str, Any] = {"imdb_id": title.imdb_id, "wikidata_id": title.wikidata_id}
        return ids | dict.fromkeys(("facebook_id", "instagram_id", "twitter_id"))

    def _title_videos(self, title: Title) -> dict[str, Any]:
        return {
            "results": [
                {
                    "iso_639_1": video.language,
                    "iso_3166_1": "US",
                    "name": video.name,
                    "key": video.video_id,
                    "site": "YouTube",
                    "size": 1080,
                    "type": _VIDEO_TYPES[video.kind],
                    "official": True,
                    "published_at": _millis(video),
                    "id": f"{video.index:024x}",
                }
                for video in self._videos[title.index]
                if video.is_there(self._world.day)
            ]
        }


def _millis(video: Video) -> str:
    published = moment(video.published_day, video.published_second)
    return published.strftime("%Y-%m-%dT%H:%M:%S.000Z")


def _company(company: Company) -> dict[str, Any]:
    return {
        "id": company.tmdb_id,
        "logo_path": f"/logo{company.index:04d}.png",
        "name": company.name,
        "origin_country": company.country,
    }


def _language(code: str) -> Mapping[str, str]:
    name = LANGUAGES.get(code, code)
    return {"english_name": name, "iso_639_1": code, "name": name}


def _season(season: Season) -> dict[str, Any]:
    return {
        "air_date": date_of(season.premiere_day).isoformat(),
        "episode_count": len(season.episodes),
        "id": season.tmdb_id,
        "name": season.name,
        "overview": "",
        "poster_path": f"/season{season.tmdb_id}.jpg",
        "season_number": season.number,
        "vote_average": 0,
    }
