{%- set arrays = {'studios': 'studio', 'producers': 'producer', 'licensors': 'licensor'} -%}
{{ jikan_with_listed(source('jikan', 'anime'), arrays, 'company_role') }}

select
    cast(entity_id as bigint) as title_id_mal,
    company_role,
    {{ json_integer('entry', 'mal_id') }} as company_id_mal,
    {{ json_text('entry', 'name') }} as company_name,
    position as company_position
from listed
