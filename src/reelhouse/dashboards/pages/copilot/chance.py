"""How probable a hit is, why, and what similar titles did."""

from __future__ import annotations

import pandas as pd

from reelhouse.dashboards import figures, findings
from reelhouse.dashboards.charts import Blank, Chart
from reelhouse.dashboards.findings import Finding
from reelhouse.dashboards.pages.copilot.plan import Asked
from reelhouse.dashboards.theme import KIND_COLOURS
from reelhouse.dashboards.view import View
from reelhouse.dashboards.words import MONTHS, SPACE, percent

_KINDS = {"film": "films", "series": "series"}


def no_model(found: Asked, key: str, subject: str, model: str = "hits") -> Blank:
    """That a model says nothing of the plan, and what to do."""
    return Blank(
        key, subject, f"The model *{model}* does not answer. {found.advice.problems[model]}"
    )


def chance(view: View, found: Asked) -> Chart | Blank:
    """The chance of a hit beside that of similar titles and of all."""
    subject = "Chance of a hit"
    if (hit := found.advice.hit) is None:
        return no_model(found, "chance", subject)
    told, alike, kind = hit.probability, hit.similar_hits, _KINDS[found.plan.kind]
    rows = pd.DataFrame(
        [
            ("This plan", told.value, told.low, told.high),
            (f"{len(hit.similar)} most similar titles", alike.value, alike.low, alike.high),
            (f"All {kind}", hit.base_rate, hit.base_rate, hit.base_rate),
        ],
        columns=["whose", "hit_rate", "hit_rate_low", "hit_rate_high"],
    )
    by = "a naive rule says so, as no model beat it" if hit.is_naive else "the model says so"
    return Chart(
        key="chance",
        finding=findings.chance(
            "The plan",
            "a hit",
            told.value,
            told.low,
            told.high,
            hit.base_rate,
            f"all {kind}",
        ),
        subject=f"{subject} of the plan, of titles like it and of all",
        how_to_read="A hit is among the quarter of titles of its kind and year with most votes. "
        f"The line of the plan is how far its chance is known ({by}), that of similar titles "
        "what chance does to so few.",
        figure=figures.dots(
            rows,
            "whose",
            "hit_rate",
            "hit_rate_low",
            "hit_rate_high",
            theme=view.theme,
            title="Share of hits",
            form=".0%",
            reference=hit.base_rate,
            colours=[view.theme.accent, view.theme.neutral, view.theme.neutral],
        ).update_xaxes(rangemode="tozero"),
        answers=(found.answer(view.build, "hits", rows),),
        unit="probability",
        period="settled years",
        n=None,
        n_of=found.plan.name,
        height=300,
    )


def reasons(view: View, found: Asked) -> Chart | Blank | None:
    """What moves the chance most."""
    subject = "What moves the chance of a hit"
    if (hit := found.advice.hit) is None:
        return None
    rows = hit.reasons
    if rows.empty:
        why = (
            "A naive rule answers, as no model beat it, and a rule has no reasons."
            if hit.is_naive
            else "Nothing of the plan moves its chance. Fill in more of it."
        )
        return Blank("reasons", subject, why)
    first = rows.iloc[0]
    colours = [view.theme.good if e > 0 else view.theme.bad for e in rows["effect_points"]]
    figure = figures.bars(
        rows.assign(says=[_topic(text) for text in rows["says"]]),
        "says",
        "effect_points",
        colours=colours,
        title="Points",
        form="+.1f",
    )
    least, most = min(0.0, rows["effect_points"].min()), max(0.0, rows["effect_points"].max())
    room = 0.3 * (most - least)  # for figures beside the bars on both sides
    figure.update_xaxes(range=[least - room * (least < 0), most + room * (most > 0)])
    return Chart(
        key="reasons",
        finding=Finding(f"{first['says']} most: {first['effect_points']:+.1f} points"),
        subject=subject,
        how_to_read="Each bar is the chance less what it would be without: blue raises it, orange "
        "lowers it. What such titles had in common need not be why they did well.",
        figure=figure,
        answers=(found.answer(view.build, "hits", rows),),
        unit="percentage points",
        period="settled years",
        n=len(rows),
        n_of="strongest reasons",
        height=figures.tall(len(rows), 300, 32),
    )


