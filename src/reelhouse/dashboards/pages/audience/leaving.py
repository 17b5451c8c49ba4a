"""Who leaves, why, and whom it pays to write to."""

from __future__ import annotations

from reelhouse.dashboards import figures, findings
from reelhouse.dashboards.charts import Blank, Chart
from reelhouse.dashboards.findings import Finding
from reelhouse.dashboards.pages.audience.segments import OWN
from reelhouse.dashboards.view import View
from reelhouse.dashboards.words import percent

# groups of features of the model, in words
REASONS = {
    "use": "Watches little",
    "quiet": "Has been away",
    "trend": "Watches less than before",
    "price": "The price rose",
    "novelty": "Nothing new to like",
    "tenure": "How long a member",
    "completion": "How much of what is begun is finished",
}
GROUPS = 6
_TRAIN = (
    "`reelhouse train churn` learns who leaves from months that are over, `reelhouse predict` puts "
    "it here."
)


def churn(view: View, split: str) -> Chart | Blank:
    """Churn by month."""
    picked = view.filters.countries if split == "country" else None
    answer = view.ask(
        ["churn_rate", "group_members"],
        by=["member_group"],
        where={"dimension": split, "member_group": picked},
        grain="month",
        in_period=True,
    )
    rows = answer.frame.dropna(subset=["churn_rate"])
    if rows.empty:
        return Blank("churn", "Churn by month", f"No month fits. {OWN}")
    months = sorted(rows["period_start"].unique())
    latest = rows[rows["period_start"] == months[-1]]
    largest = latest.sort_values("group_members", ascending=False)["member_group"].head(GROUPS)
    drawn = rows[rows["member_group"].isin(largest)].sort_values(["member_group", "period_start"])
    together = view.ask(
        ["churn_rate", "group_members"],
        where={"dimension": split, "member_group": picked},
        since=months[-1],
        until=months[-1],
    )
    members = int(together.value("group_members") or 0)
    return Chart(
        key="churn",
        finding=Finding(
            f"{percent(together.value('churn_rate'))} of {members:,} members left in "
            f"{months[-1]:%B %Y}"
        )
        if members >= findings.FEWEST
        else findings.too_few("how many leave", members, findings.FEWEST),
        subject="Share of the members at the start of a month that left within it",
        how_to_read="Counted whole. Months of small groups swing by chance: of a hundred members "
        "with a churn of 5 % between 1 and 10 leave in 95 % of months."
        + (f" The {len(largest)} largest groups are drawn." if len(latest) > GROUPS else ""),
        figure=figures.lines(
            drawn,
            "period_start",
            "churn_rate",
            by="member_group",
            title="Share that left",
            form=".1%",
        ),
        answers=(answer, together),
        unit="share of members a month",
        period=f"{months[0]:%b %Y} to {months[-1]:%b %Y}",
        n=len(months),
        n_of="months",
        height=430,
    )


def contacts(view: View) -> Chart | Blank:
    """How many it pays to write to."""
    answer = view.run("churn_contacts")
    rows = answer.frame
    if rows.empty:
        return Blank(
            "contacts",
            "Whom it pays to write to",
            f"No model tells yet who is about to leave. {_TRAIN}",
        )
    rate = view.money.per_usd
    rows = rows.assign(
        value=rows["expected_value_usd"] * rate,
        low=rows["expected_value_low_usd"] * rate,
        high=rows["expected_value_high_usd"] * rate,
    )
    best = rows.sort_values("value", kind="stable").iloc[-1]
    text = view.money.text
    if best["expected_value_low_usd"] > 0:
        finding = Finding(
            f"Writing to the {int(best['member_count']):,} most likely to leave, "
            f"{percent(best['contacted_rate'], 0)} of those who agree to it, is worth most: "
            f"{text(best['expected_value_usd'])} expected, {text(best['expected_value_low_usd'])} "
            f"to {text(best['expected_value_high_usd'])}",
            "up",
        )
    elif best["expected_value_usd"] > 0:
        finding = Finding(
            "Whether writing to anybody pays is not clear: at best "
            f"{text(best['expected_value_usd'])} expected, {text(best['expected_value_low_usd'])} "
            f"to {text(best['expected_value_high_usd'])}"
        )
    else:
        finding = Finding("Writing to members does not pay for any share of them")
    figure = figures.lines(
        rows,
        "contacted_rate",
        "value",
        title=view.money.currency,
        form="~s",
        low="low",
        high="high",
        zero=False,
        colours={"": view.theme.accent},
    )
    figure.update_xaxes(title="Share of those who agree that is written to", tickformat=".0%")
    figure.add_hline(y=0, line={"color": view.theme.quiet, "width": 1, "dash": "dot"})
    return Chart(
        key="contacts",
        finding=finding,
        subject="Expected value of writing to those most likely to leave, costs taken off",
        how_to_read="From left to right ever less likely ones are added. The band holds every "
        "probability at its lower or upper end. Assumed, not measured: a contact keeps "
        f"{percent(best['effect_rate'], 0)} of who would leave, for {best['months_kept']:g} "
        f"months, and costs {text(best['contact_cost_usd'])}.",
        figure=figure,
        answers=(answer,),
        unit=view.money.currency,
        period="month to come",
        n=int(rows["member_count"].max()),
        n_of="members who agree to being written to",
    )


def reasons(view: View) -> Chart | Blank:
    """What makes leaving more likely."""
    answer = view.run("churn_reasons", fewest=view.settings.marts.min_group, limit=len(REASONS))
    rows = answer.frame
    if rows.empty:
        return Blank(
            "reasons",
            "What makes leaving more likely",
            f"No model tells it yet, or too few members share a reason. {_TRAIN}",
        )
    rows = rows.assign(reason=[REASONS.get(g, g) for g in rows["reason_group"]])
    pairs = list(zip(rows["reason"], rows["member_count"], strict=True))
    return Chart(
        key="reasons",
        finding=findings.ranking(pairs, "members whom it makes likelier to leave"),
        subject="Members by what makes them likelier to leave than the usual one",
        how_to_read="Each member has up to three reasons. The model goes by them, they need not be "
        "the cause. How much each raises the odds stands in the data; fewer members than may be "
        "shown are left out.",
        figure=figures.bars(
            rows,
            "reason",
            "member_count",
            colours=view.theme.accent,
            title="Members",
        ),
        answers=(answer,),
        unit="members",
        period="month to come",
        n=int(rows["member_count"].sum()),
        n_of="members by reason",
    )
