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
{%- set hour = 'extract(hour from hour_at)' -%}
{%- set weekday = iso_weekday('hour_at') -%}
{#- who is in which group; members whose groups are bits of a number are told apart when they are counted -#}
{%- set group_members = {
    'country': ('viewers', 'country_code', ''),
    'plan': ('viewers', 'plan', ''),
    'viewer': ('viewers', 'viewer', ''),
    'device': ('device_members', 'device', ''),
    'hour': ('viewers', "lpad(cast(bit as string), 2, '0')", 'inner join places on ' ~ has_bit('hours', 'bit')),
    'weekday': ('viewers', 'cast(bit as string)', 'inner join places on ' ~ has_bit('weekdays', 'bit')),
    'genre': (
        'genre_viewers',
        'genre',
        'inner join genre_places on genre_viewers.block = genre_places.block and ' ~ has_bit('genre_bits', 'bit'),
    ),
} -%}
{%- set group_sums = {
    'device': ('times', 'device'),
    'hour': ('times', "lpad(cast(hour_of_day as string), 2, '0')"),
    'weekday': ('times', 'cast(weekday as string)'),
    'genre': ('genre_titles', 'genre'),
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

places as (
    {%- for bit in range(60) %}
    {{ 'union all ' if not loop.first }}select {{ bit }} as bit
    {%- endfor %}
),

numbered as (
    select genre_key, genre, cast(row_number() over (order by genre) - 1 as integer) as place from genres
),

-- sixty genres are bits of one number, those beyond of the next
genre_places as (
    select genre_key, genre, cast(floor(place / 60) as integer) as block, place % 60 as bit from numbered
),

title_bits as (
    select title_genres.title_key, genre_places.block, {{ bits_of('genre_places.bit') }} as genre_bits
    from title_genres
    inner join genre_places on title_genres.genre_key = genre_places.genre_key
    group by title_genres.title_key, genre_places.block
),

member_months as (
    select
        month_start_date,
        member_key,
        lag(month_start_date) over (partition by member_key order by month_start_date) as month_before,
        hours,
        weekdays,
        {{ viewing_sums() | join(', ') }}
    from (
        select
            month_start_date,
            member_key,
            {{ bits_of(hour) }} as hours,
            {{ bits_of(weekday) }} as weekdays,
            {{ sum_each(viewing_sums()) }}
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

genre_viewers as (
    select
        viewing.month_start_date,
        viewing.member_key,
        title_bits.block,
        bit_or(title_bits.genre_bits) as genre_bits
    from {{ viewing }} as viewing
    inner join title_bits on viewing.title_key = title_bits.title_key
    group by viewing.month_start_date, viewing.member_key, title_bits.block
),

device_members as (
    select distinct month_start_date, member_key, coalesce(device, 'unknown') as device from {{ viewing }} as viewing
),

times as (
    select
        month_start_date,
        coalesce(device, 'unknown') as device,
        {{ hour }} as hour_of_day,
        {{ weekday }} as weekday,
        {{ sum_each(viewing_sums()) }}
    from {{ viewing }} as viewing
    group by month_start_date, coalesce(device, 'unknown'), {{ hour }}, {{ weekday }}
),

title_months as (
    select month_start_date, title_key, {{ sum_each(viewing_sums()) }}
    from {{ viewing }} as viewing
    group by month_start_date, title_key
),

genre_titles as (
    select title_months.*, genres.genre
    from title_months
    inner join title_genres on title_months.title_key = title_genres.title_key
    inner join genres on title_genres.genre_key = genres.genre_key
),

group_sizes as (
    {%- for dimension in group_sums %}
    {%- set relation, value, places = group_members[dimension] %}
    {{ 'union all ' if not loop.first }}select
        month_start_date,
        '{{ dimension }}' as dimension,
        {{ value }} as member_group,
        count(*) as member_count
    from {{ relation }} {{ places }}
    group by month_start_date, {{ value }}
    {%- endfor %}
),

group_viewing as (
    {%- for dimension, (relation, value) in group_sums.items() %}
    {{ 'union all ' if not loop.first }}select
        month_start_date,
        '{{ dimension }}' as dimension,
        {{ value }} as member_group,
        {{ sum_each(viewing_sums()) }}
    from {{ relation }}
    group by month_start_date, {{ value }}
    {%- endfor %}
),

member_groups as (
    select group_sizes.*, {{ viewing_sums() | join(', ') }}
    from group_sizes
    inner join group_viewing
        on group_sizes.month_start_date = group_viewing.month_start_date
        and group_sizes.dimension = group_viewing.dimension
        and group_sizes.member_group = group_viewing.member_group
    {%- for dimension in ['country', 'plan', 'viewer'] %}
    union all
    select
        month_start_date,
        '{{ dimension }}' as dimension,
        {{ group_members[dimension][1] }} as member_group,
        count(*) as member_count,
        {{ sum_each(viewing_sums()) }}
    from viewers
    group by month_start_date, {{ group_members[dimension][1] }}
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
    {%- for dimension, (relation, value, places) in group_members.items() %}
    {{ 'union all ' if not loop.first }}select
        hidden.month_start_date,
        hidden.dimension,
        {{ relation }}.member_key
    from {{ relation }} {{ places }}
    inner join hidden
        on hidden.dimension = '{{ dimension }}'
        and {{ relation }}.month_start_date = hidden.month_start_date
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
