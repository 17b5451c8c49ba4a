"""Pictures of every page of the dashboards: `python -m benchmarks.screenshots --help`."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Annotated, Literal

import typer
from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.served import free_port, serve
from reelhouse.dashboards.page import all_pages

ROOT = Path(__file__).parents[1]
LOOKS = [("dark", 1280), ("light", 1280), ("dark", 390), ("light", 390)]
TALLEST = 9000
MOST_MS = 300_000  # a busy machine draws slowly
LAST_WORDS = "Figures can be asked for with"
"""The last words of a page."""
# what README and docs show: a page, its look and what is picked on it
IMAGES = ROOT / "docs" / "images"
SHOWN = {
    "copilot": ("dark", "?genre=Drama&budget=20"),
    "executive": ("light", ""),
    "market": ("dark", ""),
}

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


CHROMIUM_ARGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    # without a graphics card: no process that draws on its own, no copies between the two
    "--in-process-gpu",
    "--disable-software-rasterizer",
)


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's chromium, without a window."""
    executable = shutil.which("chromium")
    if executable is None:
        raise typer.BadParameter("there is no chromium: `apt-get install chromium`")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=[*CHROMIUM_ARGS])
        yield browser
        browser.close()


def wait_until_drawn(page: Page, *, below: bool = True, by_stills: bool = False) -> None:
    """Wait until a page is whole and nothing is being computed.

    Args:
        page: the page.
        below: wait also for drawings that lie below the window, which come last.
        by_stills: a still, which stands there until Plotly has started, is a drawing too.
    """
    page.get_by_text(LAST_WORDS).first.wait_for(state="attached", timeout=MOST_MS)
    wait_for_drawings(page, below=below, by_stills=by_stills)


def wait_for_drawings(
    page: Page,
    *,
    below: bool = True,
    by_stills: bool = False,
    polling: float | Literal["raf"] = "raf",
) -> None:
    """Wait until nothing is being computed and every drawing is in its place.

    Args:
        page: the page.
        below: wait also for drawings that lie below the window, which come last.
        by_stills: a still, which stands there until Plotly has started, is a drawing too.
        polling: how often it is looked, in milliseconds, or at each frame.
    """
    page.wait_for_function(
        """({below, places}) => !document.querySelector(
            '#first-page, [data-testid=stStatusWidget], [data-testid=stSkeleton], '
            + '[data-stale=true]')
            && [...document.querySelectorAll('[class*=st-key-plot-]')].every(
                place => place.querySelector(places)
                    || !below && place.getBoundingClientRect().top >= window.innerHeight)""",
        arg={
            "below": below,
            "places": ", ".join(
                f"[data-plot={state}]"
                for state in ("drawn", "failed", *(["still"] if by_stills else []))
            ),
        },
        timeout=MOST_MS,
        polling=polling,
    )


def look_at(page: Page, url: str, look: str, width: int) -> None:
    """Open an address anew in a look, in a window of 900 pixels' height."""
    scheme: Literal["dark", "light"] = "dark" if look == "dark" else "light"
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(url)
    wait_until_drawn(page)


def picture(page: Page, url: str, look: str, width: int, path: Path) -> None:
    """Take a picture of a whole page."""
    look_at(page, url, look, width)
    main = "document.querySelector('[data-testid=stMainBlockContainer]')"
    height = int(page.evaluate(f"{main}.scrollHeight"))
    page.set_viewport_size({"width": width, "height": min(height + 60, TALLEST)})
    wait_until_drawn(page)  # what was out of sight is loaded now
    page.wait_for_timeout(700)  # drawings take the new size
    page.screenshot(path=path)


def picture_for_docs(page: Page, url: str, look: str, path: Path) -> None:
    """Take a picture of the top of a page, small enough to stand in a README."""
    from PIL import Image

    look_at(page, url, look, 1280)
    page.wait_for_timeout(700)
    with Image.open(BytesIO(page.screenshot())) as taken:
        taken.convert("RGB").save(path, "WEBP", quality=82, method=6)


@app.command()
def main(
    config: Annotated[Path, typer.Option(help="Settings of the lake to show.")] = ROOT
    / "demo"
    / "reelhouse.toml",
    out: Annotated[Path, typer.Option(help="Folder for the pictures.")] = ROOT / "screenshots",
    only: Annotated[list[str] | None, typer.Option(help="Slug of a page; repeatable.")] = None,
    looks: Annotated[
        list[str] | None, typer.Option(help="Such as light-390; repeatable, all by default.")
    ] = None,
    for_docs: Annotated[
        bool, typer.Option(help="Only the three that README and docs show, into docs/images/.")
    ] = False,
) -> None:
    """Take pictures of every page, dark and light, at 1280 and 390 pixels."""
    if not config.is_file():
        raise typer.BadParameter(f"{config} is not there: `make demo` makes it")
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        with serve(config, port, Path(folder) / "server.log"), chromium() as browser:
            page, root = browser.new_page(), f"http://localhost:{port}"
            if for_docs:
                IMAGES.mkdir(exist_ok=True)
                for slug, (look, asked) in SHOWN.items():
                    picture_for_docs(page, f"{root}/{slug}{asked}", look, IMAGES / f"{slug}.webp")
                return
            for slug in only or all_pages():
                for look, width in LOOKS:
                    if not looks or f"{look}-{width}" in looks:
                        path = out / f"{slug}-{look}-{width}.png"
                        picture(page, f"{root}/{slug}", look, width, path)
                        typer.echo(path)


if __name__ == "__main__":
    if not (ROOT / "demo").is_dir() and len(sys.argv) == 1:
        subprocess.run([sys.executable, "-m", "reelhouse.cli", "demo"], cwd=ROOT, check=True)
    app()
