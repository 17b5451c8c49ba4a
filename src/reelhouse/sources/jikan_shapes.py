"""What Jikan's answers hold, as far as silver reads them."""

from __future__ import annotations

from reelhouse.sources.api import Resource

_NAMED = (
    "producers",
    "licensors",
    "studios",
    "genres",
    "explicit_genres",
    "themes",
    "demographics",
)

ANIME = Resource(
    "anime",
    {
        "mal_id": "integer",
        "url": "string",
        "images": "object",
        "trailer": "object",
        "trailer.youtube_id": "string|null",
        "trailer.embed_url": "string|null",
        "approved": "boolean",
        "titles": "array",
        "titles[].type": "string",
        "titles[].title": "string",
        "title": "string",
        "title_english": "string|null",
        "title_japanese": "string|null",
        "title_synonyms": "array",
        "type": "string|null",
        "source": "string|null",
        "episodes": "integer|null",
        "status": "string|null",
        "airing": "boolean",
        "aired": "object",
        "aired.from": "string|null",
        "aired.to": "string|null",
        "duration": "string|null",
        "rating": "string|null",
        "score": "number|null",
        "scored_by": "integer|null",
        "rank": "integer|null",
        "popularity": "integer|null",
        "members": "integer|null",
        "favorites": "integer|null",
        "synopsis": "string|null",
        "background": "string|null",
        "season": "string|null",
        "year": "integer|null",
        "broadcast": "object",
        "broadcast.day": "string|null",
        "broadcast.time": "string|null",
        "broadcast.timezone": "string|null",
        **dict.fromkeys(_NAMED, "array"),
        **{f"{name}[].mal_id": "integer" for name in _NAMED},
        **{f"{name}[].name": "string" for name in _NAMED},
        # only /anime/{id}/full has these
        "relations": "array?",
        "relations[].relation": "string?",
        "relations[].entry": "array?",
        "theme": "object?",
        "external": "array?",
        "streaming": "array?",
        "streaming[].name": "string?",
        "streaming[].url": "string?",
    },
    description="anime as a list or /anime/{id} gives them; with `full` as /anime/{id}/full does",
)

STATISTICS = Resource(
    "anime_statistics",
    {
        "data": "object",
        "data.watching": "integer",
        "data.completed": "integer",
        "data.on_hold": "integer",
        "data.dropped": "integer",
        "data.plan_to_watch": "integer",
        "data.total": "integer",
        "data.scores": "array",
        "data.scores[].score": "integer",
        "data.scores[].votes": "integer",
        "data.scores[].percentage": "number",
    },
    description="members by what they do with an anime, and votes by score",
)

RECOMMENDATIONS = Resource(
    "anime_recommendations",
    {
        "data": "array",
        "data[].entry.mal_id": "integer",
        "data[].entry.title": "string",
        "data[].votes": "integer",
    },
    description="anime that members recommend beside another one, with votes",
)

EPISODES = Resource(
    "anime_episodes",
    {
        "mal_id": "integer",
        "url": "string|null",
        "title": "string|null",
        "title_japanese": "string|null",
        "title_romanji": "string|null",
        "aired": "string|null",
        "score": "number|null?",
        "filler": "boolean",
        "recap": "boolean",
        "forum_url": "string|null",
    },
    description="episodes",
)

STAFF = Resource(
    "anime_staff",
    {
        "data": "array",
        "data[].person.mal_id": "integer",
        "data[].person.name": "string",
        "data[].positions": "array",
    },
    description="people who made an anime, with their positions",
)

STREAMING = Resource(
    "anime_streaming",
    {"data": "array", "data[].name": "string", "data[].url": "string"},
    description="services that show an anime",
)
