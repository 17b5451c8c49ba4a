{{ config(sort_by=['member_key', 'genre']) }}

with members as (
    select member_key, max(month_start_date) as month_start_date
    from {{ ref('feature_member_month') }}
    group by member_key
),

viewing as (
    select cast(hour_at as date) as viewing_date, member_key, title_key, session_count
    from {{ ref('fact_viewing_hour') }}
),

titles as (
    select title_key
    from {{ ref('dim_title') }}
    where is_current and (described_by <> 'tmdb' or {{ may_train('tmdb') }})
),

title_genres as (
    select bridge.title_key, genres.genre
    from {{ ref('bridge_title_genre') }} as bridge
    inner join {{ ref('dim_genre') }} as genres on bridge.genre_key = genres.genre_key
    inner join titles on bridge.title_key = titles.title_key
),

newest as (
    select max(month_start_date) as month_start_date from members
),

-- the twelve months before the newest one that members begin
recent as (
    select
        viewing.member_key,
        viewing.title_key,
        members.month_start_date,
        max(viewing.viewing_date) as viewing_date,
        sum(viewing.session_count) as session_count
    from viewing
    inner join members on viewing.member_key = members.member_key
    inner join newest on members.month_start_date = newest.month_start_date
    where viewing.viewing_date < members.month_start_date
        and {{ months_between('viewing.viewing_date', 'members.month_start_date') }} <= 12
    group by viewing.member_key, viewing.title_key, members.month_start_date
),

totals as (
    select member_key, sum(session_count) as session_count from recent group by member_key
),

final as (
    select
        recent.member_key,
        title_genres.genre,
        min(recent.month_start_date) as known_at,
        max(recent.viewing_date) as latest_source_date,
        {{ whole('sum(recent.session_count)') }} as session_count_12m,
        {{ ratio('sum(recent.session_count)', 'min(totals.session_count)') }} as session_rate_12m
    from recent
    inner join totals on recent.member_key = totals.member_key
    inner join title_genres on recent.title_key = title_genres.title_key
    group by recent.member_key, title_genres.genre
)

select * from final
