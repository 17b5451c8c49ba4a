"""`reelhouse dashboards`: the pages over the published build."""

from __future__ import annotations

import importlib.util
import socket
from typing import Annotated

import typer

from reelhouse.cli.session import session
from reelhouse.console import err
from reelhouse.errors import ReelhouseError
from reelhouse.settings.dashboards import ThemeName


def register(app: typer.Typer) -> None:
    """Add the command of this module to the command line."""
    app.command(
        epilog="Examples: [bold]reelhouse dashboards[/] · "
        "[bold]reelhouse dashboards --port 8600 --theme dark[/]"
    )(dashboards)


def dashboards(
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="Port to listen on.")] = None,
    host: Annotated[
        str | None, typer.Option(help="Address to listen on; 0.0.0.0 is all of the machine's.")
    ] = None,
    theme: Annotated[ThemeName | None, typer.Option(help="Colours of the pages.")] = None,
    currency: Annotated[
        str | None,
        typer.Option(metavar="CODE", help="Currency that money is shown in, with --rate."),
    ] = None,
    rate: Annotated[
        float | None, typer.Option(min=0, help="How much of it a US dollar is worth.")
    ] = None,
) -> None:
    """Show the published build on a screen, until stopped with Ctrl-C."""
    for package in ("streamlit", "plotly"):
        if importlib.util.find_spec(package) is None:
            raise ReelhouseError(
                f"the dashboards need {package}, which is not installed",
                advice="Install the extra `dashboards` of the package: `reelhouse[dashboards]`.",
            )
    from reelhouse.dashboards.serve import serve

    given = {
        "host": host,
        "port": port,
        "theme": theme,
        "currency": currency,
        "currency_per_usd": rate,
    }
    said = {name: str(value) for name, value in given.items() if value is not None}
    settings = session.settings(**({"dashboards": said} if said else {}))
    shown = settings.dashboards
    _refuse_taken(shown.host, shown.port)
    err.print(f"dashboards on http://{shown.host}:{shown.port} – stop with Ctrl-C")
    serve(session.lake(), settings)


def _refuse_taken(host: str, port: int) -> None:
    """Say so before the server starts where its place is taken."""
    try:
        with socket.create_server((host, port)):
            pass
    except OSError as error:
        raise ReelhouseError(
            f"nothing can listen there: {error.strerror or error}",
            where=f"{host}:{port}",
            advice="Another program may be there already; --port takes another one.",
        ) from error
