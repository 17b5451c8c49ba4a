{{ tmdb_languages(source('tmdb', 'movie'), 'movie') }}
