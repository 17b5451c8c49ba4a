"""The first page is shown of the build, the day and the settings that it was written of."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from reelhouse import clock
from reelhouse.dashboards.prerender.store import FirstPage, find, keep
from reelhouse.lake import Lake
from reelhouse.pointer import POINTER
from reelhouse.settings import Settings, load_settings
from reelhouse.storage import write_json

PAGE = FirstPage("<h1>Content – universe</h1>", "2026-03-08")
BUILD = "20260301T000000000Z-aaaaaa"


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    """A lake with a build that is published."""
    lake = Lake(tmp_path / "lake")
    (lake.gold / BUILD).mkdir(parents=True)
    write_json(lake.gold / POINTER, {"build_id": BUILD})
    return lake


def settings_of(lake: Lake, **shown: Any) -> Settings:
    return load_settings(lake=lake.root, dashboards=shown)


def found(lake: Lake, day: str = "2026-03-07", **shown: Any) -> str | None:
    with clock.playing(date.fromisoformat(day)):
        return find(lake, settings_of(lake, **shown))


def test_it_is_found_until_its_figures_are_old(lake: Lake) -> None:
    assert found(lake) is None
    keep(lake, settings_of(lake), BUILD, PAGE)

    assert found(lake) == PAGE.html
    assert found(lake, PAGE.stale_on) is None


def test_where_it_is_served_does_not_matter_and_how_it_looks_does(lake: Lake) -> None:
    keep(lake, settings_of(lake), BUILD, PAGE)

    assert found(lake, port=9000, host="0.0.0.0") == PAGE.html
    assert found(lake, theme="light") is None
    assert found(lake, currency="EUR") is None


def test_another_build_has_another_one(lake: Lake) -> None:
    keep(lake, settings_of(lake), BUILD, PAGE)
    write_json(lake.gold / POINTER, {"build_id": "20260302T000000000Z-bbbbbb"})

    assert found(lake) is None


def test_it_is_not_shown_where_a_later_build_was_refused(lake: Lake) -> None:
    keep(lake, settings_of(lake), BUILD, PAGE)
    write_json(lake.gold / "20260201T000000000Z-cccccc" / "manifest.json", {})
    assert found(lake) == PAGE.html

    write_json(lake.gold / "20260302T000000000Z-bbbbbb" / "manifest.json", {})

    assert found(lake) is None


@pytest.mark.parametrize("content", [b"", b"{}", b"x" * 500])
def test_a_damaged_one_is_not_shown(lake: Lake, content: bytes) -> None:
    keep(lake, settings_of(lake), BUILD, PAGE)
    [path] = lake.cache_of(BUILD).glob("*/*.json")

    path.write_bytes(content)

    assert found(lake) is None


def test_nothing_is_kept_of_a_build_that_was_deleted(lake: Lake) -> None:
    (lake.gold / BUILD).rmdir()

    keep(lake, settings_of(lake), BUILD, PAGE)

    assert not lake.cache.exists()


def test_what_is_wrong_with_a_lake_is_left_to_the_page(lake: Lake, tmp_path: Path) -> None:
    (lake.gold / POINTER).write_text("damaged")

    assert found(lake) is None
    assert found(Lake(tmp_path / "none")) is None