def _topic(text: str) -> str:
    """A reason without its verb and its comparison, for the axis."""
    for verb in (" speaks for it", " speaks against it", " speak for it", " speak against it"):
        text = text.removesuffix(verb)
    short = text.split(" (")[0].split(", more voted")[0].removeprefix("That ")
    return short[:1].upper() + short[1:]


def similar(view: View, found: Asked) -> Chart | Blank | None:
    """The most similar titles, and how those did."""
    subject = "Similar titles, and how they did"
    if (hit := found.advice.hit) is None:
        return None
    rows, share = hit.similar, hit.similar_hits
    if rows.empty:
        return Blank("similar", subject, "No settled title is known yet.")
    count = int(rows["is_hit"].astype(bool).sum())
    shown = rows.assign(
        title=figures.titled(rows.rename(columns={"release_year": "start_year"})),
        place=rows["votes_rank_rate"].astype(float),
    )
    colours = [
        KIND_COLOURS[found.plan.kind] if is_hit else view.theme.neutral
        for is_hit in rows["is_hit"].astype(bool)
    ]
    return Chart(
        key="similar",
        finding=Finding(
            f"{count} of the {len(rows)} most similar titles became hits, {percent(share.value)} "
            f"(95{SPACE}% interval {percent(share.low)} to {percent(share.high)})"
        ),
        subject=subject,
        how_to_read="The most similar on top. The bar is the share of its kind and year that had "
        "fewer votes; hits are in colour, others grey. Years with few titles are taken together "
        "to say what a hit is.",
        figure=figures.bars(
            shown, "title", "place", colours=colours, title="Voted on more than", form=".0%"
        ).update_xaxes(nticks=4),
        answers=(found.answer(view.build, "hits", rows),),
        unit="share of the kind and year",
        period=f"{int(rows['release_year'].min())} to {int(rows['release_year'].max())}",
        n=len(rows),
        n_of="titles",
        height=figures.tall(len(rows), 300),
    )


def months(view: View, found: Asked) -> Chart | Blank | None:
    """The chance by month of release."""
    subject = "Chance of a hit by month of release"
    if (hit := found.advice.hit) is None:
        return None
    rows = hit.months
    if rows.empty:
        return Blank(
            "months",
            subject,
            "The month makes no difference to what answers: no source that it may learn from has "
            "dates, or a naive rule answers. *Market opportunities* shows how titles of each month "
            "did.",
        )
    rows = rows.assign(month=[MONTHS[int(m) - 1] for m in rows["release_month"]])
    spans = list(zip(rows["probability_low"], rows["probability_high"], strict=True))
    pairs = list(zip(rows["month"], rows["probability"], strict=True))
    colours = [
        view.theme.accent if m == found.plan.month else view.theme.neutral
        for m in rows["release_month"]
    ]
    return Chart(
        key="months",
        finding=findings.ranking(pairs, "chance of a hit", intervals=spans, unit="%"),
        subject=f"{subject}, all else of the plan equal",
        how_to_read="The line is how far each chance is known: where lines overlap, months cannot "
        "be told apart. The month of the plan is red.",
        figure=figures.dots(
            rows,
            "month",
            "probability",
            "probability_low",
            "probability_high",
            theme=view.theme,
            title="Chance of a hit",
            form=".0%",
            colours=colours,
        ).update_xaxes(rangemode="tozero"),
        answers=(found.answer(view.build, "hits", rows),),
        unit="probability",
        period="a release of this year",
        n=12,
        n_of="months",
        height=figures.tall(12, 300),
    )
