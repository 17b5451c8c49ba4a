"""Charts are made once for what they depend on, and anew where they depend on more."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import wraps

import pytest

from reelhouse.dashboards import shared, state
from reelhouse.dashboards.charts import Blank, Chart
from reelhouse.dashboards.filters import Filters
from reelhouse.dashboards.made import ChartCache, Made, name_of
from reelhouse.dashboards.page import all_pages
from reelhouse.dashboards.theme import DARK, LIGHT
from reelhouse.dashboards.view import Maker, View, given
from tests.whole_lake import WholeLake

made: list[str] = []


def plain(view: View) -> Blank:
    view.run("freshness")
    return noted(view, "plain")


def of_no_table(view: View) -> Blank:
    return noted(view, "no table")


def of_a_name(view: View, name: str) -> Blank:
    return noted(view, name)


def of_the_lake(view: View) -> Blank:
    assert view.lake.root.is_dir()
    return noted(view, "lake")


def broken(view: View) -> Blank:
    noted(view, "broken")
    raise ValueError("no figures")


def noted(view: View, what: str) -> Blank:
    made.append(what)
    return Blank(what, what, str(view.filters.kind))


@pytest.fixture
def view(shown: WholeLake) -> View:
    """A page as it is handed to a reader who picked nothing."""
    made.clear()
    here, page = shared.server(), all_pages()["content-universe"].page
    choices = state.choices(shown.build, here.settings)
    return View.of(page, here, shown.build, choices, Filters(), DARK)


def test_the_same_is_made_once_and_its_tables_are_told_each_time(view: View) -> None:
    later = replace(view, tables=set())

    assert view.chart_of(plain) is later.chart_of(plain)

    assert made == ["plain"]
    assert later.tables == view.tables != set()


@pytest.mark.parametrize(
    "change",
    [
        lambda view: replace(view, filters=Filters(kind="film")),
        lambda view: replace(view, filters=Filters(genres=("Drama",))),
        lambda view: replace(view, theme=LIGHT),
        lambda view: replace(
            view, build=replace(view.build, manifest=view.build.manifest | {"build_id": "other"})
        ),
    ],
    ids=["kind", "genre", "look", "build"],
)
def test_of_anything_else_it_is_made_anew(view: View, change: Callable[[View], View]) -> None:
    view.chart_of(of_no_table)
    change(view).chart_of(of_no_table)
    assert len(made) == 2


def test_what_is_given_to_a_maker_tells_it_from_others(view: View) -> None:
    for name in ("a", "b", "a"):
        chart = view.chart_of(given(of_a_name, name))
        assert isinstance(chart, Blank)
        assert chart.key == name
    assert made == ["a", "b"]


def test_what_looks_beyond_the_build_is_made_anew(view: View) -> None:
    for _ in range(2):
        view.chart_of(of_the_lake)
    assert made == ["lake"] * 2
    assert view.looked_beyond


def test_an_error_is_not_kept(view: View) -> None:
    for _ in range(2):
        with pytest.raises(ValueError, match="no figures"):
            view.chart_of(broken)
    assert made == ["broken"] * 2


def test_a_maker_that_cannot_be_told_from_others_has_no_name() -> None:
    def within(view: View) -> Blank:
        return of_no_table(view)

    name = "a"

    @wraps(of_no_table)
    def called_otherwise(view: View) -> Blank:
        return of_a_name(view, name)

    unnamed: list[Maker] = [
        within,
        called_otherwise,
        lambda view: None,
        given(of_a_name, ["a", "list"]),
    ]
    assert [name_of(maker) for maker in unnamed] == [None] * 4
    assert name_of(plain) != name_of(of_no_table)


def test_what_was_not_asked_for_the_longest_goes_first() -> None:
    cache = ChartCache(most=2)
    one = Made(None, frozenset())
    for key in ("a", "b"):
        cache.keep(key, one)
    assert cache.find("a") is one
    cache.keep("c", one)
    assert [key for key in "abc" if cache.find(key)] == ["a", "c"]


def test_pages_make_the_charts_that_they_show_once(shown: WholeLake, view: View) -> None:
    module = all_pages()["content-universe"]
    assert module.contents is not None
    makers = module.contents(view).makers
    first = [view.chart_of(maker) for maker in makers]
    assert sum(isinstance(chart, Chart) for chart in first) > 4
    again = [view.chart_of(maker) for maker in makers]
    assert all(a is b for a, b in zip(first, again, strict=True))
