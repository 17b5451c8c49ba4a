"""`reelhouse dashboards --prepare`: what a server would do first is done, and nothing is served."""

from __future__ import annotations

from pathlib import Path

from reelhouse import clock
from reelhouse.dashboards.prerender import store
from reelhouse.dashboards.search import index_file
from reelhouse.settings import load_settings
from tests.command_line import run_here as reelhouse
from tests.whole_lake import WholeLake


def test_pages_are_prepared_for_the_next_server(demo_build: WholeLake, tmp_path: Path) -> None:
    lake, today = demo_build.with_gold_in(tmp_path), demo_build.world.today
    build_id = demo_build.build.build_id
    (tmp_path / "reelhouse.toml").write_text(f"today = {today.isoformat()}\n")

    with clock.playing(today):
        done = reelhouse(tmp_path, "dashboards", "--prepare")
        page = store.find(lake, load_settings(lake=lake.root))

    assert done.returncode == 0, done.stderr
    assert f"pages of build {build_id} are prepared" in done.stderr
    assert index_file(lake, build_id).is_file()
    assert len(list((lake.cache_of(build_id) / "answers").iterdir())) > 50
    assert page is not None


def test_without_a_build_it_says_what_to_do(tmp_path: Path) -> None:
    done = reelhouse(tmp_path, "dashboards", "--prepare")

    assert done.returncode == 1
    assert "reelhouse build" in done.stderr
