"""Ids of titles elsewhere, as Wikidata has them, by their IMDb ids."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from reelhouse.errors import UsageError
from reelhouse.sources.api import ApiSource, Resource, Unusable, Verdict, Window

if TYPE_CHECKING:
    from reelhouse.sources.pull import Pull

PROPERTIES = {
    "P345": "imdb",
    "P4947": "tmdb_movie",
    "P4983": "tmdb_tv",
    "P4086": "mal_anime",
    "P8729": "anilist_anime",
    "P5646": "anidb_anime",
    "P1874": "netflix",
    "P8055": "prime",
    "P7595": "disney_movie",
    "P7596": "disney_series",
    "P6466": "hulu_movie",
    "P6467": "hulu_series",
}
"""What is asked for: Wikidata's property, and what silver calls the id."""

IDS = Resource(
    "title_ids",
    {
        "bindings": "array",
        "bindings[].imdb.value": "string",
        "bindings[].item.value": "string",
        "bindings[].property.value": "string",
        "bindings[].value.value": "string",
    },
    description="what Wikidata answers for one IMDb id: an item, a property and an id each",
)


def fetch(pull: Pull) -> None:
    """Look up titles in batches."""
    wanted = list(pull.first(dict.fromkeys(pull.settings.imdb_ids or _of_the_lake(pull))))
    if wrong := [id_ for id_ in wanted if not re.fullmatch(r"tt\d{7,10}", id_)]:
        raise UsageError(f"'{wrong[0]}' is not the IMDb id of a title, such as tt0133093")
    if not wanted:
        raise UsageError(
            "there is no IMDb id to look up",
            advice="Name some in REELHOUSE_WIKIDATA__IMDB_IDS, or ingest imdb before.",
        )
    size = pull.settings.batch
    batches = [wanted[start : start + size] for start in range(0, len(wanted), size)]
    pull.each(batches, lambda batch: _look_up(pull, batch))


def _look_up(pull: Pull, batch: Sequence[str]) -> None:
    page = pull.get("sparql", {"query": _query(batch), "format": "json"})
    if page is None:
        raise Unusable("has no query service here", where=pull.settings.base_url)
    found: dict[str, list[Any]] = {id_: [] for id_ in batch}
    for binding in page.body["results"]["bindings"]:
        imdb_id = pull.ident(pull.ident(binding, "imdb"), "value")
        found.setdefault(imdb_id, []).append(binding)
    pull.keep(IDS, page, ((id_, {"bindings": rows}) for id_, rows in found.items()))


def _query(batch: Sequence[str]) -> str:
    titles = " ".join(f'"{id_}"' for id_ in batch)
    properties = " ".join(f'("{property_}" wdt:{property_})' for property_ in PROPERTIES)
    return (
        "SELECT ?imdb ?item ?property ?value WHERE { "
        f"VALUES ?imdb {{ {titles} }} VALUES (?property ?direct) {{ {properties} }} "
        "?item wdt:P345 ?imdb ; ?direct ?value . } ORDER BY ?imdb ?item ?property ?value"
    )


def _of_the_lake(pull: Pull) -> list[str]:
    """The titles that most people voted for, of the newest ratings in bronze."""
    import duckdb

    newest = pull.lake.snapshots("imdb", "title.ratings")[-1:] if pull.lake else []
    files = [str(path) for delivery in newest for path in delivery.paths]
    if not files:
        return []
    with duckdb.connect() as connection:
        rows = connection.execute(
            "select tconst from read_csv($1, delim='\\t', quote='', escape='', header=true, "
            "all_varchar=true, auto_detect=false, columns={'tconst': 'VARCHAR', "
            "'averageRating': 'VARCHAR', 'numVotes': 'VARCHAR'}) "
            "order by try_cast(numVotes as bigint) desc nulls last, tconst limit $2",
            [files, pull.settings.titles],
        ).fetchall()
    return [tconst for (tconst,) in rows]


def judge(status: int, headers: Mapping[str, str], body: Any) -> Verdict | None:
    """A query that takes too long is an error of the server; a smaller one may do."""
    said = body if isinstance(body, dict) else {}
    results = said.get("results")
    if status < 400 and body is not None:
        if isinstance(results, dict) and isinstance(results.get("bindings"), list):
            return None
        return Verdict("retry", "answered without results")
    if status >= 500:
        from reelhouse.sources.answers import retry_after

        advice = "Queries may take 60 seconds; a smaller REELHOUSE_WIKIDATA__BATCH takes less."
        return Verdict("retry", f"answered HTTP {status}", advice, retry_after(headers))
    return None


SOURCE = ApiSource(
    "wikidata",
    "Wikidata",
    (IDS,),
    fetch,
    windows=(Window(60, 60),),
    judge=judge,
    headers={"Accept": "application/sparql-results+json"},
    takes=("limit",),
)
