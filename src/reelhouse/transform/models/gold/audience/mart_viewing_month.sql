{{ config(sort_by=['month_start_date', 'dimension', 'member_group']) }}
{%- set least = whole(mart_setting('min_group')) -%}
{%- set dimensions = {
    'country': 'country_code',
    'plan': 'plan',
    'device': "coalesce(device, 'unknown')",
    'hour': "lpad(cast(extract(hour from hour_at) as varchar), 2, '0')",
    'weekday': 'cast(' ~ iso_weekday('hour_at') ~ ' as varchar)',
    'viewer': 'viewer',
} -%}

with viewing as (
    select
        hour_at,
        {{ month_start_of('hour_at') }} as month_start_date,
        member_key,
        title_key,
        device,
        {{ viewing_sums() | join(', ') }}
    from {{ ref('fact_viewing_hour') }}
),

members as (
    select member_key, country_code, plan from {{ ref('dim_member') }}
),

title_genres as (
    select title_key, genre_key from {{ ref('bridge_title_genre') }}
),

genres as (
    select genre_key, genre from {{ ref('dim_genre') }}
),

viewing_months as (
    select
        member_key,
        month_start_date,
        lag(month_start_date) over (partition by member_key order by month_start_date) as month_before
    from (select distinct member_key, month_start_date from viewing) as watched
),

viewers as (
    select
        member_key,
        month_start_date,
        case
            when month_before is null then 'new'
            when {{ months_between('month_before', 'month_start_date') }} = 1 then 'continuing'
            else 'returning'
        end as viewer
    from viewing_months
),

described as (
    select viewing.*, members.country_code, members.plan, viewers.viewer
    from viewing
    inner join members on viewing.member_key = members.member_key
    inner join viewers
        on viewing.member_key = viewers.member_key and viewing.month_start_date = viewers.month_start_date
),

member_months as (
    {%- for dimension, value in dimensions.items() %}
    select month_start_date, '{{ dimension }}' as dimension, {{ value }} as member_group, member_key, {{ sum_each(viewing_sums()) }}
    from described
    group by month_start_date, {{ value }}, member_key
    union all
    {%- endfor %}
    select month_start_date, 'genre' as dimension, genre as member_group, member_key, {{ sum_each(viewing_sums()) }}
    from described
    inner join title_genres on described.title_key = title_genres.title_key
    inner join genres on title_genres.genre_key = genres.genre_key
    group by month_start_date, genre, member_key
),

member_groups as (
    select month_start_date, dimension, member_group, count(*) as member_count
    from member_months
    group by month_start_date, dimension, member_group
),

judged as (
    {{ hide_small('member_groups', [['month_start_date', 'dimension']], ['member_group'], least) }}
),

shown as (
    select
        judged.month_start_date,
        judged.dimension,
        case when judged.is_hidden then {{ rest() }} else judged.member_group end as member_group,
        count(distinct member_months.member_key) as member_count,
        {{ sum_each(viewing_sums()) }}
    from member_months
    inner join judged
        on member_months.month_start_date = judged.month_start_date
        and member_months.dimension = judged.dimension
        and member_months.member_group = judged.member_group
    group by 1, 2, 3
),

final as (
    select month_start_date, dimension, member_group, member_count, {{ viewing_figures() }}
    from shown
    where member_count >= {{ least }}
)

select * from final
