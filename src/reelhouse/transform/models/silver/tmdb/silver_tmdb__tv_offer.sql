{{ tmdb_offers(source('tmdb', 'tv'), 'tv') }}
