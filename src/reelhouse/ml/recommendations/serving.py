"""What a member has watched, read from gold when recommendations are asked for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import pandas as pd
from scipy import sparse

from reelhouse.ml.recommendations.interactions import History
from reelhouse.ml.recommendations.recommender import Recommender
from reelhouse.ml.tables import Tables

_WATCHED = """
select
    viewing.member_key,
    viewing.title_key,
    cast(sum(viewing.watched_minutes) as double) as minutes,
    cast(max(viewing.hour_at) as date) as last_date
from fact_viewing_hour as viewing
inner join dim_member as members on viewing.member_key = members.member_key
where
    members.has_personalisation_consent
    and viewing.title_key is not null
    and viewing.watched_minutes > 0
    {which}
group by viewing.member_key, viewing.title_key
order by viewing.member_key, viewing.title_key
"""


def member_rows(tables: Tables, member_key: int | None = None) -> pd.DataFrame:
    """Titles that members who agree to recommendations have watched, with minutes and last day.

    Args:
        tables: of gold.
        member_key: one member; all by default.
    """
    if member_key is None:
        return tables.query(_WATCHED.format(which=""))
    which = "and viewing.member_key = $member"
    return tables.query(_WATCHED.format(which=which), {"member": member_key})


def histories(
    recommender: Recommender, rows: pd.DataFrame, member_keys: Sequence[int], today: date
) -> History:
    """What members have watched, as scorers take it, a row each; empty where there is nothing.

    Args:
        recommender: whose titles count.
        rows: as `member_rows` gives them.
        member_keys: pseudonyms, one a row.
        today: the day that ages are counted to.
    """
    titles = {title.key: place for place, title in enumerate(recommender.titles)}
    asking = {key: row for row, key in enumerate(member_keys)}
    learned = {key: row for row, key in enumerate(recommender.members)}
    known = rows[rows["title_key"].isin(titles) & rows["member_key"].isin(asking)]
    where = (
        known["member_key"].map(asking).to_numpy(np.int64),
        known["title_key"].map(titles).to_numpy(np.int64),
    )
    ages = (pd.Timestamp(today) - pd.to_datetime(known["last_date"])).dt.days.clip(lower=0)
    shape = (len(member_keys), len(titles))
    return History(
        sparse.csr_matrix((known["minutes"].to_numpy(np.float64), where), shape=shape),
        sparse.csr_matrix((ages.to_numpy(np.float64), where), shape=shape),
        np.array([learned.get(key, -1) for key in member_keys], dtype=np.int64),
    )
