"""What may go wrong with an object store: what is tried again, and what is said of the rest."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from reelhouse.errors import ReelhouseError

_NOT_THERE = {"NoSuchKey", "404", "NotFound"}
_CHANGED = {"PreconditionFailed", "412", "ConditionalRequestConflict", "409"}
_ADVICE = {
    "NoSuchBucket": "Make the bucket, or correct `lake` in reelhouse.toml.",
    "AccessDenied": "These credentials need s3:GetObject, s3:PutObject, s3:DeleteObject and "
    "s3:ListBucket there.",
    "InvalidAccessKeyId": "The server does not know the access key; see AWS_PROFILE.",
    "SignatureDoesNotMatch": "The secret key is not that of the access key.",
    "ExpiredToken": "Log in again: the session's token has expired.",
    "NotImplemented": "The server cannot do what a lake needs; see the page on object stores.",
}


class Changed(Exception):
    """An object is not as a conditional request wants it."""


class Gone(Exception):
    """There is no object of that name."""


class StoreFailed(ReelhouseError):
    """The object store did not do what it was asked for."""


def code_of(error: BaseException) -> str:
    """What a server calls an error; empty where it is none of a server."""
    return str(getattr(error, "response", {}).get("Error", {}).get("Code", ""))


def failed(where: str, code: str) -> StoreFailed:
    """The error for a request that the server refused."""
    return StoreFailed(
        f"the object store refused: {code}",
        where=where,
        advice=_ADVICE.get(code, "`reelhouse doctor` looks at the store."),
    )


@contextmanager
def explained(where: str) -> Iterator[None]:
    """Turn errors of the library into ours, in words that hold no secret.

    Args:
        where: the object, and the server.
    """
    from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError

    try:
        yield
    except ClientError as error:
        code = code_of(error)
        if code in _NOT_THERE:
            raise Gone(where) from None
        if code in _CHANGED:
            raise Changed(where) from None
        raise failed(where, code) from None
    except NoCredentialsError:
        raise StoreFailed(
            "there are no credentials for the object store",
            where=where,
            advice="Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE.",
        ) from None
    except (BotoCoreError, OSError) as error:
        if isinstance(error, OSError) and not isinstance(error, ConnectionError | TimeoutError):
            raise  # it is about a file here
        raise StoreFailed(
            f"the object store does not answer ({type(error).__name__})",
            where=where,
            advice="See that the server can be reached; what is complete is kept, and the next "
            "run goes on from there.",
        ) from None


class Attempt:
    """Counts tries and waits between them; used as a context it lets transport errors pass by."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._made = 0

    def begin_anew(self) -> None:
        """Bytes came: count from there."""
        self._made = 0

    def wait(self) -> None:
        """Wait a while that doubles, with jitter, so that many do not come back at once."""
        time.sleep(random.uniform(0, min(10.0, 0.1 * 2**self._made)))

    def __enter__(self) -> None:
        self._made += 1

    def __exit__(self, kind: type[BaseException] | None, error: Any, trace: Any) -> bool:
        from botocore.exceptions import HTTPClientError, IncompleteReadError
        from urllib3.exceptions import HTTPError

        is_broken = isinstance(
            error, HTTPClientError | IncompleteReadError | HTTPError | ConnectionError
        )
        return is_broken and self._made < self._most
