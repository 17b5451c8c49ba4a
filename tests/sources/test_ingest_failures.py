from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from reelhouse.errors import EXIT_FAILED, ReelhouseError
from reelhouse.lake import Lake
from reelhouse.simulator.faults import Fault
from reelhouse.simulator.server import SimulatorServer
from reelhouse.sources.ingest import IngestFailed
from reelhouse.verify import verify_lake
from tests.lakes import EVERYTHING
from tests.sources.files import (
    RATINGS,
    ingest,
    last_run,
    newest,
    ratings,
    statuses,
    write,
    write_everything,
)


def test_files_that_are_no_good_do_not_keep_the_others_out(lake: Lake, tmp_path: Path) -> None:
    folder = write_everything(
        tmp_path / "in",
        title_ratings=b"tconst\trating\tnumVotes\ntt0000001\t8.0\t1\n",
        title_crew=b"",
    )
    truncated = folder / "title.akas.tsv.gz"
    truncated.write_bytes(truncated.read_bytes()[:-4])
    with pytest.raises(IngestFailed) as caught:
        ingest(lake, folder)
    assert caught.value.exit_code == EXIT_FAILED
    message = str(caught.value)
    assert f"{RATINGS}.tsv.gz:1: the header is not that of title.ratings" in message
    assert "title.crew.tsv.gz: the file is empty" in message
    assert "title.akas.tsv.gz: the gzip stream ends in the middle" in message
    bad = dict.fromkeys((RATINGS, "title.crew", "title.akas"), "failed")
    assert statuses(caught.value.report) == dict.fromkeys(EVERYTHING, "delivered") | bad
    assert last_run(lake)["status"] == "failed"
    assert list(lake.incoming.iterdir()) == []


def test_a_base_url_without_any_file_is_an_error(lake: Lake, server: SimulatorServer) -> None:
    with pytest.raises(IngestFailed, match="404 Not Found"):
        ingest(lake, server.imdb_url)


def test_one_busy_file_does_not_keep_the_others_out(
    lake: Lake, server: SimulatorServer, served: Path
) -> None:
    write_everything(served)
    server.faults.add(Fault("/imdb/title.akas*", status=503))
    with pytest.raises(IngestFailed, match=r"title.akas.tsv.gz: the server answers 503"):
        ingest(lake, server.imdb_url)
    assert len(lake.sources()["imdb"]) == 6


def test_only_one_ingest_runs_at_a_time(lake: Lake, tmp_path: Path) -> None:
    path = write(tmp_path, "r.tsv", ratings(3))
    with lake.exclusive("ingest"), pytest.raises(ReelhouseError, match="another ingest"):
        ingest(lake, path)


INGEST_THAT_DIES_DELIVERED = """
import os, signal, sys
from pathlib import Path
from reelhouse.lake import Lake
from reelhouse.settings import load_settings
from reelhouse.sources.ingest import ingest_imdb
deliver = Lake.deliver
def deliver_and_die(*arguments):
    deliver(*arguments)
    os.kill(os.getpid(), signal.SIGKILL)
Lake.deliver = deliver_and_die
lake = Lake(Path(sys.argv[1]))
ingest_imdb(lake, load_settings(lake=lake.root), [sys.argv[2]])
"""


def test_what_a_killed_run_had_delivered_is_on_record(lake: Lake, tmp_path: Path) -> None:
    folder = write(tmp_path / "in", f"{RATINGS}.tsv", ratings(10)).parent

    killed = subprocess.run(
        [sys.executable, "-c", INGEST_THAT_DIES_DELIVERED, str(lake.root), str(folder)],
        check=False,
        capture_output=True,
    )

    assert killed.returncode == -9, killed.stderr.decode()
    [part] = newest(lake, RATINGS).parts
    findings = verify_lake(lake)
    assert part.file in {Path(finding.path).name for finding in findings}
    assert [finding for finding in findings if finding.problem] == []
    assert statuses(ingest(lake, folder)) == {RATINGS: "unchanged"}
