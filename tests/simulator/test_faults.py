import gzip
from pathlib import Path

import pytest
import requests
from requests.exceptions import ChunkedEncodingError

from reelhouse.simulator import Fault, SimulatorServer


def get(server: SimulatorServer, **headers: str) -> requests.Response:
    named = {key.replace("_", "-"): value for key, value in headers.items()}
    return requests.get(server.imdb_url + "title.ratings.tsv.gz", headers=named, timeout=10)


def read_until_broken(server: SimulatorServer, **headers: str) -> bytes:
    """What arrives before the connection breaks; whole pieces of 100 bytes."""
    url = server.imdb_url + "title.ratings.tsv.gz"
    with requests.get(url, headers=headers, stream=True, timeout=10) as answer:
        pieces = answer.iter_content(100)
        got: list[bytes] = []
        with pytest.raises(ChunkedEncodingError):
            got.extend(iter(lambda: next(pieces), b""))
    return b"".join(got)


@pytest.mark.parametrize("after", [0, 1, 70_000, 511_999])
def test_the_connection_is_cut_after_some_bytes_once(
    server: SimulatorServer, content: bytes, after: int
) -> None:
    server.faults.add(Fault("/imdb/*", times=1, cut_after=after))
    # The client hands out whole pieces, so the last one may be missing.
    got = read_until_broken(server)
    assert after - 1_000 < len(got) <= after
    assert got == content[: len(got)]
    assert get(server).content == content


def test_the_connection_is_cut_each_time(server: SimulatorServer, content: bytes) -> None:
    server.faults.add(Fault(cut_after=10_000))
    for start in (0, 10_000, 20_000):
        got = read_until_broken(server, Range=f"bytes={start}-")
        assert got == content[start : start + 10_000]
    asked = [seen.headers["range"] for seen in server.faults.requests]
    assert asked == ["bytes=0-", "bytes=10000-", "bytes=20000-"]


def test_a_cut_beyond_the_end_cuts_nothing(server: SimulatorServer, content: bytes) -> None:
    server.faults.add(Fault(cut_after=len(content)))
    assert get(server).content == content


def test_an_error_answers_so_many_times(server: SimulatorServer) -> None:
    server.faults.add(Fault(status=503, retry_after="2", times=2))
    answers = [get(server) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [503, 503, 200]
    assert [answer.headers.get("retry-after") for answer in answers] == ["2", "2", None]
    assert [seen.status for seen in server.faults.requests] == [503, 503, 200]


def test_an_error_need_not_say_when_to_retry(server: SimulatorServer) -> None:
    server.faults.add(Fault(status=503))
    assert "retry-after" not in get(server).headers


def test_a_page_may_come_instead_of_the_file(server: SimulatorServer, content: bytes) -> None:
    server.faults.add(Fault(html=True, times=1))
    answer = get(server)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/html")
    assert answer.text.startswith("<!DOCTYPE html>")
    assert get(server).content == content


def test_a_truncated_file_looks_complete(server: SimulatorServer, content: bytes) -> None:
    etag = get(server).headers["etag"]
    server.faults.add(Fault(truncate_to=100_000))
    answer = get(server, Range="bytes=5-")
    assert answer.status_code == 200
    assert answer.content == content[:100_000]
    assert answer.headers["content-length"] == "100000"
    assert answer.headers["etag"] == etag


def test_a_truncated_gzip_stream_has_no_end(own_server: SimulatorServer, tmp_path: Path) -> None:
    packed = gzip.compress(b"tt0000001\t5.7\t2169\n" * 9_000)
    (tmp_path / "imdb" / "title.ratings.tsv.gz").write_bytes(packed)
    own_server.faults.add(Fault(truncate_to=len(packed) - 9))
    with pytest.raises(EOFError):
        gzip.decompress(get(own_server).content)


def test_a_range_may_be_ignored(server: SimulatorServer, content: bytes) -> None:
    server.faults.add(Fault(ignore_range=True, times=1))
    answer = get(server, Range="bytes=100-")
    assert answer.status_code == 200
    assert answer.content == content
    assert get(server, Range="bytes=100-").status_code == 206


def test_validators_may_be_missing(server: SimulatorServer, content: bytes) -> None:
    known = get(server).headers
    server.faults.add(Fault(no_validators=True))
    for answer in (
        get(server, If_None_Match=known["etag"]),
        get(server, If_Modified_Since=known["last-modified"]),
    ):
        assert answer.status_code == 200
        assert answer.content == content
        assert "etag" not in answer.headers
        assert "last-modified" not in answer.headers


def test_a_slow_answer_comes_in_pieces_and_whole(server: SimulatorServer, content: bytes) -> None:
    server.faults.add(Fault(chunk_bytes=100_000, chunk_seconds=0.001))
    assert get(server).content == content
    assert get(server, Range="bytes=1-").content == content[1:]


def test_faults_combine(server: SimulatorServer, content: bytes) -> None:
    server.faults.add(Fault(ignore_range=True, no_validators=True, cut_after=50_000))
    got = read_until_broken(server, Range="bytes=7-")
    assert got == content[:50_000]


def test_faults_apply_in_turn_and_to_their_paths(server: SimulatorServer) -> None:
    server.faults.add(
        Fault("/imdb/name.*", status=500),
        Fault("/imdb/title.*", status=503, times=1),
        Fault("/imdb/title.*", status=429, times=1),
    )
    assert [get(server).status_code for _ in range(3)] == [503, 429, 200]
    assert requests.get(server.imdb_url + "name.basics.tsv.gz", timeout=10).status_code == 500
    assert [seen.fault is None for seen in server.faults.asked_for("/imdb/title.*")] == [
        False,
        False,
        True,
    ]


def test_clearing_ends_faults_and_forgets_requests(server: SimulatorServer) -> None:
    server.faults.add(Fault(status=500))
    get(server)
    server.faults.clear()
    assert server.faults.requests == []
    assert get(server).status_code == 200
