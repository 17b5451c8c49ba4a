{%- set roles = {'cast': 'cast', 'directors': 'director', 'creators': 'creator'} -%}
with newest as (
    {{ newest_of(source('streaming_availability', 'show')) }}
),

entries as (
    {%- for list, role in roles.items() %}
    select entity_id, '{{ role }}' as credit_role, entry, position
    from ({{ json_each('newest', ['entity_id'], 'payload', list) }}) as {{ role }}_entries
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
)

select
    upper({{ id_part(1) }}) as country,
    {{ id_part(2) }} as show_id_streaming_availability,
    credit_role,
    {{ entry_text('entry') }} as person_name,
    position as credit_position
from entries
