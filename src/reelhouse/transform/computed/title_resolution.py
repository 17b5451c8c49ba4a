"""One title across all sources: which record is of which title, and under which key.

Ids decide first, then names, then what somebody decided by hand. What stays uncertain is of no
title and waits for a decision.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas as pd

from reelhouse.lake import Lake
from reelhouse.sqltext import literal
from reelhouse.titles.blocking import NO_CANDIDATES
from reelhouse.titles.keys import Published, imdb_number
from reelhouse.titles.matching import MatchSettings
from reelhouse.titles.overrides import overrides_path, read_overrides
from reelhouse.titles.records import NUMBERED_ANEW, Id, Record, RecordId
from reelhouse.titles.resolution import Resolution, resolve
from reelhouse.transform.workbench import Workbench

WRITES = ("bridge_title_source", "title_review", "title_key_change")

_ID_COLUMNS = {
    "imdb": "title_id_imdb",
    "tmdb_movie": "title_id_tmdb_movie",
    "tmdb_tv": "title_id_tmdb_tv",
    "mal": "title_id_mal",
    "anilist": "title_id_anilist",
    "tvdb": "title_id_tvdb",
    "wikidata": "title_id_wikidata",
}


def compute(bench: Workbench) -> None:
    """Write the title of every record, what somebody should look at, and keys that changed."""
    records = _read_records(bench)
    published = _read_published(bench, records)
    _show_imdb(bench)
    decisions = read_overrides(overrides_path(Lake(bench.lake), bench.settings))
    chosen = bench.settings.titles
    resolution = resolve(
        bench.connection,
        records,
        decisions,
        published,
        MatchSettings(chosen.accept_confidence, chosen.review_confidence, spread=bench.spread),
    )
    _write_bridge(bench, records, resolution)
    _write_review(bench, records, resolution)
    _write_changes(bench, resolution)


def _read_records(bench: Workbench) -> list[Record]:
    ids = ", ".join(_ID_COLUMNS.values())
    rows = bench.connection.execute(
        f"select source, record_kind, record_id, name, kind, season_number, "
        f"case when year_is_exact then year end, {ids} from title_record order by all"
    ).fetchall()
    return [
        Record(
            RecordId(source, record_kind, record_id),
            name,
            kind,
            year,
            tuple(
                Id(space, str(value))
                for space, value in zip(_ID_COLUMNS, values, strict=True)
                if value is not None
            ),
            season,
        )
        for source, record_kind, record_id, name, kind, season, year, *values in rows
    ]


def _read_published(bench: Workbench, records: Sequence[Record]) -> Published:
    """What the build before this one said of the records that there are."""
    bridge, titles = bench.previous("bridge_title_source"), bench.previous("dim_title")
    changes = bench.previous("title_key_change")
    if bridge is None or titles is None or changes is None:
        return Published()
    names = {r.id: r.name for r in records}
    rows = bench.connection.execute(
        f"select source, record_kind, record_id, record_name, title_key from {bridge}"
    ).fetchall()
    keys = {
        RecordId(source, kind, record): key
        for source, kind, record, name, key in rows
        if source not in NUMBERED_ANEW or names.get(RecordId(source, kind, record)) == name
    }
    imdb = {record.id: key for record, key in keys.items() if record.source == "imdb"}

    def known(ids: Iterable[str]) -> set[str]:
        bench.connection.register(
            "asked", pd.DataFrame({"title_id_imdb": pd.Series(list(ids), dtype=str)})
        )
        found = bench.connection.execute(
            f"select distinct title_id_imdb from {titles} semi join asked using (title_id_imdb)"
        ).fetchall()
        return {title for (title,) in found}

    return Published(
        {record: key for record, key in keys.items() if record.source != "imdb"},
        {title: key for title, key in imdb.items() if key != imdb_number(title)},
        known,
        dict(
            bench.connection.execute(f"select old_title_key, title_key from {changes}").fetchall()
        ),
    )


def _show_imdb(bench: Workbench) -> None:
    """Make `imdb_title` of what a search by name, and what records name by id, can find."""
    bench.connection.execute(
        f"""
        create or replace temp table imdb_title as
            select
                titles.title_key, title_id_imdb, title_type, primary_title, original_title,
                start_year, end_year, runtime_minutes, vote_count,
                cast(null as varchar[]) as people
            from silver_imdb__title as titles
            left join silver_imdb__rating as ratings on titles.title_key = ratings.title_key
            where
                (
                    title_type not in ({", ".join(literal(kind) for kind in NO_CANDIDATES)})
                    or title_id_imdb in (select title_id_imdb from title_record)
                )
                and exists (select 1 from title_record)
        """
    )


def _write_bridge(bench: Workbench, records: Sequence[Record], resolution: Resolution) -> None:
    """Write the title of every record, and of IMDb's those that others know or that adopted a key.

    Where all that is known of a title is ids, nobody has described it, and it is left out.
    """
    members = resolution.members
    described = {members[r.id].title for r in records if r.id in members and r.name}
    _show_rows(
        bench,
        "member_row",
        {
            "title_key": "Int64",
            "source": "string",
            "record_kind": "string",
            "record_id": "string",
            "record_name": "string",
            "season_number": "Int16",
            "method": "string",
            "confidence": "Float64",
            "is_described": "boolean",
        },
        [
            (
                resolution.keys[members[r.id].title],
                *r.id,
                r.name,
                resolution.seasons.get(r.id),
                members[r.id].method,
                members[r.id].confidence,
                members[r.id].title in described,
            )
            for r in records
            if r.id in members
        ],
    )
    keys = {title.text: key for title, key in resolution.keys.items() if title.space == "imdb"}
    _show_rows(
        bench,
        "imdb_row",
        {"title_id_imdb": "string", "title_key": "Int64", "is_known": "boolean"},
        [
            (title, key, title in resolution.adopted or Id("imdb", title) in described)
            for title, key in (keys | dict(resolution.adopted)).items()
        ],
    )
    bench.write(
        "bridge_title_source",
        """
        select * exclude (is_described)
        from member_row
        where is_described or title_key in (select title_key from imdb_title)
        union all by name
        select
            imdb_row.title_key, 'imdb' as source, 'title' as record_kind,
            imdb_row.title_id_imdb as record_id, primary_title as record_name,
            null as season_number, 'id' as method, 1.0 as confidence
        from imdb_row
        left join imdb_title using (title_id_imdb)
        where is_known or primary_title is not null
        """,
    )


def _write_review(bench: Workbench, records: Sequence[Record], resolution: Resolution) -> None:
    """Write records that somebody should look at, with the titles that they may be of."""
    names = {r.id: r.name for r in records}
    rows = [
        (
            *review.record,
            names[review.record],
            review.reason,
            rank,
            key,
            candidate.title.text if candidate.title.space == "imdb" else None,
            candidate.name,
            candidate.year,
            candidate.title_type,
            candidate.confidence,
        )
        for review in resolution.reviews
        for rank, (candidate, key) in enumerate(resolution.keyed(review.candidates), 1)
    ]
    _show_rows(
        bench,
        "review_row",
        {
            "source": "string",
            "record_kind": "string",
            "record_id": "string",
            "record_name": "string",
            "reason": "string",
            "candidate_rank": "Int16",
            "candidate_title_key": "Int64",
            "title_id_imdb": "string",
            "candidate_name": "string",
            "candidate_year": "Int16",
            "candidate_type": "string",
            "confidence": "Float64",
        },
        rows,
    )
    bench.write(
        "title_review",
        """
        select
            review_row.* exclude (title_id_imdb)
            replace (
                coalesce(primary_title, candidate_name) as candidate_name,
                coalesce(start_year, candidate_year) as candidate_year,
                coalesce(title_type, candidate_type) as candidate_type
            )
        from review_row
        left join imdb_title using (title_id_imdb)
        """,
    )


def _write_changes(bench: Workbench, resolution: Resolution) -> None:
    """Write the keys that became others, each with the first day on which it had."""
    _show_rows(
        bench,
        "change_row",
        {"old_title_key": "Int64", "title_key": "Int64"},
        list(resolution.changes.items()),
    )
    earlier = (
        bench.previous("title_key_change") or "(select null as old_title_key, null as since_date)"
    )
    bench.write(
        "title_key_change",
        f"""
        select
            change_row.old_title_key,
            change_row.title_key,
            coalesce(
                earlier.since_date, (select max(first_seen_date) from title_record)
            ) as since_date
        from change_row
        left join {earlier} as earlier using (old_title_key)
        """,
    )


def _show_rows(
    bench: Workbench, name: str, columns: dict[str, str], rows: Sequence[tuple[object, ...]]
) -> None:
    """Show rows under a name, with the types of their columns."""
    bench.connection.register(name, pd.DataFrame(rows, columns=list(columns)).astype(columns))
