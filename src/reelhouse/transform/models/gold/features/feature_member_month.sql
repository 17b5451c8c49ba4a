{{ config(sort_by=['member_key', 'month_start_date']) }}
{%- set sums = [
    'session_count', 'watched_minutes', 'measured_session_count', 'completion_sum', 'weekend_session_count',
    'evening_session_count', 'night_session_count', 'tv_session_count', 'mobile_session_count',
    'tablet_session_count', 'desktop_session_count', 'console_session_count', 'film_session_count',
    'series_session_count', 'anime_session_count',
] -%}

with members as (
    select member_key, country_code, plan, joined_date, cancelled_date, known_date from {{ ref('dim_member') }}
),

months as (
    select calendar_date as month_start_date from {{ ref('dim_date') }} where day_of_month = 1
),

viewing as (
    select
        hour_at,
        {{ month_start_of('hour_at') }} as viewing_month,
        member_key,
        title_key,
        device,
        session_count,
        watched_minutes,
        measured_session_count,
        completion_sum
    from {{ ref('fact_viewing_hour') }}
),

titles as (
    select
        title_key,
        case
            when is_anime then 'anime'
            when title_type in ('movie', 'tvMovie', 'short', 'tvShort', 'tvSpecial', 'video') then 'film'
            else 'series'
        end as title_format
    from {{ ref('dim_title') }}
    where is_current and (described_by <> 'tmdb' or {{ may_train('tmdb') }})
),

prices as (
    select region, month_start_date, revenue_per_subscriber_usd from {{ ref('fact_subscriber_month') }}
),

announcements as (
    select region, start_date, announced_date, change_rate from {{ ref('fact_price_change') }}
),

-- what is known goes back to the first session of the team's files
beginnings as (
    select {{ month_start_of('min(hour_at)') }} as first_month from {{ ref('fact_viewing_hour') }}
),

-- the months that a member begins as a member, up to the one after what is known
member_months as (
    select
        members.member_key,
        members.country_code,
        members.plan,
        members.joined_date,
        members.known_date,
        months.month_start_date
    from members
    inner join months
        on members.joined_date < months.month_start_date
        and months.month_start_date <= {{ days_after('members.known_date', 1) }}
        and (members.cancelled_date is null or members.cancelled_date >= months.month_start_date)
),

viewing_months as (
    select
        viewing.member_key,
        viewing.viewing_month,
        max(cast(viewing.hour_at as date)) as last_viewing_date,
        {{ days_of_month('viewing.hour_at') }} as active_day_count,
        sum(viewing.session_count) as session_count,
        sum(viewing.watched_minutes) as watched_minutes,
        sum(viewing.measured_session_count) as measured_session_count,
        sum(viewing.completion_sum) as completion_sum,
        sum(case when {{ iso_weekday('viewing.hour_at') }} >= 6 then viewing.session_count else 0 end)
            as weekend_session_count,
        sum(case when extract(hour from viewing.hour_at) >= 18 then viewing.session_count else 0 end)
            as evening_session_count,
        sum(case when extract(hour from viewing.hour_at) < 6 then viewing.session_count else 0 end)
            as night_session_count,
        {%- for device in ['tv', 'mobile', 'tablet', 'desktop', 'console'] %}
        sum(case when viewing.device = '{{ device }}' then viewing.session_count else 0 end)
            as {{ device }}_session_count,
        {%- endfor %}
        {%- for format in ['film', 'series', 'anime'] %}
        sum(case when titles.title_format = '{{ format }}' then viewing.session_count else 0 end)
            as {{ format }}_session_count{{ ',' if not loop.last }}
        {%- endfor %}
    from viewing
    left join titles on viewing.title_key = titles.title_key
    group by viewing.member_key, viewing.viewing_month
),

-- each month that a member begins beside each of the twelve before it in which something was watched
looked_back as (
    select
        member_months.member_key,
        member_months.month_start_date,
        {{ months_between('viewing_months.viewing_month', 'member_months.month_start_date') }} as months_ago,
        viewing_months.last_viewing_date,
        viewing_months.active_day_count,
        {%- for column in sums %}
        viewing_months.{{ column }}{{ ',' if not loop.last }}
        {%- endfor %}
    from member_months
    inner join viewing_months
        on member_months.member_key = viewing_months.member_key
        and viewing_months.viewing_month < member_months.month_start_date
),

