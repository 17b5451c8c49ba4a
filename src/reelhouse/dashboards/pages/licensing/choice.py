"""Which of the open offers to sign: limits to set, and the best choice that keeps to them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from reelhouse.dashboards import figures
from reelhouse.dashboards.charts import Blank, Chart, escape
from reelhouse.dashboards.findings import Finding
from reelhouse.dashboards.view import Tile, View
from reelhouse.dashboards.words import SPACE, percent
from reelhouse.errors import ReelhouseError
from reelhouse.gold import read_build
from reelhouse.lake import Lake
from reelhouse.settings.marts import MartSettings

if TYPE_CHECKING:
    from reelhouse.ml.licensing_choice.advice import Advice

QUESTION = "licensing_choice"
TABLES = ("fact_licensing_offer", "fact_licensing_deal")
SHOWN = 24
ANY = "any"
_RISKS = (ANY, "0 %", "2 %", "5 %", "10 %", "20 %", "40 %")


@dataclass(frozen=True, slots=True)
class Asked:
    """Limits as they are set on the page; what is None limits nothing.

    Attributes:
        budget_usd: fees together at most.
        max_deals: deals at most.
        risk_rate: share of the budget that may be lost on average in the worst 5 % of cases.
        regions: only these.
        with_flips: whether to look for the fees at which the choice flips.
    """

    budget_usd: float
    max_deals: int | None
    risk_rate: float | None
    regions: tuple[str, ...]
    with_flips: bool

    @property
    def command(self) -> str:
        """What gives the same on the command line."""
        parts = [f"reelhouse license --budget {self.budget_usd:.0f}"]
        if self.max_deals is not None:
            parts.append(f"--max-deals {self.max_deals}")
        if self.risk_rate is not None:
            parts.append(f"--risk {self.risk_rate:g}")
        parts += [f"--region '{region}'" for region in self.regions]
        return " ".join(parts)


def choose_offers(view: View) -> None:
    """Draw limits to set and what is best under them; only this part is drawn anew."""

    @st.fragment
    def box() -> None:
        st.subheader("Which offers to sign?", anchor=False)
        try:
            _draw(view)
        except ReelhouseError as error:
            said = f"**{escape(error.what)}.** {escape(error.advice or '')}"
            st.warning(said, icon=":material/rule:")

    box()


def usual_choice(view: View) -> Chart | Blank:
    """What is best within the limits of the settings."""
    found = _offers(view)
    if isinstance(found, Blank):
        return found
    version, offers = found
    marts = view.settings.marts.model_dump_json()
    budget, most = _usual(view.lake.root, view.build.build_id, marts)
    budget = min(budget, float(offers["fee_usd"].sum()))
    asked = Asked(budget, most, None, view.filters.regions or (), with_flips=False)
    best = advice(view.lake.root, view.build.build_id, version, asked, marts)
    return _chart(view, best, asked, version)


def _draw(view: View) -> None:
    found = _offers(view)
    if isinstance(found, Blank):
        view.show(found)
        return
    version, offers = found
    asked = _limits(view, offers)
    marts = view.settings.marts.model_dump_json()
    best = advice(view.lake.root, view.build.build_id, version, asked, marts)
    view.tiles(_tiles(view, best), key="choice")
    view.show(_chart(view, best, asked, version))


def _offers(view: View) -> tuple[str, pd.DataFrame] | Blank:
    """The version that answers and the offers, or why there is no choice."""
    from reelhouse.ml import store

    answer = view.run("licensing_offers", regions=view.filters.regions)
    if answer.is_empty:
        return Blank(
            "choice",
            "No offer is open",
            "`licensing_offers` of the team's own tables has them: `reelhouse init --templates "
            "own`.",
        )
    version = store.champion(view.lake, QUESTION)
    if version is None:
        return Blank(
            "choice",
            f"{len(answer.frame)} offers are open",
            "No model tells yet what they return: `reelhouse train licensing_choice` makes one.",
        )
    return version.version, answer.frame


def _limits(view: View, offers: pd.DataFrame) -> Asked:
    """The limits that the reader set, beginning with those of the settings."""
    usual_budget, usual_deals = _usual(
        view.lake.root, view.build.build_id, view.settings.marts.model_dump_json()
    )
    total = float(offers["fee_usd"].sum())
    step = max(1, round(total / 200 / 10_000)) * 10_000
    most = int(-(-total // step) * step)
    left, middle, right = st.columns(3)
    with left:
        budget = st.slider(
            "Budget in US dollars",
            0,
            most,
            int(min(usual_budget, most) // step * step),
            step=step,
            format="localized",
            key="budget",
            bind="query-params",
            help="Begins with what deals signed in the last 91 days cost, or with the settings'.",
        )
    with middle:
        count = st.slider(
            "Deals at most",
            0,
            len(offers),
            min(usual_deals or len(offers), len(offers)),
            key="max-deals",
            bind="query-params",
        )
    with right:
        risk = st.select_slider(
            "Worst 5 % may lose, of the budget",
            _RISKS,
            key="risk",
            bind="query-params",
            help="On average in the worst 5 % of cases, as a share of the budget.",
        )
    flips = st.toggle(
        "Show the fee at which each choice flips (takes some seconds)",
        key="flips",
        bind="query-params",
    )
    return Asked(
        float(budget),
        None if count == len(offers) else int(count),
        None if risk == ANY else float(str(risk).removesuffix(" %")) / 100,
        view.filters.regions or (),
        flips,
    )


@lru_cache(maxsize=8)
def _usual(root: Path, build_id: str, marts: str) -> tuple[float, int | None]:
    """Budget and most deals of the settings."""
    from reelhouse.ml.licensing_choice.advice import usual_limits
    from reelhouse.ml.tables import gold_tables

    with gold_tables(read_build(Lake(root), build_id), TABLES) as tables:
        limits = usual_limits(tables, MartSettings.model_validate_json(marts))
    return limits.budget_usd or 0.0, limits.max_deals


@lru_cache(maxsize=64)
def advice(root: Path, build_id: str, version: str, asked: Asked, marts: str) -> Advice:
    """The best choice under limits; what is asked again is not computed again.

    Args:
        root: of the lake.
        build_id: the build that is shown.
        version: of the model that tells returns; it is the one that answers now.
        asked: limits set on the page; the others are those of the settings.
        marts: the settings of marts, as JSON.

    Raises:
        ReelhouseError: no choice keeps to all limits, or the model is gone.
    """
    from reelhouse.ml import store
    from reelhouse.ml.licensing_choice.advice import advise, usual_limits, with_risk
    from reelhouse.ml.tables import gold_tables

    lake, settings = Lake(root), MartSettings.model_validate_json(marts)
    model = store.champion(lake, QUESTION)
    if model is None or model.version != version:
        raise ReelhouseError(
            "the model was changed meanwhile", advice="Load the page again to see the new one."
        )
    with gold_tables(read_build(lake, build_id), TABLES) as tables:
        limits = replace(
            usual_limits(tables, settings),
            budget_usd=asked.budget_usd,
            max_deals=asked.max_deals,
            regions=asked.regions,
        )
        limits = with_risk(limits, asked.risk_rate)
        return advise(tables, model.load(), limits, seed=settings.seed, with_flips=asked.with_flips)


def _tiles(view: View, best: Advice) -> list[Tile]:
    loss = best.choice.tail_loss_usd
    text = view.money.text
    return [
        Tile("Offers to sign", f"{int(best.choice.chosen.sum())} of {len(best.offers)}"),
        Tile("Expected profit", text(best.choice.expected_profit_usd)),
        Tile("Low, 10 %", text(best.profit_low_usd), help="In one of ten cases profit is lower."),
        Tile("High, 90 %", text(best.profit_high_usd), help="In one of ten it is higher."),
        Tile(
            "Worst 5 % lose" if loss > 0 else "Worst 5 % earn",
            text(abs(loss)),
            help="On average, over drawn worlds.",
        ),
    ]


def _chart(view: View, best: Advice, asked: Asked, version: str) -> Chart:
    answer = view.run("licensing_offers", regions=view.filters.regions)
    rows = best.offers.sort_values(
        ["is_chosen", "expected_profit_usd"], ascending=False
    ).reset_index(drop=True)
    rate = view.money.per_usd
    rows = rows.assign(
        name=rows["title"] + " (" + rows["region"] + ")",
        profit=rows["expected_profit_usd"] * rate,
        low=(rows["revenue_low_usd"] - rows["fee_usd"]) * rate,
        high=(rows["revenue_high_usd"] - rows["fee_usd"]) * rate,
    )
    shown, text = rows.head(SHOWN), view.money.text
    count = int(best.choice.chosen.sum())
    gap = best.choice.gap_usd
    if count:
        first = rows.iloc[0]
        finding = Finding(
            f"Sign {count} of {len(rows)} offers for {text(best.fee_usd)}: expected profit "
            f"{text(best.choice.expected_profit_usd)}, 80{SPACE}% interval "
            f"{text(best.profit_low_usd)} to {text(best.profit_high_usd)}; first {first['title']}, "
            f"which loses with a probability {_chance(first['loss_probability'])}"
        )
    else:
        finding = Finding("Under these limits none of the offers is worth signing")
    return Chart(
        key="choice",
        finding=finding,
        subject=f"Profit of the offers, red ones to be signed, model {version}",
        how_to_read="The dot is the expected profit, the line holds 80 % of cases: where it "
        "crosses the dotted line an offer may well lose. One that earns can be left out where the "
        "limits bind. "
        + (f"Time ran out: a better choice could earn {text(gap)} more. " if gap else "")
        + f"The same gives {asked.command}.",
        figure=figures.dots(
            shown,
            "name",
            "profit",
            "low",
            "high",
            theme=view.theme,
            title=f"Profit, {view.money.currency}",
            form="~s",
            reference=0,
            colours=[
                view.theme.accent if chosen else view.theme.neutral for chosen in shown["is_chosen"]
            ],
        ),
        answers=(answer,),
        unit=view.money.currency,
        period="open now",
        n=len(rows),
        n_of="open offers" + (f", {SHOWN} shown" if len(rows) > SHOWN else ""),
        frame=rows.drop(columns=["name", "profit", "low", "high"]),
        height=figures.tall(len(shown), 300),
    )


def _chance(probability: float) -> str:
    """A probability that was counted in some hundred drawn worlds, in words."""
    return "below 1 %" if probability < 0.01 else f"of {percent(probability)}"
