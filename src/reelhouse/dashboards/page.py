"""What a page is, and which there are."""

from __future__ import annotations

import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Literal

from reelhouse.dashboards import pages

if TYPE_CHECKING:
    from reelhouse.dashboards.view import Contents, View

Group = Literal["Decide", "Watch", "Understand", "Trust"]
GROUPS: tuple[Group, ...] = ("Decide", "Watch", "Understand", "Trust")

FilterName = Literal["period", "type", "genre", "region", "platform"]
Kind = Literal["film", "series", "anime"]


@dataclass(frozen=True, slots=True)
class Page:
    """What a page is, known before it is drawn.

    Attributes:
        slug: its place in the address.
        title: what it is called in the sidebar and above itself.
        group: under which heading the sidebar has it.
        order: its place there, smallest first.
        question: what it answers, in one sentence.
        icon: a Material symbol, such as `:material/public:`.
        filters: those of the global filters that it heeds; it sees the others as not set.
        kinds: what its filter of types offers beside all.
        needs: tables of gold that must have rows for the page to say anything; where none of
            them has any, it is not drawn and says what to do instead.
    """

    slug: str
    title: str
    group: Group
    order: int
    question: str
    icon: str = ""
    filters: tuple[FilterName, ...] = ()
    kinds: tuple[Kind, ...] = ("film", "series", "anime")
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PageModule:
    """A page and what draws it.

    Attributes:
        page: what it is.
        render: draws it.
        contents: what it says before a reader picks anything on it; None where that is not told.
    """

    page: Page
    render: Callable[[View], None]
    contents: Callable[[View], Contents] | None = None


@cache
def all_pages() -> dict[str, PageModule]:
    """Every module under `pages/` that has a page, by slug, in the order of the sidebar.

    Raises:
        ValueError: two pages have the same slug.
    """
    found = []
    for info in pkgutil.iter_modules(pages.__path__, f"{pages.__name__}."):
        module = import_module(info.name)
        contents = getattr(module, "contents", None)
        found.append(PageModule(module.PAGE, module.render, contents))
    found.sort(key=lambda m: (GROUPS.index(m.page.group), m.page.order, m.page.slug))
    by_slug = {module.page.slug: module for module in found}
    if len(by_slug) < len(found):
        raise ValueError("two pages have the same slug")
    return by_slug
