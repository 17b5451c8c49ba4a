"""Recommendations for one person, asked of the model that answers and the published build."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from reelhouse.errors import UsageError
from reelhouse.gold import require_current
from reelhouse.lake import Lake
from reelhouse.ml import store
from reelhouse.ml.question import missing_library
from reelhouse.ml.tables import GoldTables, gold_tables
from reelhouse.pseudonyms import member_pads, pseudonym
from reelhouse.settings import Settings

if TYPE_CHECKING:
    from reelhouse.ml.recommendations.interactions import History
    from reelhouse.ml.recommendations.recommender import Recommended, Recommender

NAME = "recommendations"
_READS = (
    "dim_member", "fact_viewing_hour", "fact_licensing_deal", "dim_title", "bridge_title_crew",
    "fact_credit", "fact_offer", "bridge_title_certificate",
)  # fmt: skip
_SUGGESTED = 5
_PSEUDONYMS = 2**60
"""Pseudonyms are below this."""

_TITLE = """
select title_key, primary_title, start_year
from dim_title
where is_current and (
    cast(title_key as varchar) = $title
    or title_id_imdb = $title
    or lower(primary_title) = lower($title)
)
order by title_key in (select title_key from fact_viewing_hour) desc, title_key
"""


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for.

    Attributes:
        member: id or pseudonym; empty where no member asks.
        likes: names, keys or IMDb ids of titles that somebody likes.
        similar_to: name, key or IMDb id of a title to which others are like.
        country: of whoever asks, ISO 3166-1 alpha-2: only what is offered there is shown. Empty
            where that does not matter.
        platform: whose offers count; all by default.
        most_age: only what is rated for this age in years or below; None where it does not matter.
        exclude_seen: leave out what was watched, or is liked.
        count: titles at most.
    """

    member: str = ""
    likes: tuple[str, ...] = ()
    similar_to: str = ""
    country: str = ""
    platform: str = ""
    most_age: int | None = None
    exclude_seen: bool = True
    count: int = 20


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found.

    Attributes:
        model_version: the version that answered.
        is_fallback: whether it is what is popular, as nothing is known of who asks.
        notes: what is to be known of the list, a sentence each.
        titles: best first.
    """

    model_version: str
    is_fallback: bool
    notes: list[str]
    titles: list[Recommended]


def answer(lake: Lake, settings: Settings, wish: Wish) -> Answer:
    """Recommend titles.

    Args:
        lake: with a published build and a trained model.
        settings: hold the members' secret and the own platform.
        wish: what is asked for.

    Raises:
        UsageError: there is no such member, title, country or platform.
        ReelhouseError: nothing is built, no model is trained, or a library is missing.
    """
    version = store.require_champion(lake, NAME)
    try:
        recommender: Recommender = version.load()
    except ModuleNotFoundError as error:
        raise missing_library(error) from error
    notes: list[str] = []
    with gold_tables(require_current(lake), _READS) as tables:
        hidden = _barred(tables, settings, recommender, wish, notes)
        if wish.similar_to:
            least = settings.marts.min_group
            titles = _similar(tables, recommender, wish, hidden, least, notes)
            is_fallback = False
        else:
            history = _history(lake, settings, tables, recommender, wish, notes)
            is_fallback = not history.values.nnz
            titles = recommender.recommend(
                history,
                count=wish.count,
                barred=hidden,
                include_seen=not wish.exclude_seen,
                verb="like" if wish.likes else "watched",
            )
    if len(titles) < wish.count:
        notes.append(f"only {len(titles)} titles are left of {len(recommender.titles)}")
    return Answer(version.version, is_fallback, notes, titles)


def _similar(
    tables: GoldTables, recommender: Recommender, wish: Wish, hidden: frozenset[int],
    least_members: int, notes: list[str],
) -> list[Recommended]:  # fmt: skip
    from reelhouse.ml.recommendations.reading import read_titles
    from reelhouse.ml.recommendations.recommender import Recommended

    key = _title_key(tables, wish.similar_to, notes)
    place = recommender.places([key]).get(key)
    if place is not None:
        found = recommender.similar(
            place, count=wish.count, barred=hidden, least_members=least_members
        )
    else:
        [title] = read_titles(tables, [key])
        notes.append(f"{title.name} is none of the service's titles: what it is about decides")
        found = recommender.similar_to_new(title.about, count=wish.count, barred=hidden)
    return [
        Recommended(each.title_key, each.name, each.rank, each.similarity, key, each.why)
        for each in found
    ]


def _history(
    lake: Lake, settings: Settings, tables: GoldTables, recommender: Recommender, wish: Wish,
    notes: list[str],
) -> History:  # fmt: skip
    if wish.likes:
        return _liked(tables, recommender, wish.likes, notes)
    if not wish.member:
        notes.append("nothing is known of a new member: this is what is popular lately")
        return recommender.liked()
    return _watched(lake, settings, tables, recommender, wish.member, notes)


def _watched(
    lake: Lake, settings: Settings, tables: GoldTables, recommender: Recommender, member: str,
    notes: list[str],
) -> History:  # fmt: skip
    from reelhouse.ml.recommendations.serving import histories, member_rows

    keys = [pseudonym(member, member_pads(lake, settings))]
    if member.isdigit() and int(member) < _PSEUDONYMS:
        keys.append(int(member))
    rows = tables.query(
        "select member_key, has_personalisation_consent, known_date from dim_member "
        "where member_key in (select unnest($keys))",
        {"keys": keys},
    )
    if rows.empty:
        raise UsageError(
            f"there is no member '{member}' who agrees to being counted",
            advice="`--new` recommends to somebody of whom nothing is known.",
        )
    [key, consents, known] = rows.iloc[0].tolist()
    if not consents:
        notes.append(
            "the member does not agree to recommendations from own viewing: this is what is "
            "popular lately"
        )
        return recommender.liked()
    history = histories(recommender, member_rows(tables, int(key)), [int(key)], known)
    if not history.values.nnz:
        notes.append("the member has watched nothing yet: this is what is popular lately")
    return history


def _liked(
    tables: GoldTables, recommender: Recommender, likes: tuple[str, ...], notes: list[str]
) -> History:
    from reelhouse.ml.recommendations.reading import read_titles

    keys = [_title_key(tables, like, notes) for like in likes]
    places = recommender.places(keys)
    others = [key for key in keys if key not in places]
    vectors = None
    if others:
        about = read_titles(tables, others)
        vectors = recommender.featuriser.vectors([title.about for title in about])
        vectors = vectors[np.any(vectors != 0, axis=1)]
        for title in about:
            notes.append(
                f"{title.name} is none of the service's titles: the one most like it stands for it"
            )
    return recommender.liked([places[key] for key in keys if key in places], vectors)


def _title_key(tables: GoldTables, title: str, notes: list[str]) -> int:
    rows = tables.query(_TITLE, {"title": title.strip()})
    if rows.empty:
        near = tables.query(
            "select distinct primary_title from dim_title where is_current and title_key in "
            "(select title_key from fact_viewing_hour) "
            "and contains(lower(primary_title), lower($title)) order by primary_title limit $most",
            {"title": title.strip(), "most": _SUGGESTED},
        )["primary_title"].tolist()
        raise UsageError(
            f"there is no title '{title}'",
            advice=f"Near it are: {', '.join(near)}." if near else "Give its name, key or IMDb id.",
        )
    if len(rows) > 1:
        notes.append(
            f"{len(rows)} titles are called '{title}': the one with key "
            f"{rows['title_key'].iloc[0]} is taken"
        )
    return int(rows["title_key"].iloc[0])


def _barred(
    tables: GoldTables, settings: Settings, recommender: Recommender, wish: Wish, notes: list[str]
) -> frozenset[int]:
    from reelhouse.ml.recommendations.availability import barred

    if wish.country:
        known = tables.query("select distinct country_code from fact_offer")["country_code"]
        if wish.country not in set(known):
            raise UsageError(
                f"no offers are known in '{wish.country}'",
                advice=f"Countries with offers are: {', '.join(sorted(known)) or 'none'}.",
            )
    platform = wish.platform or (settings.models.own_platform if wish.country else "")
    if platform:
        named = tables.query("select distinct platform from fact_offer")["platform"]
        if platform not in set(named):
            raise UsageError(
                f"no offers are known of '{platform}'",
                advice=f"Platforms with offers are: {', '.join(sorted(named)) or 'none'}.",
            )
    found = barred(
        tables,
        recommender,
        country=wish.country,
        platform=platform,
        is_offer_needed=bool(wish.country),
        most_age=wish.most_age,
    )
    if found.unknown_offers:
        notes.append(
            f"{found.unknown_offers} titles are left out as no source tells where they are offered"
        )
    if found.unknown_ages:
        notes.append(f"{found.unknown_ages} titles are left out as no source rates them by age")
    return found.places
