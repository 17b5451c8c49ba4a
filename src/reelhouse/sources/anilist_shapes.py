"""What is asked of AniList, and what its answers hold."""

from __future__ import annotations

from reelhouse.sources.api import Resource

QUERY = """
query ($page: Int, $perPage: Int, $ids: [Int], $season: MediaSeason, $year: Int,
       $sort: [MediaSort]) {
  Page(page: $page, perPage: $perPage) {
    pageInfo { total currentPage perPage hasNextPage }
    media(type: ANIME, idMal_in: $ids, season: $season, seasonYear: $year, sort: $sort) {
      id
      idMal
      title { romaji english native }
      synonyms
      format
      status
      source
      season
      seasonYear
      startDate { year month day }
      endDate { year month day }
      episodes
      duration
      countryOfOrigin
      isAdult
      genres
      tags { id name category rank isMediaSpoiler }
      studios { edges { isMain node { id name isAnimationStudio } } }
      externalLinks { site url type }
      trailer { id site }
      averageScore
      meanScore
      popularity
      favourites
      trending
      description(asHtml: false)
      siteUrl
      updatedAt
    }
  }
}
"""

ANIME = Resource(
    "anime",
    {
        "id": "integer",
        "idMal": "integer|null",
        "title": "object",
        "title.romaji": "string|null",
        "title.english": "string|null",
        "title.native": "string|null",
        "synonyms": "array|null",
        "format": "string|null",
        "status": "string|null",
        "source": "string|null",
        "season": "string|null",
        "seasonYear": "integer|null",
        "startDate": "object|null",
        "startDate.year": "integer|null",
        "startDate.month": "integer|null",
        "startDate.day": "integer|null",
        "endDate": "object|null",
        "endDate.year": "integer|null",
        "endDate.month": "integer|null",
        "endDate.day": "integer|null",
        "episodes": "integer|null",
        "duration": "integer|null",
        "countryOfOrigin": "string|null",
        "isAdult": "boolean|null",
        "genres": "array|null",
        "tags": "array|null",
        "tags[].id": "integer",
        "tags[].name": "string",
        "tags[].rank": "integer|null",
        "studios": "object|null",
        "studios.edges": "array|null",
        "studios.edges[].isMain": "boolean",
        "studios.edges[].node.id": "integer",
        "studios.edges[].node.name": "string",
        "externalLinks": "array|null",
        "externalLinks[].site": "string",
        "externalLinks[].url": "string|null",
        "externalLinks[].type": "string|null",
        "trailer": "object|null",
        "trailer.id": "string|null",
        "trailer.site": "string|null",
        "averageScore": "integer|null",
        "meanScore": "integer|null",
        "popularity": "integer|null",
        "favourites": "integer|null",
        "trending": "integer|null",
        "description": "string|null",
        "siteUrl": "string|null",
        "updatedAt": "integer|null",
    },
    description="anime with titles, dates, studios, genres, tags, links and counters",
)
