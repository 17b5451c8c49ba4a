"""What a browser is sent besides Streamlit's own files, by a real server."""

from __future__ import annotations

from importlib.resources import files

import requests

from reelhouse.dashboards.front import FIRST_PAGE
from reelhouse.dashboards.page import all_pages
from reelhouse.dashboards.plots.library import LIBRARY
from tests.dashboards.conftest import Running

SECONDS = 60


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
