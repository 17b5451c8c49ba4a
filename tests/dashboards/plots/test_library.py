"""What a browser is sent besides Streamlit's own files, by a real server."""

from __future__ import annotations

from importlib.resources import files

import requests

from reelhouse.dashboards.page import all_pages
from reelhouse.dashboards.plots.library import LIBRARY
from reelhouse.dashboards.serve import FIRST_PAGE
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
        assert 'id="root"' in body
        assert body.rstrip().endswith("</html>")
        assert int(answer.headers["Content-Length"]) == len(answer.content)


def test_other_answers_are_as_they_were(server: Running) -> None:
    answer = requests.get(f"{server.url}/_stcore/health", timeout=SECONDS)
    assert (answer.status_code, answer.text) == (200, "ok")
    assert requests.head(f"{server.url}/{FIRST_PAGE}", timeout=SECONDS).content == b""


def test_plotly_is_the_packages_own_and_kept_by_browsers(server: Running) -> None:
    answer = requests.get(f"{server.url}{LIBRARY}", timeout=SECONDS)
    assert answer.content == (files("plotly") / "package_data" / "plotly.min.js").read_bytes()
    assert answer.headers["Content-Type"].startswith("text/javascript")
    assert "immutable" in answer.headers["Cache-Control"]


def test_the_bare_address_leads_to_the_first_page_with_what_is_picked(server: Running) -> None:
    assert next(iter(all_pages())) == FIRST_PAGE
    answer = requests.get(
        f"{server.url}/?type=Films&genre=Sci-Fi", allow_redirects=False, timeout=SECONDS
    )
    assert answer.is_redirect
    assert answer.headers["Location"] == f"/{FIRST_PAGE}?type=Films&genre=Sci-Fi"
