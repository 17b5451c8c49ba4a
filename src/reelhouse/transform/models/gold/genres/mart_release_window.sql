{{ config(sort_by=['content_kind', 'window_kind', 'window_number']) }}

with premieres as (
    select title_key, is_film, premiere_date from {{ ref('fact_premiere') }} where season_number = 1
),

-- what nobody has voted on is not out yet, or not known: it cannot be said to have done badly
ratings as (
    select title_key, vote_count from {{ ref('fact_rating_snapshot') }} where is_latest and vote_count > 0
),

-- against titles of the same kind and year, which had as long to be found
judged as (
    select
        {{ content_kind('premieres.is_film') }} as content_kind,
        premieres.premiere_date as release_date,
        percent_rank() over (
            partition by premieres.is_film, extract(year from premieres.premiere_date)
            order by ratings.vote_count, premieres.title_key
        ) >= 1 - cast({{ mart_setting('hit_share') }} as double) as did_well
    from premieres
    inner join ratings on premieres.title_key = ratings.title_key
),

windows as (
    select content_kind, did_well, 'month' as window_kind, extract(month from release_date) as window_number
    from judged
    union all
    select content_kind, did_well, 'weekday' as window_kind, {{ iso_weekday('release_date') }} as window_number
    from judged
),

counted as (
    select
        content_kind,
        window_kind,
        cast(window_number as smallint) as window_number,
        count(*) as title_count,
        sum(case when did_well then 1 else 0 end) as hit_count
    from windows
    group by content_kind, window_kind, window_number
),

final as (
    select
        content_kind,
        window_kind,
        window_number,
        {{ whole('title_count') }} as title_count,
        {{ ratio('title_count', 'sum(title_count) over (partition by content_kind, window_kind)') }}
            as release_share_rate,
        {{ whole('hit_count') }} as hit_count,
        {{ ratio('hit_count', 'title_count') }} as hit_rate,
        {{ wilson_bound('hit_count', 'title_count', '-') }} as hit_rate_low,
        {{ wilson_bound('hit_count', 'title_count', '+') }} as hit_rate_high
    from counted
)

select * from final
