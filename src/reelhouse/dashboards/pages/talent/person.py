"""One person, and who works with whom."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from reelhouse.dashboards import figures
from reelhouse.dashboards.charts import Blank, Chart
from reelhouse.dashboards.findings import Finding
from reelhouse.dashboards.networks import network
from reelhouse.dashboards.theme import SERIES_COLOURS
from reelhouse.dashboards.view import Tile, View
from reelhouse.dashboards.words import compact

MOST_NAMES = 1_000
PAIRS = 60
KINDS = ("actor", "actress", "director", "writer", "producer", "composer")
COLOURS = dict(zip(KINDS, SERIES_COLOURS, strict=False))
NAMED = ("blue actors", "orange actresses", "pink directors", "green writers", "olive producers",
         "violet composers")  # fmt: skip
LEGEND = f"Colours: {', '.join(NAMED)}, grey all else."


@dataclass(frozen=True, slots=True)
class Person:
    """A person.

    Attributes:
        key: of the person in gold.
        name: by which they are most often credited.
    """

    key: int
    name: str


def picked_name(kind: str) -> str:
    """A category of credits as it is shown."""
    return kind.replace("_", " ").capitalize()


def pick(view: View) -> tuple[str | None, Person | None]:
    """Draw the boxes for a kind of work and a person, and say what was picked."""
    kinds = list(view.run("talent_kinds").frame["main_category"])
    people = {
        f"{row['person_name']} ({picked_name(row['main_category']).lower()}, "
        f"{int(row['prolific_rank'])})": Person(int(row["person_key"]), row["person_name"])
        for row in view.run("talent_names", limit=MOST_NAMES).frame.to_dict("records")
    }
    left, right = st.columns(2)
    with left:
        kind = st.selectbox(
            "Work",
            kinds,
            index=None,
            format_func=picked_name,
            placeholder="All",
            key="work",
            bind="query-params",
        )
    with right:
        name = st.selectbox(
            "Person",
            list(people),
            index=None,
            placeholder=f"One of the {len(people):,} with most titles",
            key="person",
            bind="query-params",
        )
    return kind, people.get(name or "")


def person_tiles(view: View, person: Person) -> list[Tile]:
    """What is known of a person."""
    rows = view.run(
        "talent", kinds=None, people=(person.key,), since_year=None, until_year=None, limit=1
    ).frame
    if rows.empty:
        return [Tile("Titles", "–")]
    row = rows.iloc[0]
    first, last, rating = (
        row["first_title_year"],
        row["last_title_year"],
        row["mean_weighted_rating"],
    )
    return [
        Tile("Titles", compact(row["title_count"]), help="Episodes are left out."),
        Tile("First title", "–" if pd.isna(first) else f"{int(first)}"),
        Tile("Last title", "–" if pd.isna(last) else f"{int(last)}"),
        Tile("Votes", compact(row["vote_count"])),
        Tile(
            "Weighted rating",
            "–" if pd.isna(rating) else f"{rating:.2f}",
            help=f"Mean over {int(row['rated_title_count'])} rated titles, 1 to 10.",
        ),
    ]


def person_years(view: View, person: Person) -> Chart | Blank:
    """Titles of a person by year."""
    answer = view.run("person_years", people=(person.key,))
    rows = answer.frame
    if rows.empty:
        return Blank("years", f"Titles of {person.name} by year", "No year of theirs is known.")
    top = rows.sort_values("title_count", kind="stable").iloc[-1]
    total = int(rows["title_count"].sum())
    return Chart(
        key="years",
        finding=Finding(
            f"{person.name} has {total:,} titles of known year, most of them in "
            f"{int(top['start_year'])}: {int(top['title_count'])}"
        ),
        subject=f"Titles of {person.name} by year",
        how_to_read="A title counts once, whatever the credits in it; episodes are left out. "
        "Ratings of each year stand in the data.",
        figure=figures.columns(
            rows, "start_year", "title_count", colours=view.theme.accent, title="Titles"
        ),
        answers=(answer,),
        unit="titles a year",
        period=f"{int(rows['start_year'].min())} to {int(rows['start_year'].max())}",
        n=total,
        n_of="titles",
        height=470,
    )


def co_workers(view: View, kind: str | None, person: Person | None) -> Chart | Blank:
    """Who works with whom."""
    answer = view.run(
        "co_workers",
        people=(person.key,) if person else None,
        others=(person.key,) if person else None,
        kinds=(kind,) if kind and not person else None,
        other_kinds=(kind,) if kind and not person else None,
        limit=PAIRS,
    )
    rows = answer.frame
    if rows.empty:
        return Blank(
            "co-workers",
            "Who works with whom",
            "Nobody of the thousand people with most titles shares two titles with another. "
            "`reelhouse ingest imdb` brings credits.",
        )
    names: dict[int, str] = {}
    kinds: dict[int, str] = {}
    for row in rows.to_dict("records"):
        for side in ("", "other_"):
            key = int(row[f"{side}person_key"])
            names[key], kinds[key] = row[f"{side}person_name"], row[f"{side}main_category"]
    links = [
        (int(a), int(b), float(n))
        for a, b, n in zip(
            rows["person_key"], rows["other_person_key"], rows["shared_title_count"], strict=True
        )
    ]
    first = rows.iloc[0]
    colours = {key: COLOURS.get(of, view.theme.neutral) for key, of in kinds.items()}
    return Chart(
        key="co-workers",
        finding=Finding(
            f"{first['person_name']} and {first['other_person_name']} have worked together most: "
            f"in {int(first['shared_title_count'])} titles"
        ),
        subject=f"Co-workers of {person.name}" if person else "Pairs with most titles together",
        how_to_read="A dot is a person, larger with more titles shared; a line joins two who are "
        f"credited in the same titles, thicker with more of them. {LEGEND}",
        figure=network(names, links, theme=view.theme, colours=colours, what="titles together"),
        answers=(answer,),
        unit="titles together",
        period="all years",
        n=len(rows),
        n_of=f"pairs of {len(names)} people",
        height=470,
    )
