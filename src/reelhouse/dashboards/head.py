"""Streamlit's own page, and what ours has in its head besides.

That is where its server is, and the program that draws. Streamlit's page asks for its server below
the page's address first, and waits before it asks elsewhere; told where it is, it connects at once.
"""

from __future__ import annotations

from pathlib import Path

from reelhouse.dashboards.plots.library import LIBRARY

_HEAD = Path(__file__).with_name("head.html")


def with_head(page: str) -> str:
    """A page with more at the end of its head."""
    ours = _HEAD.read_text(encoding="utf-8").replace("{library}", LIBRARY)
    return page.replace("</head>", f"{ours}</head>", 1)
