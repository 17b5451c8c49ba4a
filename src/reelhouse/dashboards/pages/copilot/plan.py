"""The plan that is asked about: what a reader fills in, and what models said of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, cast

import streamlit as st

from reelhouse import clock
from reelhouse.dashboards.answers import Answer
from reelhouse.dashboards.filters import KINDS
from reelhouse.dashboards.view import View
from reelhouse.dashboards.words import MONTHS
from reelhouse.gold import Build, open_build
from reelhouse.lake import Lake
from reelhouse.ml.hits.advice import MODELS, READS, Advice, advise
from reelhouse.ml.hits.brief import Brief, Maker
from reelhouse.ml.store import answering_models
from reelhouse.ml.tables import gold_tables

NAMED = 300  # of each kind of makers to choose from; others can be typed
LANGUAGES = 60
SOURCES = ("feature_title_release", "fact_title_standing")  # what models of releases read
_PEOPLE: dict[Maker, str] = {"director": "Directors", "writer": "Writers", "cast": "Cast"}
_STUDIOS: dict[Maker, str] = {"company": "Companies"}
_NETWORKS: dict[Maker, str] = {"network": "Networks"}


@dataclass(frozen=True, slots=True)
class Plan:
    """What a reader filled in.

    Attributes:
        kind: `film` or `series`.
        genres: in IMDb's words.
        budget_usd: None where it is open.
        minutes: running time; None where it is open.
        month: of release, 1 to 12; None where it is open.
        country: of origin; empty where it is open.
        language: ISO 639-1; empty where it is open.
        makers: names by kind.
        places: codes of countries and names of regions where it is to be shown.
    """

    kind: Literal["film", "series"] = "film"
    genres: tuple[str, ...] = ()
    budget_usd: float | None = None
    minutes: float | None = None
    month: int | None = None
    country: str = ""
    language: str = ""
    makers: tuple[tuple[Maker, tuple[str, ...]], ...] = ()
    places: tuple[str, ...] = ()

    @property
    def brief(self) -> Brief:
        """The plan as models take it."""
        return Brief(
            content_kind=self.kind,
            genres=self.genres,
            budget_usd=self.budget_usd,
            runtime_minutes=self.minutes,
            release_month=self.month,
            country=self.country or None,
            original_language=self.language or None,
            makers=dict(self.makers),
        )

    @property
    def name(self) -> str:
        """The plan in a few words, such as `Horror film`."""
        words = [*self.genres, self.kind]
        return " ".join(words)[:1].upper() + " ".join(words)[1:]


@dataclass(frozen=True, slots=True)
class Asked:
    """A plan and what models said of it, with where that comes from."""

    plan: Plan
    advice: Advice

    def answer(self, build: Build, model: str, frame: object) -> Answer:
        """Figures of a model as an answer, so that they can be shown and downloaded."""
        import pandas as pd

        version = self.advice.versions.get(model, "")
        where = (
            f"-- model {model}, version {version}, asked about a plan with "
            "reelhouse.ml.hits.advice.advise"
        )
        return Answer(cast(pd.DataFrame, frame), where, SOURCES, build.build_id)


def pick_plan(view: View) -> Plan:
    """Draw the boxes of a plan; all stand in the address, so that a plan can be shared.

    Type, genres and regions are those of other pages, and hold there too.
    """
    bound: dict[str, Any] = {"bind": "query-params", "persist_state": "session"}
    with st.container(border=True, key="plan"):
        st.subheader("The plan", anchor=False)
        first = st.columns([1, 2, 1, 1])
        kind = first[0].selectbox(
            "Type", ["film", "series"], format_func=KINDS.__getitem__, key="type", **bound
        )
        genres = first[1].multiselect(
            "Genre", list(view.choices.genres), key="genre", placeholder="Any", **bound
        )
        budget = first[2].number_input(
            f"Budget, million {view.money.currency}",
            min_value=0.1, max_value=1000.0, value=None, step=5.0, key="budget",
            placeholder="Open", **bound,
        )  # fmt: skip
        month = first[3].selectbox(
            "Month of release", list(MONTHS), index=None, key="month", placeholder="Open", **bound
        )
        second = st.columns(len(_PEOPLE) + 1)
        makers = []
        asked_for = _PEOPLE | (_STUDIOS if kind == "film" else _NETWORKS)
        for place, (maker, label) in zip(second, asked_for.items(), strict=True):
            names = place.multiselect(
                label,
                _names(view, maker),
                key=maker,
                placeholder="Choose or type names",
                accept_new_options=True,
                **bound,
            )
            makers.append((maker, tuple(names)))
        third = st.columns([1, 1, 1, 2])
        minutes = third[0].number_input(
            "Running time in minutes", min_value=1, max_value=900, value=None, step=5,
            key="minutes", placeholder="Open", **bound,
        )  # fmt: skip
        country = third[1].selectbox(
            "Country of origin", _countries(view), format_func=lambda c: _place(view, c),
            index=None, key="country", placeholder="Open", **bound,
        )  # fmt: skip
        language = third[2].selectbox(
            "Original language", _languages(view), index=None, key="language",
            placeholder="Open", help="Code of ISO 639-1, the most frequent first.", **bound,
        )  # fmt: skip
        places = third[3].multiselect(
            "Regions or countries to show it in", list(view.choices.places),
            format_func=lambda code: _place(view, code), key="region", placeholder="All", **bound,
        )  # fmt: skip
    return Plan(
        cast(Literal["film", "series"], kind),
        tuple(genres),
        budget * 1e6 / view.money.per_usd if budget else None,
        float(minutes) if minutes else None,
        MONTHS.index(month) + 1 if month else None,
        country or "",
        language or "",
        tuple((maker, names) for maker, names in makers if names),
        tuple(places),
    )


def asked(view: View, plan: Plan) -> Asked:
    """What models say of a plan; the same plan is asked about once a build and version."""
    lake = view.lake
    versions = {name: sha for name, sha in answering_models(lake).items() if name in MODELS}
    advice = _advice(
        lake.root,
        view.build.folder,
        tuple(sorted(versions.items())),
        plan,
        view.settings.dashboards.memory_limit,
    )
    return Asked(plan, advice)


@lru_cache(maxsize=64)
def _advice(
    root: Path, build: Path, versions: tuple[tuple[str, str], ...], plan: Plan, memory_limit: str
) -> Advice:
    with gold_tables(open_build(build), READS, memory_limit=memory_limit) as tables:
        return advise(tables, Lake(root), plan.brief, clock.today().year)


def _names(view: View, maker: Maker) -> list[str]:
    if not view.has("feature_maker_past"):
        return []
    return list(view.run("makers", kinds=(maker,), limit=NAMED).frame["maker_name"])


def _countries(view: View) -> list[str]:
    return [code for code in view.choices.places if len(code) == 2]


def _languages(view: View) -> list[str]:
    if not view.has("feature_title_release"):
        return []
    return list(view.run("languages", limit=LANGUAGES).frame["original_language"])


def _place(view: View, code: str) -> str:
    return view.choices.places.get(code, code)
