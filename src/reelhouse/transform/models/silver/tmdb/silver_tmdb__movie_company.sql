{{ tmdb_companies(source('tmdb', 'movie'), 'movie') }}
