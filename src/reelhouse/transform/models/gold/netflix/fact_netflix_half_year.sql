{{ config(sort_by=['report_year', 'report_half', 'rank_in_kind', 'title', 'release_date']) }}
{%- set entry = 'title, original_title, release_date, is_film' %}

with reports as (
    select
        report_year,
        report_half,
        is_film,
        title,
        original_title,
        release_date,
        is_available_globally,
        viewed_hours,
        runtime_minutes,
        view_count
    from {{ ref('silver_netflix__engagement') }}
    where report_year is not null and report_half is not null
),

known_titles as (
    select title_key, season_number, record_id
    from {{ ref('bridge_title_source') }}
    where source = 'netflix' and record_kind = 'name'
),

half_years as (
    select
        *,
        2 * report_year + report_half as half_number,
        rank() over (partition by report_year, report_half, is_film order by viewed_hours desc) as rank_in_kind,
        {{ ratio('viewed_hours', 'sum(viewed_hours) over (partition by report_year, report_half)') }} as share_rate
    from reports
),

followed as (
    select
        *,
        lag(half_number) over (partition by {{ entry }} order by half_number) as earlier_half_number,
        lag(viewed_hours) over (partition by {{ entry }} order by half_number) as earlier_viewed_hours
    from half_years
),

final as (
    select
        known_titles.title_key,
        known_titles.season_number,
        followed.report_year,
        followed.report_half,
        followed.is_film,
        followed.title,
        followed.original_title,
        followed.release_date,
        followed.is_available_globally,
        followed.viewed_hours,
        followed.share_rate,
        cast(followed.rank_in_kind as integer) as rank_in_kind,
        case
            when followed.earlier_half_number = followed.half_number - 1
                then followed.viewed_hours - followed.earlier_viewed_hours
        end as viewed_hours_change,
        followed.runtime_minutes,
        followed.view_count
    from followed
    left join known_titles
        on {{ netflix_name_id('followed.is_film', 'followed.title') }} = known_titles.record_id
)

select * from final
