{{ config(sort_by=['title_key']) }}
{%- set least = whole(mart_setting('min_group')) -%}

with viewing as (
    select title_key, member_key, {{ viewing_sums() | join(', ') }}
    from {{ ref('fact_viewing_hour') }}
),

titles as (
    select title_key, primary_title, title_type
    from {{ ref('dim_title') }}
    where is_current
),

viewers as (
    select count(distinct member_key) as viewer_count from {{ ref('fact_viewing_hour') }}
),

audiences as (
    select title_key, count(distinct member_key) as member_count, {{ sum_each(viewing_sums()) }}
    from viewing
    group by title_key
),

judged as (
    {{ hide_small('audiences', [[]], ['title_key'], least) }}
),

final as (
    select
        judged.title_key,
        titles.primary_title,
        titles.title_type,
        judged.member_count,
        {{ ratio('judged.member_count', 'viewers.viewer_count') }} as member_share_rate,
        {{ viewing_figures() }}
    from judged
    inner join titles on judged.title_key = titles.title_key
    cross join viewers
    where not judged.is_hidden
)

select * from final
