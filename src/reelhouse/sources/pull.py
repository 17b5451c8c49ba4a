"""One pull of one provider's API: what a connector works with, and how its rows get into bronze."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

from dlt.common.configuration.specs import RuntimeConfiguration
from dlt.common.jsonpath import compile_path
from dlt.sources.helpers.rest_client.client import RESTClient

from reelhouse.errors import ReelhouseError
from reelhouse.sources.api import ApiSource, Paused, Resource, Unusable
from reelhouse.sources.envelope import Fetch, Spool
from reelhouse.sources.pool import Stopped
from reelhouse.sources.progress import Progress
from reelhouse.sources.rest import CarefulSession, NotThere

if TYPE_CHECKING:
    from dlt.sources.helpers.rest_client.paginators import BasePaginator

    from reelhouse.lake import Lake

T = TypeVar("T")

# dlt would parse the path anew for every page, which takes longer than to find what it says
_compiled = cache(compile_path)

READINGS = 3
"""A list that changes while it is read is read so often before giving up."""


@dataclass(frozen=True, slots=True)
class Page:
    """One answer of a provider.

    Attributes:
        items: what was selected from it.
        body: all of it, parsed.
        fetch: where it comes from.
        is_replayed: whether the journal had it.
    """

    items: list[Any]
    body: Any
    fetch: Fetch
    is_replayed: bool


@dataclass(slots=True)
class Pull:
    """What a connector works with.

    Attributes:
        source: the provider.
        settings: its section of the settings.
        since: the earliest day that is wanted; None means all.
        limit: entities of the main kind that are wanted; None means all.
        session: sends requests.
        spools: rows so far, by resource.
        progress: is told of every answer.
        stop: is set when the pull is called off.
        lake: where bronze lies, for what else it has.
        warnings: what the user should know, by subject.
    """

    source: ApiSource
    settings: Any
    since: date | None
    limit: int | None
    session: CarefulSession
    spools: dict[str, Spool]
    progress: Progress
    stop: threading.Event
    lake: Lake | None = None
    warnings: dict[str, str] = field(default_factory=dict)
    _client: RESTClient = field(init=False)

    def __post_init__(self) -> None:
        auth = self.source.auth(self.settings) if self.source.auth else None
        self._client = RESTClient(
            base_url=self.settings.base_url.rstrip("/"),
            headers=dict(self.source.headers),
            auth=auth,
            session=self.session,
            # dlt would look for its own settings files otherwise
            config=RuntimeConfiguration(),
        )

    def get(
        self,
        path: str,
        params: Mapping[str, Any] | None = None,
        *,
        items: str | None = None,
        json: Any = None,
        **request: Any,
    ) -> Page | None:
        """Ask for one thing.

        Args:
            path: below the base URL, or a whole URL.
            params: query parameters; those that are None are left out.
            items: name of the list in the body that `Page.items` is to hold.
            json: body of a POST; without one it is a GET.
            request: `quota`, `cost`, `used` and `reading` as `CarefulSession.send` takes them, and
                `headers`.

        Returns:
            The answer; None where the provider does not have it, which is counted.

        Raises:
            Paused: a quota has run out.
            ReelhouseError: the provider refuses, or does not answer.
        """
        try:
            answer = self._client.request(
                path,
                method="GET" if json is None else "POST",
                params=_given(params),
                json=json,
                **request,
            )
        except NotThere:
            return None
        found = [answer.json()] if items is None else answer.json().get(items) or []
        return self._page(answer, items=found)

    def pages(
        self,
        path: str,
        params: Mapping[str, Any] | None = None,
        *,
        items: str,
        paginator: BasePaginator,
        json: Any = None,
        **request: Any,
    ) -> Iterator[Page]:
        """Ask for a list page by page, as the provider gives it.

        Args:
            path: below the base URL, or a whole URL.
            params: query parameters of the first page; those that are None are left out.
            items: JSON path of the list in the body.
            paginator: one of dlt's, or a subclass: how to get from one page to the next.
            json: body of a POST; without one it is a GET.
            request: as `get` takes it.

        Raises:
            Paused: a quota has run out.
            ReelhouseError: the provider refuses, or does not answer.
        """
        count = 0
        try:
            for data in self._client.paginate(
                path,
                method="GET" if json is None else "POST",
                params=_given(params),
                json=json,
                paginator=paginator,
                data_selector=_compiled(items),
                hooks={"response": []},
                **request,
            ):
                count += 1
                yield self._page(data.response, items=list(data))
        except NotThere:
            if count:
                self.warn(
                    path,
                    f"{self.source.title} does not have page {count + 1} of {path}, though page "
                    f"{count} said that it follows: entries may be missing",
                )

    def whole(
        self,
        read: Callable[[int], Iterable[Page]],
        *,
        ident: Callable[[Any], object],
        total: Callable[[Any], int | None],
        what: str,
    ) -> Iterator[Page]:
        """Read a list that may change under the reader until nothing of it is missing.

        A list that shrinks while it is read moves entries to pages that were read already. Then
        fewer distinct entries come than the provider counts, and the list is read again.

        Args:
            read: reads the list once; it is given the number of the reading for `reading=`.
            ident: what tells two entries apart.
            total: the number of entries that a page's body says there are; None where it does not.
            what: the list, for messages.

        Yields:
            The pages of all readings; entries may come more than once.

        Raises:
            ReelhouseError: the list changed each time it was read.
        """
        seen: set[object] = set()
        fresh = reading = 0
        totals: list[int | None] = []
        while fresh < READINGS:
            before, earlier, totals, is_fresh = len(seen), totals, [], False
            for page in read(reading):
                seen.update(ident(item) for item in page.items)
                totals.append(total(page.body))
                is_fresh = is_fresh or not page.is_replayed
                yield page
            # what was there at any time of the reading; the end of a list that shrank says less
            said = max((count for count in totals if count is not None), default=None)
            if said is None or len(seen) >= said:
                return
            is_still = len(set(totals)) == 1 or totals == earlier
            if reading and len(seen) == before and is_still:
                self.warnings[what] = (
                    f"{self.source.title} counts {said:,} entries of {what} and shows {len(seen):,}"
                )
                return
            reading += 1
            fresh += is_fresh
        raise ReelhouseError(
            f"the list changed each of the {READINGS} times that it was read, "
            f"{len(seen):,} entries came of {said:,}",
            where=f"{self.source.title}: {what}",
            advice="Run it again: it goes on from here.",
        )

    def each(self, things: Iterable[T], work: Callable[[T], object]) -> None:
        """Do something for each of many things, several at a time.

        Raises:
            Exception: what the first of them raised; the others are called off.
        """

        def do(thing: T) -> None:
            # what the work gives is not held until the last one is done
            work(thing)

        with ThreadPoolExecutor(self.settings.connections) as pool:
            jobs: list[Future[None]] = []
            try:
                jobs.extend(pool.submit(do, thing) for thing in things)
                done, _ = wait(jobs, return_when=FIRST_EXCEPTION)
                errors = [error for job in done if (error := job.exception())]
            except BaseException:
                self.stop.set()
                raise
            finally:
                for job in jobs:
                    job.cancel()
            if errors:
                self.stop.set()
        if errors:
            # what made the first of them stop, not that the others were told to
            raise next((e for e in errors if not isinstance(e, Stopped)), errors[0])

    def keep(self, resource: Resource, page: Page, entities: Iterable[tuple[Any, Any]]) -> None:
        """Keep entities of an answer for bronze.

        Args:
            resource: what they are.
            page: the answer.
            entities: id and payload of each, as the provider sent it.
        """
        named = ((str(entity_id), payload) for entity_id, payload in entities)
        count = self.spools[resource.name].add(page.fetch, named)
        self.progress.advance(self.source.name, 0, count)

    def ident(self, entry: Any, field: str) -> Any:
        """The id of an entry of a list.

        Raises:
            Unusable: it has none, so that nothing can be kept of it.
        """
        found = entry.get(field) if isinstance(entry, dict) else None
        if found is None:
            raise Unusable(
                f"field '{field}' has vanished from an entry, which is known by it",
                where=self.source.title,
                advice="Nothing was stored of this run; the next one asks for all of it anew.",
            )
        return found

    def first(self, things: Iterable[T]) -> Iterator[T]:
        """As many of the things as are wanted."""
        return islice(things, self.limit)

    def charge(self, quota: str, units: int) -> None:
        """Take units out of a daily quota for what an answer held, not for the request.

        Raises:
            Paused: there are not that many left today.
        """
        self.session.charge(quota, units)

    def warn(self, subject: str, message: str) -> None:
        """Tell the user something about this pull; it goes into the evidence too."""
        self.warnings[subject] = message

    def _page(self, answer: Any, items: list[Any]) -> Page:
        """An answer as connectors see it."""
        request = self.session.shown_request(answer)
        fetch = Fetch(request, answer.status_code, answer.fetched_at)
        return Page(items, answer.json(), fetch, answer.is_replayed)


def _given(params: Mapping[str, Any] | None) -> dict[str, Any]:
    return {name: value for name, value in (params or {}).items() if value is not None}


__all__ = ["Page", "Paused", "Pull"]
