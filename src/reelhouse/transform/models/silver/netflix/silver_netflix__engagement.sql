with

reports as (
    select
        *,
        coalesce(banner, '') || ' ' || coalesce(file, '') as heading,
        cast(arrived_at as timestamp) as fetched_at
    from {{ source('netflix', 'engagement') }}
),

dated as (
    select
        *,
        try_cast(nullif(regexp_extract(heading, '20[0-9][0-9]', 0), '') as integer) as report_year,
        case
            when regexp_extract(heading, '[Jj]an[a-z]*[^A-Za-z0-9]+(to[^A-Za-z0-9]+)?[Jj]un', 0) <> '' then 1
            when regexp_extract(heading, '[Jj]ul[a-z]*[^A-Za-z0-9]+(to[^A-Za-z0-9]+)?[Dd]ec', 0) <> '' then 2
        end as report_half,
        case
            when lower(sheet) like 'tv%' then false
            when lower(sheet) like 'film%' or lower(sheet) like 'movie%' then true
        end as is_film
    from reports
),

ranked as (
    select
        *,
        rank() over (
            partition by report_year, report_half, is_film
            order by fetched_at desc
        ) as newness
    from dated
)

select
    cast(report_year as smallint) as report_year,
    cast(report_half as smallint) as report_half,
    is_film,
    split_part(title, ' // ', 1) as title,
    nullif(split_part(title, ' // ', 2), '') as original_title,
    cast(release_date as date) as release_date,
    cast(is_available_globally as boolean) as is_available_globally,
    cast(hours_viewed as bigint) as viewed_hours,
    nullif(cast(round(cast(runtime as double)) as integer), 0) as runtime_minutes,
    cast(views as bigint) as view_count,
    fetched_at,
    snapshot_date
from ranked
where newness = 1
