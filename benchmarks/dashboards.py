"""How fast the dashboards are over a large lake: `python -m benchmarks.dashboards --scale 0.5`.

The lake holds IMDb's files at a scale and what every other simulated provider has. A server is
started as a user starts it, and a browser without a window looks at its pages. A page is drawn when
its last words are there, nothing is being computed, and all drawings are there that lie within 1280
by 900 pixels; those below, which a reader has to scroll to, are drawn right after that.

The first page of a cold start is measured three times: until it can be read, until it can be used,
and until its drawings, stills before, answer the pointer. It is started over a build whose pages
were prepared, by `reelhouse dashboards --prepare` or by a server that showed it, and over one of
which nothing was prepared. Times are on the clock, so close other programs first.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from playwright.sync_api import Browser, Page, ViewportSize
from playwright.sync_api import TimeoutError as TookTooLong
from rich.console import Console
from rich.table import Table

from benchmarks.bytecode import compile_environment
from benchmarks.machine import describe_machine
from benchmarks.screenshots import LAST_WORDS, MOST_MS, chromium, wait_until_drawn
from benchmarks.served import free_port, prepare, serve, serve_bare
from benchmarks.universe import make_universe
from benchmarks.whole import EVERYTHING, build, fill
from reelhouse.dashboards.page import all_pages
from reelhouse.dashboards.search import TitleIndex, folded, make_index
from reelhouse.gold import query, require_current
from reelhouse.lake import Lake

HERE = Path(__file__).parent
EXIT_MISSED = 1
COLD_SECONDS, PAGE_SECONDS, FILTER_SECONDS, SEARCH_SECONDS = 3.0, 1.5, 0.5, 0.15
MEMORY_BYTES = 700_000_000
MOST_GROWTH = 1.1  # of memory over the second half of the views
VIEWS, SEARCHES, ROUNDS = 200, 200, 3
OPENINGS = 5
WINDOW: ViewportSize = {"width": 1280, "height": 900}

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
console = Console()


@dataclass(frozen=True, slots=True)
class Measured:
    """A figure and what it may be.

    Attributes:
        what: what was measured.
        figure: seconds, bytes or a ratio.
        most: the largest that is good; None for a figure to compare with.
        unit: of the figure.
        n: measurements behind it, whose median it is.
    """

    what: str
    figure: float
    most: float | None
    unit: str
    n: int

    @property
    def is_reached(self) -> bool:
        """Whether it is good."""
        return self.most is None or self.figure <= self.most


@app.command()
def main(
    scale: Annotated[float, typer.Option(min=0.001, max=1, help="1.0 is IMDb's real size.")] = 0.5,
    lake: Annotated[Path | None, typer.Option(help="Take this built lake and make none.")] = None,
    views: Annotated[int, typer.Option(min=10, help="Page views for the memory.")] = VIEWS,
    work: Annotated[Path, typer.Option(help="Folder for what is built.")] = HERE / "work",
    results: Annotated[Path, typer.Option(help="Folder for the figures.")] = HERE / "results",
) -> None:
    """Measure first page, other pages, filters, search and memory."""
    os.environ |= compile_environment(work / "bytecode")
    built = Lake(lake.absolute()) if lake else _made(work.absolute(), scale)
    measured = [*_search(built), *_pages(built, views)]
    _show(measured)
    day = datetime.now(UTC).date().isoformat()
    rows = require_current(built).rows
    record = {
        "day": day,
        "scale": scale,
        "views": views,
        "machine": describe_machine(),
        "titles": rows["dim_title"],
        "rows": sum(rows.values()),
        "measured": [asdict(m) | {"is_reached": m.is_reached} for m in measured],
    }
    results.mkdir(parents=True, exist_ok=True)
    (results / "dashboards.json").write_text(json.dumps(record, indent=1) + "\n", "utf-8")
    (results / "dashboards.md").write_text(_page(record, measured), "utf-8")
    if not all(m.is_reached for m in measured):
        raise typer.Exit(EXIT_MISSED)


def _made(work: Path, scale: float) -> Lake:
    """A lake of IMDb at a scale with all other sources, built; kept for the next time."""
    folder = work / f"dashboards-{scale:g}"
    if not (folder / "done").exists():
        shutil.rmtree(folder, ignore_errors=True)
        lakes = fill(folder, make_universe(work, scale).folder.parent)
        shutil.rmtree(folder / "alone")
        build(lakes[EVERYTHING])
        (folder / "done").touch()
    return Lake(folder / "everything")


def _search(lake: Lake) -> list[Measured]:
    """How long a search takes as one types, names with slips and without accents."""
    build = require_current(lake)
    began = time.perf_counter()
    index = TitleIndex(make_index(lake, build))
    console.print(f"index of titles: {time.perf_counter() - began:.0f} s")
    names = [
        str(name)
        for [name] in query(
            build,
            "select primary_title from dim_title where is_current and title_type not in "
            "('tvEpisode', 'videoGame') and length(primary_title) > 8 "
            f"order by hash(title_key) limit {SEARCHES}",
        )[1]
    ]
    spent, found = [], 0
    for place, name in enumerate(names):
        slip = 2 + place % (len(name) - 3)
        typed = folded(name[:slip] + name[slip + 1 :]).strip()
        # as one types: half of it, then all of it
        for text in (typed[: len(typed) // 2], typed):
            began = time.perf_counter()
            titles = index.find(text)
            spent.append(time.perf_counter() - began)
        found += any(folded(t.name) == folded(name) for t in titles)
    index.close()
    missed = 1 - found / len(names)
    return [
        Measured("search, median", statistics.median(spent), SEARCH_SECONDS, "s", len(spent)),
        Measured("search, slowest of 20", _late(spent), SEARCH_SECONDS, "s", len(spent)),
        Measured("names with a slip not among the first ten", missed, 0.1, "share", len(names)),
    ]


def _late(spent: list[float]) -> float:
    """The time that one of twenty exceeds."""
    return sorted(spent)[int(len(spent) * 0.95)]


def _pages(lake: Lake, views: int) -> list[Measured]:
    today = str(require_current(lake).manifest["created_at"])[:10]
    slugs = list(all_pages())
    with tempfile.TemporaryDirectory() as name, chromium() as browser:
        folder = Path(name)
        config = folder / "reelhouse.toml"
        config.write_text(f"lake = {json.dumps(str(lake.root))}\ntoday = {today}\n")

        def start() -> Start:
            return _cold(browser, lambda port: serve(config, port, folder / "cold.log", until="/"))

        unseen, cold = [], []
        for _ in range(ROUNDS):
            shutil.rmtree(require_current(lake).cache, ignore_errors=True)
            unseen.append(start())
            prepare(config)
            cold.append(start())
        bare = [
            _cold(browser, lambda port: serve_bare(port, folder / "bare.log", until="/"))
            for _ in range(ROUNDS)
        ]
        port = free_port()
        with serve(config, port, folder / "server.log") as process:
            url = f"http://localhost:{port}"
            page = browser.new_page(viewport=WINDOW)
            page.goto(f"{url}/{slugs[0]}")
            wait_until_drawn(page)
            fresh = {slug: _click(page, slug) for slug in slugs[1:]}
            again = [_click(page, slug) for _ in range(ROUNDS) for slug in slugs]
            page.goto(f"{url}/{slugs[0]}")
            wait_until_drawn(page)
            kinds = ("Series", "Films", "All") * ROUNDS
            filters = [_pick(page, kind) for kind in kinds]
            below = [_pick(page, kind, below=True) for kind in kinds]
            memory = [_view(page, slugs[i % len(slugs)], process.pid) for i in range(views)]
    for slug, seconds in sorted(fresh.items(), key=lambda pair: -pair[1]):
        console.print(f"{slug}, first time: {seconds:.2f} s")
    half = memory[len(memory) // 2 :]
    growth = statistics.median(half[-len(half) // 4 :]) / statistics.median(half[: len(half) // 4])
    return [
        Measured("first page of a cold start", _median_of(cold, "read"), COLD_SECONDS, "s",
                 ROUNDS),
        Measured("the same until it can be used", _median_of(cold, "used"), None, "s", ROUNDS),
        Measured("the same until its drawings answer the pointer", _median_of(cold, "drawn"), None,
                 "s", ROUNDS),
        Measured("first page over a build of which nothing was prepared",
                 _median_of(unseen, "read"), None, "s", ROUNDS),
        Measured("beside it a bare page of Streamlit with one chart", _median_of(bare, "drawn"),
                 None, "s", ROUNDS),
        Measured("other pages, first time", statistics.median(fresh.values()), PAGE_SECONDS, "s",
                 len(fresh)),
        Measured("slowest page, first time", max(fresh.values()), PAGE_SECONDS, "s", 1),
        Measured("any page again", statistics.median(again), PAGE_SECONDS, "s", len(again)),
        Measured("change of a filter", statistics.median(filters), FILTER_SECONDS, "s",
                 len(filters)),
        Measured("the same until drawings below the window are there", statistics.median(below),
                 None, "s", len(below)),
        Measured("memory of the server, most", max(memory), MEMORY_BYTES, "bytes", len(memory)),
        Measured("its growth over the second half", growth, MOST_GROWTH, "times", len(half)),
    ]  # fmt: skip


def _timed(act: Callable[[], None], page: Page, *, below: bool = False) -> float:
    began = time.perf_counter()
    act()
    wait_until_drawn(page, below=below)
    spent = time.perf_counter() - began
    wait_until_drawn(page)
    return spent


@dataclass(frozen=True, slots=True)
class Start:
    """A cold start, in seconds since the command was given.

    Attributes:
        read: until the first page shows all that it says.
        used: until it answers to clicks.
        drawn: until all that is drawn answers the pointer.
    """

    read: float
    used: float
    drawn: float


def _median_of(starts: list[Start], until: Literal["read", "used", "drawn"]) -> float:
    seconds: list[float] = [asdict(start)[until] for start in starts]
    return statistics.median(seconds)


def _cold(browser: Browser, serving: Callable[[int], AbstractContextManager[Any]]) -> Start:
    """Start a server and open its first page in a new window."""
    port = free_port()
    page = browser.new_context(viewport=WINDOW).new_page()
    began = time.perf_counter()

    def passed() -> float:
        return time.perf_counter() - began

    with serving(port):
        page.goto(f"http://localhost:{port}/", wait_until="commit")
        page.get_by_text(LAST_WORDS).first.wait_for(timeout=MOST_MS)
        if not page.locator("#first-page").count():  # the words of one come with all else
            wait_until_drawn(page, below=False, by_stills=True)
        page.evaluate("new Promise((d) => requestAnimationFrame(() => requestAnimationFrame(d)))")
        read = passed()
        wait_until_drawn(page, below=False, by_stills=True)
        used = passed()
        wait_until_drawn(page, below=False)
        page.locator(".js-plotly-plot .main-svg").first.wait_for(state="attached")
        drawn = passed()
        page.context.close()
    return Start(read, used, drawn)


def _click(page: Page, slug: str) -> float:
    title = all_pages()[slug].page.title
    link = page.get_by_test_id("stSidebarNav").get_by_role("link", name=title)

    def act() -> None:
        link.click()
        page.get_by_role("heading", level=1, name=title).wait_for()

    return _timed(act, page)


def _pick(page: Page, kind: str, *, below: bool = False) -> float:
    box = page.get_by_test_id("stSidebar").get_by_role("combobox", name="Type")
    option = page.get_by_role("option", name=kind, exact=True)
    for _ in range(OPENINGS):
        box.click()
        with suppress(TookTooLong):  # the page was drawn anew just then, which closes lists
            option.wait_for(timeout=3_000)
            break
    said = page.get_by_text("Showing:")

    def act() -> None:
        option.click()
        if kind == "All":
            said.wait_for(state="detached")
        else:
            page.get_by_text(f"Showing: {kind}").wait_for()

    return _timed(act, page, below=below)


def _view(page: Page, slug: str, process: int) -> int:
    _click(page, slug)
    return _resident(process)


def _resident(process: int) -> int:
    """Bytes of memory that a process holds now."""
    pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def _text(measured: Measured, figure: float) -> str:
    if measured.unit == "bytes":
        return f"{figure / 1e6:.0f} MB"
    if measured.unit == "share":
        return f"{figure:.1%}"
    return f"{figure:.3g} {measured.unit}"


def _row(measured: Measured) -> tuple[str, str, str, str, str]:
    """What was measured, how much, the most, out of how many, and the verdict."""
    figure = _text(measured, measured.figure)
    if measured.most is None:
        return measured.what, figure, "", f"{measured.n:,}", ""
    verdict = "reached" if measured.is_reached else "missed"
    return measured.what, figure, _text(measured, measured.most), f"{measured.n:,}", verdict


def _show(measured: list[Measured]) -> None:
    table = Table("what", "measured", "at most", "n", "")
    for m in measured:
        table.add_row(*_row(m))
    console.print(table)


def _page(record: dict[str, Any], measured: list[Measured]) -> str:
    """The figures as a page."""
    lines = [
        "# Dashboards",
        "",
        f'Written by `make bench-dashboards BENCH_ARGS="--views {record["views"]}"`: medians on '
        "the clock, in a browser without a window, until all within 1280 by 900 pixels is drawn.",
        "",
        f"{record['day']}, IMDb at scale {record['scale']:g} with all other sources: "
        f"{record['titles']:,} versions of titles, {record['rows']:,} rows. "
        f"{', '.join(f'{k} {v}' for k, v in record['machine'].items())}.",
        "",
        "| what | measured | at most | n | |",
        "|---|---:|---:|---:|---|",
    ]
    for m in measured:
        lines.append(f"| {' | '.join(_row(m))} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    app()
