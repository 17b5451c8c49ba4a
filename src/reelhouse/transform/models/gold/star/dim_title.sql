{{ config(tags=['history'], sort_by=['title_key', 'valid_from']) }}
{%- set tracked = [
    'title_type', 'primary_title', 'original_title', 'start_year', 'end_year', 'runtime_minutes', 'genres'
] -%}
{%- set attributes = [
    'title_key', 'title_id_imdb', 'title_type', 'primary_title', 'original_title', 'is_adult',
    'start_year', 'end_year', 'runtime_minutes', 'genres'
] | join(', ') -%}

with titles as (
    select * from {{ ref('silver_imdb__title') }}
),

-- all that other sources say of a title, the one first whose words are taken: it has a name, and it
-- is of the whole title or of its first season rather than of specials
records as (
    select
        bridge.title_key,
        records.*,
        row_number() over (
            partition by bridge.title_key
            order by
                case when records.name is null then 1 else 0 end,
                {{ source_rank('records.source') }},
                case when bridge.season_number = 0 then 1 else 0 end,
                coalesce(bridge.season_number, 0),
                records.record_id
        ) as place
    from {{ ref('bridge_title_source') }} as bridge
    inner join {{ ref('title_record') }} as records
        on
            bridge.source = records.source
            and bridge.record_kind = records.record_kind
            and bridge.record_id = records.record_id
),

imdb_ids as (
    select title_key, record_id as title_id_imdb
    from {{ ref('bridge_title_source') }}
    where source = 'imdb'
),

{% if has_previous('dim_title') %}
versions as (
    select * from {{ previous('dim_title') }} where described_by = 'imdb'
),

open_versions as (
    select title_key, valid_from, {{ row_hash(tracked) }} as open_hash
    from versions
    where is_current
),

current_titles as (
    select titles.*, {{ row_hash(tracked) }} as tracked_hash
    from titles
),

current_versions as (
    select
        {{ attributes }},
        case when open_hash = tracked_hash then valid_from else snapshot_date end as valid_from,
        cast(null as date) as valid_to,
        true as is_current
    from current_titles
    left join open_versions using (title_key)
),

-- a title that IMDb took down closes as well as one that changed
closed_now as (
    select
        {{ attributes }},
        valid_from,
        {{ snapshot_date_of('imdb', 'title.basics') }} as valid_to,
        false as is_current
    from versions
    where
        is_current
        and not exists (
            select 1
            from current_titles
            where
                current_titles.title_key = versions.title_key
                and current_titles.tracked_hash = {{ row_hash(tracked, 'versions') }}
        )
),

closed_before as (
    select {{ attributes }}, valid_from, valid_to, is_current
    from versions
    where not is_current
),

imdb_versions as (
    select * from current_versions
    union all
    select * from closed_now
    union all
    select * from closed_before
),
{% else %}
imdb_versions as (
    select
        {{ attributes }},
        snapshot_date as valid_from,
        cast(null as date) as valid_to,
        true as is_current
    from titles
),
{% endif %}

-- what only other sources know has no history: each source's newest word counts
other_titles as (
    select
        title_key,
        source as described_by,
        name as primary_title,
        original_name as original_title,
        coalesce(title_type, case when kind = 'film' then 'movie' when kind = 'series' then 'tvSeries' end)
            as title_type,
        coalesce(is_adult, false) as is_adult,
        year as start_year,
        end_year,
        runtime_minutes,
        genres,
        first_seen_date as valid_from
    from records
    where
        place = 1
        and name is not null
        and not exists (select 1 from titles where titles.title_key = records.title_key)
),

other_ids as (
    select
        title_key,
        min(title_id_tmdb_movie) as title_id_tmdb_movie,
        min(title_id_tmdb_tv) as title_id_tmdb_tv,
        min(title_id_wikidata) as title_id_wikidata,
        max(case when is_anime then 1 else 0 end) = 1 as is_anime
    from records
    group by title_key
),

final as (
    select
        versions.title_key,
        versions.title_id_imdb,
        ids.title_id_tmdb_movie,
        ids.title_id_tmdb_tv,
        ids.title_id_wikidata,
        versions.title_type,
        coalesce(ids.is_anime, false) as is_anime,
        'imdb' as described_by,
        versions.primary_title,
        versions.original_title,
        versions.is_adult,
        versions.start_year,
        versions.end_year,
        versions.runtime_minutes,
        versions.genres,
        versions.valid_from,
        versions.valid_to,
        versions.is_current
    from imdb_versions as versions
    left join other_ids as ids on versions.title_key = ids.title_key
    union all
    select
        others.title_key,
        imdb_ids.title_id_imdb,
        ids.title_id_tmdb_movie,
        ids.title_id_tmdb_tv,
        ids.title_id_wikidata,
        others.title_type,
        ids.is_anime,
        others.described_by,
        others.primary_title,
        others.original_title,
        others.is_adult,
        others.start_year,
        others.end_year,
        others.runtime_minutes,
        others.genres,
        others.valid_from,
        cast(null as date) as valid_to,
        true as is_current
    from other_titles as others
    inner join other_ids as ids on others.title_key = ids.title_key
    left join imdb_ids on others.title_key = imdb_ids.title_key
)

select * from final
