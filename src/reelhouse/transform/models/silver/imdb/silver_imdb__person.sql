select
    {{ imdb_number('nconst') }} as person_key,
    nconst as person_id_imdb,
    primaryName as person_name,
    cast(birthYear as smallint) as birth_year,
    cast(deathYear as smallint) as death_year,
    primaryProfession as professions,
    knownForTitles as known_for_title_ids_imdb
from {{ source('imdb', 'name_basics') }}
