"""Pictures of every page of the dashboards: `python -m benchmarks.screenshots --help`."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Literal

import typer
from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.served import free_port, serve
from reelhouse.dashboards.page import all_pages

ROOT = Path(__file__).parents[1]
LOOKS = [("dark", 1280), ("light", 1280), ("dark", 390), ("light", 390)]
TALLEST = 9000

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's chromium, without a window."""
    executable = shutil.which("chromium")
    if executable is None:
        raise typer.BadParameter("there is no chromium: `apt-get install chromium`")
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        browser = playwright.chromium.launch(executable_path=executable, args=arguments)
        yield browser
        browser.close()


def wait_until_drawn(page: Page) -> None:
    """Wait until a page is whole and nothing is being computed."""
    page.get_by_text("Figures can be asked for with").wait_for(state="attached", timeout=60_000)
    page.wait_for_function(
        "() => !document.querySelector("
        "'[data-testid=stStatusWidget], [data-testid=stSkeleton], [data-stale=true]')",
        timeout=60_000,
    )


def picture(browser: Browser, url: str, look: str, width: int, path: Path) -> None:
    """Take a picture of a whole page."""
    scheme: Literal["dark", "light"] = "dark" if look == "dark" else "light"
    context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 900})
    page = context.new_page()
    page.goto(url)
    wait_until_drawn(page)
    main = "document.querySelector('[data-testid=stMainBlockContainer]')"
    height = int(page.evaluate(f"{main}.scrollHeight"))
    page.set_viewport_size({"width": width, "height": min(height + 60, TALLEST)})
    wait_until_drawn(page)  # what was out of sight is loaded now
    page.wait_for_timeout(700)  # drawings take the new size
    page.screenshot(path=path)
    context.close()


@app.command()
def main(
    config: Annotated[Path, typer.Option(help="Settings of the lake to show.")] = ROOT
    / "demo"
    / "reelhouse.toml",
    out: Annotated[Path, typer.Option(help="Folder for the pictures.")] = ROOT / "screenshots",
    only: Annotated[list[str] | None, typer.Option(help="Slug of a page; repeatable.")] = None,
    looks: Annotated[int, typer.Option(min=1, max=4, help="How many of the four looks.")] = 4,
) -> None:
    """Take pictures of every page, dark and light, at 1280 and 390 pixels."""
    if not config.is_file():
        raise typer.BadParameter(f"{config} is not there: `make demo` makes it")
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        with serve(config, port, Path(folder) / "server.log"), chromium() as browser:
            for slug in only or all_pages():
                for look, width in LOOKS[:looks]:
                    path = out / f"{slug}-{look}-{width}.png"
                    picture(browser, f"http://localhost:{port}/{slug}", look, width, path)
                    typer.echo(path)


if __name__ == "__main__":
    if not (ROOT / "demo").is_dir() and len(sys.argv) == 1:
        subprocess.run([sys.executable, "-m", "reelhouse.cli", "demo"], cwd=ROOT, check=True)
    app()
