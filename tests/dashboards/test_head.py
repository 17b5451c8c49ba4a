"""What pages are sent with more in their head, by a real server."""

from __future__ import annotations

import requests

from reelhouse.dashboards.front import FIRST_PAGE
from reelhouse.dashboards.plots.library import LIBRARY
from tests.dashboards.conftest import Running

SECONDS = 60


def test_pages_load_plotly_and_are_whole(server: Running) -> None:
    for encoding in ("gzip, deflate", "identity"):
        answer = requests.get(
            f"{server.url}/{FIRST_PAGE}", headers={"Accept-Encoding": encoding}, timeout=SECONDS
        )
        assert answer.ok
        head, body = answer.text.split("</head>")
        assert f'href="{LIBRARY}"' in head
        assert "{library}" not in head
        assert "BACKEND_BASE_URL" in head
        assert 'id="root"' in body
        assert body.rstrip().endswith("</html>")
        assert int(answer.headers["Content-Length"]) == len(answer.content)


def test_other_answers_are_as_they_were(server: Running) -> None:
    answer = requests.get(f"{server.url}/_stcore/health", timeout=SECONDS)
    assert (answer.status_code, answer.text) == (200, "ok")
    assert requests.head(f"{server.url}/{FIRST_PAGE}", timeout=SECONDS).content == b""


def test_requests_are_not_told_one_by_one(server: Running) -> None:
    requests.get(f"{server.url}/{FIRST_PAGE}", timeout=SECONDS)
    requests.get(f"{server.url}/_stcore/health", timeout=SECONDS)
    assert [line for line in server.log.read_text().splitlines() if "GET" in line] == []
