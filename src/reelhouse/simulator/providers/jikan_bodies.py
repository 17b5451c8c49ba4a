"""What Jikan says of the world's anime."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from functools import cached_property

from reelhouse.simulator.providers.jikan_links import (
    IMAGES,
    MAL,
    Body,
    company,
    genres,
    images,
    reference,
    slug,
    url,
)
from reelhouse.simulator.world import World
from reelhouse.simulator.world.anime import Anime
from reelhouse.simulator.world.genres import MAL_DEMOGRAPHICS, MAL_GENRES, MAL_THEMES
from reelhouse.simulator.world.people import Person
from reelhouse.simulator.world.seasons import Episode

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class JikanBodies:
    """Answers of one day.

    Args:
        world: what is true.
        day: today.
    """

    def __init__(self, world: World, day: int) -> None:
        self.world = world
        self.day = day

    @cached_property
    def listed(self) -> dict[int, Anime]:
        """What MyAnimeList has, by id."""
        return {a.mal_id: a for a in self.world.anime if a.is_listed(self.day)}

    @cached_property
    def _ranks(self) -> dict[int, int]:
        scores = {id_: a.stats(self.day).score for id_, a in self.listed.items()}
        ranked = sorted((-score, id_) for id_, score in scores.items() if score is not None)
        return {id_: place for place, (_, id_) in enumerate(ranked, 1)}

    @cached_property
    def _popularity(self) -> dict[int, int]:
        counted = sorted((-a.members(self.day), id_) for id_, a in self.listed.items())
        return {id_: place for place, (_, id_) in enumerate(counted, 1)}

    @cached_property
    def _trailers(self) -> dict[int, str]:
        there = (v for v in self.world.videos if v.kind == "trailer" and v.is_there(self.day))
        return {v.title_index: v.video_id for v in there if v.title_index is not None}

    @cached_property
    def _seasons_of(self) -> dict[int, list[Anime]]:
        found: dict[int, list[Anime]] = defaultdict(list)
        for anime in self.listed.values():
            found[anime.title_index].append(anime)
        return found

    def top(self) -> list[Anime]:
        """By score, those without one last."""
        last = len(self.listed) + 1
        return sorted(
            self.listed.values(), key=lambda a: (self._ranks.get(a.mal_id, last), a.mal_id)
        )

    def season(self, year: int, name: str) -> list[Anime]:
        """Those that start in a season, by members."""
        found = [a for a in self.listed.values() if (a.season_year, a.season) == (year, name)]
        return sorted(found, key=lambda a: self._popularity[a.mal_id])

    def upcoming(self) -> list[Anime]:
        """Those that are not out, by members."""
        found = [a for a in self.listed.values() if a.status(self.day) == "Not yet aired"]
        return sorted(found, key=lambda a: self._popularity[a.mal_id])

    def anime(self, anime: Anime) -> Body:
        """An entry as lists show it."""
        stats = anime.stats(self.day)
        trailer = self._trailers.get(anime.title_index)
        status = anime.status(self.day)
        names = [("Default", anime.name), *(("Synonym", name) for name in anime.synonyms)]
        names.append(("Japanese", anime.japanese))
        if anime.english:
            names.append(("English", anime.english))
        return {
            "mal_id": anime.mal_id,
            "url": url("anime", anime.mal_id, anime.name),
            "images": images("anime", anime.mal_id),
            "trailer": {
                "youtube_id": None,
                "url": None,
                "embed_url": trailer
                and f"https://www.youtube-nocookie.com/embed/{trailer}?enablejsapi=1&wmode=opaque",
                "images": dict.fromkeys(
                    f"{size}image_url" for size in ("", "small_", "medium_", "large_", "maximum_")
                ),
            },
            "approved": True,
            "titles": [{"type": kind, "title": name} for kind, name in names],
            "title": anime.name,
            "title_english": anime.english,
            "title_japanese": anime.japanese,
            "title_synonyms": list(anime.synonyms),
            "type": anime.media,
            "source": anime.source,
            "episodes": anime.episode_count,
            "status": status,
            "airing": status == "Currently Airing",
            "aired": _aired(anime.first_date, anime.last_date),
            "duration": _duration(anime),
            "rating": anime.rating,
            "score": stats.score,
            "scored_by": stats.scored_by or None,
            "rank": self._ranks.get(anime.mal_id),
            "popularity": self._popularity[anime.mal_id],
            "members": stats.members,
            "favorites": stats.favorites,
            "synopsis": anime.synopsis,
            "background": "",
            "season": anime.season,
            "year": anime.season_year,
            "broadcast": _broadcast(anime),
            "producers": [company(c.mal_id, c.name) for c in anime.producers],
            "licensors": [company(c.mal_id, c.name) for c in anime.licensors],
            "studios": [company(c.mal_id, c.name) for c in anime.studios],
            "genres": genres(anime.genre_ids, MAL_GENRES),
            "explicit_genres": [],
            "themes": genres(anime.theme_ids, MAL_THEMES),
            "demographics": genres(anime.demographic_ids, MAL_DEMOGRAPHICS),
        }

    def full(self, anime: Anime) -> Body:
        """An entry with all that belongs to it."""
        related = [
            {
                "relation": "Sequel" if other.season_number > anime.season_number else "Prequel",
                "entry": [reference("anime", other.mal_id, other.name)],
            }
            for other in self._seasons_of[anime.title_index]
            if other.mal_id != anime.mal_id
        ]
        return {
            **self.anime(anime),
            "relations": related,
            "theme": {"openings": [], "endings": []},
            "external": [],
            "streaming": self.streaming(anime),
        }

    def statistics(self, anime: Anime) -> Body:
        """Members by what they do, and votes by score."""
        stats = anime.stats(self.day)
        votes = list(zip(range(1, 11), reversed(stats.score_votes), strict=True))
        whole = max(1, stats.scored_by)
        return {
            "watching": stats.watching,
            "completed": stats.completed,
            "on_hold": stats.on_hold,
            "dropped": stats.dropped,
            "plan_to_watch": stats.plan_to_watch,
            "total": stats.members,
            "scores": [
                {"score": score, "votes": count, "percentage": round(100 * count / whole, 1)}
                for score, count in votes
            ],
        }

    def recommendations(self, anime: Anime) -> list[Body]:
        """Similar anime, those with the most votes first."""
        found = ((self.listed.get(id_), votes) for id_, votes in anime.recommendations)
        return [
            {
                "entry": {
                    "mal_id": other.mal_id,
                    "url": url("anime", other.mal_id, other.name),
                    "images": images("anime", other.mal_id),
                    "title": other.name,
                },
                "url": f"{MAL}/recommendations/anime/{anime.mal_id}-{other.mal_id}",
                "votes": votes,
            }
            for other, votes in sorted(found, key=lambda pair: -pair[1])
            if other is not None
        ]

    def episodes(self, anime: Anime) -> list[Episode]:
        """The episodes that are out."""
        return [e for e in anime.episodes if e.air_day <= self.day]

    @staticmethod
    def episode(anime: Anime, episode: Episode) -> Body:
        """One episode."""
        return {
            "mal_id": episode.number,
            "url": f"{url('anime', anime.mal_id, anime.name)}/episode/{episode.number}",
            "title": episode.title,
            "title_japanese": episode.title_japanese,
            "title_romanji": None,
            "aired": f"{episode.air_date.isoformat()}T00:00:00+00:00",
            "score": round(1 + 4 * episode.quality, 2),
            "filler": episode.is_filler,
            "recap": False,
            "forum_url": f"{MAL}/forum/?topicid={anime.mal_id * 100 + episode.number}",
        }

    @staticmethod
    def staff(anime: Anime) -> list[Body]:
        """The crew, each person once."""
        positions: dict[Person, list[str]] = {}
        for credit in anime.staff:
            if not credit.is_cast:
                known = positions.setdefault(credit.person, [])
                known += [credit.job] * (credit.job not in known)
        return [
            {
                "person": {
                    "mal_id": person.mal_id,
                    "url": url("people", person.mal_id, person.name),
                    "images": {"jpg": {"image_url": f"{IMAGES}/people/{person.mal_id}.jpg"}},
                    "name": _family_first(person.name),
                },
                "positions": jobs,
            }
            for person, jobs in positions.items()
        ]

    @staticmethod
    def streaming(anime: Anime) -> list[Body]:
        """Services that show it."""
        return [
            {"name": name, "url": f"https://{slug(name).lower()}.example/{anime.mal_id}"}
            for name in anime.streaming
        ]


def _aired(first: date, last: date | None) -> Body:
    def prop(day: date | None) -> Body:
        return {part: getattr(day, part, None) for part in ("day", "month", "year")}

    def shown(day: date | None) -> str:
        return f"{MONTHS[day.month - 1]} {day.day}, {day.year}" if day else "?"

    is_one = first == last
    return {
        "from": f"{first.isoformat()}T00:00:00+00:00",
        "to": f"{last.isoformat()}T00:00:00+00:00" if last and not is_one else None,
        "prop": {"from": prop(first), "to": prop(None if is_one else last)},
        "string": shown(first) if is_one else f"{shown(first)} to {shown(last)}",
    }


def _duration(anime: Anime) -> str:
    hours, minutes = divmod(anime.runtime_minutes, 60)
    parts = [f"{hours} hr"] * bool(hours) + [f"{minutes} min"] * bool(minutes)
    return " ".join(parts) + (" per ep" if anime.season else "")


def _broadcast(anime: Anime) -> Body:
    day, time = anime.broadcast_weekday, anime.broadcast_time
    return {
        "day": day,
        "time": time,
        "timezone": "Asia/Tokyo" if day else None,
        "string": f"{day} at {time} (JST)" if day else None,
    }


def _family_first(name: str) -> str:
    given, _, family = name.rpartition(" ")
    return f"{family}, {given}" if given else family
