"""How a provider's API is declared: what it offers, what it allows, what its answers mean.

Importing this module, and the connectors that are written with it, loads no HTTP library.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from reelhouse.errors import ReelhouseError

if TYPE_CHECKING:
    from requests.auth import AuthBase

    from reelhouse.settings.sources import ApiSettings
    from reelhouse.sources.pull import Pull

ENVELOPE = (
    "source",
    "resource",
    "entity_id",
    "fetched_at",
    "request",
    "status",
    "payload",
    "payload_sha256",
    "load_id",
)
"""Columns of an API resource in bronze: one row per entity and fetch."""


@dataclass(frozen=True, slots=True)
class Window:
    """At most so many requests in any stretch of so many seconds."""

    requests: int
    seconds: float

    @classmethod
    def parse(cls, text: str) -> Window:
        """Read `3/s`, `60/min`, `450/15min`, `100/30s`.

        Raises:
            ValueError: the text is none of these.
        """
        units = {"s": 1, "min": 60, "h": 3600}
        count, _, stretch = text.strip().partition("/")
        unit = stretch.lstrip("0123456789.")
        number = stretch.removesuffix(unit) or "1"
        try:
            window = cls(int(count), float(number) * units[unit])
        except (KeyError, ValueError):
            raise ValueError(f"'{text}' is not a limit such as '3/s' or '450/15min'") from None
        if window.requests < 1 or window.seconds <= 0:
            raise ValueError(f"'{text}' allows nothing")
        return window


@dataclass(frozen=True, slots=True)
class Quota:
    """Units that a provider grants for a day.

    Attributes:
        name: tells several quotas of one provider apart.
        units: how many there are in a day.
        zone: time zone in whose midnight they are granted anew.
    """

    name: str
    units: int
    zone: str = "UTC"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an answer means for the run.

    Attributes:
        action: `accept` it; `retry` the request; `skip` it, the provider has no such thing; `stop`
            the run, the user must do something; `pause` the run until a quota is granted anew.
        reason: why, in the provider's words where it has any.
        advice: what the user can do.
        after: seconds that the provider asks to wait; None where it does not say.
    """

    action: Literal["accept", "retry", "skip", "stop", "pause"]
    reason: str = ""
    advice: str = ""
    after: float | None = None


ACCEPT = Verdict("accept")

Judge = Callable[[int, Mapping[str, str], Any], Verdict | None]
"""Reads status, headers (any case) and parsed body (None: no JSON); gives None for: as usual."""


@dataclass(frozen=True, slots=True)
class Resource:
    """One kind of thing that a provider has.

    Attributes:
        name: in bronze, such as `anime`.
        fields: what silver relies on: dotted path in the payload to the JSON type it has there,
            such as `{"mal_id": "integer", "score": "number|null", "aired.from": "string?",
            "genres[].name": "string"}`. A question mark says that the field may be absent. Anything
            else is drift. Paths of one name also say which top-level fields are known.
        is_complete: whether every fetch gives the whole of it, so that what is absent is gone.
        description: one line for docs and status.
    """

    name: str
    fields: Mapping[str, str]
    is_complete: bool = False
    description: str = ""


@dataclass(frozen=True, slots=True)
class ApiSource:
    """A provider with an API.

    Attributes:
        name: as in `reelhouse ingest <name>`; also its section in the settings and its terms.
        title: as the provider calls itself.
        resources: what is fetched.
        pull: fetches it all; written once for each provider.
        windows: how many requests it allows.
        quotas: units it grants a day, from the provider's settings; the first one is charged 1
            for each request unless the request says otherwise.
        judge: reads answers that do not mean what their status says.
        auth: makes what signs requests, from the provider's settings.
        credentials: settings without which nothing can be fetched, each of them a secret.
        key_advice: how to get them.
        headers: sent with every request.
        secret_params: query parameters that must not be written down.
        takes: which of `since` and `limit` mean something to it.
    """

    name: str
    title: str
    resources: tuple[Resource, ...]
    pull: Callable[[Pull], None]
    windows: tuple[Window, ...] = ()
    quotas: Callable[[Any], tuple[Quota, ...]] = lambda settings: ()
    judge: Judge | None = None
    auth: Callable[[Any], AuthBase | None] | None = None
    credentials: tuple[str, ...] = ()
    key_advice: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    secret_params: tuple[str, ...] = ()
    takes: tuple[str, ...] = ("since", "limit")

    def missing_credentials(self, settings: ApiSettings) -> list[str]:
        """Environment variables that must be set before anything can be fetched."""
        return [
            f"REELHOUSE_{self.name.upper()}__{name.upper()}"
            for name in self.credentials
            if not getattr(settings, name)
        ]


class Paused(Exception):
    """A quota has run out: the run ends, and a later one goes on from here.

    Args:
        reason: which quota.
        resumes_at: when it is granted anew, ISO 8601 in UTC.
    """

    def __init__(self, reason: str, resumes_at: str) -> None:
        super().__init__(f"{reason}; resumes at {resumes_at}")
        self.reason = reason
        self.resumes_at = resumes_at


class Unusable(ReelhouseError):
    """An answer came of which nothing can be made; what is kept of the pull is asked for anew."""


class Refused(ReelhouseError):
    """The provider refuses a request; a connector may go on without what it asked for.

    Args:
        what: what was wrong, in one sentence.
        status: of the answer.
        where: the request.
        advice: what to do about it.
    """

    def __init__(self, what: str, status: int, *, where: str = "", advice: str = "") -> None:
        super().__init__(what, where=where, advice=advice)
        self.status = status
