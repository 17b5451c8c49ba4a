"""The titles most like one that a reader looks for."""

from __future__ import annotations

from reelhouse.dashboards import figures, findings
from reelhouse.dashboards.charts import Blank, Chart, escape
from reelhouse.dashboards.finder import find_title, with_boxes
from reelhouse.dashboards.search import Found
from reelhouse.dashboards.theme import genre_colours
from reelhouse.dashboards.view import View, given

TITLES = 12
SUBJECT = "Titles most like a title"


def show_alike(view: View) -> None:
    """Draw the box and what is like the title that is found, in one fragment."""

    def box() -> None:
        found = find_title(view, "More like", key="like", shown=5, is_shared=True)
        view.grid(given(alike, found), wide=1)

    with_boxes(view, box)


def alike(view: View, found: Found | None) -> Chart | Blank:
    """Titles by how like they are, in the colour of their first genre."""
    if not view.has("mart_similar_title"):
        return Blank(
            "alike", SUBJECT, "`reelhouse train recommendations`, then `reelhouse predict`."
        )
    if found is None:
        return Blank(
            "alike",
            SUBJECT,
            "Find a title above: part of a name is enough. `reelhouse recommend --similar-to "
            "TITLE` does the same.",
        )
    answer = view.run("similar_titles", titles=(found.title_key,), limit=TITLES)
    if answer.is_empty:
        return Blank(
            "alike",
            SUBJECT,
            f"{escape(found.name)} is none of the titles that the service had when the model was "
            f"trained. `reelhouse recommend --similar-to {found.title_key}` finds those like it in "
            "what they are about.",
        )
    rows = answer.frame.assign(title=figures.titled(answer.frame))
    pairs = list(zip(rows["title"], rows["similarity"], strict=True))
    finding = findings.ranking(pairs, f"likeness to {found.name}", decimals=2)
    figure = figures.bars(
        rows, "title", "similarity",
        colours=genre_colours([str(genre or "").split(",")[0] for genre in rows["genres"]]),
        title="Likeness", form=".2f",
    )  # fmt: skip
    figure.update_traces(
        customdata=rows[["title", "why"]],
        hovertemplate="%{customdata[0]}: %{x:.2f}<br>%{customdata[1]}<extra></extra>",
    )
    least = view.settings.marts.min_group
    return Chart(
        key="alike",
        finding=finding,
        subject=f"The {len(rows)} titles most like {found.name}, by first genre's colour",
        how_to_read="0 is nothing in common, 1 all: who watches both and what both are about. "
        f"That the same members watch both counts from {least} members on. "
        f"{rows.iloc[0]['primary_title']}: {rows.iloc[0]['why']}. What the others share stands in "
        "the data.",
        figure=figure,
        answers=(answer,),
        unit="likeness 0 to 1",
        period="all viewing that the model knows",
        n=len(rows),
        n_of="titles",
        height=figures.tall(len(rows), 300),
    )
