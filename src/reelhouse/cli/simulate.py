"""`reelhouse simulate`: the invented universe as files, and every provider on localhost."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Annotated

import typer

from reelhouse.console import out


def register(app: typer.Typer) -> None:
    """Add the command of this module to the command line."""
    app.command(
        epilog="Examples: [bold]reelhouse simulate --out universe[/] · "
        "[bold]reelhouse simulate --out universe --serve --port 8800 --config-to local.toml[/]"
    )(simulate)


def simulate(
    out_folder: Annotated[
        Path, typer.Option("--out", help="Folder for the invented files and their truth.")
    ] = Path("universe"),
    seed: Annotated[int, typer.Option(help="Another seed is another universe.")] = 7,
    scale: Annotated[float, typer.Option(min=0.0001, help="1.0 is IMDb's real size.")] = 0.01,
    day: Annotated[int, typer.Option(min=0, help="Days later: ratings and titles changed.")] = 0,
    serve: Annotated[bool, typer.Option(help="Serve every provider until stopped.")] = False,
    port: Annotated[int, typer.Option(min=0, help="Port on localhost; 0 takes a free one.")] = 8800,
    limits: Annotated[bool, typer.Option(help="Whether the providers' rate limits hold.")] = True,
    config_to: Annotated[
        Path | None,
        typer.Option(help="Write settings here by which every source finds its provider."),
    ] = None,
) -> None:
    """Invent a universe of titles, people, videos and deals, and serve it as the providers do."""
    from reelhouse.simulator import write_universe
    from reelhouse.simulator.world import write_truth

    truth = write_universe(out_folder, seed, scale, day)
    for name, rows in truth.rows.items():
        out.print(f"{name}: {rows:,} rows")
    if not serve:
        return
    from reelhouse.simulator.server import SimulatorServer
    from reelhouse.simulator.settings_file import write_settings

    with SimulatorServer(out_folder, port=port, limits=limits) as server:
        write_truth(server.world, out_folder / "world_truth.json")
        if config_to:
            keys = write_settings(server, config_to, limits=limits)
            out.print(f"`reelhouse --config {config_to} ingest --all` asks it, with these keys:")
            for variable, value in keys.items():
                out.print(f"export {variable}={value}", markup=False, soft_wrap=True)
        out.print(f"serving {server.url} – stop with Ctrl-C")
        threading.Event().wait()
