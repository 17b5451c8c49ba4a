"""Hand events to who collects them: a file of JSON lines, or a server."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from reelhouse.errors import ReelhouseError, UsageError
from reelhouse.evidence import Run
from reelhouse.redact import without_secrets

TIMEOUT_SECONDS = 5.0


def require_client() -> None:
    """Make sure that OpenLineage's client is installed.

    Raises:
        ReelhouseError: it is not; says which extra brings it.
    """
    try:
        import openlineage.client  # noqa: F401
    except ImportError:
        raise ReelhouseError(
            "lineage needs OpenLineage's client",
            advice="Install the extra `watch` of the package: `reelhouse[watch]`.",
        ) from None


def emit(events: Iterable[Any], to: str, token: str = "") -> int:
    """Hand events over.

    Args:
        events: in their order.
        to: a file that lines are added to, or the address of a server, such as
            `http://marquez:5000`.
        token: of the server; empty where it asks for none.

    Returns:
        How many there were.

    Raises:
        UsageError: the address is of another kind.
        ReelhouseError: the file cannot be written, or the server does not take them.
    """
    from openlineage.client.serde import Serde

    if to.startswith(("http://", "https://")):
        return _post(events, to, token)
    if "://" in to:
        raise UsageError(
            f"'{without_secrets(to)}' is neither a file nor an address of http or https"
        )
    count = 0
    try:
        Path(to).parent.mkdir(parents=True, exist_ok=True)
        # whole lines, so that several runs may write into one file
        with Path(to).open("a", encoding="utf-8") as file:
            for event in events:
                file.write(Serde.to_json(event) + "\n")
                file.flush()
                count += 1
    except OSError as error:
        raise ReelhouseError(f"the file cannot be written: {error}", where=to) from error
    return count


def _post(events: Iterable[Any], to: str, token: str) -> int:
    from openlineage.client.transport.http import ApiKeyTokenProvider, HttpConfig, HttpTransport

    auth = ApiKeyTokenProvider({"apiKey": token}) if token else None
    config = HttpConfig(url=to, timeout=TIMEOUT_SECONDS, retry={"total": 1})
    if auth is not None:
        config.auth = auth
    transport = HttpTransport(config)
    count = 0
    try:
        for event in events:
            transport.emit(event)
            count += 1
    except Exception as error:
        raise ReelhouseError(
            f"the server of lineage did not take an event: {type(error).__name__}",
            where=without_secrets(to),
            advice="Does it run, and is the token right?",
        ) from None
    return count


def told(run: Run, to: str, token: str = "") -> str:
    """Tell of a run that begins or has ended; gives what went wrong, empty where nothing did.

    No run fails because nobody hears of it.
    """
    from reelhouse.evidence import read_run
    from reelhouse.watch.events import end_events, start_event

    try:
        record = read_run(run.lake, run.run_id)
        events = [start_event(record)] if run.ended_at is None else end_events(run.lake, record)
        emit(events, to, token)
    except Exception as error:
        return str(error)
    return ""
