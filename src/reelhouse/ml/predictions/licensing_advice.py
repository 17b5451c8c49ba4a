"""What the open offers are worth, which to sign under the limits of the settings, and why not."""

from __future__ import annotations

from typing import Any

from reelhouse.ml.predictions import write_answers
from reelhouse.ml.store import Version
from reelhouse.transform.workbench import Workbench

WRITES = ("mart_licensing_choice", "mart_licensing_plan")

_OFFER = (
    "offer_id", "title_key", "title", "licensor", "region", "rights_window", "is_exclusive",
    "start_date", "fee_usd", "expected_revenue_usd", "revenue_low_usd", "revenue_high_usd",
    "expected_profit_usd", "loss_probability", "is_chosen", "flip_fee_usd", "flip_rate",
    "model_version",
)  # fmt: skip


def compute(bench: Workbench) -> None:
    """Write what is advised; where the limits contradict each other, say so and choose nothing."""

    def answer(version: Version) -> None:
        import pandas as pd

        from reelhouse.ml.licensing_choice.advice import advise, usual_limits
        from reelhouse.ml.licensing_choice.limits import Limits
        from reelhouse.ml.licensing_choice.portfolio import Contradiction

        marts = bench.settings.marts
        limits, model = usual_limits(bench, marts), version.load()
        message = None
        try:
            found = advise(bench, model, limits, seed=marts.seed)
        except Contradiction as error:
            message = error.what
            found = advise(bench, model, Limits(), seed=marts.seed, with_flips=False)
        offers = found.offers.assign(model_version=version.version)
        if message:
            offers = offers.assign(is_chosen=None)
        plan: dict[str, Any] = {
            "budget_usd": limits.budget_usd,
            "max_deals": limits.max_deals,
            "max_starts_a_month": limits.most_starts_a_month,
            "most_loss_usd": limits.most_loss_usd,
            "tail_rate": limits.tail_rate,
            "offer_count": len(offers),
            "chosen_count": None if message else int(found.choice.chosen.sum()),
            "fee_usd": None if message else found.fee_usd,
            "expected_profit_usd": None if message else found.choice.expected_profit_usd,
            "profit_low_usd": None if message else found.profit_low_usd,
            "profit_high_usd": None if message else found.profit_high_usd,
            "tail_loss_usd": None if message else found.choice.tail_loss_usd,
            "gap_usd": None if message else found.choice.gap_usd,
            "basis": model.basis,
            "message": message,
            "model_version": version.version,
        }
        bench.write("mart_licensing_choice", offers[list(_OFFER)])
        bench.write("mart_licensing_plan", pd.DataFrame([plan]))

    write_answers(bench, "licensing_choice", WRITES, answer)
