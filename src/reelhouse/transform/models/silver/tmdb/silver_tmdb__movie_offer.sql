{{ tmdb_offers(source('tmdb', 'movie'), 'movie') }}
