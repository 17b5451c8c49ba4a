"""A page drawn in this process, without a browser."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest


def _one_page(slug: str) -> None:
    """What Streamlit runs: one page with its frame."""
    from reelhouse.dashboards.frame import draw_page
    from reelhouse.dashboards.page import all_pages

    draw_page(all_pages()[slug])


def drawn(slug: str, **picked: str) -> AppTest:
    """A page as it is drawn for an address.

    Args:
        slug: of the page.
        picked: what stands in the address.
    """
    app = AppTest.from_function(_one_page, kwargs={"slug": slug}, default_timeout=120)
    for name, value in picked.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception, app.exception
    return app


def said(app: AppTest) -> str:
    """What a page says in boxes of its own."""
    return " ".join(e.value for kind in (app.info, app.warning, app.error) for e in kind)


def headings(app: AppTest) -> str:
    """What the charts of a page state, with plain spaces and without marks of Markdown."""
    text = "\n".join(heading.value for heading in app.subheader)
    return text.replace("\u00a0", " ").replace("\\", "")
