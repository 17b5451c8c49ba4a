{{ tmdb_companies(source('tmdb', 'tv'), 'tv') }}
