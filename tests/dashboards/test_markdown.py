"""Sentences of pages as HTML."""

from __future__ import annotations

from reelhouse.dashboards.markdown import html_of


def test_markdown_of_pages_becomes_html_and_no_mark_of_html_gets_through() -> None:
    said = r"**Late \<b\>**: `reelhouse <x>` & *more*" + "  \nnext <script>"
    assert html_of(said) == (
        "<strong>Late &lt;b&gt;</strong>: <code>reelhouse &lt;x&gt;</code> &amp; <em>more</em>"
        "<br>next &lt;script&gt;"
    )
