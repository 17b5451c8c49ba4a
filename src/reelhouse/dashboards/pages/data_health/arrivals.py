"""What came, whole and as usual."""

from __future__ import annotations

import plotly.graph_objects as go

from reelhouse.dashboards import figures, findings
from reelhouse.dashboards.charts import Blank, Chart
from reelhouse.dashboards.findings import Finding
from reelhouse.dashboards.theme import SERIES_COLOURS
from reelhouse.dashboards.view import View
from reelhouse.dashboards.words import compact, percent

WAYS = {
    "id_count": "by id",
    "crosswalk_count": "by a list of ids",
    "match_count": "by name",
    "manual_count": "by hand",
    "alone_count": "alone",
    "under_review_count": "under review",
    "no_title_count": "without a title",
}
FIELDS = 15


def freshness(view: View) -> Chart | Blank:
    """How long ago each source arrived."""
    if not view.has("mart_source_health"):
        return Blank("freshness", "Days since each source arrived", "No arrival is on record.")
    answer = view.run("freshness")
    rows = answer.frame.dropna(subset=["wait_days"])
    late = rows["is_late"].fillna(False).astype(bool)
    by_source = rows.groupby("source")["wait_days"].max().sort_values(ascending=False)
    late_sources = set(rows.loc[late, "source"])
    judged = int(rows["is_late"].notna().sum())
    if not judged:
        text = "No resource has come often enough to tell whether it is late"
    elif late.any():
        text = f"{int(late.sum())} of {judged} resources whose rhythm is known are late"
    else:
        text = f"None of {judged} resources whose rhythm is known is late"
    frame = by_source.rename("days").reset_index()
    return Chart(
        key="freshness",
        finding=Finding(text),
        subject="Days since the resource of each source that waits longest arrived",
        how_to_read="Counted to the newest day on which anything came in. Red are late: longer "
        "than twice their usual interval.",
        figure=figures.bars(
            frame,
            "source",
            "days",
            colours=[
                view.theme.accent if s in late_sources else view.theme.neutral
                for s in frame["source"]
            ],
            title="Days",
        ),
        answers=(answer,),
        unit="days",
        period="at the build",
        n=len(rows),
        n_of="resources",
        frame=rows,
        height=figures.tall(len(frame), 300),
    )


def rejects(view: View) -> Chart | Blank:
    """What share of rows broke the contract."""
    if not view.has("mart_source_health"):
        return Blank("rejects", "Share of rows rejected", "No delivery is on record.")
    answer = view.ask(
        ["rejected_share", "rejected_rows", "delivered_rows", "failed_attempts"], by=["source"]
    )
    rows = answer.frame.dropna(subset=["rejected_share"])
    broken = rows[rows["rejected_rows"] > 0]
    if broken.empty:
        finding = Finding(f"No row of {compact(rows['delivered_rows'].sum())} broke its contract")
    else:
        pairs = list(zip(broken["source"], broken["rejected_share"], strict=True))
        finding = findings.ranking(pairs, "share of rows rejected", unit="%", decimals=2)
    return Chart(
        key="rejects",
        finding=finding,
        subject="Rows that broke the contract, as a share of what came",
        how_to_read="Rejected rows are kept beside the lake with their reasons; the others went "
        "in.",
        figure=figures.bars(
            rows.head(12),
            "source",
            "rejected_share",
            colours=view.theme.bad,
            title="Share rejected",
            form=".2%",
        ),
        answers=(answer,),
        unit="share of rows",
        period="last 90 days of ingests",
        n=int(rows["delivered_rows"].sum()),
        n_of="rows delivered",
        height=360,
    )


def matching(view: View) -> Chart | Blank:
    """How records found their title."""
    if not view.has("mart_title_matching_health"):
        return Blank("matching", "How records found their title", "Only IMDb has arrived.")
    answer = view.run("matching")
    rows = answer.frame
    names = rows["source"] + ", " + rows["record_kind"]
    figure = go.Figure()
    colours = [*SERIES_COLOURS[:4], view.theme.neutral, view.theme.bad, view.theme.accent]
    for (column, label), colour in zip(WAYS.items(), colours, strict=True):
        if rows[column].sum():
            figure.add_bar(
                y=names,
                x=rows[column] / rows["record_count"],
                name=label,
                orientation="h",
                marker={"color": colour},
                customdata=rows[column],
                hovertemplate=f"%{{y}}, {label}: %{{customdata:,.0f}}<extra></extra>",
            )
    figure.update_layout(barmode="stack")
    figure.update_xaxes(title="Share of records", tickformat=".0%", showgrid=True)
    figure.update_yaxes(autorange="reversed", showgrid=False)
    share = view.ask("matched_record_share").value("matched_record_share")
    waiting = int(rows["under_review_count"].sum())
    return Chart(
        key="matching",
        finding=Finding(
            f"{percent(share)} of records found their title; {waiting:,} wait for a person"
        ),
        subject="How records of each source found their title",
        how_to_read="A bar is all records of a source. What is under review waits for "
        "reelhouse titles review.",
        figure=figure,
        answers=(answer,),
        unit="share of records",
        period="this build",
        n=int(rows["record_count"].sum()),
        n_of="records",
        height=360,
    )


def missing(view: View) -> Chart | Blank:
    """Which fields are missing most."""
    if not view.has("mart_field_health"):
        return Blank("missing", "Fields that are missing most", "No field was counted yet.")
    answer = view.run("missing_fields", limit=FIELDS)
    rows = answer.frame
    if rows.empty:
        return Blank("missing", "Fields that are missing most", "No field is missing anywhere.")
    drifting = view.ask("drifting_field_count").value("drifting_field_count") or 0
    rows = rows.assign(name=rows["source"] + "/" + rows["resource"] + " " + rows["field"])
    return Chart(
        key="missing",
        finding=Finding(
            f"{int(drifting)} {'field drifts' if drifting == 1 else 'fields drift'}: new, gone or "
            "of another type"
            if drifting
            else "No field is new, gone or of another type since it was declared"
        ),
        subject="Fields that are missing most without being gone",
        how_to_read="Share of rows of the newest delivery in which the field is null or absent. "
        "Many fields are rightly empty for most rows.",
        figure=figures.bars(
            rows,
            "name",
            "missing_rate",
            colours=view.theme.neutral,
            title="Share missing",
            form=".0%",
        ),
        answers=(answer,),
        unit="share of rows",
        period="newest deliveries",
        n=len(rows),
        n_of="fields shown",
        height=figures.tall(len(rows), 300),
    )
