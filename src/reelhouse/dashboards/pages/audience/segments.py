"""Kinds of members, and whose audiences overlap."""

from __future__ import annotations

from reelhouse.dashboards import figures, findings
from reelhouse.dashboards.charts import Blank, Chart
from reelhouse.dashboards.findings import Finding
from reelhouse.dashboards.view import View
from reelhouse.dashboards.words import compact, percent

TRAITS = 14
ITEMS = 14
OWN = "Members are a file of the team's own: `reelhouse init --templates own`."
_TRAIN = (
    "`reelhouse train segments` learns them from twelve months of sessions, `reelhouse predict` "
    "puts them here."
)


def segments(view: View) -> Chart | Blank:
    """How large segments are."""
    answer = view.run("segments")
    rows = answer.frame
    if rows.empty:
        return Blank("segments", "Segments of members", f"No segment is told yet. {_TRAIN}")
    first = rows.iloc[0]
    return Chart(
        key="segments",
        finding=findings.share(
            f"“{first['segment_name']}”, the largest of {len(rows)} segments,",
            first["member_rate"],
            1.0,
            "all members",
            "has",
        ),
        subject="Members by segment",
        how_to_read="Segments are learned from how members watched in twelve months; their names "
        "say what sets them apart. Hours, formats and genres of each stand in the data.",
        figure=figures.bars(
            rows,
            "segment_name",
            "member_count",
            colours=view.theme.accent,
            title="Members",
        ),
        answers=(answer,),
        unit="members",
        period="twelve months to now",
        n=int(rows["member_count"].sum()),
        n_of="members",
        height=figures.tall(TRAITS, 300, 24),
    )


def traits(view: View) -> Chart | Blank:
    """What sets segments apart."""
    answer = view.run("segment_traits", limit=TRAITS)
    rows = answer.frame.dropna(subset=["lift"])
    if rows.empty:
        return Blank("traits", "What sets segments apart", f"No segment is told yet. {_TRAIN}")
    usual = rows["usual_value"]
    clear = rows[(rows["value_low"] > usual) | (rows["value_high"] < usual)]
    if clear.empty:
        finding = Finding("No segment clearly differs from what is usual in any of these traits")
    else:
        top = clear.sort_values("lift", kind="stable").iloc[-1]
        finding = findings.multiple(
            f"“{top['segment_name']}”, by {top['trait']},",
            "come to",
            top["lift"],
            top["value_low"] / top["usual_value"],
            top["value_high"] / top["usual_value"],
            usual="what is usual",
            n=int(top["member_count"]),
        )
    shown = rows.assign(
        mark=[f"{lift:.1f}" for lift in rows["lift"]],
        shown=rows["lift"].clip(upper=2),
        segment=[figures.short(name, 22) for name in rows["segment_name"]],
    )
    shown["segment"] = shown["segment"].where(
        shown.groupby("trait")["segment"].transform("nunique")
        == shown.groupby("trait")["segment"].transform("size"),
        shown["segment_number"].astype(str) + " " + shown["segment"],
    )
    figure = figures.heat(
        shown, "segment", "trait", "shown", theme=view.theme, title="Times usual", form=".1f",
        middle=1, marks="mark", ends=(0, 2),
    )  # fmt: skip
    figure.update_xaxes(tickangle=-25)
    return Chart(
        key="traits",
        finding=finding,
        subject="Traits of segments by what is usual for all members",
        how_to_read="1 is usual; orange is more, blue less, colours end at 2. The traits that "
        "differ most are shown; intervals stand in the data.",
        figure=figure,
        answers=(answer,),
        unit="times what is usual",
        period="twelve months to now",
        n=int(rows.groupby("segment_number")["member_count"].first().sum()),
        n_of="members",
        height=figures.tall(TRAITS, 300, 24),
    )


def overlap(view: View, item: str) -> Chart | Blank:
    """Which devices, genres or titles share their members."""
    answer = view.run("audience_overlap", kinds=(item,))
    rows = answer.frame
    subject = f"Share of those who watch one that watches the other too, by {item}"
    if rows.empty:
        return Blank("overlap", subject, f"No two audiences are large enough to be shown. {OWN}")
    names = list(dict.fromkeys(rows["item_name"]))[:ITEMS]
    shown = rows[rows["item_name"].isin(names) & rows["other_item_name"].isin(names)]
    shown = shown.drop_duplicates(["item_name", "other_item_name"])
    if shown.empty:
        return Blank("overlap", subject, "The largest audiences are not paired with one another.")
    top = shown.sort_values("lift", kind="stable").iloc[-1]
    few = len(names) <= 10
    shown = shown.assign(
        mark=[percent(rate, 0) for rate in shown["shared_rate"]],
        one=[figures.short(name, 24) for name in shown["item_name"]],
        other=[figures.short(name, 24) for name in shown["other_item_name"]],
    ).drop_duplicates(["one", "other"])
    figure = figures.heat(
        shown, "other", "one", "shared_rate", theme=view.theme, title="Share", form=".0%",
        marks="mark" if few else "",
    )  # fmt: skip
    order = [figures.short(name, 24) for name in names]
    figure.update_xaxes(categoryorder="array", categoryarray=order, tickangle=-40)
    figure.update_yaxes(categoryorder="array", categoryarray=order)
    return Chart(
        key="overlap",
        finding=Finding(
            f"Who watches {top['item_name']} is {top['lift']:.2f} times as likely as all members "
            f"to watch {top['other_item_name']} ({compact(top['shared_member_count'])} watch "
            f"both), the most of the {item}s shown"
        ),
        subject=subject,
        how_to_read="Take a row: each cell is the share of its members that watch what stands "
        "below too; empty ones are too few to be shown. What most members watch is high in every "
        "row; the lift in the data takes that out.",
        figure=figure,
        answers=(answer,),
        unit="share of members",
        period="since the first session",
        n=len(names),
        n_of=f"{item}s with the largest audiences",
        frame=shown.drop(columns=["mark", "one", "other"]),
        height=430,
    )
