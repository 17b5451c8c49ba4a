"""How often this advice was right, where the genre is wanted, and what comes out anyway."""

from __future__ import annotations

from reelhouse.dashboards import figures, findings
from reelhouse.dashboards.charts import Blank, Chart
from reelhouse.dashboards.findings import Finding
from reelhouse.dashboards.pages.copilot.plan import Asked
from reelhouse.dashboards.theme import genre_colours
from reelhouse.dashboards.view import View
from reelhouse.dashboards.words import percent

TITLES = 12
MARKETS = 14
TRAIN = "`reelhouse train {}` trains it, `reelhouse predict` puts its answers into the next build."


def accuracy(view: View, found: Asked) -> Chart | Blank | None:
    """How often chances came true."""
    if found.advice.hit is None:
        return None
    answer = view.run("calibration", models=("hits",))
    rows = answer.frame
    if rows.empty:
        why = "No model of hits has answered in this build. " + TRAIN.format("hits")
        return Blank("accuracy", "How often this advice was right", why)
    facts = view.run("models", models=("hits",))
    card = facts.frame.iloc[0]
    groups = list(
        zip(
            rows["predicted_rate"], rows["observed_low"], rows["observed_high"],
            rows["case_count"].astype(int), strict=True,
        )
    )  # fmt: skip
    lead = (
        "A naive rule answers, as no model beat it."
        if card["is_naive"]
        else f"{card['metric'].capitalize()} {card['champion_value']:.3f}, the best naive rule "
        f"{card['naive_value']:.3f}; lower is better."
    )
    return Chart(
        key="accuracy",
        finding=findings.held("Told chances of a hit", groups, "titles"),
        subject="Told and come true, titles that came out after all that was learned from",
        how_to_read="On the dotted line what was told came true exactly; the lines are 95 % "
        f"intervals of what came. {lead}",
        figure=figures.told_and_came(
            rows, "predicted_rate", "observed_rate", "observed_low", "observed_high",
            theme=view.theme,
        ),
        answers=(answer, facts),
        unit="share of titles",
        period=str(card["tested_on"]),
        n=int(rows["case_count"].sum()),
        n_of="titles",
        height=380,
    )  # fmt: skip


def wanted(view: View, found: Asked) -> Chart | Blank:
    """Where the genres of the plan are watched more than offered."""
    subject = "Where it is wanted"
    if not view.has("mart_opportunity"):
        return Blank(
            "wanted",
            subject,
            "No map of demand and supply is in this build. " + TRAIN.format("opportunities"),
        )
    plan = found.plan
    members = view.choices.members
    countries = [code for place in plan.places for code in members.get(place, (place,))]
    answer = view.run(
        "wanted",
        kinds=(plan.kind,),
        genres=plan.genres or None,
        countries=tuple(countries) or None,
    )
    rows = answer.frame
    if rows.empty:
        return Blank("wanted", subject, "Too few titles of these genres in these countries.")
    clear = rows[rows["zone"] == "opportunity"]
    names = view.choices.places
    rows = rows.assign(
        market=[
            f"{names.get(code, code)}, {genre}"
            for code, genre in zip(rows["country_code"], rows["genre"], strict=True)
        ]
    )
    shown = rows.head(MARKETS)
    if clear.empty:
        text = f"In none of {len(rows)} markets is clearly more watched than offered"
    else:
        best = rows.loc[clear.index[0]]
        text = (
            f"In {len(clear)} of {len(rows)} markets clearly more is watched than offered, most "
            f"in {best['market']}: {best['demand_over_supply']:.1f} times "
            f"({best['demand_over_supply_low']:.1f} to {best['demand_over_supply_high']:.1f})"
        )
    return Chart(
        key="wanted",
        finding=Finding(text),
        subject=f"{subject}: share of what is watched over share of what is offered",
        how_to_read="Right of 1 more is watched than offered. The line is the 95 % interval, cut "
        "at 8. The first of all markets are shown.",
        figure=figures.dots(
            shown.assign(high=shown["demand_over_supply_high"].clip(upper=8)),
            "market",
            "demand_over_supply",
            "demand_over_supply_low",
            "high",
            theme=view.theme,
            title="Times as much as offered",
            form=".1f",
            reference=1,
            colours=genre_colours(list(shown["genre"])),
        ),
        answers=(answer,),
        unit="ratio",
        period="newest weeks of lists, offers now",
        n=len(rows),
        n_of="markets with titles enough",
        height=figures.tall(len(shown), 300),
    )


def open_titles(view: View, found: Asked) -> Chart | Blank | None:
    """Titles of the kind and genres that come out."""
    subject = "Titles that come out, by chance of a hit"
    plan = found.plan
    if found.advice.hit is None:
        return None
    answer = view.run("open_titles", kinds=(plan.kind,), genres=plan.genres or None, limit=TITLES)
    rows = answer.frame
    if rows.empty:
        why = (
            "None of this type and these genres."
            if view.has("mart_hit_prediction")
            else "No model of hits has answered in this build. " + TRAIN.format("hits")
        )
        return Blank("coming", subject, why)
    named = rows.assign(title=figures.titled(rows))
    spans = list(zip(rows["probability_low"], rows["probability_high"], strict=True))
    pairs = list(zip(named["title"], rows["probability"], strict=True))
    return Chart(
        key="coming",
        finding=findings.ranking(pairs, "chance of a hit", intervals=spans, unit="%"),
        subject=f"{subject}: with whom the plan competes",
        how_to_read="The line is how far the chance is known; the dotted one is the share of hits "
        f"among all, {percent(rows['base_rate'].iloc[0])}. reelhouse explain gives reasons.",
        figure=figures.dots(
            named,
            "title",
            "probability",
            "probability_low",
            "probability_high",
            theme=view.theme,
            title="Chance of a hit",
            form=".0%",
            reference=float(rows["base_rate"].iloc[0]),
        ),
        answers=(answer,),
        unit="probability",
        period="whose outcome is open",
        n=len(rows),
        n_of="titles shown",
        height=figures.tall(len(rows), 300),
    )
