{{ config(sort_by=['person_key', 'profession_position']) }}

with people as (
    select person_key, professions from {{ ref('dim_person') }}
),

entries as (
    {{ each_entry('people', ['person_key'], 'professions') }}
),

final as (
    select
        person_key,
        entry as profession,
        cast(position as smallint) as profession_position
    from entries
)

select * from final
