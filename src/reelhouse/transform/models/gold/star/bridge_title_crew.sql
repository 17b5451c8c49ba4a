{{ config(sort_by=['title_key', 'crew_role', 'crew_ordering']) }}

with crew as (
    select * from {{ ref('silver_imdb__title_crew') }}
),

roles as (
    select title_key, 'director' as crew_role, directors as people from crew where directors is not null
    union all
    select title_key, 'writer' as crew_role, writers as people from crew where writers is not null
),

entries as (
    {{ each_entry('roles', ['title_key', 'crew_role'], 'people') }}
),

final as (
    select
        title_key,
        crew_role,
        cast(position as integer) as crew_ordering,
        {{ imdb_number('entry') }} as person_key
    from entries
)

select * from final
