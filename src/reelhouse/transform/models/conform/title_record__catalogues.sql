with titles as (
    select * from {{ ref('silver_catalogues__title') }}
),

genres as (
    select service, catalogue_row_id, genre from {{ ref('silver_catalogues__title_genre') }}
),

people as (
    select service, catalogue_row_id, person_name
    from {{ ref('silver_catalogues__title_person') }}
    where credit_role = 'director' or credit_position <= 5
),

genre_words as (
    select * from {{ ref('genre_word') }}
),

genres_of_titles as (
    {{ imdb_genres_of('genres', ['service', 'catalogue_row_id'], 'genres.genre', 'genre_words') }}
),

people_of_titles as (
    select service, catalogue_row_id, {{ json_texts('person_name') }} as people
    from people
    group by service, catalogue_row_id
),

-- the year of a series is that of its newest season
final as (
    select
        {{ title_record_columns({
            'source': "'catalogues'",
            'record_kind': "'title'",
            'record_id': catalogue_record_id('titles.service', 'titles.catalogue_row_id'),
            'name': 'title',
            'kind': "case title_type when 'movie' then 'film' when 'series' then 'series' end",
            'title_type': "case title_type when 'movie' then 'movie' when 'series' then 'tvSeries' end",
            'year': 'release_year',
            'year_is_exact': "title_type = 'movie'",
            'known_by_date': 'added_date',
            'runtime_minutes': 'runtime_minutes',
            'people': 'people',
            'genres': 'genres_of_titles.genres',
            'first_seen_date': 'snapshot_date',
        }) }}
    from titles
    left join genres_of_titles
        on titles.service = genres_of_titles.service
        and titles.catalogue_row_id = genres_of_titles.catalogue_row_id
    left join people_of_titles
        on titles.service = people_of_titles.service
        and titles.catalogue_row_id = people_of_titles.catalogue_row_id
)

select * from final
