"""One way to talk to every provider: limits, retries, the journal, and what answers mean.

dlt's REST client does the paging and the signing. It sends through the session below, which is
where each request waits for its turn, where answers are judged, and where they are kept.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.cookiejar import DefaultCookiePolicy
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import requests
from requests.adapters import HTTPAdapter
from tenacity import RetryCallState, Retrying, retry_if_exception_type, stop_after_attempt
from tenacity.wait import wait_random_exponential
from urllib3.exceptions import NameResolutionError, NewConnectionError

from reelhouse import __version__
from reelhouse.errors import ReelhouseError
from reelhouse.sources.answers import Answer, as_answer, replayed, usual_verdict
from reelhouse.sources.api import ApiSource, Paused, Refused, Verdict
from reelhouse.sources.journal import KEPT_HEADERS, Journal, StoredAnswer, request_key
from reelhouse.sources.limits import QuotaLedger, RateWindows

LONGEST_WAIT_SECONDS = 900
"""A provider that asks for more patience than this pauses the run instead."""

_BACKOFF = wait_random_exponential(multiplier=0.5, max=60)
_TELLING_LENGTH = 12


class NotThere(Exception):
    """The provider has no such thing."""


class TryAgain(Exception):
    """The request may succeed later.

    Args:
        reason: what happened to it.
        after: seconds that the provider asks to wait; None where it does not say.
        advice: what the user can do if it never does.
        status: of the answer; None where there was none.
    """

    def __init__(
        self,
        reason: str,
        after: float | None = None,
        advice: str = "",
        status: int | None = None,
    ) -> None:
        super().__init__(reason)
        self.after = after
        self.advice = advice
        self.status = status


@dataclass(slots=True)
class Traffic:
    """What a pull has asked for.

    Attributes:
        made: requests that went out.
        replayed: answers that the journal had.
        skipped: things that the provider does not have.
        retried: requests made again, by reason.
        too_many: answers 429.
    """

    made: int = 0
    replayed: int = 0
    skipped: int = 0
    retried: dict[str, int] = field(default_factory=dict)
    too_many: int = 0


@dataclass(frozen=True, slots=True)
class Etiquette:
    """How one pull behaves towards its provider.

    Attributes:
        source: the provider.
        windows: what keeps the rate; None where there is no limit.
        ledger: daily quotas.
        usual_quota: the one that a request costs a unit of; empty where there is none.
        attempts: how often a request is made before giving up.
        timeout: seconds to wait for the next bytes.
        connections: requests under way at once.
        secrets: texts that must not be written down.
    """

    source: ApiSource
    windows: RateWindows | None
    ledger: QuotaLedger
    usual_quota: str
    attempts: int
    timeout: float
    connections: int
    secrets: tuple[str, ...]


class CarefulSession(requests.Session):
    """Sends requests as the provider allows and keeps every answer.

    Args:
        etiquette: how to behave.
        journal: where answers are kept.
        wait: sleeps; raises when the pull is called off.
        heard: called with the size of each answer, in bytes.
    """

    def __init__(
        self,
        etiquette: Etiquette,
        journal: Journal,
        wait: Callable[[float], None],
        heard: Callable[[int], None],
    ) -> None:
        super().__init__()
        self.traffic = Traffic()
        self.headers["User-Agent"] = f"reelhouse/{__version__}"
        self.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        adapter = HTTPAdapter(pool_maxsize=etiquette.connections, pool_block=True)
        self.mount("http://", adapter)
        self.mount("https://", adapter)
        self._etiquette = etiquette
        self._journal = journal
        self._wait = wait
        self._heard = heard
        self._not_before = 0.0
        self._counting = threading.Lock()

    def send(self, request: requests.PreparedRequest, **kwargs: Any) -> Answer:
        """Answer a request from the journal, or make it until it succeeds.

        Args:
            request: signed and complete.
            kwargs: those of requests, and `quota`: the daily quota that it costs a unit of, if
                not the first one; `cost`: the units; `used`: reads off a body how many units it
                really cost, the others are given back; `reading`: see `request_key`.

        Raises:
            NotThere: the provider has no such thing.
            Paused: a quota has run out.
            ReelhouseError: the provider refuses, or does not answer in time.
        """
        quota = kwargs.pop("quota", None)
        cost = kwargs.pop("cost", 1)
        used = kwargs.pop("used", None)
        reading = kwargs.pop("reading", 0)
        method, url = request.method or "GET", self._shown_url(request.url or "")
        raw = request.body or b""
        body = raw.encode() if isinstance(raw, str) else bytes(raw)
        key = request_key(method, url, body, reading)
        stored = self._journal.find(key)
        if stored is not None:
            self.traffic.replayed += 1
            return self._unless_missing(replayed(stored, request))

        def once() -> Answer:
            if used:
                answer = self._ask_prepaid(request, quota, cost, used, kwargs)
            else:
                answer = self._ask(request, quota, cost, kwargs)
            self._journal.store(key, self._stored(answer))
            return answer

        retrying = Retrying(
            stop=stop_after_attempt(self._etiquette.attempts),
            wait=self._patience,
            sleep=self._wait,
            retry=retry_if_exception_type(TryAgain),
            reraise=True,
        )
        try:
            answer = retrying(once)
        except TryAgain as error:
            said = self._failure(
                f"{error} {self._etiquette.attempts} times in a row",
                request,
                error.advice or _LATER,
            )
            if error.status == requests.codes.bad_request:
                said = Refused(said.what, error.status, where=said.where, advice=said.advice)
            raise said from None
        return self._unless_missing(answer)

    def _ask(
        self, request: requests.PreparedRequest, quota: str | None, cost: int, kwargs: Any
    ) -> Answer:
        """Make a request once its turn has come.

        Raises:
            TryAgain: it may succeed later.
        """
        self._charge(quota, cost)
        options = {
            "timeout": self._etiquette.timeout,
            "stream": False,
            # a redirect would be a second request that no limit counts
            "allow_redirects": False,
        }
        try:
            with self._etiquette.windows.turn() if self._etiquette.windows else nullcontext():
                response = super().send(request, **(kwargs | options))
        except requests.Timeout:
            self._count_retry("timeout")
            raise TryAgain("did not answer in time") from None
        except requests.RequestException as error:
            self._count_retry("connection")
            raise TryAgain(_what_became_of(error)) from None
        answer = as_answer(response)
        self._heard(len(answer.content))
        with self._counting:
            self.traffic.made += 1
            self.traffic.too_many += answer.status_code == requests.codes.too_many_requests
        verdict = self._judge(answer)
        match verdict.action:
            case "accept":
                return answer
            case "skip":
                answer.status_code, answer._content = requests.codes.not_found, b""
                return answer
            case "pause":
                raise self._etiquette.ledger.exhaust(quota or self._etiquette.usual_quota)
            case "stop":
                said = self._failure(verdict.reason, request, verdict.advice)
                status = answer.status_code
                raise Refused(said.what, status, where=said.where, advice=said.advice)
        self._count_retry(str(answer.status_code))
        if verdict.after is not None:
            if verdict.after > LONGEST_WAIT_SECONDS:
                until = datetime.now(UTC) + timedelta(seconds=verdict.after)
                raise Paused(
                    self.scrubbed(f"{self._etiquette.source.title} {verdict.reason}"),
                    until.isoformat(timespec="seconds"),
                )
            self._not_before = max(self._not_before, time.monotonic() + verdict.after)
        raise TryAgain(verdict.reason, verdict.after, verdict.advice, answer.status_code)

    def _ask_prepaid(
        self,
        request: requests.PreparedRequest,
        quota: str | None,
        cost: int,
        used: Callable[[Any], int],
        kwargs: Any,
    ) -> Answer:
        """Make a request that is paid by what it gives: the most first, the rest is given back."""
        self._charge(quota, cost)
        back = cost
        try:
            answer = self._ask(request, quota, 0, kwargs)
            if answer.status_code != requests.codes.not_found:
                back -= used(answer.json())
        except Paused:
            back = 0
            raise
        finally:
            self._etiquette.ledger.charge(quota or self._etiquette.usual_quota, -back)
        return answer

    def _charge(self, quota: str | None, cost: int) -> None:
        self._wait(0)
        while (held := self._not_before - time.monotonic()) > 0:
            self._wait(held)
        if name := quota or self._etiquette.usual_quota:
            self._etiquette.ledger.charge(name, cost)

    def _judge(self, answer: Answer) -> Verdict:
        body = answer.json()
        special = self._etiquette.source.judge
        verdict = special(answer.status_code, answer.headers, body) if special else None
        is_redirect = 300 <= answer.status_code < 400
        if verdict is None or (is_redirect and verdict.action == "retry"):
            verdict = usual_verdict(answer.status_code, answer.headers, body)
        if verdict.action == "accept" and body is None:
            start = answer.content[:40].decode("utf-8", "replace").split("\n")[0]
            return Verdict("retry", f"answered with {start!r} where JSON was expected")
        return verdict

    def _patience(self, state: RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome else None
        # a provider that asks for no patience at all would be asked again within milliseconds
        return float(getattr(error, "after", None) or _BACKOFF(state))

    def _failure(
        self, reason: str, request: requests.PreparedRequest, advice: str
    ) -> ReelhouseError:
        shown = urlsplit(self._shown_url(request.url or ""))
        where = f"{request.method} {shown.scheme}://{shown.netloc.rpartition('@')[2]}{shown.path}"
        title = self._etiquette.source.title
        return ReelhouseError(self.scrubbed(f"{title} {reason}"), where=where, advice=advice)

    def _count_retry(self, why: str) -> None:
        with self._counting:
            self.traffic.retried[why] = self.traffic.retried.get(why, 0) + 1

    def _unless_missing(self, answer: Answer) -> Answer:
        if answer.status_code == requests.codes.not_found:
            with self._counting:
                self.traffic.skipped += 1
            raise NotThere
        return answer

    def _stored(self, answer: Answer) -> StoredAnswer:
        headers = {name: answer.headers[name] for name in KEPT_HEADERS if name in answer.headers}
        for secret in self._etiquette.secrets:
            # a short one may be a word that the data is made of
            if len(secret) >= _TELLING_LENGTH and secret.encode() in answer.content:
                answer._content = answer.content.replace(secret.encode(), b"***")
                answer._parsed = None
            headers = {name: value.replace(secret, "***") for name, value in headers.items()}
        return StoredAnswer(answer.status_code, headers, answer.content, answer.fetched_at)

    def _shown_url(self, url: str) -> str:
        """The URL without what must not be written down; parameters in one order."""
        parts = urlsplit(url)
        hidden = self._etiquette.source.secret_params
        query = sorted(
            (name, value)
            for name, value in parse_qsl(parts.query, keep_blank_values=True)
            if name not in hidden
        )
        return self.scrubbed(
            urlunsplit((parts.scheme, parts.netloc, parts.path, urlencode(query), ""))
        )

    def scrubbed(self, text: str) -> str:
        """A text without secrets."""
        for secret in self._etiquette.secrets:
            text = text.replace(secret, "***")
        return text

    def charge(self, quota: str, units: int) -> None:
        """Take units out of a daily quota."""
        self._etiquette.ledger.charge(quota, units)

    def shown_request(self, answer: Answer) -> str:
        """The request as bronze has it: method, path and query, without secrets."""
        parts = urlsplit(self._shown_url(answer.request.url or ""))
        query = f"?{parts.query}" if parts.query else ""
        return f"{answer.request.method} {parts.path}{query}"


_LATER = "Run it again later: it goes on from here and asks for nothing that it already has."


def _what_became_of(error: requests.RequestException) -> str:
    """A failed connection in words, without the URL that the error holds."""
    reason = getattr(error.args[0], "reason", None) if error.args else None
    if isinstance(reason, NameResolutionError):
        return "cannot be reached (nobody knows its name)"
    if isinstance(reason, NewConnectionError):
        return "cannot be reached (the connection is refused)"
    return f"cut the connection ({type(error).__name__})"
