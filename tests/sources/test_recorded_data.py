from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from reelhouse.gold import open_gold, require_current
from reelhouse.lake import Lake
from reelhouse.settings import load_settings
from reelhouse.sources.imdb import CONTRACTS
from reelhouse.sources.ingest import IngestRefused
from reelhouse.transform.build import build_gold
from tests.sources.bulk.plain_reader import rejected_lines
from tests.sources.files import (
    RATINGS,
    ingest,
    newest,
    rows_in,
    statuses,
)


def test_imdb_2022_is_taken_in_as_it_stands(lake: Lake, shared_data: Path) -> None:
    folder = shared_data / "imdb_2022"
    report = ingest(lake, folder)
    assert report.unknown == []
    assert {
        resource: [(part.file, part.rows) for part in newest(lake, resource).parts]
        for resource in lake.sources()["imdb"]
    } == {
        "title.akas": [("title.akas-2022.tsv", 70_348)],
        "title.basics": [("movies-2022.tsv", 19_372), ("title.full.tsv", 11_000)],
        "title.ratings": [("ratings-2022.tsv", 5_178)],
    }
    for resource in lake.sources()["imdb"]:
        delivery = newest(lake, resource)
        files = [rows_in(folder / part.file) for part in delivery.parts]
        assert [len(lines) for lines in rejected_lines(resource, files)] == [
            part.rejected_rows for part in delivery.parts
        ]


def test_two_dated_files_are_two_snapshots(lake: Lake, shared_data: Path) -> None:
    folder = shared_data / "imdb_ratings"
    ingest(lake, folder)
    snapshots = lake.snapshots("imdb", RATINGS)
    assert [(str(s.snapshot_date), s.rows) for s in snapshots] == [
        ("2017-08-13", 755_460),
        ("2017-10-29", 775_956),
    ]
    again = ingest(lake, folder)
    assert [outcome.status for outcome in again.outcomes] == ["unchanged", "unchanged"]


def rated_in(path: Path) -> dict[int, tuple[Decimal, int]]:
    """Average and votes by title."""
    rows = (row.decode().split("\t") for row in rows_in(path))
    return {int(title[2:]): (Decimal(average), int(votes)) for title, average, votes in rows}


@pytest.mark.long
def test_history_holds_exactly_what_changed_between_two_days(lake: Lake, shared_data: Path) -> None:
    folder = shared_data / "imdb_ratings"
    days = (date(2017, 8, 13), date(2017, 10, 29))
    paths = [folder / f"{RATINGS}_{day}.tsv.gz" for day in days]
    before, after = (rated_in(path) for path in paths)
    expected = {
        days[0]: before,
        days[1]: {title: r for title, r in after.items() if before.get(title) != r},
    }
    assert 0 < len(expected[days[1]]) < len(after)
    assert before.keys() - after.keys()
    settings = load_settings(lake=lake.root)

    for path in paths:
        assert statuses(ingest(lake, path)) == {RATINGS: "delivered"}
        assert build_gold(lake, settings).changed

    with open_gold(require_current(lake)) as gold:
        for day in days:
            columns = gold.execute(
                "select title_key, average_rating, vote_count, is_latest "
                "from fact_rating_snapshot where snapshot_date = $1",
                [day],
            ).fetchall()
            assert len(columns) == len(expected[day])
            assert {key: (average, votes) for key, average, votes, _ in columns} == expected[day]
            outdated = before.keys() & expected[days[1]].keys() if day == days[0] else set()
            assert {key for key, *_, latest in columns if not latest} == outdated
    assert statuses(ingest(lake, paths[1])) == {RATINGS: "unchanged"}
    assert not build_gold(lake, settings).changed


def test_the_requoted_file_is_refused(lake: Lake, shared_data: Path) -> None:
    with pytest.raises(IngestRefused) as caught:
        ingest(lake, shared_data / "imdb_head_2025")
    [refused] = caught.value.report.with_status("refused")
    assert refused.resource == "title.principals"
    rows = rows_in(shared_data / "imdb_head_2025" / "title.principals.tsv")
    quoted = sum(row.rpartition(b"\t")[2].startswith(b'"') for row in rows)
    assert refused.reasons == {"characters is not a JSON array of texts": quoted}
    assert len(caught.value.report.with_status("delivered")) == len(CONTRACTS) - 1
