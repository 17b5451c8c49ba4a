"""From one page to the next, where dlt's own paginators do not know the way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from dlt.sources.helpers.rest_client.paginators import BasePaginator
from requests import Request, Response


class PageNumbers(BasePaginator):
    """Counts pages up until the provider, or an empty page, says that it is over.

    Args:
        has_more: whether a page's body says that another one follows.
        first: number of the first page.
        last: number of the last page that may be asked for; None means no end.
        param: query parameter of the number.
    """

    def __init__(
        self,
        has_more: Callable[[Any], bool],
        *,
        first: int = 1,
        last: int | None = None,
        param: str = "page",
    ) -> None:
        super().__init__()
        self._has_more = has_more
        self._number = first
        self._last = last
        self._param = param

    def init_request(self, request: Request) -> None:
        """Ask for the first page."""
        request.params = {**(request.params or {}), self._param: self._number}

    def update_state(self, response: Response, data: list[Any] | None = None) -> None:
        """See whether another page follows."""
        self._number += 1
        is_beyond = self._last is not None and self._number > self._last
        self._has_next_page = bool(data) and not is_beyond and self._has_more(response.json())

    def update_request(self, request: Request) -> None:
        """Ask for the next page."""
        request.params = {**(request.params or {}), self._param: self._number}


class Cursor(BasePaginator):
    """Follows a cursor that each page gives for the next one.

    Args:
        next_of: the cursor in a page's body; None or an empty one says that it is over.
        param: query parameter, or key of the JSON body, that takes it.
        in_body: whether it goes into the JSON body.
    """

    def __init__(
        self, next_of: Callable[[Any], Any], *, param: str = "cursor", in_body: bool = False
    ) -> None:
        super().__init__()
        self._next_of = next_of
        self._param = param
        self._in_body = in_body
        self._cursor: Any = None

    def update_state(self, response: Response, data: list[Any] | None = None) -> None:
        """Take the cursor of the next page."""
        before, self._cursor = self._cursor, self._next_of(response.json())
        # a cursor that stays the same would lead round and round
        self._has_next_page = bool(self._cursor) and self._cursor != before

    def update_request(self, request: Request) -> None:
        """Ask for the next page."""
        if not self._has_next_page:
            return
        if self._in_body:
            request.json = {**(request.json or {}), self._param: self._cursor}
        else:
            request.params = {**(request.params or {}), self._param: self._cursor}


class NextLink(BasePaginator):
    """Follows the link that each answer gives, on the server and path that were asked.

    Only the query of the link is taken. A server behind a proxy may name itself wrongly there, and
    a key must not go to whatever host an answer names.

    Args:
        link_of: the link in a page's body, None where there is none; by default the one in the
            Link header.
    """

    def __init__(self, link_of: Callable[[Any], Any] | None = None) -> None:
        super().__init__()
        self._link_of = link_of
        self._query: dict[str, str] = {}

    def update_state(self, response: Response, data: list[Any] | None = None) -> None:
        """Take the query of the next page."""
        if self._link_of:
            link = str(self._link_of(response.json()) or "")
        else:
            link = response.links.get("next", {}).get("url", "")
        before, self._query = self._query, dict(parse_qsl(urlsplit(link).query))
        self._has_next_page = bool(self._query) and self._query != before

    def update_request(self, request: Request) -> None:
        """Ask for the next page."""
        if self._has_next_page:
            request.params = {**(request.params or {}), **self._query}
