"""Write the first page as HTML: what it says where nothing is picked, its drawings as stills."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from html import escape

from reelhouse.dashboards import state
from reelhouse.dashboards.charts import STILL_WIDTH, Blank, Chart
from reelhouse.dashboards.filters import LABELS, PERIODS, Filters
from reelhouse.dashboards.finder import FIND, HINT
from reelhouse.dashboards.footer import footer_of
from reelhouse.dashboards.front import FIRST_PAGE
from reelhouse.dashboards.markdown import html_of
from reelhouse.dashboards.page import GROUPS, Page, all_pages
from reelhouse.dashboards.prerender import store
from reelhouse.dashboards.prerender.store import FirstPage
from reelhouse.dashboards.shared import Server
from reelhouse.dashboards.theme import DARK, LIGHT, Theme
from reelhouse.dashboards.view import Tile, View
from reelhouse.gold import Build

_LOOKS = {"system": (DARK, LIGHT), "dark": (DARK,), "light": (LIGHT,)}


def prerender(here: Server, *, before_each: Callable[[], None]) -> None:
    """Write the first page of the published build and keep it for who comes.

    None is kept where there is nothing to show, or where the page has to warn of something.

    Args:
        here: whose lake is asked.
        before_each: called before each chart is made.

    Raises:
        ReelhouseError: a chart cannot be made.
        CannotDraw: one has no form as a still.
    """
    standing = state.look(here.lake, here.settings)
    build = standing.build
    if build is None or standing.kind != "ready" or state.refused_since(here.lake, build):
        return
    shown = here.settings.dashboards
    html = _page(here, build, _LOOKS[shown.theme], before_each)
    stale_on = state.built_on(build) + timedelta(days=shown.stale_days)
    if html:
        page = FirstPage(html, stale_on.isoformat())
        store.keep(here.lake, here.settings, build.build_id, page)


def _page(
    here: Server, build: Build, looks: Sequence[Theme], before_each: Callable[[], None]
) -> str:
    """The page in these looks; empty where it has nothing to say."""
    module, choices = all_pages()[FIRST_PAGE], state.choices(build, here.settings)
    views = [View.of(module.page, here, build, choices, Filters(), look) for look in looks]
    if module.contents is None or not views[0].has_something:
        return ""
    said = module.contents(views[0])
    # in another look a chart has other colours and the same words
    made = []
    for maker in said.makers:
        before_each()
        made.append([view.chart_of(maker) for view in views])
    charts = [[chart for chart in looks if isinstance(chart, Chart)] for looks in made]
    blanks = [blank for blank, *_ in made if isinstance(blank, Blank)]
    parts = [_chart(list(zip(chart, looks, strict=True))) for chart in charts if chart]
    below = "".join(f"<p>{html_of(text)}</p>" for text in footer_of(build, views[0].tables))
    return (
        f"<style>{''.join(_colours(look, looks) for look in looks)}</style>{_sidebar(module.page)}"
        f"<main><div class=page><h1>{escape(module.page.title)}</h1>"
        f"<p class=question>{escape(module.page.question)}</p>"
        f"<div class=tiles>{''.join(map(_tile, said.tiles))}</div>{_field(FIND, HINT)}"
        f"<div class=grid>{''.join(parts)}{''.join(map(_blank, blanks))}</div>"
        f"<footer>{below}</footer></div></main>"
    )


def _colours(look: Theme, looks: Sequence[Theme]) -> str:
    """The colours of a look, as the stylesheet names them; of two, the reader's device picks."""
    named = {
        "background": look.background,
        "surface": look.surface,
        "text": look.text,
        "line": look.line,
    }
    values = "".join(f"--{name}: {value};" for name, value in named.items())
    hidden = "".join(
        f"#first-page .{other.name} {{display: none}}" for other in looks if other != look
    )
    rules = f"#first-page {{{values}}}{hidden}"
    return rules if len(looks) == 1 else f"@media (prefers-color-scheme: {look.name}) {{{rules}}}"


def _sidebar(page: Page) -> str:
    """The links to all pages, and the filters as they stand where nothing is picked."""
    groups = ""
    for group in GROUPS:
        links = "".join(
            f'<a href="/{slug}"{" aria-current=page" if slug == page.slug else ""}>'
            f"<i></i>{escape(module.page.title)}</a>"
            for slug, module in all_pages().items()
            if module.page.group == group
        )
        groups += f"<h2>{group}</h2>{links}" if links else ""
    fields = "".join(
        _field(LABELS[name], PERIODS["all"] if name == "period" else "All") for name in page.filters
    )
    return f"<aside><nav>{groups}</nav><p><b>Filters</b></p>{fields}</aside>"


def _field(label: str, value: str) -> str:
    """A field as it looks before anybody can use it."""
    return f"<div class=field><p>{escape(label)}</p><div class=box>{escape(value)}</div></div>"


def _tile(tile: Tile) -> str:
    change = f"<small>{escape(f'{tile.delta} {tile.over}')}</small>" if tile.delta else ""
    return f"<div><p>{escape(tile.label)}</p><strong>{escape(tile.value)}</strong>{change}</div>"


def _chart(drawn: Sequence[tuple[Chart, Theme]]) -> str:
    """A chart, its drawing in each look."""
    [chart, _] = drawn[0]
    drawings = "".join(
        f"<div class={look.name}>"
        f"{one.still(look, f'first-{one.key}-{look.name}', STILL_WIDTH)}</div>"
        for one, look in drawn
    )
    return (
        f"<article><h3>{escape(chart.finding.text)}</h3><p>{escape(chart.facts)}</p>"
        f'<figure style="height: {chart.height}px">{drawings}</figure>'
        f"<p><em>How to read it:</em> {escape(chart.how_to_read)}</p><p class=below></p></article>"
    )


def _blank(blank: Blank) -> str:
    return (
        f"<article><h3>{escape(blank.subject)}</h3><p class=why>{html_of(blank.why)}</p></article>"
    )
