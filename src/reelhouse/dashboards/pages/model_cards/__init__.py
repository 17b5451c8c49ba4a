"""Model cards: what each model is asked, how often it is right, and when a naive rule answers."""

from __future__ import annotations

import streamlit as st

from reelhouse.dashboards.charts import Blank
from reelhouse.dashboards.page import Page
from reelhouse.dashboards.pages.model_cards.all_models import (
    drifted,
    headline,
    leads,
    say_what_is_missing,
)
from reelhouse.dashboards.pages.model_cards.one_model import (
    calibration,
    candidates,
    coverage,
    drift,
    show_card,
    show_features,
    show_scores,
    versions,
)
from reelhouse.dashboards.pages.model_cards.since import new_errors
from reelhouse.dashboards.view import View, given
from reelhouse.ml.names import question_names

PAGE = Page(
    slug="model-cards",
    title="Model cards",
    group="Trust",
    order=20,
    question="What is each model asked, how often is it right, and is it better than a naive rule?",
    icon=":material/model_training:",
)


def render(view: View) -> None:
    """Draw the page."""
    say_what_is_missing(view)
    if not view.has("mart_model"):
        view.show(
            Blank(
                "leads",
                "Models against naive rules",
                "No model answers in this build. `reelhouse train` trains all that the data are "
                "enough for and says what the others need; `reelhouse predict` puts their answers "
                f"into the next build. There are: {', '.join(question_names())}.",
            )
        )
        return
    view.tiles(headline(view))
    view.grid(leads, drifted)
    rows = view.run("models", models=None).frame
    name = st.selectbox(
        "Card of the model", list(rows["model_name"]), key="model", bind="query-params"
    )
    show_card(view, name)
    makers = (candidates, versions, calibration, coverage, new_errors, drift)
    view.grid(*(given(maker, name) for maker in makers))
    show_scores(view, name)
    show_features(view, name)
