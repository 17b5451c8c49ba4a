"""Streamlit's own page, and what ours has besides.

That is where its server is, and the program that draws. Streamlit's page asks for its server below
the page's address first, and waits before it asks elsewhere; told where it is, it connects at once.
The first page comes with what it says, see `prerender`.
"""

from __future__ import annotations

import re
from pathlib import Path

from reelhouse.dashboards.plots.library import LIBRARY

_HEAD = Path(__file__).with_name("head.html")
_PRERENDER = Path(__file__).parent / "prerender"
_FONT = re.compile(r'href="([^"]*/SourceSans[^"]*Upright[^"]*)"')


def with_head(page: str) -> str:
    """A page with more at the end of its head."""
    ours = _HEAD.read_text(encoding="utf-8").replace("{library}", LIBRARY)
    return page.replace("</head>", f"{ours}</head>", 1)


def with_first_page(page: str, html: str) -> str:
    """A page that shows another one until Streamlit shows its own.

    Args:
        page: what `with_head` gave.
        html: what stands in the other's body, see `prerender.store`.
    """
    style = (_PRERENDER / "first-page.css").read_text(encoding="utf-8")
    program = (_PRERENDER / "first-page.js").read_text(encoding="utf-8")
    if font := _FONT.search(page):  # Streamlit's program, which brings it, comes later
        style += (
            '@font-face { font-family: "Source Sans"; font-weight: 200 900; '
            f'src: url("{font[1]}"); }}'
        )
    for before, after in (
        ("<title>Streamlit</title>", "<title>Reelhouse</title>"),
        ("<body>", f"<body><style>{style}</style><div id=first-page>{html}</div>"),
        ("</body>", f"<script>{program}</script></body>"),
    ):
        page = page.replace(before, after, 1)
    return page
