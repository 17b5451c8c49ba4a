from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from reelhouse.errors import ReelhouseError
from reelhouse.lake import Lake
from reelhouse.silver import query_silver
from reelhouse.transform.dbt import compile_sql
from reelhouse.transform.lineage import parents
from tests.lakes import TITLES, deliver, new_lake, settings_of

COUNT = "select count(*) from silver_imdb__title"


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    lake = new_lake(tmp_path)
    deliver(lake, "title.basics", TITLES)
    return lake


def test_views_are_known_to_the_next_process_without_dbt(lake: Lake) -> None:
    settings = settings_of(lake)
    assert query_silver(lake, settings, COUNT)[1] == [(len(TITLES),)]
    asks = (
        "import sys; from pathlib import Path; from reelhouse.lake import Lake; "
        "from reelhouse.settings import load_settings; from reelhouse.silver import query_silver; "
        f"lake = Lake(Path({str(lake.root)!r})); "
        f"print(query_silver(lake, load_settings(lake=lake.root), {COUNT!r})[1], "
        "'dbt' in sys.modules)"
    )

    done = subprocess.run([sys.executable, "-c", asks], check=True, capture_output=True, text=True)

    assert done.stdout.split() == [f"[({len(TITLES)},)]", "False"]


def test_texts_that_were_cut_off_are_made_anew(lake: Lake, tmp_path: Path) -> None:
    settings = settings_of(lake, cache=tmp_path / "cache")
    query_silver(lake, settings, COUNT)
    [kept] = (settings.cache / "dbt").glob("silver-*.json")
    whole = kept.read_text()
    kept.write_text(whole[:100])

    assert query_silver(lake, settings, COUNT)[1] == [(len(TITLES),)]
    assert json.loads(kept.read_text()) == json.loads(whole)


def test_a_cache_that_cannot_be_written_is_no_reason_to_fail(lake: Lake, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    rows = query_silver(lake, settings_of(lake, cache=tmp_path / "file"), COUNT)[1]

    assert rows == [(len(TITLES),)]


def test_views_come_after_those_they_read(lake: Lake, tmp_path: Path) -> None:
    query_silver(lake, settings_of(lake), COUNT)
    order = list(
        compile_sql(
            scratch=tmp_path,
            parse_cache=settings_of(new_lake(tmp_path)).cache / "dbt",
            select="path:models/silver",
        )
    )

    assert len(order) > 60
    for place, view in enumerate(order):
        assert not parents()[view] & set(order[place:])


def test_an_empty_lake_says_so(tmp_path: Path) -> None:
    lake = new_lake(tmp_path)
    with pytest.raises(ReelhouseError, match="nothing has been ingested"):
        query_silver(lake, settings_of(lake), COUNT)
