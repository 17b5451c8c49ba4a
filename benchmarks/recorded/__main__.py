"""What the recorded data says: the lake, the figures and the charts of `docs/real-data.md`.

python -m benchmarks.recorded lake DATA LAKE     ingest the recorded files and build
python -m benchmarks.recorded page DATA LAKE     fill the page's tables, draw its charts
python -m benchmarks.recorded budgets DATA       films by budget
python -m benchmarks.recorded genres DATA LAKE   films by genre
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from benchmarks.recorded import charts, lake, money, page
from reelhouse.gold import query, require_current
from reelhouse.lake import Lake
from reelhouse.settings import load_settings
from reelhouse.silver import query_silver

DOCS = Path(__file__).parents[2] / "docs"
PAGE = DOCS / "real-data.md"

app = typer.Typer(add_completion=False, help=__doc__, pretty_exceptions_enable=False)

Data = Annotated[Path, typer.Argument(help="Folder of the recorded data.")]
Where = Annotated[Path, typer.Argument(help="Folder of the lake that is made of it.")]


@app.command("lake")
def make(data: Data, where: Where) -> None:
    """Ingest the recorded files and build gold."""
    lake.make_lake(data, Lake(where))


@app.command("page")
def fill(
    data: Data,
    where: Where,
    target: Annotated[Path, typer.Option("--page", help="The page to fill.")] = PAGE,
) -> None:
    """Fill the tables of the page with what its commands answer, and draw its charts."""
    opened = Lake(where)

    def answer(words: list[str]) -> page.Answer:
        if words[0] == "reelhouse":
            statement = words[-1]
            if "--silver" in words:
                return query_silver(opened, load_settings(lake=opened.root), statement)
            return query(require_current(opened), statement)
        return money.by_budget(data) if "budgets" in words else money.by_genre(data, opened)

    filled = page.fill(target.read_text(encoding="utf-8"), answer)
    target.write_text(filled, encoding="utf-8")
    charts.draw(page.tables(filled), target.parent / "real-data")


@app.command()
def budgets(data: Data) -> None:
    """Films of The Numbers by what they cost."""
    typer.echo(page.table(*money.by_budget(data)))


@app.command()
def genres(data: Data, where: Where) -> None:
    """Films of The Numbers by the genres that their titles have at IMDb."""
    typer.echo(page.table(*money.by_genre(data, Lake(where))))


if __name__ == "__main__":
    app()
