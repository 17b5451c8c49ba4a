{{ config(sort_by=['month_start_date', 'dimension', 'member_group']) }}
{%- set least = whole(mart_setting('min_group')) -%}
{#- a CTE that is read more than once is held as a whole, and this one has all viewing there is -#}
{%- set viewing -%}
(
        select
            hour_at,
            {{ month_start_of('hour_at') }} as month_start_date,
            member_key,
            title_key,
            device,
            {{ viewing_sums() | join(', ') }}
        from {{ ref('fact_viewing_hour') }}
    )
{%- endset -%}
{%- set genre_viewing -%}
(
        select viewing.*, genres.genre
        from {{ viewing }} as viewing
        inner join title_genres on viewing.title_key = title_genres.title_key
        inner join genres on title_genres.genre_key = genres.genre_key
    )
{%- endset -%}
{%- set dimensions = {
    'country': ('viewers', 'country_code'),
    'plan': ('viewers', 'plan'),
    'device': (viewing, "coalesce(device, 'unknown')"),
    'hour': (viewing, "lpad(cast(extract(hour from hour_at) as string), 2, '0')"),
    'weekday': (viewing, 'cast(' ~ iso_weekday('hour_at') ~ ' as string)'),
    'viewer': ('viewers', 'viewer'),
    'genre': (genre_viewing, 'genre'),
} -%}

with members as (
    select member_key, country_code, plan from {{ ref('dim_member') }}
),

title_genres as (
    select title_key, genre_key from {{ ref('bridge_title_genre') }}
),

genres as (
    select genre_key, genre from {{ ref('dim_genre') }}
),

member_months as (
    select
        month_start_date,
        member_key,
        lag(month_start_date) over (partition by member_key order by month_start_date) as month_before,
        {{ viewing_sums() | join(', ') }}
    from (
        select month_start_date, member_key, {{ sum_each(viewing_sums()) }}
        from {{ viewing }} as viewing
        group by month_start_date, member_key
    ) as summed
),

viewers as (
    select
        member_months.*,
        members.country_code,
        members.plan,
        case
            when month_before is null then 'new'
            when {{ months_between('month_before', 'month_start_date') }} = 1 then 'continuing'
            else 'returning'
        end as viewer
    from member_months
    inner join members on member_months.member_key = members.member_key
),

member_groups as (
    {%- for dimension, (relation, value) in dimensions.items() %}
    {%- if not loop.first %}
    union all
    {%- endif %}
    select
        month_start_date,
        '{{ dimension }}' as dimension,
        {{ value }} as member_group,
        count(distinct member_key) as member_count,
        {{ sum_each(viewing_sums()) }}
    from {{ relation }} as watched
    group by month_start_date, {{ value }}
    {%- endfor %}
),

judged as (
    {{ hide_small('member_groups', [['month_start_date', 'dimension']], ['member_group'], least) }}
),

hidden as (
    select month_start_date, dimension, member_group from judged where is_hidden
),

-- one member may be in several of the groups that go together
hidden_members as (
    {%- for dimension, (relation, value) in dimensions.items() %}
    {%- if not loop.first %}
    union all
    {%- endif %}
    select hidden.month_start_date, hidden.dimension, watched.member_key
    from {{ relation }} as watched
    inner join hidden
        on hidden.dimension = '{{ dimension }}'
        and watched.month_start_date = hidden.month_start_date
        and {{ value }} = hidden.member_group
    {%- endfor %}
),

rest_sizes as (
    select month_start_date, dimension, count(distinct member_key) as member_count
    from hidden_members
    group by month_start_date, dimension
),

rest_sums as (
    select month_start_date, dimension, {{ sum_each(viewing_sums()) }}
    from judged
    where is_hidden
    group by month_start_date, dimension
),

shown as (
    select month_start_date, dimension, member_group, member_count, {{ viewing_sums() | join(', ') }}
    from judged
    where not is_hidden
    union all
    select
        rest_sums.month_start_date,
        rest_sums.dimension,
        {{ rest() }} as member_group,
        rest_sizes.member_count,
        {{ viewing_sums() | join(', ') }}
    from rest_sums
    inner join rest_sizes
        on rest_sums.month_start_date = rest_sizes.month_start_date and rest_sums.dimension = rest_sizes.dimension
),

final as (
    select month_start_date, dimension, member_group, {{ whole('member_count') }} as member_count, {{ viewing_figures() }}
    from shown
    where member_count >= {{ least }}
)

select * from final
