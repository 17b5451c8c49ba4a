select
    {{ title_record_columns({
        'source': "'movielens'",
        'record_kind': "'movie'",
        'record_id': title_record_id('movie_id_movielens'),
        'kind': "'film'",
        'title_id_imdb': 'title_id_imdb',
        'title_id_tmdb_movie': 'title_id_tmdb_movie',
        'first_seen_date': 'snapshot_date',
    }) }}
from {{ ref('silver_movielens__link') }}
