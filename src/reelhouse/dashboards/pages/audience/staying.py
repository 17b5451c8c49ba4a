"""How long members stay."""

from __future__ import annotations

from reelhouse.dashboards import figures, findings
from reelhouse.dashboards.charts import Blank, Chart
from reelhouse.dashboards.findings import Finding
from reelhouse.dashboards.pages.audience.segments import OWN
from reelhouse.dashboards.view import View
from reelhouse.dashboards.words import SPACE, percent

COHORTS = 18
MONTHS = (0, 1, 2, 3, 6, 9, 12, 15, 18)
LINES = 6
_AT = 12
_EARLY = 3


def curve(view: View, split: str) -> Chart | Blank:
    """Share that is still a member after so many months."""
    picked = view.filters.countries if split == "country" else None
    answer = view.ask(
        ["retention", "retention_low", "retention_high"],
        by=["member_group", "months_since_join"],
        where={"dimension": split, "member_group": picked},
    )
    rows = answer.frame.sort_values(["member_group", "months_since_join"])
    if rows.empty:
        return Blank("curve", "How long members stay", f"No group is large enough. {OWN}")
    at = rows[rows["months_since_join"] == _AT].dropna()
    pairs = list(zip(at["member_group"], at["retention"], strict=True))
    spans = list(zip(at["retention_low"], at["retention_high"], strict=True))
    if len(pairs) == 1:
        row = at.iloc[0]
        finding = Finding(
            f"{percent(row['retention'])} are still members after {_AT} months (95{SPACE}% "
            f"interval {percent(row['retention_low'])} to {percent(row['retention_high'])})"
        )
    elif pairs:
        finding = findings.ranking(
            pairs, f"share still there after {_AT} months", intervals=spans, unit="%"
        )
    else:
        finding = findings.too_few(f"who is still a member after {_AT} months")
    # with many groups only those that stay longest and shortest can be told apart on a chart
    order = at.sort_values("retention")["member_group"]
    shown = set(order.iloc[: LINES // 2]) | set(order.iloc[-(LINES // 2) :]) or set(
        rows["member_group"].iloc[:LINES]
    )
    drawn = rows[rows["member_group"].isin(shown)]
    drawn = drawn.assign(
        retention_low=drawn["retention_low"].fillna(drawn["retention"]),
        retention_high=drawn["retention_high"].fillna(drawn["retention"]),
    )
    groups = rows["member_group"].nunique()
    return Chart(
        key="curve",
        finding=finding,
        subject="Share that is still a member, by months since joining",
        how_to_read="Estimated over all members, those included who have not been there so long. "
        "The band is the 95 % interval."
        + (
            f" Of {groups} groups the {len(shown)} at both ends are drawn."
            if groups > LINES
            else ""
        ),
        figure=figures.lines(
            drawn,
            "months_since_join",
            "retention",
            by="member_group",
            title="Share still a member",
            form=".0%",
            low="retention_low",
            high="retention_high",
        ).update_xaxes(title="Months since joining", dtick=6),
        answers=(answer,),
        unit="share of members",
        period="all time",
        n=groups,
        n_of="groups of members" if groups > 1 else "group of members",
        height=430,
    )


def triangle(view: View) -> Chart | Blank:
    """Cohort by cohort."""
    answer = view.ask(
        ["cohort_retention", "cohort_members"],
        by=["months_since_join"],
        grain="month",
        in_period=True,
    )
    rows = answer.frame.dropna(subset=["cohort_retention"])
    if rows.empty:
        return Blank("triangle", "Retention by month of joining", f"No cohort fits. {OWN}")
    cohorts = sorted(rows["period_start"].unique())[-COHORTS:]
    shown = rows[rows["period_start"].isin(cohorts) & rows["months_since_join"].isin(MONTHS)]
    shown = shown.sort_values(["period_start", "months_since_join"])
    shown = shown.assign(
        cohort=[f"{month:%b %Y}" for month in shown["period_start"]],
        mark=[f"{rate * 100:.0f}" for rate in shown["cohort_retention"]],
    )
    third = shown[shown["months_since_join"] == _EARLY]
    together = view.ask(
        ["cohort_retention", "cohort_members"],
        where={"months_since_join": _EARLY},
        since=cohorts[0],
        until=cohorts[-1],
    )
    count, stay = together.value("cohort_members") or 0, together.value("cohort_retention")
    return Chart(
        key="triangle",
        finding=Finding(
            f"After {_EARLY} months {percent(stay)} of the {int(count):,} who joined in "
            f"{len(third)} of these months were still members; single months ran from "
            f"{percent(third['cohort_retention'].min())} to "
            f"{percent(third['cohort_retention'].max())}"
        )
        if stay is not None and count >= findings.FEWEST
        else findings.too_few(
            f"who is still a member after {_EARLY} months", int(count), findings.FEWEST
        ),
        subject="Members still there by month of joining, in percent",
        how_to_read="A row is a month of joining; read to the right how many of its members were "
        "left after so many months. Months with too few who joined are left out.",
        figure=figures.heat(
            shown,
            "months_since_join",
            "cohort",
            "cohort_retention",
            theme=view.theme,
            title="Share",
            form=".0%",
            marks="mark",
        ).update_xaxes(title="Months since joining", type="category"),
        answers=(answer, together),
        unit="percent of who joined",
        period=f"{cohorts[0]:%b %Y} to {cohorts[-1]:%b %Y}",
        n=int(shown[shown["months_since_join"] == 0]["cohort_members"].sum()),
        n_of="members who joined",
        frame=shown.drop(columns=["cohort", "mark"]),
        height=430,
    )
