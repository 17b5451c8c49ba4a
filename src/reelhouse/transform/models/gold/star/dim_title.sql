{{ config(tags=['history'], sort_by=['title_key', 'valid_from']) }}
{%- set tracked = [
    'title_type', 'primary_title', 'original_title', 'start_year', 'end_year', 'runtime_minutes', 'genres'
] -%}
{%- set attributes = [
    'title_key', 'title_id_imdb', 'title_type', 'primary_title', 'original_title', 'is_adult',
    'start_year', 'end_year', 'runtime_minutes', 'genres'
] | join(', ') -%}

with titles as (
    select * from {{ ref('silver_imdb__title') }}
),

{% if has_previous('dim_title') %}
versions as (
    select * from {{ previous('dim_title') }}
),

open_versions as (
    select title_key, valid_from, {{ row_hash(tracked) }} as open_hash
    from versions
    where is_current
),

current_titles as (
    select titles.*, {{ row_hash(tracked) }} as tracked_hash
    from titles
),

current_versions as (
    select
        {{ attributes }},
        case when open_hash = tracked_hash then valid_from else snapshot_date end as valid_from,
        cast(null as date) as valid_to,
        true as is_current
    from current_titles
    left join open_versions using (title_key)
),

-- a title that IMDb took down closes as well as one that changed
closed_now as (
    select
        {{ attributes }},
        valid_from,
        {{ snapshot_date_of('imdb', 'title.basics') }} as valid_to,
        false as is_current
    from versions
    where
        is_current
        and not exists (
            select 1
            from current_titles
            where
                current_titles.title_key = versions.title_key
                and current_titles.tracked_hash = {{ row_hash(tracked, 'versions') }}
        )
),

closed_before as (
    select {{ attributes }}, valid_from, valid_to, is_current
    from versions
    where not is_current
),

final as (
    select * from current_versions
    union all
    select * from closed_now
    union all
    select * from closed_before
)
{% else %}
final as (
    select
        {{ attributes }},
        snapshot_date as valid_from,
        cast(null as date) as valid_to,
        true as is_current
    from titles
)
{% endif %}

select * from final
