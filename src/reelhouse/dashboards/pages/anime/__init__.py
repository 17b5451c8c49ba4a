"""Anime: which studios and genres to expect good ones of, seasons, and what early speed tells."""

from __future__ import annotations

import streamlit as st

from reelhouse.dashboards.page import Page
from reelhouse.dashboards.pages.anime.makers import materials, pairs, studios
from reelhouse.dashboards.pages.anime.time import seasons, tops, velocity
from reelhouse.dashboards.view import Tile, View, given
from reelhouse.dashboards.words import compact, percent

SITES = {"jikan": "MyAnimeList", "anilist": "AniList"}

PAGE = Page(
    slug="anime",
    title="Anime",
    group="Understand",
    order=10,
    question="Of which studios and genres are good anime to be expected, and how early is it seen?",
    icon=":material/animation:",
    filters=("period",),
    needs=("dim_anime",),
)


def render(view: View) -> None:
    """Draw the page."""
    there = list(view.run("anime_sites").frame["source"])
    site = st.radio(
        "Site",
        there,
        format_func=lambda source: SITES.get(source, source),
        horizontal=True,
        key="site",
        bind="query-params",
        help="Scores and members of two sites are not the same thing and are never mixed.",
    )
    site = site or there[0]
    view.tiles(headline(view, site))
    view.grid(given(studios, site), given(pairs, site))
    view.grid(given(seasons, site), given(materials, site))
    view.grid(given(velocity, site), given(tops, site))


def headline(view: View, site: str) -> list[Tile]:
    """How many anime there are and how they are scored."""
    answer = view.ask(
        ["anime_count", "anime_members", "anime_mean_score", "anime_high_score_share"],
        where={"source": site},
        in_period=True,
    )
    mean = answer.value("anime_mean_score")
    return [
        Tile("Anime", compact(answer.value("anime_count")), help="Each season of a show is one."),
        Tile(
            "Members",
            compact(answer.value("anime_members")),
            help="Added up over anime; who has several counts for each.",
        ),
        Tile("Mean score", "–" if mean is None else f"{mean:.2f}", help="1 to 10"),
        Tile("Score of 8 or more", percent(answer.value("anime_high_score_share"))),
    ]
