"""What is recommended against what the same members watch: genres, titles, concentration."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from reelhouse.dashboards import figures, findings
from reelhouse.dashboards.charts import Blank, Chart
from reelhouse.dashboards.findings import Finding
from reelhouse.dashboards.theme import Theme
from reelhouse.dashboards.view import View
from reelhouse.dashboards.words import percent

TITLES = 14
TENTH = 10  # percent
PERIOD = "lists of now, all that was watched"
NOBODY = (
    "No list rests on what a member watched. Lists need members who agree to recommendations and "
    "have watched something: `reelhouse ingest first_party`, `reelhouse train recommendations`, "
    "`reelhouse predict`."
)


def genres(view: View) -> Chart | Blank:
    """By how much lists have more or less of a genre than what their members watched."""
    subject = "Share of genres in lists less their share in what was watched"
    if not view.has("mart_recommendation", "fact_viewing_hour"):
        return Blank("genres", subject, NOBODY)
    answer = view.run("recommendation_genres", fewest=view.settings.marts.min_group)
    rows = answer.frame.dropna(subset=["difference_low", "difference_high"])
    if rows.empty:
        return Blank("genres", subject, f"Too few members have a list of their own. {NOBODY}")
    members = int(rows["member_count"].iloc[0])
    clear = rows[(rows["difference_low"] > 0) | (rows["difference_high"] < 0)]
    one = (clear if len(clear) else rows).assign(far=lambda r: r["difference"].abs())
    far = one.sort_values("far", kind="stable").iloc[-1]
    if len(clear):
        finding = findings.difference(
            "what is recommended", "what is watched", f"the share of {far['genre']}",
            far["difference"], far["difference_low"], far["difference_high"], n=members,
        )  # fmt: skip
    elif members < findings.FEWEST:
        finding = findings.too_few("how lists differ from viewing", members, findings.FEWEST)
    else:
        finding = Finding(f"None of {len(rows)} genres clearly has more or less of lists")
    shown = rows.sort_values("difference", ascending=False)
    theme = view.theme
    return Chart(
        key="genres",
        finding=finding,
        subject=subject,
        how_to_read="Right of 0 lists have more of a genre than the same members watched; the line "
        "is the 95 % interval over members, grey is not clear. A title counts for each of its "
        "genres. Where nothing differs, one genre in twenty looks clear by chance.",
        figure=figures.dots(
            shown, "genre", "difference", "difference_low", "difference_high", theme=theme,
            title="Difference of shares", form="+.0%", reference=0,
            colours=[
                theme.neutral if low <= 0 <= high else theme.accent
                for low, high in zip(
                    shown["difference_low"], shown["difference_high"], strict=True
                )
            ],
        ),
        answers=(answer,),
        unit="difference of shares",
        period=PERIOD,
        n=members,
        n_of="members with a list of their own",
        height=figures.tall(max(len(shown), TITLES), 300, 24),
    )  # fmt: skip


def titles(view: View) -> Chart | Blank:
    """The titles in most lists, beside how many of the same members watched them."""
    subject = "Titles in most lists"
    if not view.has("mart_recommendation"):
        return Blank("titles", subject, NOBODY)
    fewest = view.settings.marts.min_group
    answer = view.run("recommendation_titles", fewest=fewest, limit=TITLES)
    if answer.is_empty:
        return Blank("titles", subject, f"No title is in the lists of {fewest} members. {NOBODY}")
    rows = answer.frame.assign(title=figures.titled(answer.frame))
    pairs = list(zip(rows["title"], rows["listed_rate"], strict=True))
    return Chart(
        key="titles",
        finding=findings.ranking(pairs, "share of members who are shown it", unit="%"),
        subject=f"The {len(rows)} titles in most lists, and who has watched them",
        how_to_read="Red: the share of members in whose list a title stands; grey: the share of "
        "them who watched it. Nobody is shown what was watched, so that both rarely add up to "
        f"more than all. Fewer than {fewest} members are not told.",
        figure=_pairs(rows, view.theme),
        answers=(answer,),
        unit="share of members",
        period=PERIOD,
        n=int(rows["member_count"].iloc[0]),
        n_of="members with a list of their own",
        frame=rows.drop(columns="title"),
        height=figures.tall(TITLES, 300, 24),
    )


def _pairs(rows: pd.DataFrame, theme: Theme) -> go.Figure:
    """Two dots a title: in lists, and watched."""
    figure = go.Figure()
    for column, label, colour in (
        ("watched_rate", "watched", theme.neutral),
        ("listed_rate", "recommended", theme.accent),
    ):
        figure.add_scatter(
            x=rows[column],
            y=list(range(len(rows))),
            mode="markers",
            name=label,
            marker={"size": 10, "color": colour},
            customdata=rows["title"],
            hovertemplate=f"%{{customdata}}, {label}: %{{x:.0%}} of members<extra></extra>",
        )
    figure.update_yaxes(
        tickvals=list(range(len(rows))), ticktext=[figures.short(t) for t in rows["title"]],
        autorange="reversed", showgrid=False, zeroline=False,
    )  # fmt: skip
    figure.update_xaxes(
        title="Share of members", tickformat=".0%", rangemode="tozero", showgrid=True, nticks=6
    )
    return figure


def spread(view: View) -> Chart | Blank:
    """How much of lists, and of viewing, falls on the first titles."""
    subject = "Share of lists and of viewing that the first titles have"
    if not view.has("mart_recommendation"):
        return Blank("spread", subject, NOBODY)
    known = view.run("recommendation_counts").frame.iloc[0]
    fewest = view.settings.marts.min_group
    if known["member_count"] - known["fallback_member_count"] < fewest:
        return Blank("spread", subject, f"Fewer than {fewest} members have lists of their own.")
    answer = view.run("recommendation_spread")
    rows = answer.frame
    lists = rows[rows["side"] == "recommended"]
    if lists.empty:
        return Blank("spread", subject, NOBODY)
    count = int(lists["title_count"].iloc[0])
    finding = findings.concentration("titles", _share(lists), "tenth", count, "places in lists")
    watched = rows[rows["side"] == "watched"]
    beside = _share(watched)
    if finding.direction != "unknown" and beside is not None:
        finding = Finding(
            f"{finding.text}; the most watched tenth has {percent(beside)} of what the same "
            "members watched"
        )
    return Chart(
        key="spread",
        finding=finding,
        subject=subject,
        how_to_read="Titles stand from the one with most to the one with least, each side in its "
        "own order. The sooner a line rises, the more falls on few; a straight one would give all "
        "titles the same. A member and a title count once.",
        figure=figures.lines(
            rows, "title_rate", "place_rate", by="side", title="Share of all", form=".0%",
            colours={"recommended": view.theme.accent, "watched": view.theme.neutral},
            names={"recommended": "In lists", "watched": "Watched"},
        )
        .update_xaxes(title="Share of the service's titles", tickformat=".0%")
        .update_layout(hovermode="closest"),
        answers=(answer,),
        unit="share of all",
        period=PERIOD,
        n=count,
        n_of="titles of the service",
        height=380,
    )  # fmt: skip


def _share(rows: pd.DataFrame) -> float | None:
    """The share that the first tenth has; None where nothing is known of it."""
    first = rows.loc[rows["title_percent"] <= TENTH, "place_rate"]
    return float(first.max()) if len(first) else None
