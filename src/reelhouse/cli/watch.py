"""`reelhouse metrics-server` and `lineage`: how the lake fares, and what was made of what."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Annotated

import typer

from reelhouse.cli.session import JsonOption, session
from reelhouse.console import err, out, print_json
from reelhouse.errors import ReelhouseError, UsageError

DEFAULT_PORT = 9464


def register(app: typer.Typer) -> None:
    """Add the command of this module to the command line."""
    app.command(
        "metrics-server",
        epilog="Examples: [bold]reelhouse metrics-server --port 9464[/] · "
        "[bold]reelhouse metrics-server --textfile /var/lib/node_exporter/reelhouse.prom[/]",
    )(metrics_server)
    app.command(
        epilog="Examples: [bold]reelhouse lineage --to lineage.jsonl[/] · "
        "[bold]reelhouse lineage --to http://marquez:5000[/]"
    )(lineage)


def metrics_server(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port; 0 takes a free one.")] = (
        DEFAULT_PORT
    ),
    refresh: Annotated[
        float, typer.Option(min=0, help="Seconds that what was looked up counts.")
    ] = 60,
    textfile: Annotated[
        Path | None,
        typer.Option(help="Write a file for node_exporter once, and serve nothing."),
    ] = None,
) -> None:
    """Serve freshness, rows, gates, runs, quotas and errors of models to Prometheus."""
    if importlib.util.find_spec("prometheus_client") is None:
        raise ReelhouseError(
            "metrics need prometheus_client",
            advice="Install the extra `watch` of the package: `reelhouse[watch]`.",
        )
    from reelhouse.watch.exposition import LakeCollector, serve, write_textfile
    from reelhouse.watch.samples import take_samples

    lake, settings = session.lake(), session.settings()
    collector = LakeCollector(lambda: take_samples(lake, settings), refresh)
    if textfile is not None:
        try:
            write_textfile(collector, textfile)
        except OSError as error:
            raise ReelhouseError(
                f"the file cannot be written: {error}", where=str(textfile)
            ) from error
        out.print(f"wrote {textfile}", markup=False)
        return
    try:
        server, thread = serve(collector, host, port)
    except OSError as error:
        raise ReelhouseError(
            f"cannot listen on {host}:{port}: {error.strerror or error}",
            advice="--port chooses another one.",
        ) from error
    shown = getattr(server, "server_port", port)
    err.print(f"metrics at http://{host}:{shown}/metrics; Ctrl-C ends it")
    thread.join()


def lineage(
    to: Annotated[
        str | None,
        typer.Option(
            help="File of JSON lines, or address of a server; by default the setting "
            "`watch.lineage`."
        ),
    ] = None,
    run: Annotated[str | None, typer.Option(help="One run; by default all on record.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Tell of runs that are on record, as OpenLineage has it: what was made of what."""
    from reelhouse.evidence import read_run, read_runs
    from reelhouse.watch.emit import emit, require_client

    lake, watch = session.lake(), session.settings().watch
    target = to or watch.lineage
    if not target:
        raise UsageError("nobody is named to tell", advice="--to names a file or a server.")
    require_client()
    from reelhouse.watch.events import end_events, start_event

    records = [read_run(lake, run)] if run else read_runs(lake)[::-1]
    ended = [r for r in records if r["status"] not in {"running", "unreadable"}]
    count = sum(
        emit(
            [start_event(record), *end_events(lake, record)],
            target,
            watch.lineage_token.get_secret_value(),
        )
        for record in ended
    )
    if as_json:
        print_json({"runs": len(ended), "events": count})
    else:
        out.print(f"{count:,} events of {len(ended):,} runs told")
