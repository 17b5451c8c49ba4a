"""Bringing a file into the lake, from a folder or over HTTP, whole or not at all."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import requests
import urllib3

from reelhouse import __version__
from reelhouse.errors import ReelhouseError
from reelhouse.redact import without_secrets
from reelhouse.sources.answers import retry_after
from reelhouse.sources.bulk.arrival import Arrival, Consumer
from reelhouse.sources.bulk.unpack import READ_BYTES
from reelhouse.sources.locations import is_url
from reelhouse.sources.progress import Progress
from reelhouse.storage import DiskFull

C = TypeVar("C", bound=Consumer)

FIRST_WAIT_SECONDS = 0.25
LONGEST_WAIT_SECONDS = 60.0
LONGEST_ASKED_WAIT_SECONDS = 300.0
_ADVICE = {
    401: "The address asks for a login; put it into the URL as https://user:password@host/.",
    403: "The server does not let this machine or login in; ask its owner.",
    404: "Look at the address; the provider may have moved the file.",
    410: "The provider has taken the file away.",
}


@dataclass(frozen=True, slots=True)
class Policy:
    """How patient a download is.

    Attributes:
        attempts: how often it is tried in all.
        timeout_seconds: longest wait for the next bytes.
        pause: waits for a number of seconds.
    """

    attempts: int
    timeout_seconds: float
    pause: Callable[[float], object] = time.sleep


@dataclass(frozen=True, slots=True)
class Known:
    """What is already here of an origin, as the server named it."""

    etag: str
    last_modified: str


class Missing(ReelhouseError):
    """The server has no such file."""


class _TryAgainError(Exception):
    """This attempt failed; another may not."""

    def __init__(self, what: str, wait: float | None = None) -> None:
        super().__init__(what)
        self.wait = wait


def fetch(
    location: str,
    part: Path,
    consumer: Callable[[], C],
    policy: Policy,
    progress: Progress,
    *,
    label: str,
    known: Known | None = None,
) -> tuple[Arrival[C], C] | None:
    """Bring a file in and have it checked as it arrives.

    A download that was cut goes on where it stopped, in this run or a later one, if the server
    still has the same file. What arrives whole but wrong is thrown away.

    Args:
        location: URL or path.
        part: where the bytes go; its folder need not exist.
        consumer: makes a consumer for the bytes from the first one on.
        policy: how patient to be.
        progress: is told of every block.
        label: the file's name in progress.
        known: what is here already; a server that has nothing newer sends nothing.

    Returns:
        The arrival, whose bytes lie in `part`, and the consumer that has seen them all; None if the
        server has nothing newer than what is known.

    Raises:
        Missing: the server answers 404 or 410.
        ReelhouseError: it could not be had, or the consumer refused it.
    """
    arrival = Arrival(part, without_secrets(location), consumer, progress, label)
    if not is_url(location):
        return arrival, _copy(Path(location), arrival)
    with requests.Session() as session:
        for attempt in range(1, policy.attempts + 1):
            try:
                judged = _attempt(session, location, arrival, policy, known)
            except _TryAgainError as error:
                if attempt == policy.attempts:
                    raise _given_up(str(error), arrival, attempt) from None
                policy.pause(_wait(attempt) if error.wait is None else error.wait)
            else:
                return None if judged is None else (arrival, judged)
    raise AssertionError


def _copy(path: Path, arrival: Arrival[C]) -> C:
    try:
        with path.open("rb") as file:
            arrival.begin(path.stat().st_size)
            with arrival.writing() as write:
                while data := file.read(READ_BYTES):
                    write(data)
        return arrival.finish()
    except FileNotFoundError as error:
        raise ReelhouseError("there is no such file", where=str(path)) from error
    except PermissionError as error:
        raise ReelhouseError("the file may not be read", where=str(path)) from error
    except BaseException:
        arrival.discard()
        raise


def _attempt(
    session: requests.Session, url: str, arrival: Arrival[C], policy: Policy, known: Known | None
) -> C | None:
    headers = {"Accept-Encoding": "identity", "User-Agent": f"reelhouse/{__version__}"}
    if arrival.bytes and arrival.validator:
        headers |= {"Range": f"bytes={arrival.bytes}-", "If-Range": arrival.validator}
    elif known and known.etag:
        headers["If-None-Match"] = known.etag
    elif known and known.last_modified:
        headers["If-Modified-Since"] = known.last_modified
    with _request(session, url, headers, policy, arrival.origin) as response:
        if response.status_code == requests.codes.not_modified:
            return None
        if response.status_code == requests.codes.requested_range_not_satisfiable:
            return _complete(response, arrival)
        _check_status(response, arrival.origin)
        try:
            if response.status_code == requests.codes.partial_content and "Range" in headers:
                _check_range(response, arrival)
                arrival.resume()
            else:
                length = response.headers.get("Content-Length", "")
                arrival.begin(
                    int(length) if length.isdigit() else None,
                    response.headers.get("ETag", ""),
                    response.headers.get("Last-Modified", ""),
                )
            _receive(response, arrival)
            return arrival.finish()
        except DiskFull:
            raise
        except ReelhouseError as error:
            raise _thrown_away(arrival, error) from error


def _request(
    session: requests.Session, url: str, headers: dict[str, str], policy: Policy, shown: str
) -> requests.Response:
    try:
        return session.get(url, headers=headers, stream=True, timeout=policy.timeout_seconds)
    except requests.exceptions.SSLError:
        raise ReelhouseError(
            "the server's certificate is not trusted",
            where=shown,
            advice="Look at the address, and at the proxy if there is one.",
        ) from None
    except requests.exceptions.Timeout:
        raise _TryAgainError(f"no answer within {policy.timeout_seconds:g} seconds") from None
    except (requests.exceptions.ConnectionError, requests.exceptions.ChunkedEncodingError):
        raise _TryAgainError("the server cannot be reached") from None
    except (requests.exceptions.RequestException, ValueError):
        raise ReelhouseError(
            "the address cannot be fetched", where=shown, advice="Look at the URL."
        ) from None


def _check_status(response: requests.Response, shown: str) -> None:
    status = response.status_code
    if status in (requests.codes.ok, requests.codes.partial_content):
        return
    answer = f"the server answers {status} {response.reason}".rstrip()
    if status in (404, 410):
        raise Missing(answer, where=shown, advice=_ADVICE[status])
    if status == requests.codes.too_many_requests or status >= requests.codes.server_error:
        wait = retry_after(response.headers)
        if wait is not None and wait > LONGEST_ASKED_WAIT_SECONDS:
            raise ReelhouseError(
                f"{answer} and asks to wait {wait:.0f} seconds",
                where=shown,
                advice="Come back then.",
            )
        raise _TryAgainError(answer, wait)
    raise ReelhouseError(answer, where=shown, advice=_ADVICE.get(status, "Look at the address."))


def _check_range(response: requests.Response, arrival: Arrival[C]) -> None:
    """Make sure that a partial answer begins where the bytes here end."""
    unit, _, rest = response.headers.get("Content-Range", "").partition(" ")
    if unit != "bytes" or rest.partition("-")[0] != str(arrival.bytes):
        arrival.discard()
        raise _TryAgainError("the server sent another range than was asked for", 0.0)


def _complete(response: requests.Response, arrival: Arrival[C]) -> C:
    """Nothing is left to send: either all is here, or what is here is of no use."""
    total = response.headers.get("Content-Range", "").rpartition("/")[2]
    if total != str(arrival.bytes):
        arrival.discard()
        raise _TryAgainError("the server has another file than the one begun", 0.0)
    try:
        arrival.resume()
        return arrival.finish()
    except ReelhouseError as error:
        raise _thrown_away(arrival, error) from error


def _receive(response: requests.Response, arrival: Arrival[C]) -> None:
    with arrival.writing() as write:
        while data := _next_bytes(response, arrival):
            write(data)
    if arrival.expected is not None and arrival.bytes < arrival.expected:
        raise _TryAgainError(_cut(arrival))
    if arrival.expected is not None and arrival.bytes > arrival.expected:
        raise ReelhouseError(
            f"{arrival.bytes:,} bytes arrived where {arrival.expected:,} were announced",
            where=arrival.origin,
            advice="Fetch it again; if it stays so, the server is at fault.",
        )


def _next_bytes(response: requests.Response, arrival: Arrival[C]) -> bytes:
    try:
        return bytes(response.raw.read1(READ_BYTES, decode_content=False))
    except (urllib3.exceptions.HTTPError, OSError):
        raise _TryAgainError(_cut(arrival)) from None


def _cut(arrival: Arrival[C]) -> str:
    total = "" if arrival.expected is None else f" of {arrival.expected:,}"
    return f"the connection was cut after {arrival.bytes:,}{total} bytes"


def _thrown_away(arrival: Arrival[C], error: ReelhouseError) -> Exception:
    """Drop wrong bytes; if some came from an earlier answer, all may be well from the start."""
    resumed = arrival.resumed
    arrival.discard()
    return _TryAgainError(error.what, 0.0) if resumed else error


def _given_up(what: str, arrival: Arrival[C], attempts: int) -> ReelhouseError:
    kept = f"; {arrival.bytes:,} bytes are kept and the next run goes on from there"
    return ReelhouseError(
        f"{what} (tried {attempts} times)",
        where=arrival.origin,
        advice=f"Run the command again later{kept if arrival.bytes else ''}.",
    )


def _wait(attempt: int) -> float:
    """Seconds before the next attempt: doubling, and spread so that clients come apart."""
    longest = min(LONGEST_WAIT_SECONDS, FIRST_WAIT_SECONDS * 2.0 ** (attempt - 1))
    return longest * random.uniform(0.5, 1.0)
