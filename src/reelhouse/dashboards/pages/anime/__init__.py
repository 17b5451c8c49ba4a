"""Anime: which studios and genres to expect good ones of, seasons, and what early speed tells."""

from __future__ import annotations

import streamlit as st

from reelhouse.dashboards.page import Page
from reelhouse.dashboards.pages.anime.makers import materials, pairs, studios
from reelhouse.dashboards.pages.anime.time import seasons, tops, velocity
from reelhouse.dashboards.view import Contents, Tile, View, given
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
    there = sites(view)
    site = st.radio(
        "Site",
        there,
        format_func=lambda source: SITES.get(source, source),
        horizontal=True,
        key="site",
        bind="query-params",
        help="Scores and members of two sites are not the same thing and are never mixed.",
    )
    said = of_site(view, site or there[0])
    view.tiles(said.tiles)
    view.grid(*said.makers)


def contents(view: View) -> Contents:
    """What the page says."""
    return of_site(view, sites(view)[0])


def of_site(view: View, site: str) -> Contents:
    """What the page says of anime on a site."""
    makers = (studios, pairs, seasons, materials, velocity, tops)
    return Contents(headline(view, site), [given(maker, site) for maker in makers])


def sites(view: View) -> list[str]:
    """The sites that tell of anime."""
    return list(view.run("anime_sites").frame["source"])


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
