"""Downloads on bad days, against a server that has them on request."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest

from reelhouse.lake import SIDECAR_SUFFIX, Lake
from reelhouse.simulator.faults import Fault
from reelhouse.simulator.server import SimulatorServer
from reelhouse.sources.ingest import IngestFailed
from tests.sources.files import RATINGS, ingest, pack, ratings, statuses, write

NAME = f"{RATINGS}.tsv.gz"
TEXT = ratings(30_000)
PACKED = pack(TEXT)
PATH = f"/imdb/{NAME}"


@pytest.fixture
def url(served: Path, server: SimulatorServer) -> str:
    write(served, NAME, TEXT)
    return server.imdb_url + NAME


def received(lake: Lake) -> bytes:
    """The bytes in bronze."""
    [delivery] = lake.deliveries("imdb", RATINGS)
    return delivery.paths[0].read_bytes()


def part_of(lake: Lake) -> Path:
    return lake.incoming / f"{RATINGS}_{NAME}.part"


def failure_of(lake: Lake, url: str, **changes: Any) -> str:
    with pytest.raises(IngestFailed) as caught:
        ingest(lake, url, **changes)
    assert lake.deliveries("imdb", RATINGS) == []
    return str(caught.value)


def test_a_download_that_is_cut_goes_on_where_it_stopped(
    lake: Lake, server: SimulatorServer, url: str
) -> None:
    server.faults.add(Fault(PATH, times=1, cut_after=100_000))
    ingest(lake, url)
    first, second = server.faults.asked_for(PATH)
    assert "range" not in first.headers
    assert second.headers["range"] == "bytes=100000-"
    assert second.status == 206
    assert received(lake) == PACKED
    assert not any(path.is_file() for path in lake.incoming.rglob("*"))


def test_a_download_that_is_always_cut_keeps_what_came_and_the_next_run_goes_on(
    lake: Lake, server: SimulatorServer, url: str
) -> None:
    server.faults.add(Fault(PATH, times=2, cut_after=50_000))
    message = failure_of(lake, url)
    assert (
        f"the connection was cut after 100,000 of {len(PACKED):,} bytes (tried 2 times)" in message
    )
    assert "the next run goes on from there" in message
    assert part_of(lake).read_bytes() == PACKED[:100_000]

    ingest(lake, url)
    assert server.faults.asked_for(PATH)[-1].headers["range"] == "bytes=100000-"
    assert received(lake) == PACKED


def test_a_part_of_another_version_is_not_gone_on_with(
    lake: Lake, server: SimulatorServer, served: Path, url: str
) -> None:
    server.faults.add(Fault(PATH, times=2, cut_after=50_000))
    failure_of(lake, url)
    newer = ratings(40_000)
    write(served, NAME, newer)
    ingest(lake, url)
    assert server.faults.asked_for(PATH)[-1].status == 200
    assert received(lake) == pack(newer)


@pytest.mark.parametrize(
    "fault", [{"ignore_range": True}, {"no_validators": True}], ids=["no ranges", "no validators"]
)
def test_a_server_that_cannot_resume_is_asked_for_the_whole(
    lake: Lake, server: SimulatorServer, url: str, fault: dict[str, Any]
) -> None:
    server.faults.add(
        Fault(PATH, times=1, cut_after=100_000, **fault),
        Fault(PATH, **fault),
    )
    ingest(lake, url)
    assert [seen.status for seen in server.faults.asked_for(PATH)] == [200, 200]
    assert received(lake) == PACKED


def test_a_whole_part_is_not_fetched_again(lake: Lake, server: SimulatorServer, url: str) -> None:
    server.faults.add(Fault(PATH, times=1, cut_after=len(PACKED) // 2))
    failure_of(lake, url, download_attempts=1)
    part_of(lake).write_bytes(PACKED)
    server.faults.clear()
    ingest(lake, url)
    assert [seen.status for seen in server.faults.asked_for(PATH)] == [416]
    assert received(lake) == PACKED


def test_damaged_beginnings_are_fetched_anew(lake: Lake, server: SimulatorServer, url: str) -> None:
    server.faults.add(Fault(PATH, times=1, cut_after=50_000))
    failure_of(lake, url, download_attempts=1)
    part_of(lake).write_bytes(bytes(50_000))
    ingest(lake, url)
    assert [seen.status for seen in server.faults.asked_for(PATH)] == [200, 206, 200]
    assert received(lake) == PACKED


@pytest.mark.parametrize(("status", "retry_after"), [(503, None), (503, "0"), (429, "0")])
def test_a_server_that_is_busy_is_asked_again(
    lake: Lake, server: SimulatorServer, url: str, status: int, retry_after: str | None
) -> None:
    server.faults.add(Fault(PATH, times=1, status=status, retry_after=retry_after))
    ingest(lake, url)
    assert [seen.status for seen in server.faults.asked_for(PATH)] == [status, 200]
    assert received(lake) == PACKED


def test_a_server_that_stays_busy_is_given_up(
    lake: Lake, server: SimulatorServer, url: str
) -> None:
    server.faults.add(Fault(PATH, status=503))
    message = failure_of(lake, url)
    assert f"{url}: the server answers 503 Service Unavailable (tried 2 times)" in message
    assert len(server.faults.asked_for(PATH)) == 2


def test_a_server_that_asks_for_a_long_wait_is_not_waited_for(
    lake: Lake, server: SimulatorServer, url: str
) -> None:
    until = format_datetime(datetime.now(UTC) + timedelta(hours=2), usegmt=True)
    server.faults.add(Fault(PATH, status=429, retry_after=until))
    assert "asks to wait" in failure_of(lake, url)
    assert len(server.faults.asked_for(PATH)) == 1


@pytest.mark.parametrize(
    ("status", "advice"),
    [(401, "asks for a login"), (403, "does not let"), (404, "moved the file")],
)
def test_a_refusal_is_not_asked_twice(
    lake: Lake, server: SimulatorServer, url: str, status: int, advice: str
) -> None:
    server.faults.add(Fault(PATH, status=status))
    assert advice in failure_of(lake, url)
    assert len(server.faults.asked_for(PATH)) == 1


def test_a_page_instead_of_the_file_leaves_the_last_good_delivery(
    lake: Lake, server: SimulatorServer, served: Path, url: str
) -> None:
    ingest(lake, url)
    write(served, NAME, ratings(5))
    server.faults.add(Fault(PATH, html=True))
    with pytest.raises(IngestFailed, match="not gzip but a page that begins with '<!DOCTYPE html>"):
        ingest(lake, url)
    assert received(lake) == PACKED
    assert not part_of(lake).exists()


def test_a_truncated_file_is_not_accepted(lake: Lake, server: SimulatorServer, url: str) -> None:
    server.faults.add(Fault(PATH, truncate_to=len(PACKED) // 2))
    assert "ends in the middle" in failure_of(lake, url)
    assert not part_of(lake).exists()


def test_nobody_there_is_an_error(lake: Lake, server: SimulatorServer) -> None:
    with pytest.raises(IngestFailed, match="cannot be reached"):
        ingest(lake, f"http://127.0.0.1:1/{NAME}")


def test_an_unchanged_file_is_not_sent_again(lake: Lake, server: SimulatorServer, url: str) -> None:
    ingest(lake, url)
    report = ingest(lake, url)
    assert statuses(report) == {RATINGS: "unchanged"}
    assert [seen.status for seen in server.faults.asked_for(PATH)] == [200, 304]
    assert len(lake.deliveries("imdb", RATINGS)) == 1


def test_without_validators_the_same_bytes_are_known_by_their_checksum(
    lake: Lake, server: SimulatorServer, url: str
) -> None:
    server.faults.add(Fault(PATH, no_validators=True))
    ingest(lake, url)
    assert statuses(ingest(lake, url)) == {RATINGS: "unchanged"}
    assert [seen.status for seen in server.faults.asked_for(PATH)] == [200, 200]
    assert len(lake.deliveries("imdb", RATINGS)) == 1


def test_secrets_of_a_url_are_written_nowhere(
    lake: Lake, server: SimulatorServer, url: str
) -> None:
    secret = url.replace("http://", "http://ann:sesame@") + "?token=opensesame"
    server.faults.add(Fault(PATH, times=2, cut_after=1000), Fault(PATH, times=1, status=403))
    messages = [failure_of(lake, secret), failure_of(lake, secret)]
    part_notes = [path.read_text() for path in lake.incoming.glob("*.json")]
    ingest(lake, secret)

    assert server.faults.asked_for(PATH)[-1].headers["authorization"].startswith("Basic ")
    assert server.faults.asked_for(PATH)[-1].query == "token=opensesame"
    written = [path.read_text() for path in lake.root.rglob(f"*{SIDECAR_SUFFIX}")]
    written += [path.read_text() for path in lake.evidence.iterdir()]
    assert len(part_notes) == 1
    assert len(written) == 4
    assert not [text for text in messages + part_notes + written if "sesame" in text]
    [delivery] = lake.deliveries("imdb", RATINGS)
    assert delivery.parts[0].origin == url


def test_the_servers_date_is_the_snapshot_date(
    lake: Lake, server: SimulatorServer, served: Path, url: str
) -> None:
    os.utime(served / NAME, (1_700_000_000, 1_700_000_000))
    [outcome] = ingest(lake, url).outcomes
    assert str(outcome.snapshot_date) == "2023-11-14"
    assert lake.deliveries("imdb", RATINGS)[0].parts[0].last_modified.endswith("2023 22:13:20 GMT")


KILLED = """
import sys
from pathlib import Path
from typing import Any
from reelhouse.lake import Lake
from reelhouse.sources.progress import NoProgress
from tests.sources.files import ingest

