from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from reelhouse.errors import ReelhouseError, UsageError
from reelhouse.sources.bulk.locate import Located, locate, plan
from reelhouse.sources.imdb import SOURCE
from tests.sources.files import RATINGS, ratings, table, write, write_everything


def found_in(*origins: str | Path) -> list[tuple[str, str, date | None]]:
    """Resource, file name and date of what is found."""
    found = locate(SOURCE, [str(origin) for origin in origins])
    return [(f.resource, f.shown.rpartition("/")[2], f.snapshot_date) for f in found.files]


def test_a_folder_is_searched_by_name_and_by_header(tmp_path: Path) -> None:
    write(tmp_path, "title.basics.tsv.gz", b"whatever")
    write(tmp_path, "stars.tsv", ratings(1))
    write(tmp_path, "title.ratings_2017-08-13.tsv.gz", ratings(1))
    write(tmp_path, "people 2020-02-30.tsv.gz", table("name.basics", []))
    write(tmp_path, "notes.txt", b"not looked at")
    write(tmp_path, "other.tsv", b"a\tb\n")
    assert found_in(tmp_path) == [
        ("name.basics", "people 2020-02-30.tsv.gz", None),
        (RATINGS, "stars.tsv", None),
        ("title.basics", "title.basics.tsv.gz", None),
        (RATINGS, "title.ratings_2017-08-13.tsv.gz", date(2017, 8, 13)),
    ]
    assert locate(SOURCE, [str(tmp_path)]).unknown == [str(tmp_path / "other.tsv")]


def test_a_single_file_is_known_by_its_header_or_by_what_the_user_says(tmp_path: Path) -> None:
    path = write(tmp_path, "mine.tsv", ratings(1))
    assert found_in(path) == [(RATINGS, "mine.tsv", None)]
    assert found_in(f"title.akas={path}") == [("title.akas", "mine.tsv", None)]


def test_a_base_url_stands_for_all_seven() -> None:
    found = locate(SOURCE, ["https://ann:secret@host/data/?key=1"])
    assert {f.shown for f in found.files} == {
        f"https://host/data/{resource}.tsv.gz" for resource in SOURCE.contracts
    }
    assert {f.location for f in found.files} >= {
        "https://ann:secret@host/data/name.basics.tsv.gz?key=1"
    }
    assert all(f.may_be_missing for f in found.files)


def test_a_url_of_one_file_says_by_its_name_what_it_is() -> None:
    assert found_in("https://host/title.akas-2022.tsv.gz?token=a=b") == [
        ("title.akas", "title.akas-2022.tsv.gz", None)
    ]
    assert found_in("name.basics=https://host/x?file=1") == [("name.basics", "x", None)]


@pytest.mark.parametrize(
    "origin", ["/nowhere/at/all", "title.bascis=/tmp", "https://host/some-file.tsv.gz"]
)
def test_what_is_nothing_is_wrong_usage(origin: str) -> None:
    with pytest.raises(UsageError) as caught:
        locate(SOURCE, [origin])
    assert "title.basics" in caught.value.advice


def test_a_folder_has_no_name_before_it(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="this is a folder") as caught:
        locate(SOURCE, [f"title.basics={write_everything(tmp_path / 'in')}"])
    assert caught.value.where == str(tmp_path / "in")
    assert "without title.basics=" in caught.value.advice


@pytest.mark.parametrize("name", ["", "title.basics="])
@pytest.mark.parametrize(
    "url", ["http://ann:secret@[host/", "https://ann:secret#1@host/x.tsv", "http://host:99999/"]
)
def test_a_url_that_is_none_is_wrong_usage_and_shows_no_password(name: str, url: str) -> None:
    with pytest.raises(UsageError, match="this is no URL") as caught:
        locate(SOURCE, [name + url])
    assert caught.value.where.startswith("http")
    assert "https://host" in caught.value.advice
    assert "secret" not in str(caught.value)


def test_nothing_of_imdb_is_an_error(tmp_path: Path) -> None:
    other = write(tmp_path, "other.tsv", b"a\tb\n")
    with pytest.raises(ReelhouseError, match="neither name nor header"):
        locate(SOURCE, [str(other)])
    with pytest.raises(ReelhouseError, match="holds no file of imdb"):
        locate(SOURCE, [str(tmp_path)])


def test_files_without_a_date_are_one_delivery_and_dates_are_delivered_in_order() -> None:
    files = [
        Located(RATINGS, "new", date(2020, 2, 1)),
        Located(RATINGS, "a"),
        Located(RATINGS, "old", date(2020, 1, 1)),
        Located(RATINGS, "b"),
        Located(RATINGS, "a"),
    ]
    found = locate(SOURCE, [])
    found.files = files
    planned = [(p.snapshot_date, [f.location for f in p.files]) for p in plan(found, None)]
    assert planned == [
        (date(2020, 1, 1), ["old"]),
        (date(2020, 2, 1), ["new"]),
        (None, ["a", "b"]),
    ]
    with pytest.raises(UsageError, match="one date to 3 snapshots"):
        plan(found, date(2021, 1, 1))


def test_the_seven_files_of_a_folder_are_seven_deliveries(tmp_path: Path) -> None:
    planned = plan(locate(SOURCE, [str(write_everything(tmp_path))]), date(2026, 1, 2))
    assert sorted(p.resource for p in planned) == sorted(SOURCE.contracts)
    assert {p.snapshot_date for p in planned} == {date(2026, 1, 2)}
