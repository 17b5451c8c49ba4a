"""Find TMDB's titles by date: lists end at page 500, so that long ones are cut by date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from reelhouse import clock
from reelhouse.sources.api import Resource, Unusable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from reelhouse.sources.pull import Page, Pull

PAGES = 500
"""No page beyond this one can be asked for."""
PER_PAGE = 20


@dataclass(frozen=True, slots=True)
class Kind:
    """One of TMDB's two namespaces.

    Attributes:
        name: in paths and settings.
        whole: resource of a title with all its parts.
        listed: resource of what discovery shows of it.
        trending: resource of the chart.
        day: the date that it is discovered by.
        parts: what is asked for along with a title.
    """

    name: str
    whole: Resource
    listed: Resource
    trending: Resource
    day: str
    parts: str


def discovered(pull: Pull, kind: Kind) -> Iterator[Page]:
    """Pages of titles within the dates that are wanted; the most popular ones if only some are."""
    first, last = _wanted_dates(pull)
    if pull.limit is not None and pull.limit <= PAGES * PER_PAGE:
        params = _filters(pull, kind, first, last) | {"sort_by": "popularity.desc"}
        for number in range(1, PAGES + 1):
            page = asked(pull, f"discover/{kind.name}", params | {"page": number}, "results")
            yield page
            if number >= page.body["total_pages"]:
                return
        return
    for shard in _shards(pull, kind, first, last):
        yield from _whole_shard(pull, kind, *shard)


def _shards(pull: Pull, kind: Kind, first: date, last: date) -> Iterator[tuple[date, date]]:
    """Cut a stretch of days in halves until the pages of each part can all be asked for."""
    params = _filters(pull, kind, first, last)
    page = asked(pull, f"discover/{kind.name}", params | {"page": 1}, "results")
    # a list of more pages may be shown as one of just as many
    if page.body["total_pages"] < PAGES or first >= last:
        yield first, last
        return
    middle = first + (last - first) // 2
    yield from _shards(pull, kind, first, middle)
    yield from _shards(pull, kind, middle + timedelta(days=1), last)


def _whole_shard(pull: Pull, kind: Kind, first: date, last: date) -> Iterator[Page]:
    params = _filters(pull, kind, first, last)
    what = f"discover/{kind.name} from {first} to {last}"

    def read(reading: int) -> Iterator[Page]:
        def ask(number: int) -> None:
            page = params | {"page": number}
            pages[number] = asked(pull, f"discover/{kind.name}", page, "results", reading)

        pages: dict[int, Page] = {}
        ask(1)
        count = pages[1].body["total_pages"]
        if count > PAGES:
            pull.warn(what, f"TMDB shows {PAGES} of the {count:,} pages of {what}")
        pull.each(range(2, min(count, PAGES) + 1), ask)
        return (pages[number] for number in sorted(pages))

    return pull.whole(
        read,
        ident=lambda title: title["id"],
        total=lambda body: min(body["total_results"], PAGES * PER_PAGE),
        what=what,
    )


def asked(pull: Pull, path: str, params: Mapping[str, Any], items: str, reading: int = 0) -> Page:
    """A list that TMDB must have."""
    page = pull.get(path, dict(params) | language(pull), items=items, reading=reading)
    if page is None:
        raise Unusable(
            f"TMDB has no list {path} here",
            where=pull.settings.base_url,
            advice="tmdb.base_url should end with the API's version, such as /3.",
        )
    return page


def _filters(pull: Pull, kind: Kind, first: date, last: date) -> dict[str, Any]:
    return {
        f"{kind.day}.gte": first.isoformat(),
        f"{kind.day}.lte": last.isoformat(),
        "include_adult": "false",
        "sort_by": f"{kind.day}.asc",
        "vote_count.gte": pull.settings.min_votes or None,
    }


def _wanted_dates(pull: Pull) -> tuple[date, date]:
    first = max(pull.settings.first_date, pull.since or date.min)
    # a day that does not move lets a run that is taken up again ask for the same shards
    return first, pull.settings.last_date or date(clock.today().year, 12, 31)


def language(pull: Pull) -> dict[str, str]:
    """The parameter that says in which language texts are wanted."""
    return {"language": pull.settings.language}
