"""The demo: an invented universe, fetched over HTTP, built, shown and verified."""

from __future__ import annotations

import json
import time
from datetime import date
from pathlib import Path

from rich.markup import escape

from reelhouse import clock
from reelhouse.cli.dashboards import missing_packages, prepare_pages
from reelhouse.cli.views import show_build, show_ingest, show_kpis, show_status
from reelhouse.console import ByteProgress, model_progress, out, training_progress
from reelhouse.errors import ReelhouseError
from reelhouse.evidence import read_run
from reelhouse.gold import require_current
from reelhouse.kpis import read_kpis
from reelhouse.lake import Lake
from reelhouse.settings import CONFIG_FILE, Settings, load_settings
from reelhouse.settings.template import toml_value
from reelhouse.sources.run import Request, ingest_source
from reelhouse.status import read_status
from reelhouse.transform.build import build_gold
from reelhouse.transform.inputs import gold_models
from reelhouse.verify import verify_lake

# counters are only worth something when there are two days to compare; a season of anime begins
# eight weeks before the world's first day
EARLIER = {
    **dict.fromkeys((-58, -50, -42, -34), ("jikan", "anilist")),
    -14: ("jikan", "anilist", "tmdb", "youtube", "spotify", "apple_music", "insights"),
}


def run_demo(folder: Path, *, seed: int, scale: float, config: Path | None = None) -> None:
    """Run the whole way from source to headline tables.

    Args:
        folder: where the universe and its lake go.
        seed: another seed is another universe.
        scale: 1.0 is IMDb's real size.
        config: settings file; the lake and IMDb's address are the demo's own.

    Raises:
        ReelhouseError: a step failed, or the lake does not match its evidence.
    """
    from reelhouse.cli.model_views import show_trainings
    from reelhouse.ml.names import question_names
    from reelhouse.ml.training import train
    from reelhouse.simulator import write_universe
    from reelhouse.simulator.providers import NAMES
    from reelhouse.simulator.server import SimulatorServer
    from reelhouse.simulator.settings_file import simulated_sources

    began = time.perf_counter()
    lake = Lake((folder / "lake").absolute())
    universe = folder / "universe"
    _say(f"1. Invent a universe (seed {seed}, scale {scale:g})")
    truth = write_universe(universe, seed, scale, 0)
    out.print(", ".join(f"{name}: {rows:,} rows" for name, rows in truth.rows.items()))
    with SimulatorServer(universe, limits=False) as server:
        settings = load_settings(config, lake=lake.root, **simulated_sources(server))
        _say("2. Ingest sources that count, as they were on earlier days")
        for day, names in EARLIER.items():
            server.world.day = day
            clock.set_today(server.world.today)
            out.print(f"{server.world.today}")
            for name in names:
                _ingest(name, lake, settings)
        server.world.day = 0
        clock.set_today(server.world.today)
        _say(f"3. Ingest IMDb's seven files from {server.imdb_url}")
        with ByteProgress() as progress:
            show_ingest(ingest_source("imdb", lake, settings, Request(), progress=progress))
        _say(f"4. Ingest every other source from {server.url}, without their limits")
        for name in NAMES:
            _ingest(name, lake, settings)
        write_config(folder / CONFIG_FILE, lake, server.world.today)
    _say("5. Build the star schema and the marts, check the gates, publish")
    with model_progress(gold_models()) as on_model:
        show_build(build_gold(lake, settings, data_tests=True, on_model=on_model))
    _say("6. Train the models on it, and let them answer")
    with training_progress(question_names()) as on_training:
        trainings = train(lake, settings, on_model=on_training)
    show_trainings(trainings)
    with model_progress(gold_models()) as on_model:
        show_build(build_gold(lake, settings, on_model=on_model))
    _say("7. The headline tables")
    build = require_current(lake)
    show_kpis(read_kpis(build), build)
    _say("8. Verify every file against the evidence")
    findings = verify_lake(lake)
    wrong = [finding for finding in findings if finding.problem]
    if wrong:
        raise ReelhouseError(wrong[0].problem, where=wrong[0].path)
    out.print(f"{len(findings)} files checked, none differs")
    show_status(read_status(lake, settings, clock.today()))
    config_file = folder / CONFIG_FILE
    if not missing_packages():
        _say("9. Prepare the pages of the dashboards")
        prepare_pages(lake, load_settings(config_file))
    out.print(
        f"\ndone in {time.perf_counter() - began:.1f} s. Go on with\n"
        f"  reelhouse --config {config_file} dashboards\n"
        f"  reelhouse --config {config_file} kpis\n"
        f'  reelhouse --config {config_file} sql "select * from mart_genre_performance limit 5"\n'
        f"  reelhouse --config {config_file} sql --silver "
        '"select * from silver_netflix__top10_global limit 5"'
    )


def write_config(path: Path, lake: Lake, today: date) -> None:
    """Write the settings by which other commands find the demo's lake, on the day that it plays."""
    from reelhouse.simulator.settings_file import AGREEMENTS

    lines = [
        "# The lake of the demo. Its world is invented, and so is its day.",
        f"lake = {json.dumps(str(lake.root))}",
        f'today = "{today}"',
        "[terms]",
        f"training_agreements = {toml_value(AGREEMENTS)}",
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _ingest(name: str, lake: Lake, settings: Settings) -> None:
    """Ingest one source and say in a line what came."""
    began = time.perf_counter()
    report = ingest_source(name, lake, settings, Request())
    if report.paused:
        raise ReelhouseError(report.paused, where=name)
    asked = read_run(lake, report.run_id)["outcome"].get("requests", {}).get("made")
    rows = sum(outcome.rows_out for outcome in report.outcomes)
    out.print(
        f"{name:<24}{rows:>9,} rows of {len(report.outcomes):>2} resources"
        + (f", {asked:>5,} requests" if asked else " " * 16)
        + f", {time.perf_counter() - began:>4.1f} s"
    )
    for warning in report.warnings:
        out.print(f"[yellow]warning[/] {escape(warning)}")


def _say(text: str) -> None:
    out.rule(f"[bold]{text}", align="left")
