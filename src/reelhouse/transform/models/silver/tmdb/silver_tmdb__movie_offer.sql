{{ tmdb_offers('movie') }}
