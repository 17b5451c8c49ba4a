{{ tmdb_countries('tv') }}
