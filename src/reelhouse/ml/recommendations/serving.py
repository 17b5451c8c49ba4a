"""What a member has watched, read from gold when recommendations are asked for."""

from __future__ import annotations

from typing import Any

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


def history_of_rows(
    recommender: Recommender, rows: pd.DataFrame | None, member_key: int, today: Any
) -> History:
    """The rows of one member as scorers take them.

    Args:
        recommender: whose titles count.
        rows: as `member_rows` gives them; None where the member has none.
        member_key: pseudonym of the member.
        today: the day that ages are counted to.
    """
    if rows is None or rows.empty:
        return recommender.history({}, member_key)
    history = recommender.history(
        dict(zip(rows["title_key"].tolist(), rows["minutes"].tolist(), strict=True)), member_key
    )
    places = recommender.places(rows["title_key"].tolist())
    since = (pd.Timestamp(today) - pd.to_datetime(rows["last_date"])).dt.days
    ages = np.zeros(len(recommender.titles))
    for key, days in zip(rows["title_key"].tolist(), since.tolist(), strict=True):
        if key in places:
            ages[places[key]] = max(days, 0)
    values = history.values
    shaped = sparse.csr_matrix((ages[values.indices], values.indices, values.indptr), values.shape)
    return History(values, shaped, history.rows)
