import socket
from pathlib import Path

import pytest
import requests

from reelhouse.simulator import SimulatorServer


def get(
    server: SimulatorServer, name: str = "title.ratings.tsv.gz", **headers: str
) -> requests.Response:
    named = {key.replace("_", "-"): value for key, value in headers.items()}
    return requests.get(server.imdb_url + name, headers=named, timeout=10)


def test_a_file_comes_with_its_validators(server: SimulatorServer, content: bytes) -> None:
    answer = get(server)
    assert answer.status_code == 200
    assert answer.content == content
    assert answer.headers["content-length"] == str(len(content))
    assert answer.headers["content-type"] == "binary/octet-stream"
    assert "content-encoding" not in answer.headers
    assert answer.headers["etag"].startswith('"')
    assert answer.headers["last-modified"].endswith("GMT")


def test_what_is_not_there_is_404(server: SimulatorServer) -> None:
    assert get(server, "title.nothing.tsv.gz").status_code == 404
    assert requests.get(server.url + "/elsewhere", timeout=10).status_code == 404


def test_head_tells_the_size_without_the_file(server: SimulatorServer, content: bytes) -> None:
    answer = requests.head(server.imdb_url + "title.ratings.tsv.gz", timeout=10)
    assert answer.headers["content-length"] == str(len(content))
    assert answer.content == b""


def test_known_validators_give_304(server: SimulatorServer) -> None:
    known = get(server).headers
    for answer in (
        get(server, If_None_Match=known["etag"]),
        get(server, If_Modified_Since=known["last-modified"]),
    ):
        assert answer.status_code == 304
        assert answer.content == b""
    assert get(server, If_None_Match='"other"').status_code == 200
    long_ago = "Thu, 01 Jan 1998 00:00:00 GMT"
    assert get(server, If_Modified_Since=long_ago).status_code == 200


def test_a_changed_file_has_another_etag(
    own_server: SimulatorServer, content: bytes, tmp_path: Path
) -> None:
    before = get(own_server).headers["etag"]
    (tmp_path / "imdb" / "title.ratings.tsv.gz").write_bytes(content + b"more")
    answer = get(own_server, If_None_Match=before)
    assert answer.status_code == 200
    assert answer.headers["etag"] != before


@pytest.mark.parametrize(
    ("asked", "told", "expected"),
    [
        ("bytes=100-199", "bytes 100-199/512000", slice(100, 200)),
        ("bytes=511000-", "bytes 511000-511999/512000", slice(511_000, None)),
        ("bytes=-10", "bytes 511990-511999/512000", slice(-10, None)),
    ],
)
def test_a_range_gives_206(
    server: SimulatorServer, content: bytes, asked: str, told: str, expected: slice
) -> None:
    answer = get(server, Range=asked)
    assert answer.status_code == 206
    assert answer.headers["content-range"] == told
    assert answer.content == content[expected]


def test_a_range_beyond_the_end_is_416(server: SimulatorServer) -> None:
    answer = get(server, Range="bytes=600000-")
    assert answer.status_code == 416
    assert answer.headers["content-range"] == "bytes */512000"


def test_if_range_resumes_the_same_file_only(server: SimulatorServer, content: bytes) -> None:
    known = get(server).headers
    for validator in (known["etag"], known["last-modified"]):
        assert get(server, Range="bytes=9-", If_Range=validator).status_code == 206
    answer = get(server, Range="bytes=9-", If_Range='"other"')
    assert answer.status_code == 200
    assert answer.content == content


def test_requests_are_recorded(server: SimulatorServer) -> None:
    requests.get(server.imdb_url + "a?b=c", headers={"Range": "bytes=0-9"}, timeout=10)
    (seen,) = server.faults.asked_for("/imdb/*")
    assert (seen.method, seen.path, seen.query) == ("GET", "/imdb/a", "b=c")
    assert (seen.status, seen.fault, seen.headers["range"]) == (404, None, "bytes=0-9")


def test_the_port_is_free_again_afterwards(tmp_path: Path) -> None:
    with SimulatorServer(tmp_path) as server:
        address = (server.url.removeprefix("http://").split(":")[0], int(server.url.split(":")[2]))
        socket.create_connection(address, timeout=10).close()
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(address, timeout=10)


def test_a_taken_port_is_an_error(server: SimulatorServer, tmp_path: Path) -> None:
    taken = int(server.url.split(":")[2])
    with pytest.raises(OSError, match="in use"), SimulatorServer(tmp_path, port=taken):
        pass


def test_two_servers_run_side_by_side(server: SimulatorServer, own_server: SimulatorServer) -> None:
    assert own_server.url != server.url
    assert get(own_server).content == get(server).content


def test_files_may_come_after_the_server(tmp_path: Path) -> None:
    with SimulatorServer(tmp_path / "later") as server:
        assert get(server).status_code == 404
        (tmp_path / "later" / "imdb").mkdir(parents=True)
        (tmp_path / "later" / "imdb" / "title.ratings.tsv.gz").write_bytes(b"now")
        assert get(server).content == b"now"