class Talking(NoProgress):
    def advance(self, name, count, rows):
        print(count, flush=True)

ingest(Lake(Path(sys.argv[1])), sys.argv[2], progress=Talking())
"""


@pytest.mark.parametrize(
    ("end", "state"), [(signal.SIGKILL, "running"), (signal.SIGINT, "failed")], ids=["kill", "^C"]
)
def test_a_run_that_is_ended_in_mid_download_is_gone_on_with(
    lake: Lake, server: SimulatorServer, url: str, end: signal.Signals, state: str
) -> None:
    server.faults.add(Fault(PATH, times=1, chunk_bytes=20_000, chunk_seconds=0.05))
    with subprocess.Popen(
        [sys.executable, "-c", KILLED, str(lake.root), url],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[3],
    ) as process:
        assert process.stdout is not None
        arrived = sum(int(process.stdout.readline()) for _ in range(3))
        process.send_signal(end)
    half = part_of(lake).stat().st_size
    assert 0 < half < len(PACKED)
    assert arrived < len(PACKED)
    assert lake.deliveries("imdb", RATINGS) == []
    (lake.incoming / ".staging" / "half").mkdir(parents=True)

    ingest(lake, url)
    assert server.faults.asked_for(PATH)[-1].headers["range"] == f"bytes={half}-"
    assert received(lake) == PACKED
    assert not (lake.incoming / ".staging").exists()
    states = sorted(json.loads(path.read_text())["status"] for path in lake.evidence.iterdir())
    assert states == ["done", state]


def test_a_full_disk_is_told_with_what_is_needed(lake: Lake, served: Path, url: str) -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("needs /dev/full")
    lake.incoming.mkdir(parents=True)
    part_of(lake).symlink_to(full)
    message = failure_of(lake, str(served / NAME))
    assert f"the disk is full: {len(PACKED):,} more bytes needed" in message
