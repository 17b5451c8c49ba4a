"""What the first page asks has been answered before anybody looks at it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from reelhouse.dashboards import ahead, answers, serve, shared
from reelhouse.dashboards.answers import Answer, AnswerCache
from reelhouse.dashboards.front import FIRST_PAGE
from reelhouse.dashboards.page import all_pages
from reelhouse.lake import Lake
from reelhouse.ml import libraries
from reelhouse.settings import load_settings
from tests.dashboards.drawing import drawn
from tests.whole_lake import WholeLake


class Noting(AnswerCache):
    """A cache that notes what it was asked for and did not have."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[tuple[Any, ...]] = []

    def get(self, key: tuple[Any, ...], ask: Callable[[], Answer]) -> Answer:
        def noted() -> Answer:
            self.asked.append(key)
            return ask()

        return super().get(key, noted)


@pytest.fixture
def cache(monkeypatch: pytest.MonkeyPatch) -> Noting:
    """An empty one in the place of this process' own."""
    cache = Noting()
    monkeypatch.setattr(answers, "CACHE", cache)
    return cache


def test_the_first_page_asks_nothing_that_was_not_asked_ahead(
    shown: WholeLake, cache: Noting
) -> None:
    ahead.answer(all_pages()[FIRST_PAGE], shared.server(), before_each=lambda: None)
    asked_ahead = len(cache.asked)

    drawn(FIRST_PAGE)

    assert asked_ahead > 5
    assert cache.asked[asked_ahead:] == []


def test_the_server_prepares_its_first_page_and_the_others_once_that_is_drawn(
    shown: WholeLake, cache: Noting, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked_before_libraries: list[int] = []
    monkeypatch.setattr(serve, "BEFORE_OTHERS", 0.0)
    monkeypatch.setattr(
        libraries, "load_libraries", lambda: asked_before_libraries.append(len(cache.asked))
    )
    here = shared.server()
    monkeypatch.setattr(here, "drawn", shared.DrawnBuilds())
    here.drawn.add("the build that is shown")
    serve.warm_up()

    told = {slug for slug, module in all_pages().items() if module.contents is not None}
    assert told >= {"market", "talent", "anime", "trends", "audience", "data-health"}
    assert asked_before_libraries == [len(cache.asked)]
    for slug in told:
        drawn(slug)
    left = cache.asked[asked_before_libraries[0] :]
    assert len(left) <= 3  # what boxes on a page offer


def test_pages_are_prepared_once_for_each_build_that_is_drawn() -> None:
    builds = shared.DrawnBuilds()
    for build_id in ("first", "first", "second", "first", "third"):
        builds.add(build_id)

    assert [builds.wait_for_another() for _ in range(3)] == ["first", "second", "third"]


def test_a_page_says_of_which_build_it_was_drawn(
    shown: WholeLake, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = shared.server()
    monkeypatch.setattr(here, "drawn", shared.DrawnBuilds())

    drawn(FIRST_PAGE)
    here.drawn.add("none was drawn")  # so that a page that says nothing ends no wait

    assert here.drawn.wait_for_another() == shown.build.build_id


def test_other_pages_are_not_prepared_while_somebody_waits_for_one(
    shown: WholeLake, cache: Noting
) -> None:
    readers = shared.Readers()
    before_each: list[str] = []

    def prepared() -> None:
        before_each.append("asked")
        readers.let_go_first()

    module = all_pages()["market"]
    with readers.served():
        with readers.served():
            answer = partial(ahead.answer, module, shared.server(), before_each=prepared)
            asking = threading.Thread(target=answer)
            asking.start()
        while not before_each:
            assert asking.is_alive()
        assert len(cache.asked) <= 3  # what can be picked, before any chart
        asked = len(cache.asked)
    asking.join()

    assert len(cache.asked) > asked


def test_nothing_is_asked_of_an_empty_lake(tmp_path: Path, cache: Noting) -> None:
    lake = Lake(tmp_path / "lake")
    shared.configure(lake, load_settings(lake=lake.root))

    for module in all_pages().values():
        ahead.answer(module, shared.server(), before_each=lambda: None)

    assert cache.asked == []