watched as (
    select
        member_key,
        month_start_date,
        max(last_viewing_date) as last_viewing_date,
        sum(case when months_ago = 1 then active_day_count else 0 end) as active_day_count_1m,
        sum(case when months_ago = 1 then session_count else 0 end) as session_count_1m,
        sum(case when months_ago = 1 then watched_minutes else 0 end) as watched_minutes_1m,
        sum(case when months_ago <= 3 then session_count else 0 end) as session_count_3m,
        sum(case when months_ago <= 3 then watched_minutes else 0 end) as watched_minutes_3m,
        {%- for column in sums %}
        sum(case when months_ago <= 12 then {{ column }} else 0 end) as {{ column }}_12m{{ ',' if not loop.last }}
        {%- endfor %}
    from looked_back
    group by member_key, month_start_date
),

price_months as (
    select
        region,
        month_start_date,
        {{ ratio('revenue_per_subscriber_usd', 'lag(revenue_per_subscriber_usd) over (partition by region order by month_start_date)') }}
            - 1 as rise_rate
    from prices
),

-- a new price is known when it is announced, else when its first month is over and revenue tells it
rises as (
    select region, {{ month_start_of('start_date') }} as rise_month, announced_date as known_date
    from announcements
    where change_rate >= cast({{ mart_setting('price_rise_rate') }} as double)
    union all
    select region, month_start_date, {{ month_end_of('month_start_date') }}
    from price_months
    where rise_rate >= cast({{ mart_setting('price_rise_rate') }} as double)
),

regions as (
    select distinct members.country_code, rises.region
    from members
    inner join rises
        on split_part(
            split_part(
                replace({{ mart_setting('regions') }}, '": [', '":['), concat('"', rises.region, '":['), 2
            ),
            ']',
            1
        )
            like concat('%"', members.country_code, '"%')
),

known_rises as (
    select
        months.month_start_date,
        regions.country_code,
        rises.rise_month,
        rises.known_date,
        row_number() over (
            partition by months.month_start_date, regions.country_code
            order by rises.rise_month desc, rises.known_date
        ) as newness
    from rises
    inner join regions on rises.region = regions.region
    inner join months
        on rises.rise_month <= months.month_start_date and rises.known_date < months.month_start_date
    where months.month_start_date <= (select max(month_start_date) from member_months)
),

price_history as (
    select * from known_rises where newness = 1
),

final as (
    select
        member_months.member_key,
        member_months.month_start_date,
        member_months.month_start_date as known_at,
        greatest(
            member_months.joined_date,
            coalesce(watched.last_viewing_date, member_months.joined_date),
            coalesce(price_history.known_date, member_months.joined_date)
        ) as latest_source_date,
        member_months.country_code,
        member_months.plan,
        cast({{ months_between('member_months.joined_date', 'member_months.month_start_date') }} as integer) as tenure_months,
        cast(least(
            12,
            {{ ratio(days_from('greatest(member_months.joined_date, beginnings.first_month)', 'member_months.month_start_date'), '30.4375') }}
        ) as double) as observed_months_12m,
        {{ whole('coalesce(watched.session_count_1m, 0)') }} as session_count_1m,
        cast(coalesce(watched.watched_minutes_1m, 0) as double) as watched_minutes_1m,
        {{ whole('coalesce(watched.active_day_count_1m, 0)') }} as active_day_count_1m,
        {{ whole('coalesce(watched.session_count_3m, 0)') }} as session_count_3m,
        cast(coalesce(watched.watched_minutes_3m, 0) as double) as watched_minutes_3m,
        {{ whole('coalesce(watched.session_count_12m, 0)') }} as session_count_12m,
        cast(coalesce(watched.watched_minutes_12m, 0) as double) as watched_minutes_12m,
        cast({{ days_from('watched.last_viewing_date', 'member_months.month_start_date') }} as integer)
            as days_since_last_session,
        {{ ratio('watched.completion_sum_12m', 'watched.measured_session_count_12m') }} as completion_rate_12m,
        {%- for part in [
            'weekend', 'evening', 'night', 'tv', 'mobile', 'tablet', 'desktop', 'console', 'film', 'series', 'anime',
        ] %}
        {{ ratio('watched.' ~ part ~ '_session_count_12m', 'watched.session_count_12m') }} as {{ part }}_rate_12m,
        {%- endfor %}
        cast({{ months_between('price_history.rise_month', 'member_months.month_start_date') }} as integer)
            as months_since_price_rise
    from member_months
    cross join beginnings
    left join watched
        on member_months.member_key = watched.member_key
        and member_months.month_start_date = watched.month_start_date
    left join price_history
        on member_months.country_code = price_history.country_code
        and member_months.month_start_date = price_history.month_start_date
    where member_months.month_start_date > beginnings.first_month
)

select * from final
