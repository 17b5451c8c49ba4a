"""The segment of each member, and what the members of each are like."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from reelhouse.ml.predictions import told_of, write_answers
from reelhouse.ml.segments.model import Segmentation
from reelhouse.ml.segments.naming import Trait, tell_apart
from reelhouse.ml.segments.profile import traits_of
from reelhouse.ml.store import Version
from reelhouse.transform.declarations import declaration
from reelhouse.transform.workbench import Workbench

WRITES = ("mart_member_segment", "mart_segment", "mart_segment_trait")

_NOW = """
select months.*
from feature_member_month as months
inner join dim_member as members on months.member_key = members.member_key
where months.month_start_date = (select max(month_start_date) from feature_member_month)
    and members.cancelled_date is null
order by months.member_key
"""

_GENRES = "select member_key, genre, session_rate_12m from feature_member_genre"


def compute(bench: Workbench) -> None:
    """Write the segments of the members of now."""
    write_answers(bench, "segments", WRITES, lambda version: _answer(bench, version))


def _answer(bench: Workbench, version: Version) -> None:
    model: Segmentation = version.load()
    months = bench.query(_NOW)
    told = told_of(bench, model.assign, months)
    told.insert(0, "member_key", months["member_key"])
    told["known_at"] = months["known_at"]
    told["model_version"] = version.version
    _write(bench, "mart_member_segment", told)
    seen = told["segment_number"].notna().to_numpy()
    numbers = told.loc[seen, "segment_number"].to_numpy(dtype=int)
    shown = large_enough(numbers, bench.settings.marts.min_group)
    profiles = traits_of(months[seen], bench.query(_GENRES), numbers) if seen.any() else {}
    stamp = {"known_at": months["known_at"].max(), "model_version": version.version}
    segments = [
        _segment(model, number, profiles[number], int((numbers == number).sum()), len(numbers))
        | stamp
        for number in shown
    ]
    traits = [
        _trait(model, number, trait, int((numbers == number).sum())) | stamp
        for number in shown
        for trait in profiles[number].values()
        if np.isfinite(trait.value)
    ]
    _write(bench, "mart_segment", pd.DataFrame(segments))
    _write(bench, "mart_segment_trait", pd.DataFrame(traits))


def large_enough(numbers: np.ndarray, least: int) -> list[int]:
    """Groups that may be shown: not those of fewer members, nor the one that would tell of those.

    Where the sum over all is known, a single group left out is known too; the smallest one that is
    large enough goes with it.
    """
    found, counts = np.unique(numbers, return_counts=True)
    sizes = dict(zip(found.tolist(), counts.tolist(), strict=True))
    kept = [number for number in sizes if sizes[number] >= least]
    if len(kept) < len(sizes) and kept:
        kept.remove(min(kept, key=lambda number: (sizes[number], number)))
    return sorted(kept)


def _segment(
    model: Segmentation, number: int, traits: dict[str, Trait], members: int, everyone: int
) -> dict[str, Any]:
    genres = sorted(
        (t for n, t in traits.items() if n.startswith("genre: ")), key=lambda t: -t.value
    )
    return {
        "segment_number": number,
        "segment_name": model.names[number - 1],
        "member_count": members,
        "member_rate": members / everyone,
        "sessions_per_month": traits["sessions"].value,
        "sessions_per_month_low": traits["sessions"].low,
        "sessions_per_month_high": traits["sessions"].high,
        "hours_per_month": traits["hours"].value,
        "hours_per_month_low": traits["hours"].low,
        "hours_per_month_high": traits["hours"].high,
        "mean_session_minutes": traits["minutes"].value,
        "completion_rate": traits["completion"].value,
        "top_genres": ", ".join(t.name.removeprefix("genre: ") for t in genres[:3]),
        "set_apart_by": tell_apart(traits),
    }


def _trait(model: Segmentation, number: int, trait: Trait, members: int) -> dict[str, Any]:
    return {
        "segment_number": number,
        "segment_name": model.names[number - 1],
        "member_count": members,
        "trait": trait.name,
        "value": trait.value,
        "value_low": trait.low,
        "value_high": trait.high,
        "usual_value": trait.usual,
        "lift": trait.lift,
    }


def _write(bench: Workbench, table: str, rows: pd.DataFrame) -> None:
    columns = list(declaration(table).columns)
    bench.write(table, rows[columns] if len(rows) else declaration(table).empty)
