{{ tmdb_offers('tv') }}
