with top10_global as (
    select is_film, show_title, top10_week, runtime_minutes, snapshot_date
    from {{ ref('silver_netflix__top10_global') }}
),

top10_country as (
    select is_film, show_title, top10_week, snapshot_date
    from {{ ref('silver_netflix__top10_country') }}
),

most_popular as (
    select is_film, show_title, runtime_minutes, snapshot_date
    from {{ ref('silver_netflix__most_popular') }}
),

engagement as (
    select
        is_film,
        title,
        original_title,
        runtime_minutes,
        release_date,
        -- without a day of release it was there when the half-year ended, at the latest
        try_cast(concat(
            cast(report_year as string), case report_half when 1 then '-06-30' when 2 then '-12-31' end
        ) as date) as half_end_date,
        snapshot_date
    from {{ ref('silver_netflix__engagement') }}
),

every as (
    select
        is_film, show_title as name, cast(null as string) as original_name, top10_week as known_by_date,
        runtime_minutes, snapshot_date
    from top10_global
    union all
    select is_film, show_title, null, top10_week, null, snapshot_date from top10_country
    union all
    select is_film, show_title, null, snapshot_date, runtime_minutes, snapshot_date from most_popular
    union all
    select
        is_film, title, original_title, coalesce(release_date, half_end_date), runtime_minutes, snapshot_date
    from engagement
),

-- of series Netflix gives the length of a whole season, which says nothing here
final as (
    select
        {{ title_record_columns({
            'source': "'netflix'",
            'record_kind': "'name'",
            'record_id': netflix_name_id('is_film', 'name'),
            'name': 'name',
            'original_name': 'max(original_name)',
            'kind': "case when is_film then 'film' when not is_film then 'series' end",
            'known_by_date': 'min(known_by_date)',
            'runtime_minutes': 'case when is_film then max(runtime_minutes) end',
            'first_seen_date': 'min(snapshot_date)',
        }) }}
    from every
    group by is_film, name
)

select * from final
