from __future__ import annotations

from pathlib import Path

import pytest

from reelhouse.dashboards.search import TitleIndex, folded, index_file, make_index
from reelhouse.gold import require_current
from reelhouse.transform.build import build_gold
from tests.lakes import EVERYTHING, TITLES, deliver, new_lake, settings_of

_FILM = (r"\N", "90", "Drama")
MORE = (
    ("tt0000005", "movie", "Amélie of the Harbour", "Amélie du Port", "0", "2001", *_FILM),
    ("tt0000006", "movie", "The Lighthouse", "The Lighthouse", "0", "2019", *_FILM),
    ("tt0000007", "movie", "Light House", "Light House", "0", "1950", *_FILM),
    ("tt0000008", "tvSeries", "Über den Dächern", "Über den Dächern", "0", "1999", *_FILM),
    ("tt0000009", "movie", "M", "M", "0", "1931", r"\N", "99", "Crime"),
)
RATINGS = (("tt0000006", "8.0", "90000"), ("tt0000007", "6.0", "12"))


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> TitleIndex:
    lake = new_lake(tmp_path_factory.mktemp("search"))
    rows = EVERYTHING | {"title.basics": TITLES + MORE, "title.ratings": RATINGS}
    for resource, content in rows.items():
        deliver(lake, resource, content)
    build_gold(lake, settings_of(lake))
    build = require_current(lake)
    path = make_index(lake, build)
    assert path == index_file(lake, build.build_id)
    return TitleIndex(path)


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("lighthouse", "The Lighthouse"),
        ("lihgthouse", "The Lighthouse"),
        ("the lighthose", "The Lighthouse"),
        ("amelie", "Amélie of the Harbour"),
        ("amelie du port", "Amélie of the Harbour"),
        ("AMÉLIE OF THE HARBOR", "Amélie of the Harbour"),
        ("uber den dach", "Über den Dächern"),
        ("dachern", "Über den Dächern"),
    ],
)
def test_a_title_is_found(index: TitleIndex, typed: str, first: str) -> None:
    assert index.find(typed)[0].name == first


def test_the_better_known_of_two_alike_comes_first(index: TitleIndex) -> None:
    names = [found.name for found in index.find("light hou")]
    assert names[:2] == ["The Lighthouse", "Light House"] or names[0] == "Light House"
    assert set(names[:2]) == {"The Lighthouse", "Light House"}


def test_what_is_like_nothing_finds_nothing(index: TitleIndex) -> None:
    assert index.find("qqqqxxzz") == []
    assert index.find("") == []
    assert index.find("a") == []


def test_episodes_are_not_found(index: TitleIndex) -> None:
    assert "Gamma One" not in [found.name for found in index.find("gamma one")]
    assert "Gamma" in [found.name for found in index.find("gamma")]


def test_signs_that_sql_knows_do_no_harm(index: TitleIndex) -> None:
    assert index.find("'; drop table named; --") == []
    assert index.find("lighthouse")


def test_a_text_is_folded_as_names_are() -> None:
    assert folded("  Más  ALLÁ—de_la sombra! ") == " mas alla de la sombra"


def test_an_index_that_is_there_is_not_made_again(index: TitleIndex) -> None:
    path = Path(index.path)
    stamp = path.stat().st_mtime_ns
    lake = new_lake(path.parents[3])
    make_index(lake, require_current(lake))
    assert path.stat().st_mtime_ns == stamp
